"""What awaits a written answer from someone: questions, objections, stops of work."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import DateField, F, Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.models import KIND, Closure, Objection, WorkStop
from vern.control.incidents.queries.news import NEW_FOR
from vern.control.incidents.queries.routing import Offices, offices
from vern.control.incidents.queries.voices import JUDGED
from vern.core.kernel import clock
from vern.core.kernel.together import ask, keep, relate
from vern.core.org.actors import Actor
from vern.core.org.models import Unit
from vern.core.org.queries import line_of
from vern.core.records.access import parts_of
from vern.core.records.models import Party, Record, Sensitivity, State
from vern.core.talk.models import Comment
from vern.core.talk.queries import OPEN, Audience

STOP, OBJECTION, QUESTION, TO_REPORTER, TO_JUDGE = range(5)
"""The most urgent first."""

LABELS = {
    STOP: _("Dangerous work is stopped"),
    OBJECTION: _("Objection to closing"),
    QUESTION: _("Question from the safety representative"),
    TO_REPORTER: _("Question to you"),
    TO_JUDGE: _("New answer"),
}
MANY = 300
"""At most so many that await anyone are looked through for whose they are."""


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


NO_DAY = Value(None, output_field=DateField())


def waiting_for(actor: Actor, limit: int) -> list[Waiting]:
    """What awaits the actor's answer: stops first, then objections, then questions by their day.

    One query where nothing awaits anyone whose reports the actor sees; else three.
    """
    if actor.person_id is None:
        return []
    rows = list(_open_to(actor)[:MANY])
    if not rows:
        return []
    records = _read({row["about"] for row in rows})
    posts = offices({step for each in records.values() for step in line_of(each.handling_unit)})
    return [
        _waiting(records[row["about"]], row["rank"], timezone.localdate(row["since"]), row["due"])
        for row in rows
        if _awaits(actor, row["rank"], records[row["about"]], posts)
    ][:limit]


def _read(keys: set[int]) -> dict[int, Record]:
    """Records with their units and parties: one query."""
    found = Record.objects.filter(pk__in=keys)
    read = ask(
        records=found.order_by(),
        units=Unit.objects.filter(
            Q(pk__in=found.order_by().values("unit"))
            | Q(pk__in=found.order_by().values("handling_unit"))
        ),
        parties=Party.objects.filter(record__in=keys),
    )
    units = {each.pk: each for each in read["units"]}
    relate(read["records"], "unit", units)
    relate(read["records"], "handling_unit", units)
    for record in read["records"]:
        keep(record, "parties", [each for each in read["parties"] if each.record_id == record.pk])
    return {record.pk: record for record in read["records"]}


def _waiting(record: Record, what: int, since: dt.date, due: dt.date | None) -> Waiting:
    """Stopped work awaits its decision at once."""
    return Waiting(record, what, since, since if what == STOP else due)


Rows = QuerySet[Any, Any]


def _open_to(actor: Actor) -> Rows:
    """What awaits anyone's answer in the reports that the actor sees, the most urgent first."""
    own = Record.objects.reported_by(actor).filter(kind=KIND)
    asked = Comment.objects.filter(OPEN, audience=Audience.REPORTER, record__in=own.values("pk"))
    read = Record.objects.held_by(actor).filter(kind=KIND).values("pk")
    questions = Comment.objects.filter(OPEN, audience=Audience.READERS, record__in=read)
    stops = WorkStop.objects.filter(decided_at=None, incident__in=read)
    objections = Objection.objects.filter(answered_at=None, incident__in=read)
    answers = Closure.objects.filter(
        reopened_at=None,
        outcome__in=JUDGED,
        good_enough=None,
        at__gt=clock.now() - NEW_FOR,
        incident__in=own.values("pk"),
    )
    first = _rows(asked, TO_REPORTER, "record_id", "at", F("answer_by"))
    return first.union(
        _rows(answers, TO_JUDGE, "incident_id", "at"),
        _rows(questions, QUESTION, "record_id", "at", F("answer_by")),
        _rows(stops, STOP, "incident_id", "stopped_at"),
        _rows(objections, OBJECTION, "incident_id", "at"),
        all=True,
    ).order_by("rank", "due", "since")


def _rows(found: Rows, what: int, record: str, since: str, due: Any = NO_DAY) -> Rows:
    return found.order_by().values(rank=Value(what), about=F(record), since=F(since), due=due)


def _awaits(actor: Actor, what: int, record: Record, posts: Offices) -> bool:
    """Whether it is theirs to answer: the leader's whose turn it is, or who was asked to handle it;
    an objection to a closed report is the leader's above."""
    parts = parts_of(actor, record)
    if what in (TO_REPORTER, TO_JUDGE):
        return Party.Part.SUBJECT not in parts
    if {Party.Part.REPORTER, Party.Part.SUBJECT} & parts:
        return False
    if record.sensitivity >= Sensitivity.PARTIES:
        return Party.Part.HANDLER in parts
    line, out = line_of(record.handling_unit), _out(record)
    turn = posts.nearest(line, out)
    if turn is None:
        return actor.person_id in posts.hse
    handler = posts.leaders[turn]
    if record.state == State.CLOSED and what == OBJECTION:
        above = posts.nearest(line[: line.index(turn)], out | {handler})
        return actor.person_id == (handler if above is None else posts.leaders[above])
    return actor.person_id in ((handler,) if what == STOP else (handler, record.owner_id))


def _out(record: Record) -> set[int]:
    """Who reported it or whom it concerns."""
    barred = (Party.Part.REPORTER, Party.Part.SUBJECT)
    return {
        party.person_id
        for party in record.parties.all()
        if party.part in barred and party.person_id
    }
