"""What falls due in risk assessments, and for whom, of all of them at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from vern.core.org.models import RoleKey
from vern.core.org.queries import held_at
from vern.core.records.models import Sensitivity
from vern.hub.calendar.ports import Due
from vern.plan.risk import scales
from vern.plan.risk.models import Disagreement, RiskAssessment
from vern.plan.risk.rules import AssessmentState

Subjects = Collection[int] | None
DAYS_TO_APPROVE = 14


class Leaders:
    """Who answers for units today: one query, however many."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._steps = {path: [int(each) for each in path.split(".") if each] for path in set(paths)}
        units = {step for steps in self._steps.values() for step in steps}
        self._led: dict[int, set[int]] = {}
        for _role, unit, person in held_at([RoleKey.LEADER], units):
            self._led.setdefault(unit, set()).add(person)

    def of(self, path: str) -> frozenset[int]:
        """The leader of the unit, or the nearest above it."""
        for step in reversed(self._steps[path]):
            if step in self._led:
                return frozenset(self._led[step])
        return frozenset()


def to_revise(subjects: Subjects) -> Iterator[Due]:
    """Approved assessments that nobody has begun to revise: by the day until which they are valid."""
    begun = RiskAssessment.objects.exclude(state=AssessmentState.WITHDRAWN).exclude(revises=None)
    rows = RiskAssessment.objects.filter(state=AssessmentState.APPROVED).exclude(
        pk__in=begun.values("revises")
    )
    found = _rows(rows, subjects, "valid_until")
    yield from _dues(found)


def to_approve(subjects: Subjects) -> Iterator[Due]:
    """What has been sent for approval."""
    rows = RiskAssessment.objects.filter(state=AssessmentState.SENT)
    days = dt.timedelta(days=DAYS_TO_APPROVE)
    found = [
        (pk, timezone.localdate(sent) + days, unit, path)
        for pk, sent, unit, path in _rows(rows, subjects, "sent_at")
    ]
    yield from _dues(found)


def _rows(
    rows: QuerySet[Any, Any], subjects: Subjects, day: str
) -> list[tuple[int, Any, int, str]]:
    chosen = rows.filter(record__sensitivity__lt=Sensitivity.SEALED)
    if subjects is not None:
        chosen = chosen.filter(pk__in=subjects)
    return list(chosen.values_list("pk", day, "record__unit", "record__unit__path"))


def _dues(found: list[tuple[int, dt.date, int, str]]) -> Iterator[Due]:
    leaders = Leaders(path for *_rest, path in found)
    for pk, day, unit, path in found:
        if people := leaders.of(path):
            yield Due(pk, day, people, unit, pk)


def to_answer(subjects: Subjects) -> Iterator[Due]:
    """Disagreements that nobody has answered: for the leader a level up."""
    rows = Disagreement.objects.filter(
        answered_at=None,
        assessment__record__sensitivity__lt=Sensitivity.SEALED,
        assessment__state__in=(
            AssessmentState.DRAFT,
            AssessmentState.SENT,
            AssessmentState.APPROVED,
        ),
    )
    if subjects is not None:
        rows = rows.filter(pk__in=subjects)
    found = list(rows.select_related("to_unit"))
    if not found:
        return
    days = dt.timedelta(days=scales.policy().days_to_answer)
    leaders = Leaders(each.to_unit.path for each in found)
    for each in found:
        if people := leaders.of(each.to_unit.path):
            day = timezone.localdate(each.raised_at) + days
            yield Due(each.pk, day, people, each.to_unit_id, each.assessment_id)
