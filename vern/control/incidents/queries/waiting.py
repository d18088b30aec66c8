"""What awaits a written answer from someone: questions, objections, stops of work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import DateField, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.capabilities import HANDLE
from vern.control.incidents.models import KIND, Objection, WorkStop
from vern.control.incidents.queries.routing import Offices, offices
from vern.core.org.actors import Actor
from vern.core.org.queries import line_of, units_answered_for
from vern.core.records.access import parts_of
from vern.core.records.models import Party, Record, Sensitivity, State
from vern.core.talk.models import Comment
from vern.core.talk.queries import OPEN, Audience

STOP, OBJECTION, QUESTION, TO_REPORTER = range(4)
"""The most urgent first."""

LABELS = {
    STOP: _("Dangerous work is stopped"),
    OBJECTION: _("Objection to closing"),
    QUESTION: _("Question from the safety representative"),
    TO_REPORTER: _("Question about your report"),
}
MANY = 100
"""Objections to closed reports that are looked through for whose they are."""


@dataclass(frozen=True)
class Waiting:
    """Something that awaits a written answer."""

    record: Record
    what: int
    since: dt.date
    due: dt.date | None

    @property
    def label(self) -> str:
        return str(LABELS[self.what])


def waiting_for(actor: Actor, limit: int) -> list[Waiting]:
    """What awaits the actor's answer: stops first, then objections, then questions by their day."""
    if actor.person_id is None:
        return []
    own = Record.objects.reported_by(actor).filter(kind=KIND)
    rows = [*_asked_of_reporter(own.values("pk"))[:limit]]
    if actor.has(HANDLE):
        units = units_answered_for(actor.person_id)
        turn = Record.objects.filter(kind=KIND, state=State.OPEN, handling_unit__in=units)
        rows += _contested(turn.values("pk"))[:limit]
        rows += _asked(Record.objects.filter(kind=KIND, handling_unit__in=units).values("pk"))[
            :limit
        ]
    records = _seen(actor, {row[1] for row in rows})
    found = [
        Waiting(records[pk], what, timezone.localdate(since), due)
        for what, pk, since, due in rows
        if pk in records
    ]
    if actor.has(HANDLE):
        found += _objected_to_closed(actor)
    found.sort(key=lambda each: (each.what, each.due or each.since, each.record.pk))
    return found[:limit]


NO_DAY = Value(None, output_field=DateField())
Rows = QuerySet[Any, Any]


def _contested(records: Rows) -> Rows:
    stops = WorkStop.objects.filter(decided_at=None, incident__in=records)
    objections = Objection.objects.filter(answered_at=None, incident__in=records)
    first = stops.order_by().values_list(Value(STOP), "incident", "stopped_at", NO_DAY)
    second = objections.order_by().values_list(Value(OBJECTION), "incident", "at", NO_DAY)
    return first.union(second, all=True)


def _asked(records: Rows) -> Rows:
    found = Comment.objects.filter(OPEN, audience=Audience.READERS, record__in=records)
    return found.order_by("answer_by", "pk").values_list(
        Value(QUESTION), "record", "at", "answer_by"
    )


def _asked_of_reporter(records: Rows) -> Rows:
    found = Comment.objects.filter(OPEN, audience=Audience.REPORTER, record__in=records)
    return found.order_by("pk").values_list(Value(TO_REPORTER), "record", "at", "answer_by")


def _seen(actor: Actor, pks: Iterable[int]) -> dict[int, Record]:
    wanted = set(pks)
    if not wanted:
        return {}
    found = Record.objects.visible_to(actor).filter(pk__in=wanted).select_related("unit")
    return {record.pk: record for record in found}


def _objected_to_closed(actor: Actor) -> list[Waiting]:
    """Objections to closed reports, which go to the leader above the one whose turn it was; where
    only named people read it, to who handles it. Few at any time, and looked up together."""
    seen = Record.objects.visible_to(actor).filter(kind=KIND, state=State.CLOSED)
    found = list(
        Objection.objects.filter(answered_at=None, incident__in=seen.values("pk"))
        .select_related("incident__record__unit", "incident__record__handling_unit")
        .prefetch_related("incident__record__parties")[:MANY]
    )
    if not found:
        return []
    records = [each.incident.record for each in found]
    posts = offices({step for record in records for step in line_of(record.handling_unit)})
    return [
        Waiting(each.incident.record, OBJECTION, timezone.localdate(each.at), None)
        for each in found
        if _is_to_answer(actor, each.incident.record, posts)
    ]


def _is_to_answer(actor: Actor, record: Record, posts: Offices) -> bool:
    if record.sensitivity >= Sensitivity.PARTIES:
        return Party.Part.HANDLER in parts_of(actor, record)
    out = {
        party.person_id
        for party in record.parties.all()
        if party.part in (Party.Part.REPORTER, Party.Part.SUBJECT) and party.person_id
    }
    line = line_of(record.handling_unit)
    turn = posts.nearest(line, out)
    if turn is None:
        return actor.person_id in posts.hse
    handler = posts.leaders[turn]
    above = posts.nearest(line[: line.index(turn)], out | {handler})
    return actor.person_id == (handler if above is None else posts.leaders[above])
