"""The kinds of record that modules bring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vern.core.kernel.ports import Port

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Kind:
    """A kind of record: its number prefix, the capability that lets one see it, its page.

    `handle` is the capability that lets one handle it, and so change what was decided in it;
    `unseal` the one that reads a sealed record, which `see` then no longer does. Where work waits for
    its measures, `verify` is the capability that lets one say that they are in place. `reported`: someone told of it, whom words
    about it may give away; a module says no where it plans its own.
    """

    key: str
    label: _StrPromise
    prefix: str
    see: str
    url: Callable[[int], str]
    handle: str = ""
    unseal: str = ""
    verify: str = ""
    reported: bool = True


kinds: Port[Kind] = Port("kinds")
