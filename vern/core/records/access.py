"""One rule, three forms: may this one, what may they see (`visible_to`), who may."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404

from vern.core.org.actors import Actor, ActorKind
from vern.core.org.models import Person
from vern.core.org.queries import holders_of
from vern.core.records.kinds import kinds
from vern.core.records.models import Party, Record, Sensitivity


def may(actor: Actor, capability: str, record: Record) -> bool:
    """Whether the actor's capability reaches the record; a party's own right is only to see."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    if capability == kinds[record.kind].see and takes_part(actor, record):
        return True
    return holds(actor, capability, record)


def holds(actor: Actor, capability: str, record: Record) -> bool:
    """Whether the capability itself reaches the record: taking part in it is not enough.

    Who has reported something sees what came of it, not the handlers' own words.
    """
    if actor.kind is ActorKind.SYSTEM:
        return True
    if record.sensitivity == Sensitivity.PARTIES and not takes_part(actor, record):
        return False
    return actor.scope(capability).covers(record.unit.path, record.building_id)


def takes_part(actor: Actor, record: Record) -> bool:
    return actor.person_id is not None and any(
        party.person_id == actor.person_id for party in record.parties.all()
    )


def who_may(capability: str, record: Record) -> list[Person]:
    """The people whose capability reaches the record today, with its parties for seeing."""
    parties = list(
        Person.objects.filter(pk__in=Party.objects.filter(record=record).values("person"))
    )
    by_right = holders_of(capability, record.unit, building_id=record.building_id)
    if record.sensitivity == Sensitivity.PARTIES:
        named = {person.pk for person in parties}
        by_right = [person for person in by_right if person.pk in named]
    seen = parties if capability == kinds[record.kind].see else []
    return list({person.pk: person for person in [*seen, *by_right]}.values())


def get_record(actor: Actor, pk: int, *, kind: str, capability: str | None = None) -> Record:
    """The one road to a record. Raises Http404 if unseen, PermissionDenied if seen but the
    capability does not reach it."""
    record = (
        Record.objects.filter(kind=kind, pk=pk)
        .select_related("unit", "handling_unit", "building")
        .prefetch_related("parties")
        .first()
    )
    if record is None or not may(actor, kinds[kind].see, record):
        raise Http404
    if capability is not None and not may(actor, capability, record):
        raise PermissionDenied
    return record
