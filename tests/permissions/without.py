"""A plugin for pytest: any tests, with one filter of the code taken away, to see whether they notice.

    VERN_MUTANT='queries/lists.py _turn: held_by' pytest -p tests.permissions.without -n0 <tests>

They are to fail then. The filter is named as in `locks.py`; a part of its name will do.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.permissions.mutants import Site

_found: list[Site] = []


def pytest_collection_finish() -> None:
    """Raises UsageError where the name fits no filter, or those of several functions."""
    from tests.permissions import mutants  # noqa: PLC0415 (plugins are loaded before Django is)

    name = os.environ.get("VERN_MUTANT", "")
    _found[:] = [each for each in mutants.sites() if name in re.sub(r":\d+ ", " ", str(each))]
    if len({(each.path, each.function) for each in _found}) != 1:
        fits = "\n  ".join(map(str, _found)) or "none"
        raise pytest.UsageError(f"VERN_MUTANT={name!r} is to name one filter. It fits:\n  {fits}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Iterator[None]:
    """The tests run without it; their worlds were made with it."""
    from tests.permissions import mutants  # noqa: PLC0415 (as above)

    with ExitStack() as stack:
        for site in _found:
            stack.enter_context(mutants.opened(site))
        return (yield)
