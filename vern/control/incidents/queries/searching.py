"""What a report and its lessons can be found by: whole for those who read it, what they wrote and
were told for those who sent it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from vern.control.incidents.capabilities import SEE
from vern.control.incidents.models import (
    KIND,
    STATE_LABELS,
    Closure,
    Incident,
    Lesson,
    Objection,
    RootCause,
    WorkStop,
)
from vern.control.incidents.queries.learning import OPEN_TO_ROLES, for_reader
from vern.control.incidents.rules import IncidentState
from vern.core.kernel.together import Together, relate
from vern.core.kernel.ui.listing import addresses
from vern.core.org.actors import Actor
from vern.core.org.models import Unit
from vern.core.records.composed import among
from vern.core.records.models import Party, Record, Sensitivity
from vern.core.talk.models import Comment
from vern.hub.search.ports import Text

WHOLE, SENT = "whole", "sent"

OF_THE_RECEPTION = (Closure.Outcome.HANDED_OVER, Closure.Outcome.FINISHED)
"""What was said then stays between the reception and the one who reported."""


def _records(key: int) -> QuerySet[Any, Any]:
    unsealed = Record.objects.filter(kind=KIND, sensitivity__lt=Sensitivity.SEALED)
    return unsealed.filter(among("pk", [key]))


def _of_records(
    model: Any, field: str, more: Q | None = None
) -> Callable[[int], QuerySet[Any, Any]]:
    return lambda key: model.objects.filter(more or Q(), among(field, [key])).order_by("pk")


_READ = Together(
    records=_records,
    incidents=lambda key: Incident.objects.filter(among("record_id", [key])),
    units=lambda key: Unit.objects.filter(pk__in=_records(key).order_by().values("unit")),
    reporters=_of_records(Party, "record_id", Q(part=Party.Part.REPORTER, person__isnull=False)),
    closures=_of_records(Closure, "incident_id", ~Q(outcome__in=OF_THE_RECEPTION)),
    comments=_of_records(Comment, "record_id", Q(confided=False)),
    root_causes=_of_records(RootCause, "incident_id"),
    stops=_of_records(WorkStop, "incident_id"),
    objections=_of_records(Objection, "incident_id"),
)


@dataclass
class _Said:
    """What has been said of a report: to the one who sent it, and among those who handle it."""

    to_all: list[str] = field(default_factory=list)
    among_handlers: list[str] = field(default_factory=list)


def report_texts(keys: list[int]) -> Iterator[Text]:
    """One query. Nothing of what is with the whistleblowing reception: that is nowhere."""
    read = _READ(keys)
    relate(read["records"], "unit", {each.pk: each for each in read["units"]})
    incidents = {each.pk: each for each in read["incidents"]}
    followed = {each.record_id for each in read["reporters"]}
    said = _said(read)
    address = addresses("incidents:show")
    for record in read["records"]:
        incident = incidents.get(record.pk)
        if incident is None:
            continue
        facts = _facts(record, incident, address(record.pk))
        told = [
            *(incident.description, incident.done_at_once, incident.proposal, incident.room),
            *said[record.pk].to_all,
        ]
        yield Text(
            layer=WHOLE,
            body=[*told, *_handled(incident), *said[record.pk].among_handlers],
            capability=SEE if record.sensitivity < Sensitivity.PARTIES else "",
            **facts,
        )
        if record.pk in followed:
            yield Text(layer=SENT, body=told, **facts)


def _facts(record: Record, incident: Incident, url: str) -> dict[str, Any]:
    return {
        "subject": record.pk,
        "thing": record.pk,
        "title": record.title,
        "url": url,
        "number": record.number,
        "at": record.opened_at,
        "unit_id": record.unit_id,
        "building_id": record.building_id,
        "unit": record.unit.name,
        "state": record.state,
        "status": str(STATE_LABELS[IncidentState(incident.state)]),
    }


def _handled(incident: Incident) -> list[str]:
    return [incident.summary, incident.cause_text]


def _said(read: Mapping[str, list[Any]]) -> dict[int, _Said]:
    found: dict[int, _Said] = defaultdict(_Said)
    for each in read["comments"]:
        said = found[each.record_id]
        heard = each.audience == Comment.Audience.REPORTER
        (said.to_all if heard else said.among_handlers).append(each.text)
    for each in read["closures"]:
        found[each.incident_id].to_all += [each.message, each.verdict]
        found[each.incident_id].among_handlers += [each.no_measures_reason, each.reopened_reason]
    for each in read["root_causes"]:
        found[each.incident_id].among_handlers.append(each.text)
    for each in read["stops"]:
        found[each.incident_id].among_handlers += [each.what, each.decision]
    for each in read["objections"]:
        found[each.incident_id].among_handlers += [each.text, each.answer]
    return found


def _unsealed() -> QuerySet[Any, Any]:
    return Record.objects.filter(kind=KIND, sensitivity__lt=Sensitivity.SEALED)


def read_whole(actor: Actor) -> QuerySet[Any, Any]:
    return _unsealed().held_by(actor).order_by().values("pk")  # type: ignore[attr-defined,no-any-return]


def only_sent(actor: Actor) -> QuerySet[Any, Any]:
    """Those who read it whole find it by all that they read."""
    whole = read_whole(actor)
    sent = _unsealed().visible_to(actor).reported_by(actor)  # type: ignore[attr-defined]
    return sent.exclude(pk__in=whole).order_by().values("pk")  # type: ignore[no-any-return]


# Lessons ------------------------------------------------------------------------------------------

READERS = "readers"


def lesson_texts(keys: list[int]) -> Iterator[Text]:
    """Of published lessons: nothing of the report that they come from."""
    found = Lesson.objects.filter(OPEN_TO_ROLES, incident__in=keys, withdrawn_at=None)
    address = addresses("incidents:lesson")
    for lesson in found.order_by("pk"):
        yield Text(
            subject=lesson.incident_id,
            thing=lesson.pk,
            layer=READERS,
            title=lesson.title,
            url=address(lesson.pk),
            body=(lesson.what_happened, lesson.what_we_learned),
            at=lesson.published_at,
        )


def lessons_read(actor: Actor) -> QuerySet[Any, Any]:
    return for_reader(actor).order_by().values("pk")
