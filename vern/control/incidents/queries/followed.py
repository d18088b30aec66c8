"""What a safety representative has set going and waits for: stopped work, objections and questions
of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.models import KIND, Objection, WorkStop
from vern.control.incidents.queries.waiting import OBJECTED, days_after
from vern.core.org.actors import Actor
from vern.core.records.composed import reads
from vern.core.records.models import Record
from vern.core.talk.models import Comment
from vern.core.talk.queries import OPEN, Audience

Rows = QuerySet[Any, dict[str, Any]]

STOP, OBJECTION, QUESTION = range(3)
AT_ONCE = dt.timedelta(0)
UNTIL = {
    STOP: _("To be decided at once; stopped %(day)s"),
    OBJECTION: _("An answer is due by %(day)s"),
    QUESTION: _("You asked for an answer by %(day)s"),
}
LABELS = {
    STOP: _("You stopped the work: the leader is to decide"),
    OBJECTION: _("Your objection has no answer"),
    QUESTION: _("Your question has no answer"),
}


@dataclass(frozen=True)
class Followed:
    """One thing that the actor waits for, since when, and the day for it."""

    record: Record
    what: int
    since: dt.date
    due: dt.date | None

    @property
    def label(self) -> str:
        return str(LABELS[self.what])

    @property
    def until(self) -> str:
        """What the day is, in words with `%(day)s`."""
        return str(UNTIL[self.what])


def followed_by(actor: Actor, limit: int) -> Sequence[Followed]:
    """Stops first, then objections, then questions by their day; of reports that the actor still reads. One query
    where there is nothing; else two."""
    stops = WorkStop.objects.filter(stopped_by=actor.person_id, decided_at=None).order_by()
    asked = Comment.objects.filter(
        OPEN, author=actor.person_id, audience=Audience.READERS, record__kind=KIND
    ).order_by()
    objections = Objection.objects.filter(by=actor.person_id, answered_at=None).order_by()
    rows = list(
        _rows(asked, QUESTION, "record_id", "at", F("answer_by"))
        .union(
            _rows(stops, STOP, "incident_id", "stopped_at", days_after("stopped_at", AT_ONCE)),
            _rows(objections, OBJECTION, *OBJECTED),
            all=True,
        )
        .order_by("kind_of", "by_day", "came_at")[:limit]
    )
    if not rows:
        return []
    records = Record.objects.filter(pk__in={row["about_record"] for row in rows}).select_related(
        "unit"
    )
    found = {each.pk: each for each in records.annotate(held=reads(actor, "records_record.id"))}
    return [
        Followed(record, row["kind_of"], timezone.localdate(row["came_at"]), row["by_day"])
        for row in rows
        if getattr(record := found[row["about_record"]], "held", False)
    ]


def _rows(found: QuerySet[Any, Any], what: int, record: str, since: str, due: Any) -> Rows:
    return found.order_by().values(
        kind_of=Value(what), about_record=F(record), came_at=F(since), by_day=due
    )
