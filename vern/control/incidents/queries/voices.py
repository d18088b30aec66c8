"""Who may say what about a report: its reporter, those who handle it, the safety representatives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from vern.control.incidents.capabilities import DECIDE, HANDLE, REPRESENT, SEE
from vern.control.incidents.models import KIND, Closure, Incident, Objection, WorkStop
from vern.control.incidents.queries.routing import handler_of, level_above
from vern.control.incidents.rules import DAYS_TO_LOOK_AGAIN, OPEN_STATES, IncidentState
from vern.core.kernel import clock
from vern.core.org.actors import Actor, ActorKind
from vern.core.records.access import holds, may, parts_of
from vern.core.records.models import Party, Record, Sensitivity, State
from vern.core.records.querysets import by_capability
from vern.core.talk.models import Comment
from vern.core.talk.queries import Audience, said

JUDGED = (Closure.Outcome.CLOSED, Closure.Outcome.REJECTED, Closure.Outcome.FINISHED)
"""Ends that come with an answer to the one who reported."""


@dataclass(frozen=True)
class AnswerToJudge:
    """The answer that stands. `own`: the closure of this very report, which keeps what its reporter
    says of it. `good_enough` is None until they have said so of this answer."""

    own: Closure
    good_enough: bool | None
    words: str

    @property
    def looked_at_by(self) -> dt.date | None:
        """The day by which those who answered look at it again, where it was not enough."""
        said = self.own.verdict_at
        if self.good_enough is not False or said is None:
            return None
        return timezone.localdate(said) + DAYS_TO_LOOK_AGAIN


def unanswered(answer: AnswerToJudge, comments: Iterable[Comment]) -> bool:
    """Whether the one who reported is not content, and nobody has written to them since."""
    said = answer.own.verdict_at
    return (
        answer.good_enough is False
        and said is not None
        and not any(
            each.at > said and each.audience == Audience.REPORTER and not each.by_reporter
            for each in comments
        )
    )


def answer_to_judge(incident: Incident) -> AnswerToJudge | None:
    """The answer that its reporter has got; None while it is open, or has none. One that is handled
    with another gets that one's answer: what was said of an earlier answer counts no more."""
    own = _standing(incident.closures.all())
    given = own
    if own and own.outcome == Closure.Outcome.MERGED and incident.merged_into is not None:
        given = _standing(incident.merged_into.closures.all())
    if own is None or given is None or given.outcome not in JUDGED:
        return None
    if own.verdict_at is None or own.verdict_at < given.at:
        return AnswerToJudge(own, None, "")
    return AnswerToJudge(own, own.good_enough, own.verdict)


def _standing(closures: Iterable[Closure]) -> Closure | None:
    return next((each for each in closures if each.reopened_at is None), None)


def speaks_as_reporter(actor: Actor, record: Record) -> bool:
    """Whether the actor sent it, and it is not about them."""
    parts = parts_of(actor, record)
    return Party.Part.REPORTER in parts and Party.Part.SUBJECT not in parts


def may_write_to_reporter(actor: Actor, record: Record) -> bool:
    """Those who handle it; of a sealed one, the reception. Never the reporter themselves."""
    if speaks_as_reporter(actor, record):
        return False
    if record.sensitivity == Sensitivity.SEALED:
        return holds(actor, SEE, record)
    return may(actor, HANDLE, record)


def represents(actor: Actor, record: Record) -> bool:
    """Whether the actor reads it whole and speaks for those who work there, or was made to read it
    because they speak for those affected."""
    if record.sensitivity == Sensitivity.SEALED or not holds(actor, SEE, record):
        return False
    scope = actor.scope(REPRESENT)
    if scope.covers(record.unit.path, record.building_id):
        return True
    return actor.has(REPRESENT) and Party.Part.NAMED in parts_of(actor, record)


def may_stop_work(actor: Actor, record: Record, incident: Incident) -> bool:
    """Whether a stop of dangerous work can be recorded in it: it is open, and none stands."""
    return (
        IncidentState(incident.state) in OPEN_STATES
        and represents(actor, record)
        and all(each.decided_at for each in stops(incident))
    )


SHOWN_TO_STOP = 10


def to_stop_in(actor: Actor) -> list[Record]:
    """The newest open reports from where the actor speaks for those who work there, and no work is
    stopped: one query."""
    scope = actor.scope(REPRESENT)
    stopped = WorkStop.objects.filter(decided_at=None).values("incident")
    rows = Record.objects.filter(by_capability(scope, KIND), state=State.OPEN).exclude(
        pk__in=stopped
    )
    newest = rows.newest_held(actor, kind=KIND, limit=SHOWN_TO_STOP)
    found = Record.objects.filter(pk__in=newest).select_related("unit", "incident")
    return list(found.order_by("-opened_at", "-pk"))


def may_decide(actor: Actor, record: Record) -> bool:
    """Whether the actor handles it and leads there: decides in writing on a stop of work. Where no
    leader is left who may have it, the HSE department does."""
    if not may(actor, HANDLE, record):
        return False
    leads = actor.scope(DECIDE).covers(record.handling_unit.path, record.building_id)
    return leads or handler_of(record) is None


def may_answer_objection(actor: Actor, record: Record) -> bool:
    """While it is open, those who handle it; when it is closed, the leader above.

    A report for named people only stays with them: then who handles it answers in any case.
    """
    if not may(actor, HANDLE, record):
        return False
    if record.state == State.OPEN or record.sensitivity >= Sensitivity.PARTIES:
        return True
    if actor.kind is ActorKind.SYSTEM:
        return True
    higher = level_above(record)
    if higher is None:
        return may_decide(actor, record)
    return actor.scope(DECIDE).covers(higher.leads.path)


def objected_until(record: Record, days: int) -> dt.date | None:
    """The last day on which one may object to a closing; None while it is open."""
    closed = record.closed_at
    return None if closed is None else timezone.localdate(closed) + dt.timedelta(days=days)


def open_to_objection(record: Record, days: int) -> bool:
    """Whether it is open, or was closed so few days ago that one may still object."""
    last = objected_until(record, days)
    return last is None or clock.today() <= last


def has_objected(
    person_id: int | None, objections: Iterable[Objection], incident: Incident
) -> bool:
    """Whether someone's objection stands, or has been answered since it was closed: the same
    closing is objected to once."""
    closing = _standing(incident.closures.all())
    return any(
        each.by_id == person_id
        and (each.answered_at is None or (closing is not None and each.at >= closing.at))
        for each in objections
    )


def may_object(actor: Actor, record: Record, incident: Incident, days: int) -> bool:
    """Whether an objection to closing it, or to how it was closed, would do anything."""
    closing = _standing(incident.closures.all())
    ended_otherwise = closing is not None and closing.outcome not in JUDGED
    return (
        represents(actor, record)
        and not ended_otherwise
        and open_to_objection(record, days)
        and not has_objected(actor.person_id, objections(incident), incident)
    )


@dataclass(frozen=True)
class Dialogue:
    """What the one who reported and those who handle it have said to each other."""

    said: Sequence[Comment]

    @property
    def questions(self) -> list[Comment]:
        """Questions to the one who reported that await an answer."""
        return [each for each in self.said if each.open and not each.by_reporter]


def dialogue(actor: Actor, record: Record) -> Dialogue:
    return Dialogue([each for each in said(actor, record) if each.audience == Audience.REPORTER])


@dataclass(frozen=True)
class Exchange:
    """Something said among those who read it whole, and what was answered."""

    comment: Comment
    replies: Sequence[Comment]

    @property
    def late(self) -> bool:
        """Whether it awaits an answer that should have come."""
        due = self.comment.answer_by
        return self.comment.open and due is not None and due < clock.today()


def exchanges(actor: Actor, record: Record) -> list[Exchange]:
    """What is said among those who read it whole, oldest first."""
    heard = [each for each in said(actor, record) if each.audience == Audience.READERS]
    return [
        Exchange(each, [reply for reply in heard if reply.answers_id == each.pk])
        for each in heard
        if each.answers_id is None
    ]


def stops(incident: Incident) -> list[WorkStop]:
    """Stops of work, oldest first; read once for each object."""
    rows = WorkStop.objects.select_related("stopped_by", "decided_by")
    prefetch_related_objects([incident], Prefetch("work_stops", rows))
    return list(incident.work_stops.all())


def objections(incident: Incident) -> list[Objection]:
    """Objections to closing, oldest first; read once for each object."""
    rows = Objection.objects.select_related("by", "answered_by")
    prefetch_related_objects([incident], Prefetch("objections", rows))
    return list(incident.objections.all())
