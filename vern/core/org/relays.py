"""What lies with a leader, and is handed over when their term ends (N14): the port for it.

Keys are kept, not words: what a thing is called is asked anew for every reader, so that nobody reads in
a list what they may not read where it stands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vern.core.kernel.ports import Port
from vern.core.org.actors import Actor

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Thing:
    """Something that is handed over, as its reader may know of it."""

    title: str
    url: str
    number: str = ""
    unit: str = ""
    due: dt.date | None = None
    statuses: tuple[str, ...] = ()


@dataclass(frozen=True)
class HandedOver:
    """A sort of things. `lying`: keys of those that lie with the actor as the leader of the units today
    (the querysets of keys of all sorts are asked in one question);
    `described`: those of some keys that the reader may know of; `of_record`: those that belong to the
    record with this key, so that what was written to them goes when it is erased."""

    key: str
    label: _StrPromise
    lying: Callable[[Actor, Collection[int]], Collection[int] | QuerySet[Any, int]]
    described: Callable[[Actor, Collection[int]], Mapping[int, Thing]]
    order: int = 50
    of_record: Callable[[int], Collection[int]] = lambda _record: ()


handed_over: Port[HandedOver] = Port("handed over")
