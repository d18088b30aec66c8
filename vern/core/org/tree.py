"""The tree of units on a date, as a plain value: what figures and pages walk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from vern.core.kernel.texts import localized
from vern.core.org.actors import holding
from vern.core.org.models import UnitKind, UnitPlacement
from vern.core.org.sorting import sort_key

FACULTY_LEVEL = frozenset({UnitKind.FACULTY, UnitKind.MUSEUM, UnitKind.ADMINISTRATION})


class Level(StrEnum):
    """How figures are grouped: all in one, by faculty (museum, administration), by reporting unit."""

    INSTITUTION = "institution"
    FACULTY = "faculty"
    REPORTING = "reporting"


@dataclass(frozen=True)
class Place:
    """A unit as it stood on the date."""

    unit_id: int
    code: str
    parent_id: int | None
    kind: str
    reports: bool
    active: bool
    name_nb: str
    name_nn: str
    name_en: str

    @property
    def name(self) -> str:
        return localized(self, "name")


@dataclass(frozen=True)
class Tree:
    """All units that had begun by a date, the ended ones under their successors."""

    on: dt.date
    places: Mapping[int, Place]

    def upward(self, unit_id: int) -> Iterator[Place]:
        """The unit itself, then each one above it."""
        place = self.places.get(unit_id)
        while place is not None:
            yield place
            place = self.places.get(place.parent_id) if place.parent_id else None

    def below(self, unit_id: int) -> set[int]:
        """The unit and all under it."""
        return {
            other for other in self.places if any(p.unit_id == unit_id for p in self.upward(other))
        }

    def children(self, unit_id: int | None) -> list[Place]:
        """The active units right under one (under none: the institution), by name."""
        found = [p for p in self.places.values() if p.parent_id == unit_id and p.active]
        return sorted(found, key=lambda p: sort_key(p.name))

    def at_level(self, unit_id: int, level: Level) -> Place | None:
        """Where a unit's events are counted; None if nothing above it stands at the level."""
        if level is Level.INSTITUTION:
            return next((p for p in self.upward(unit_id) if p.parent_id is None), None)
        if level is Level.FACULTY:
            return next(
                (p for p in self.upward(unit_id) if p.kind in FACULTY_LEVEL and p.active), None
            )
        return next((p for p in self.upward(unit_id) if p.reports and p.active), None)

    def standing_at(self, level: Level) -> list[Place]:
        """The active units at a level, by code."""
        found = [
            p for p in self.places.values() if p.active and self.at_level(p.unit_id, level) == p
        ]
        return sorted(found, key=lambda p: p.code)

    def by_code(self, code: str) -> Place:
        """The unit with a code. Raises KeyError if there is none."""
        found = next((p for p in self.places.values() if p.code == code), None)
        if found is None:
            raise KeyError(code)
        return found


COLUMNS = (
    "unit_id",
    "unit__code",
    "parent_id",
    "kind",
    "reports",
    "active",
    "name_nb",
    "name_nn",
    "name_en",
)
"""What a `Place` is made of, in its order: hundreds of units on every page need no model each."""


def tree_on(day: dt.date) -> Tree:
    """The tree as it stood at the end of a day."""
    rows = UnitPlacement.objects.filter(holding(day)).order_by().values_list(*COLUMNS)
    return Tree(day, {row[0]: Place(*row) for row in rows})
