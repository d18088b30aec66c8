from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.core.org.tests import world

shared_units = once_per_module(world.make_units)


@pytest.fixture
def units(shared_units: Shared[None], db: None) -> None:
    """The small institution of `world`."""


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Refusals in the words of the code, whatever is translated."""
    with override("en"):
        yield
