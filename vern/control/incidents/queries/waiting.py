"""What awaits a written answer from someone: stops of work, harm of which someone must be told,
objections, questions. Whose it is, the database says: nothing of one's own is lost among others'."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import (
    CharField,
    DateField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Length, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.models import (
    KIND,
    Closure,
    Incident,
    Objection,
    WorkStop,
)
from vern.control.incidents.queries.lists import by_post
from vern.control.incidents.queries.news import NEW_FOR
from vern.control.incidents.queries.telling import hurt, untold
from vern.control.incidents.queries.voices import JUDGED
from vern.control.incidents.rules import (
    DAYS_TO_ANSWER_OBJECTION,
    DAYS_TO_LOOK_AGAIN,
    IncidentState,
)
from vern.core.kernel import clock
from vern.core.org.actors import Actor, holding
from vern.core.org.models import Assignment, RoleKey
from vern.core.org.queries import answered_by
from vern.core.records.composed import Statement, among_found, composed, reads
from vern.core.records.models import Party, Record, Sensitivity, State
from vern.core.talk.models import Comment
from vern.core.talk.queries import OPEN, Audience

STOP, HURT, TO_TELL, OBJECTION, QUESTION, NOT_ENOUGH, TO_REPORTER, TO_JUDGE = range(8)
"""The most urgent first."""

LABELS = {
    STOP: _("Dangerous work is stopped"),
    HURT: _("Someone was hurt"),
    TO_TELL: _("Someone must be told"),
    OBJECTION: _("Objection to closing"),
    QUESTION: _("Question from the safety representative"),
    NOT_ENOUGH: _("The answer was not good enough"),
    TO_REPORTER: _("Question to you"),
    TO_JUDGE: _("New answer"),
}
FOR_REPORTER = (TO_REPORTER, TO_JUDGE)
AT_ONCE = (STOP, HURT, TO_TELL)
"""What is late the day after."""

Rows = QuerySet[Any, Any]
Row = tuple[int, int, dt.datetime, dt.date | None]
"""What it is, the record's key, since when, and the day for it."""

ENDED = (IncidentState.CLOSED, IncidentState.REJECTED)
"""Where what presses still is the line's to settle."""

BARRING = (Party.Part.REPORTER, Party.Part.SUBJECT)


@dataclass(frozen=True)
class Waiting:
    """A report that awaits a written answer: the most urgent thing, what else there is, and the
    nearest day, with what it is the day for."""

    record: Record
    what: int
    since: dt.date
    due: dt.date | None
    due_for: int
    also: Sequence[int] = ()

    @property
    def labels(self) -> list[str]:
        return [str(LABELS[each]) for each in (self.what, *self.also)]

    @property
    def at_once(self) -> bool:
        return self.what in AT_ONCE


NO_DAY = Value(None, output_field=DateField())


@dataclass(frozen=True)
class Awaited:
    """The first of the reports that await someone's answer, how many they are, and how many are
    late: past the nearest day for any of what each awaits."""

    first: list[Waiting]
    count: int
    late: int


def waiting_for(actor: Actor, shown: int, limit: int) -> Awaited:
    """The reports that await the actor's answer, each once: stops first, then who was hurt, then
    objections, then questions by their day. At most `shown` of them, counted no further than
    `limit`.

    One query where nothing does; else two.
    """
    if actor.person_id is None:
        return Awaited([], 0, 0)
    answered_by(actor)  # from here on known: the statement asks for it
    rows = _read(composed(_open_to, actor), limit)
    about = list(dict.fromkeys(row[1] for row in rows))
    late = {row[1] for row in rows if (day_of(row) or dt.date.max) < clock.today()}
    first = _shown(actor, rows, about[:shown]) if rows else []
    return Awaited(first, len(about), len(late))


def _shown(actor: Actor, rows: list[Row], about: Sequence[int]) -> list[Waiting]:
    """With their records. Whose turn it is reads it; of the few that are shown it is asked again."""
    records = Record.objects.filter(pk__in=about).select_related("unit")
    found = {each.pk: each for each in records.annotate(held=reads(actor, "records_record.id"))}
    waiting = []
    for key in about:
        record = found[key]
        own = [
            row
            for row in rows
            if row[1] == key and (row[0] in FOR_REPORTER or getattr(record, "held", False))
        ]
        if own:
            waiting.append(_waiting(record, own))
    return waiting


_BY_REPORT = """
SELECT rank, about, since, due FROM (
    SELECT *, dense_rank() OVER (ORDER BY first, soonest, oldest, about) AS place FROM (
        SELECT *, min(rank) OVER same AS first, min(due) OVER same AS soonest,
            min(since) OVER same AS oldest
        FROM (
            SELECT rank, about, min(since) AS since, min(due) AS due
            FROM ({statement}) AS found (rank, about, since, due) GROUP BY rank, about
        ) AS kinds WINDOW same AS (PARTITION BY about)
    ) AS ordered
) AS placed WHERE place <= {limit:d} ORDER BY place, rank
"""


def _read(statement: Statement, limit: int) -> list[Row]:
    """What awaits the actor, of each sort once for a report, the most urgent report first."""
    asked, given = statement
    with connection.cursor() as cursor:
        cursor.execute(_BY_REPORT.format(statement=asked, limit=limit), given)
        return list(cursor.fetchall())


def _waiting(record: Record, rows: Sequence[Row]) -> Waiting:
    """Of one report: its rows, the most urgent first."""
    days = [(day_of(row), row[0]) for row in rows]
    due, due_for = min(days, key=lambda each: each[0] or dt.date.max)
    what, *also = (row[0] for row in rows)
    return Waiting(record, what, timezone.localdate(rows[0][2]), due, due_for, tuple(also))


def day_of(row: Row) -> dt.date | None:
    """The day by which it is to be settled: at once is the day it came."""
    what, _about, since, due = row
    return timezone.localdate(since) if what in AT_ONCE else due


def _open_to(actor: Actor) -> Rows:
    """What awaits the actor's answer."""
    read = Record.objects.filter(kind=KIND).exclude(pk__in=_parties(actor, *BARRING))
    handler = among_found("pk", _parties(actor, Party.Part.HANDLER))
    named = handler & Q(sensitivity=Sensitivity.PARTIES)
    open_to_roles = Q(sensitivity__lt=Sensitivity.PARTIES)
    leads = _keys(read.filter(named | (open_to_roles & by_post(actor))))
    asked = _keys(
        read.filter(named | (open_to_roles & (by_post(actor) | Q(owner__in=actor.doing_for))))
    )
    objections = Objection.objects.filter(answered_at=None)
    to_open = objections.filter(~Q(incident__record__state=State.CLOSED), incident__in=asked)
    to_closed = objections.filter(
        incident__record__state=State.CLOSED, incident__in=_keys(_above(actor, read, named))
    )
    talk = Comment.objects.filter(OPEN)
    questions = talk.filter(audience=Audience.READERS).order_by()
    reported, about = (_parties(actor, part) for part in BARRING)
    own = talk.filter(
        among_found("record", reported), audience=Audience.REPORTER, record__kind=KIND
    ).exclude(record__in=about)
    to_judge = Closure.objects.filter(
        among_found("incident", reported),
        reopened_at=None,
        outcome__in=JUDGED,
        good_enough=None,
        at__date__gt=clock.today() - NEW_FOR,
    ).exclude(incident__in=about)
    untold_of = to_tell(asked)
    rows = _rows(own, TO_REPORTER, "record_id", "at", F("answer_by"))
    return rows.union(
        _rows(to_judge, TO_JUDGE, "incident_id", "at"),
        _rows(
            questions.filter(
                record__in=asked.filter(among_found("pk", questions.values("record")))
            ),
            *(QUESTION, "record_id", "at", F("answer_by")),
        ),
        _rows(
            WorkStop.objects.filter(decided_at=None, decision="", incident__in=leads),
            STOP,
            *STOPPED,
        ),
        not_enough(asked),
        _rows(to_open, OBJECTION, *OBJECTED),
        _rows(to_closed, OBJECTION, *OBJECTED),
        _rows(untold_of.filter(hurt()), HURT, "record_id", "found_at"),
        _rows(untold_of.exclude(hurt()), TO_TELL, "record_id", "found_at"),
        all=True,
    )


OPEN_ONE = -1
"""Not something that awaits: the report is open."""


def open_or_awaited(records: Rows) -> list[Row]:
    """What awaits the line in these reports, whoever asks, the most urgent first; and each that is
    open, with its own day. One query."""
    keys = _keys(records)
    open_ones = {"incident__in": keys}
    questions = Comment.objects.filter(OPEN, audience=Audience.READERS, record__in=keys)
    untold_of = to_tell(keys)
    still_open = records.filter(state=State.OPEN)
    rows = _rows(still_open, OPEN_ONE, "pk", "opened_at", F("due_on")).union(
        _rows(questions, QUESTION, "record_id", "at", F("answer_by")),
        _rows(WorkStop.objects.filter(decided_at=None, **open_ones), STOP, *STOPPED),
        _rows(Objection.objects.filter(answered_at=None, **open_ones), OBJECTION, *OBJECTED),
        _rows(untold_of.filter(hurt()), HURT, "record_id", "found_at"),
        _rows(untold_of.exclude(hurt()), TO_TELL, "record_id", "found_at"),
        not_enough(keys),
        all=True,
    )
    found = [(each["rank"], each["about"], each["since"], each["due"]) for each in rows]
    return sorted(found, key=lambda row: row[0])


def days_after(moment: str, days: dt.timedelta) -> Cast:
    """The day so long after a moment, where the institution is."""
    later = ExpressionWrapper(TruncDate(moment) + Value(days), output_field=DateTimeField())
    return Cast(later, DateField())


STOPPED = ("incident_id", "stopped_at")
OBJECTED = ("incident_id", "at", days_after("at", DAYS_TO_ANSWER_OBJECTION))


def _rows(found: Rows, what: int, record: str, since: str, due: Any = NO_DAY) -> Rows:
    return found.order_by().values(rank=Value(what), about=F(record), since=F(since), due=due)


def to_tell(asked: Rows) -> QuerySet[Incident]:
    """Reports of which someone must be told by law: all that are open, and of those that have ended
    the few of which it was found afterwards."""
    later = Incident.objects.filter(to_tell_since__isnull=False, state__in=ENDED)
    still_open = among_found("pk", asked.filter(state=State.OPEN))
    ended = among_found("pk", asked.filter(among_found("pk", _keys(later))))
    found = untold(Incident.objects.filter(still_open | ended))
    return found.alias(found_at=Coalesce("to_tell_since", "record__opened_at"))


def not_enough(asked: Rows) -> Rows:
    """Answers that those who reported have not found good enough, with no word to them since; of
    what is handled with another, in that one."""
    said_since = Comment.objects.filter(
        record=OuterRef("incident"),
        audience=Audience.REPORTER,
        by_reporter=False,
        at__gt=OuterRef("verdict_at"),
    )
    case = Coalesce(F("incident__merged_into"), F("incident"))
    closed_at = Coalesce(F("incident__merged_into__record__closed_at"), F("at"))
    not_enough = Closure.objects.filter(good_enough=False, reopened_at=None)
    found = (
        Closure.objects.filter(among_found("pk", _keys(not_enough)))
        .alias(case=case, closed_at=closed_at)
        .filter(~Exists(said_since), verdict_at__gte=F("closed_at"), case__in=asked)
    )
    due = days_after("verdict_at", DAYS_TO_LOOK_AGAIN)
    return found.order_by().values(
        rank=Value(NOT_ENOUGH), about=case, since=F("verdict_at"), due=due
    )


def _keys(rows: Rows) -> Rows:
    return rows.order_by().values("pk")


def _parties(actor: Actor, *parts: Party.Part) -> Rows:
    return Party.objects.filter(person=actor.person_id, part__in=parts).values("record")


def _above(actor: Actor, read: Rows, named: Q) -> Rows:
    """Closed reports of which the actor answers objections: the leader above the one whose turn it
    was, or that one where nobody stands above."""
    if not any(post.role == RoleKey.LEADER for post in actor.posts):
        return read.filter(named | (Q(sensitivity__lt=Sensitivity.PARTIES) & by_post(actor)))
    barred = Party.objects.filter(
        record=OuterRef(OuterRef("pk")), person__isnull=False, part__in=BARRING
    )
    leaders = (
        Assignment.objects.filter(holding(clock.today()), role=RoleKey.LEADER)
        .exclude(unit__path="")
        .alias(at=ExpressionWrapper(OuterRef("handling_unit__path"), CharField()))
        .filter(at__startswith=F("unit__path"))
        .exclude(person__in=barred.values("person"))
        .order_by(Length("unit__path").desc())
        .values("person")
    )
    turn = read.alias(turn=Subquery(leaders[:1]))
    others = leaders.exclude(person=OuterRef("turn"))
    answers = Coalesce(Subquery(others[:1]), F("turn"))
    theirs = Q(answers__in=actor.leading_for()) | (Q(answers=None) & by_post(actor))
    open_to_roles = Q(sensitivity__lt=Sensitivity.PARTIES)
    found: Rows = turn.alias(answers=answers).filter(named | (open_to_roles & theirs))
    return found
