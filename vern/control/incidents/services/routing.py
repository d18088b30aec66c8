"""The right hands: whose report it is, and who must not handle it (E1, A6, A16)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.capabilities import HANDLE
from vern.control.incidents.models import Category, Incident, Stage
from vern.control.incidents.services.common import locked, refuse_settled, tell_reporter
from vern.core.history.services import note
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.measures import services as measures
from vern.core.notices.services import tell
from vern.core.org.actors import Actor
from vern.core.org.models import Person, Unit
from vern.core.org.queries import (
    Responsible,
    chief_representatives_of,
    parent_of,
    representatives_of,
    responsible_for,
)
from vern.core.records import services as records
from vern.core.records.access import who_may
from vern.core.records.models import Party, Record, Sensitivity


@dataclass(frozen=True)
class Wishes:
    """What the reporter wants of those who read it.

    `restricted`: only named people. `about_leader`: the leader who would handle it must not.
    """

    restricted: bool = False
    about_leader: bool = False


def receive(
    record: Record, incident: Incident, wishes: Wishes, categories: Sequence[Category]
) -> None:
    """Give a new report its handler; tell them, the representatives and the affected unit."""
    if wishes.about_leader and (leader := responsible_for(record.unit)):
        records.add_party(record, leader.person.pk, Party.Part.SUBJECT)
    if wishes.restricted or any(category.restricts for category in categories):
        records.protect(record, Sensitivity.PARTIES)
    place(record, incident, Stage.Reason.REPORTED)
    if incident.affected_unit and record.sensitivity < Sensitivity.PARTIES:
        copy_to(record, incident.affected_unit)


def place(record: Record, incident: Incident, reason: Stage.Reason) -> None:
    """Let the nearest leader who may handle it do so, from the handling unit upwards.

    A stage begins; the handler and, where it is open to them, the safety representatives are told.
    Where a leader was passed over, the local chief safety representative is told in any case.
    """
    out = barred(record)
    first = responsible_for(record.handling_unit)
    handler = next_above(record.handling_unit, out)
    if handler and first and handler.person != first.person:
        records.hand_to(record, handler.leads)
    _begin(incident, record.handling_unit, reason)
    named = record.sensitivity == Sensitivity.PARTIES
    if handler and named:
        records.add_party(record, handler.person.pk, Party.Part.HANDLER)
    tell_responsible(record)
    passed_over = first is not None and first.person.pk in out
    watchers = chief_representatives_of(record.unit) if passed_over else []
    if named:
        for person in watchers:
            if person.pk not in out:
                records.add_party(record, person.pk, Party.Part.NAMED)
    else:
        watchers += representatives_of(record.unit, building_id=record.building_id)
    tell("incident.copy", [each for each in watchers if each.pk not in out], record=record)


def next_above(unit: Unit, barred: Iterable[int]) -> Responsible | None:
    """The nearest leader, from the unit upwards, who is not barred; None where none is left."""
    found = responsible_for(unit)
    while found and found.person.pk in barred:
        above = parent_of(found.leads)
        found = responsible_for(above) if above else None
    return found


def barred(record: Record) -> set[int]:
    """Who reported it or whom it concerns: never handles it."""
    parts = (Party.Part.REPORTER, Party.Part.SUBJECT)
    found = Party.objects.filter(record=record, part__in=parts, person__isnull=False)
    return set(found.values_list("person_id", flat=True))


def _begin(incident: Incident, unit: Unit, reason: Stage.Reason) -> None:
    now = clock.now()
    if reason != Stage.Reason.REPORTED:
        incident.stages.filter(ended_at=None).update(ended_at=now)
    Stage.objects.create(incident=incident, unit=unit, reason=reason, began_at=now)


def copy_to(record: Record, unit: Unit) -> None:
    """The unit of those affected reads it too: its leader and safety representatives."""
    responsible = responsible_for(unit)
    people = {person.pk: person for person in representatives_of(unit)}
    if responsible:
        people[responsible.person.pk] = responsible.person
    out = barred(record)
    copied = [person for key, person in people.items() if key not in out]
    for person in copied:
        records.add_party(record, person.pk, Party.Part.NAMED)
    tell("incident.copy", copied, record=record)


@transaction.atomic
def move(*, actor: Actor, record: Record, unit: Unit) -> None:
    """It belongs to another unit, whose leader is told. Measures go with it.

    Raises Refused for a closed report, the same unit, or a unit that has ended.
    """
    record, incident = locked(record)
    refuse_settled(incident)
    if unit == record.unit:
        raise Refused(_("The report is already at this unit."), field="unit")
    if not unit.active:
        raise Refused(_("This unit no longer exists."), field="unit")
    former = record.unit
    records.move(record, unit)
    records.remove_parties(record, Party.Part.HANDLER)
    measures.move_with(record)
    note(
        "incident.moved",
        actor=actor,
        record=record,
        facts={"before": former.code, "unit": unit.code},
    )
    place(record, incident, Stage.Reason.MOVED)
    tell_reporter("incident.moved", actor, record)


def tell_responsible(record: Record) -> None:
    """Tell the one who answers for it; where nobody leads, all who may handle it."""
    responsible = next_above(record.handling_unit, barred(record))
    people: list[Person] = [responsible.person] if responsible else who_may(HANDLE, record)
    tell("incident.to_handle", people, record=record)
