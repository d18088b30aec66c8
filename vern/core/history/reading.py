"""Who has read what few may read (ASVS 16.3.2): for those who handle it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.db.models import Count, Max, OuterRef, Subquery, Value
from django.db.models.functions import Concat

from vern.core.history.models import HistoryLine
from vern.core.history.verbs import READ
from vern.core.kernel import clock
from vern.core.org.actors import ActorKind
from vern.core.org.models import Person
from vern.core.records.events import RecordRead
from vern.core.records.models import Record

ONCE_IN: Final = dt.timedelta(hours=1)
"""A person who reads a record again within this time is not noted again."""


# One question on a page that has many. Nothing is published: reading changes nothing.
_ONCE: Final = """
INSERT INTO history_historyline (record_id, verb, actor_kind, actor_id, at, facts)
SELECT %(record)s, %(verb)s, %(kind)s, %(actor)s, %(at)s, '{}'
WHERE NOT EXISTS (
    SELECT 1 FROM history_historyline
    WHERE record_id = %(record)s AND at > %(since)s AND verb = %(verb)s AND actor_id = %(actor)s
)
"""


@dataclass(frozen=True)
class Reading:
    """That someone has read a record: in how many hours, and last when."""

    who: str
    times: int
    last: dt.datetime


def note_reading(event: RecordRead) -> None:
    """Write that a person has read it, once an hour. Jobs read nothing."""
    if event.actor.kind is not ActorKind.PERSON:
        return
    now = clock.now()
    given: dict[str, int | str | None] = {
        "record": event.record.pk,
        "verb": READ,
        "kind": str(event.actor.kind),
        "actor": event.actor.person_id,
        "at": clock.microseconds(now),
        "since": clock.microseconds(now - ONCE_IN),
    }
    with connection.cursor() as cursor:
        cursor.execute(_ONCE, given)


def readings_of(record: Record) -> list[Reading]:
    """Who has read it since it was kept for few, the last one first: one query."""
    people = Person.objects.filter(pk=OuterRef("actor"))
    lines = HistoryLine.objects.filter(record=record, verb=READ).order_by()
    found = lines.values("actor").annotate(
        last=Max("at"),
        times=Count("pk"),
        name=Subquery(people.values(name=Concat("given_name", Value(" "), "family_name"))),
    )
    return [
        Reading(each["name"], each["times"], clock.moment(each["last"]))
        for each in found.order_by("-last")
    ]
