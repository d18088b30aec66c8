"""Which units have assessed what: the newest approved of each kind, and how old it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.db.models import F
from django.utils import timezone

from vern.core.kernel import clock
from vern.core.kernel.together import ask
from vern.core.org.sorting import sort_key
from vern.core.org.tree import Place, Tree
from vern.plan.risk import rules
from vern.plan.risk.models import AssessmentType, RiskAssessment, RiskPolicy
from vern.plan.risk.rules import Age, AssessmentState


@dataclass(frozen=True)
class Newest:
    """The newest approved assessment of a kind at a unit, as of a moment."""

    unit_id: int
    type_id: int
    approved_on: dt.date
    valid_until: dt.date
    record_id: int


@dataclass(frozen=True)
class Standing:
    """How a kind stands at a unit. `newest`: the assessment, if there is any."""

    age: Age
    newest: Newest | None = None


@dataclass(frozen=True)
class Kind:
    """A kind of assessment, as the coverage speaks of it."""

    row: AssessmentType

    @property
    def pk(self) -> int:
        return self.row.pk

    @property
    def key(self) -> str:
        return self.row.key

    @property
    def name(self) -> str:
        """In the reader's language."""
        return self.row.name

    @property
    def expected(self) -> bool:
        return self.row.expected


@dataclass(frozen=True)
class Asked:
    """What the coverage is made of. `kinds`: those that are offered, the expected ones first;
    `every`: those that are not, too; `years`: how far back an assessment counts."""

    found: Sequence[Newest]
    kinds: Sequence[Kind]
    every: Sequence[Kind]
    years: int

    @property
    def names(self) -> Mapping[str, str]:
        """Of all kinds, by key, in the reader's language."""
        return {each.key: each.name for each in self.every}


def asked(before: dt.datetime, *, standing: bool = False, path: str = "") -> Asked:
    """The newest approved before a moment, one for each unit and kind: one query. `standing`: only those
    in force today, which is all one needs to know of today, and costs least. `path`: of a unit, if
    only that one and those below it are asked about."""
    states = [AssessmentState.APPROVED, *([] if standing else [AssessmentState.REPLACED])]
    within = {"record__unit__path__startswith": path} if path else {}
    newest = (
        RiskAssessment.objects.filter(
            approved_at__lt=before, state__in=[str(each) for each in states], **within
        )
        .annotate(unit_id=F("record__unit_id"))
        .order_by("record__unit_id", "type_id", "-approved_at", "-record_id")
        .distinct("record__unit_id", "type_id")
        .only("record", "type", "approved_at", "valid_until")
    )
    read = ask(newest=newest, kinds=AssessmentType.objects.all(), policy=RiskPolicy.objects.all())
    policy = next(iter(read["policy"]), None) or RiskPolicy(pk=1)
    every = [Kind(each) for each in read["kinds"]]
    return Asked(
        [
            Newest(
                each.unit_id,
                each.type_id,
                timezone.localdate(each.approved_at),
                each.valid_until,
                each.pk,
            )
            for each in read["newest"]
        ],
        sorted((each for each in every if each.row.offered), key=lambda each: not each.expected),
        every,
        policy.years_covered,
    )


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


def today(tree: Tree, path: str = "") -> tuple[Coverage, Asked]:
    """As it stands now, at a unit and below it where its path is given: one query."""
    found = asked(clock.now(), standing=True, path=path)
    return Coverage(tree, found.found, today=clock.today(), years=found.years), found
