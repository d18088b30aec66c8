"""What every verb on a report begins or ends with."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from vern.control.incidents.models import Incident, ReportingPolicy
from vern.control.incidents.queries.routing import reporters_of
from vern.control.incidents.rules import IncidentState, after, can
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.notices.services import tell
from vern.core.org.actors import Actor
from vern.core.records.models import Record
from vern.core.records.services import refuse_erased

SAME_FORM = dt.timedelta(minutes=10)
"""What comes again within this time, word for word, is a form that was sent twice."""


def policy() -> ReportingPolicy:
    """What the institution has decided; the defaults until it has."""
    found = ReportingPolicy.objects.first()
    return found or ReportingPolicy(pk=1)


def locked(record: Record) -> tuple[Record, Incident]:
    """Both rows as they are now, locked until the transaction ends: one verb at a time. Raises
    Refused for what has been erased."""
    incident = Incident.objects.select_for_update().select_related("record").get(pk=record.pk)
    refuse_erased(incident.record)
    return incident.record, incident


def locked_alone(record: Record) -> Incident:
    """The same for verbs that neither read nor change what every kind of record has."""
    found = Incident.objects.select_for_update(of=("self",)).select_related("record")
    incident = found.get(pk=record.pk)
    refuse_erased(incident.record)
    return incident


def step(incident: Incident, verb: str) -> None:
    if not can(verb, IncidentState(incident.state)):
        raise Refused(_("Someone has already changed this report. See how it stands now."))
    incident.state = after(verb)


def save_answer(incident: Incident) -> None:
    """The one who reported has got words: a message, or the answer that ends it. That someone has
    started on it is none."""
    incident.first_answer_at = incident.first_answer_at or clock.now()
    incident.save(update_fields=["state", "first_answer_at"])


def refuse_settled(incident: Incident) -> None:
    if incident.state not in {IncidentState.RECEIVED, IncidentState.IN_WORK}:
        raise Refused(_("The report is closed. Reopen it first."))


def tell_reporter(kind: str, actor: Actor, record: Record) -> None:
    """Tell who reported it, and those whose report of the same is handled with it: each is led to
    their own."""
    told: dict[int, list[int]] = {}
    for own, person_id in reporters_of(record):
        if person_id != actor.person_id:
            told.setdefault(own, []).append(person_id)
    others = told.keys() - {record.pk}
    cases = {record.pk: record, **(Record.objects.in_bulk(others) if others else {})}
    for own, people in told.items():
        tell(kind, people, record=cases[own])
