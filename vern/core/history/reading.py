"""Who has read what few may read (ASVS 16.3.2): for those who handle it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Max, OuterRef, Subquery, Value
from django.db.models.functions import Concat

from vern.core.history.models import HistoryLine
from vern.core.history.services import note
from vern.core.history.verbs import READ
from vern.core.kernel import clock
from vern.core.org.actors import ActorKind
from vern.core.org.models import Person
from vern.core.records.events import RecordRead
from vern.core.records.models import Record

ONCE_IN: Final = dt.timedelta(hours=1)
"""A person who reads a record again within this time is not noted again."""


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
    since = clock.microseconds(clock.now() - ONCE_IN)
    lines = HistoryLine.objects.filter(record=event.record, at__gt=since, verb=READ)
    if not lines.filter(actor=event.actor.person_id).exists():
        note(READ, actor=event.actor, record=event.record)


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
