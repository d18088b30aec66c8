"""Whose turn it is with rounds: for the desk, for deadlines, for a leader who leaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from vern.core.kernel import clock
from vern.core.org.actors import Actor
from vern.core.org.models import RoleKey, Unit
from vern.core.org.queries import (
    answered_by,
    chief_representatives_of,
    held_at,
    line_of,
    representatives_of,
)
from vern.core.records.composed import among
from vern.core.records.models import Record
from vern.core.records.querysets import RecordQuerySet
from vern.hub.calendar.ports import Due
from vern.plan.rounds.models import KIND, Participant, Round, Signature, Wish
from vern.plan.rounds.rules import OPEN_TO_WISHES, RoundState, due_in

DAYS_TO_SIGN: Final = dt.timedelta(days=30)
"""After the walk, by which both have signed."""

Subjects = Collection[int] | None


def under_way(actor: Actor, state: RoundState) -> RecordQuerySet:
    """Rounds in a state that await the actor: who reads it, has not signed it, and takes part or
    answers for its unit. A statement that the desk composes."""
    taking_part = Participant.objects.filter(round=OuterRef("pk"), person__in=actor.doing_for)
    signed = Signature.objects.filter(
        round=OuterRef("pk"), person=actor.person_id, withdrawn_at=None
    )
    own = Q(Exists(taking_part)) | among("unit", answered_by(actor))
    rows: RecordQuerySet = Record.objects.visible_to(actor).filter(
        own, ~Exists(signed), kind=KIND, round__state=state
    )
    return rows


def asking(actor: Actor) -> QuerySet[Record]:
    """Rounds that ask everyone what to look at, the actor too, who has not said anything. The same."""
    said = Wish.objects.filter(round=OuterRef("pk"), person=actor.person_id)
    rounds = Round.objects.told_to(actor).filter(
        ~Exists(said), state__in=OPEN_TO_WISHES, wishes_until__gte=clock.today()
    )
    return Record.objects.filter(pk__in=rounds.order_by().values("pk"))


def _some(rows: QuerySet[Any], subjects: Subjects) -> QuerySet[Any]:
    return rows if subjects is None else rows.filter(pk__in=subjects)


class Leaders:
    """Who leads the units of some rounds, or stands above where nobody does: one query."""

    def __init__(self, units: Iterable[Unit]) -> None:
        steps = {step for unit in units for step in line_of(unit)}
        self._held = {unit: who for _role, unit, who in held_at([RoleKey.LEADER], steps)}

    def of(self, unit: Unit) -> frozenset[int]:
        line = reversed(line_of(unit))
        return frozenset([self._held[at] for at in line if at in self._held][:1])


def to_plan(subjects: Subjects) -> Iterator[Due]:
    """The next year's round, where the last one was in an earlier year. Subject: the last round, to
    which it belongs until there is another."""
    newest = Round.objects.filter(record__unit=OuterRef("record__unit"), day__gt=OuterRef("day"))
    rows = Round.objects.filter(
        ~Exists(newest.exclude(state=RoundState.CALLED_OFF)),
        mapped_at__isnull=False,
        record__unit__active=True,
        day__year__lt=clock.today().year,
    )
    found = list(_some(rows, subjects).select_related("record__unit"))
    leaders = Leaders(each.record.unit for each in found)
    for each in found:
        unit = each.record.unit
        yield Due(each.pk, due_in(each.day.year + 1), leaders.of(unit), unit.pk, each.pk)


def to_walk(subjects: Subjects) -> Iterator[Due]:
    """Rounds that are planned or begun, by the day of the walk. Subject: the round."""
    rows = Round.objects.filter(state__in=(RoundState.PLANNED, RoundState.MAPPING))
    found = list(_some(rows, subjects).select_related("record__unit"))
    leaders = Leaders(each.record.unit for each in found)
    for each in found:
        yield Due(each.pk, each.day, leaders.of(each.record.unit), each.record.unit_id, each.pk)


def to_sign(subjects: Subjects) -> Iterator[Due]:
    """Rounds that are walked and not signed by both, for the one who has not. Subject: the round."""
    rows = Round.objects.filter(state=RoundState.FOLLOW_UP, mapped_at__isnull=False)
    found = list(
        _some(rows, subjects).select_related("record__unit").prefetch_related("signatures")
    )
    leaders = Leaders(each.record.unit for each in found)
    for each in found:
        signed = {sig.by for sig in each.signatures.all() if sig.withdrawn_at is None}
        unit = each.record.unit
        people = leaders.of(unit) if Signature.By.LEADER not in signed else _representatives(unit)
        day = timezone.localdate(each.mapped_at) + DAYS_TO_SIGN
        yield Due(each.pk, day, people, unit.pk, each.pk)


def _representatives(unit: Unit) -> frozenset[int]:
    found = representatives_of(unit) or chief_representatives_of(unit)
    return frozenset(each.pk for each in found)
