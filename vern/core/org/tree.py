"""The tree of units on a date, as a plain value: what figures and pages walk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db import connection

from vern.core.kernel.texts import localized
from vern.core.org.models import UnitKind
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


@dataclass(frozen=True, eq=False)
class Tree:
    """All units that had begun by a date, the ended ones under their successors.

    One process has one object for the same rows (see `tree_on`): what is made of it can be
    remembered by it.
    """

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


_ROWS = """
WITH held AS MATERIALIZED (
    SELECT p.unit_id, u.code, p.parent_id, p.kind, p.reports, p.active,
           p.name_nb, p.name_nn, p.name_en
    FROM org_unitplacement p JOIN org_unit u ON u.id = p.unit_id
    WHERE p.valid_from <= %(day)s AND (p.valid_to IS NULL OR p.valid_to > %(day)s)
), seen AS (
    SELECT coalesce(md5(string_agg(held::text, ',' ORDER BY unit_id)), '') AS print FROM held
)
SELECT seen.print, held.* FROM seen LEFT JOIN held ON true WHERE seen.print <> %(print)s
"""
"""What each `Place` is made of, in its order; nothing at all where the rows still have the
fingerprint that one knows. Hundreds of units on every page need no model each."""

_DAYS = 64
_known: dict[dt.date, tuple[str, Tree]] = {}
"""The newest tree of each day that was asked for, with its rows' fingerprint."""


def tree_on(day: dt.date) -> Tree:
    """The tree as it stood at the end of a day. The same object while its rows are the same."""
    known = _known.get(day)
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, {"day": day, "print": known[0] if known else "-"})
        rows = cursor.fetchall()
    if known and not rows:
        return known[1]
    tree = Tree(day, {row[1]: Place(*row[1:]) for row in rows if row[1] is not None})
    if len(_known) >= _DAYS:
        _known.clear()
    _known[day] = (rows[0][0], tree)
    return tree
