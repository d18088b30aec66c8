"""Each protection, and how it is taken away: only to prove that a fault can hurt."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import Any, Final


def replace(where: str, substitute: Any) -> None:
    """Put something else wherever a module of ours has what "module:name" names, by any name."""
    module_name, _colon, attribute = where.partition(":")
    original = getattr(importlib.import_module(module_name), attribute)
    for module in [each for name, each in sys.modules.items() if name.startswith("vern.")]:
        for name, value in list(vars(module).items()):
            if value is original:
                setattr(module, name, substitute)


def _no_submission_keys() -> None:
    """Nobody remembers which form a report came from, nor looks for one that says the same."""
    replace("vern.core.records.services:sent_before", lambda **_asked: None)
    replace("vern.core.records.services:remember_submission", lambda **_given: None)
    replace("vern.control.incidents.services.reporting:_just_told", lambda *_asked, **_more: None)


PROTECTIONS: Final[dict[str, Callable[[], None]]] = {
    "submission keys": _no_submission_keys,
}


def take_away(name: str) -> None:
    """Work without this protection; with none named, as it is. Raises KeyError."""
    if name:
        PROTECTIONS[name]()
