"""What a module says about a requirement whose fulfilment its records show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

from vern.core.kernel import clock
from vern.core.kernel.ports import Port
from vern.core.org.actors import Actor
from vern.core.org.models import Unit
from vern.core.org.tree import Place, Tree
from vern.hub.evidence.rules import Verdict

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

T = TypeVar("T")

SHOWN = 5
"""Records that a page shows of each requirement."""


@dataclass(frozen=True, eq=False)
class Asked:
    """Which units are asked about, in which year. `tree` is as it stood at the year's end, or stands
    today in a year that is not over."""

    year: int
    tree: Tree
    units: tuple[Place, ...]
    _known: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def begins(self) -> dt.date:
        return dt.date(self.year, 1, 1)

    @property
    def last(self) -> dt.date:
        """The year's last day, or today while it runs."""
        return min(dt.date(self.year, 12, 31), clock.today())

    @property
    def ends(self) -> dt.datetime:
        """The first moment that is not in it."""
        return clock.end_of(self.last)

    @property
    def running(self) -> bool:
        return self.year == clock.today().year

    @cached_property
    def homes(self) -> Mapping[int, int]:
        """Every unit that counts for one of those asked about, and for which."""
        asked = {each.unit_id for each in self.units}
        found: dict[int, int] = {}
        for unit_id in self.tree.places:
            home = next((p.unit_id for p in self.tree.upward(unit_id) if p.unit_id in asked), None)
            if home is not None:
                found[unit_id] = home
        return found

    def once(self, key: str, ask: Callable[[], T]) -> T:
        """What `ask` answers; asked once, however many requirements need it."""
        if key not in self._known:
            self._known[key] = ask()
        return cast("T", self._known[key])


@dataclass(frozen=True)
class Found:
    """What the records say of one unit: whether it meets the requirement, why in a sentence, and the
    records that show it (ids, the first ones; a reader sees those that they may)."""

    verdict: Verdict
    because: str
    records: tuple[int, ...] = ()


@dataclass(frozen=True)
class Way:
    """Where a requirement leads for one unit: to what shows it, or to do what is lacking. An empty
    address: nowhere, for this reader."""

    label: _StrPromise
    url: Callable[[Actor, Unit, int], str]


@dataclass(frozen=True)
class Evidence:
    """A requirement whose fulfilment a module's records show.

    `source` is the paragraph, or the institution's own rule; `about` says how it is judged. `judge`
    answers for all units asked about at once, by unit id; one that is left out is unknown. `ways` are
    asked with the reader, the unit and the year; `remedies` stand where the requirement is not met.
    """

    key: str
    requirement: _StrPromise
    source: _StrPromise | str
    about: _StrPromise
    judge: Callable[[Asked], Mapping[int, Found]]
    ways: tuple[Way, ...] = ()
    remedies: tuple[Way, ...] = ()
    order: int = 50


evidence: Port[Evidence] = Port("evidence")


def in_order() -> list[Evidence]:
    """All requirements, as pages list them."""
    return sorted(evidence, key=lambda each: each.order)
