"""Which units have assessed what: the newest approved of each kind, and how old it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.db import connection
from django.utils import timezone

from vern.core.kernel import clock
from vern.core.kernel.texts import localized
from vern.core.org.sorting import sort_key
from vern.core.org.tree import Place, Tree
from vern.plan.risk import rules
from vern.plan.risk.models import AssessmentType
from vern.plan.risk.rules import Age

_NEWEST: Final = """
SELECT DISTINCT ON (record.unit_id, risk.type_id)
       record.unit_id, risk.type_id, risk.approved_at, risk.valid_until, risk.record_id
FROM risk_riskassessment risk JOIN records_record record ON record.id = risk.record_id
WHERE risk.approved_at < %(before)s AND risk.state = ANY(%(states)s)
ORDER BY record.unit_id, risk.type_id, risk.approved_at DESC, risk.record_id DESC
"""


@dataclass(frozen=True)
class Newest:
    """The newest approved assessment of a kind at a unit, as of a moment."""

    unit_id: int
    type_id: int
    approved_on: dt.date
    valid_until: dt.date
    record_id: int


def newest(before: dt.datetime, *, standing: bool = False) -> list[Newest]:
    """One for each unit and kind, approved before a moment. `standing`: only those in force today,
    which is all one needs to know of today, and costs least."""
    states = ["approved"] if standing else ["approved", "replaced"]
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, {"before": before, "states": states})
        return [
            Newest(unit, kind, timezone.localdate(approved), valid, record)
            for unit, kind, approved, valid, record in cursor.fetchall()
        ]


@dataclass(frozen=True)
class Standing:
    """How a kind stands at a unit. `newest`: the assessment, if there is any."""

    age: Age
    newest: Newest | None = None


@dataclass(frozen=True)
class Kind:
    """A kind of assessment, as the coverage speaks of it."""

    pk: int
    key: str
    name: str
    expected: bool


def kinds() -> list[Kind]:
    """Those that are offered, the expected ones first: one query."""
    found = [
        Kind(each.pk, each.key, localized(each, "name"), each.expected)
        for each in AssessmentType.objects.filter(offered=True)
    ]
    return sorted(found, key=lambda each: not each.expected)


class Coverage:
    """What stands at the units that answer for assessments: those that report each year, and their
    parts count with them. What was assessed at a unit that has ended counts where it hangs now."""

    def __init__(self, tree: Tree, found: Iterable[Newest], *, today: dt.date, years: int) -> None:
        self.tree = tree
        self._today, self._years = today, years
        self._found = list(found)

    @cached_property
    def _at(self) -> Mapping[tuple[int, int], Newest]:
        """The newest by the active unit and the kind."""
        best: dict[tuple[int, int], Newest] = {}
        for each in self._found:
            place = next((at for at in self.tree.upward(each.unit_id) if at.active), None)
            if place is None:
                continue
            key = (place.unit_id, each.type_id)
            if key not in best or best[key].approved_on < each.approved_on:
                best[key] = each
        return best

    @cached_property
    def _with_parts(self) -> Mapping[tuple[int, int], Newest]:
        """The same for reporting units, with what their parts have."""
        best: dict[tuple[int, int], Newest] = {}
        for (unit_id, type_id), each in self._at.items():
            place = next((at for at in self.tree.upward(unit_id) if at.reports and at.active), None)
            key = (place.unit_id if place else unit_id, type_id)
            if key not in best or best[key].approved_on < each.approved_on:
                best[key] = each
        return best

    def of(self, unit_id: int, type_id: int) -> Standing:
        """How a kind stands at a unit; of one that reports, with its parts."""
        found = self._with_parts.get((unit_id, type_id)) or self._at.get((unit_id, type_id))
        if found is None:
            return Standing(Age.NONE)
        age = rules.age_of(
            found.approved_on, found.valid_until, today=self._today, years=self._years
        )
        return Standing(age, found)

    @cached_property
    def reporting(self) -> Sequence[Place]:
        """The units that are to have assessments."""
        places = (each for each in self.tree.places.values() if each.active and each.reports)
        return sorted(places, key=lambda each: sort_key(each.name))

    def reporting_below(self, unit_id: int) -> list[Place]:
        """Those of them that are this unit or below it."""
        return [
            each
            for each in self.reporting
            if any(at.unit_id == unit_id for at in self.tree.upward(each.unit_id))
        ]

    def share(self, places: Sequence[Place], type_id: int) -> tuple[int, int]:
        """How many of some units have it fresh, and of how many."""
        fresh = sum(self.of(each.unit_id, type_id).age in COVERED for each in places)
        return fresh, len(places)

    def missing(self, places: Sequence[Place], type_id: int) -> list[Place]:
        """Those of some units that have none in the last years."""
        return [each for each in places if self.of(each.unit_id, type_id).age not in COVERED]


COVERED: Final = (Age.FRESH, Age.DUE)
"""Assessed in the last years, also where it is to be revised by now."""


def today(tree: Tree, years: int) -> Coverage:
    """As it stands now: one query."""
    return Coverage(tree, newest(clock.now(), standing=True), today=clock.today(), years=years)
