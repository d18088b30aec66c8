"""One rule, three forms: may this one, what may they see (`visible_to`), who may."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404

from vern.core.kernel.events import publish
from vern.core.kernel.recent import SignInTooOldError
from vern.core.kernel.together import Together, keep, relate
from vern.core.org.actors import Actor, ActorKind, StandingIn
from vern.core.org.models import Building, Person, Unit
from vern.core.org.queries import covering, holders_of
from vern.core.records.events import RecordRead
from vern.core.records.kinds import kinds
from vern.core.records.models import Party, Record, Sensitivity

Part = Party.Part


def may(actor: Actor, capability: str, record: Record) -> bool:
    """Whether the actor may: by capability, by name, or, to see, because they reported it."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    parts = parts_of(actor, record)
    if Part.SUBJECT in parts:
        return False
    if capability == kinds[record.kind].see and Part.REPORTER in parts:
        return True
    return holds(actor, capability, record)


def _as_far_as(actor: Actor, capability: str, record: Record) -> Actor:
    """The actor as far as they may act instead of others here: a stand-in has nothing in a case about
    the one whose place they take, and handles nothing that this one has reported."""
    barring = {Part.SUBJECT}
    if capability == kinds[record.kind].handle:
        barring.add(Part.REPORTER)
    for each in record.parties.all() if actor.standing_in else ():
        if each.part in barring and each.person_id:
            actor = actor.without(each.person_id)
    return actor


def holds(actor: Actor, capability: str, record: Record) -> bool:
    """Whether a capability or a name in the record gives the right: having reported it does not.

    Who has reported something sees what came of it, not the handlers' own words. A record that
    another unit handles, as when it was brought a level up, is handled by those who may there.
    """
    if actor.kind is ActorKind.SYSTEM:
        return True
    parts = parts_of(actor, record)
    if Part.SUBJECT in parts:
        return False
    actor = _as_far_as(actor, capability, record)
    kind = kinds[record.kind]
    if record.sensitivity == Sensitivity.SEALED:
        return (
            capability == kind.see
            and bool(kind.unseal)
            and actor.scope(kind.unseal).covers(record.unit.path, record.building_id)
        )
    if capability == kind.handle and Part.REPORTER in parts:
        return False
    if capability in _given_to(parts | _covered(actor, record), record):
        return True
    if record.sensitivity == Sensitivity.PARTIES:
        return False
    scope = actor.scope(capability)
    units = _where(capability, record)
    return all(scope.covers(unit.path, record.building_id) for unit in units)


def _where(capability: str, record: Record) -> list[Unit]:
    """The units that a capability must reach. Equal keys need no look at the second one."""
    elsewhere = record.handling_unit_id != record.unit_id
    if capability == kinds[record.kind].handle and elsewhere:
        return [record.unit, record.handling_unit]
    return [record.unit]


def _given_to(parts: set[str], record: Record) -> set[str]:
    """What the record itself gives to those with these parts in it."""
    kind = kinds[record.kind]
    if Part.HANDLER in parts:
        return {kind.see, kind.handle}
    return {kind.see} if Part.NAMED in parts else set()


def acts_instead_of(actor: Actor, record: Record) -> int | None:
    """For whom the actor acts in a record: someone who is away, and by whose place the actor has a right
    here that they would not have alone. None: as themselves."""
    if not actor.standing_in or Part.REPORTER in parts_of(actor, record):
        return None
    return next(
        (
            each.person_id
            for each in actor.standing_in
            if _adds(each, actor.without(each.person_id), record)
        ),
        None,
    )


def _adds(place: StandingIn, alone: Actor, record: Record) -> bool:
    path, building = record.unit.path, record.building_id
    if record.sensitivity >= Sensitivity.PARTIES:
        return False
    by_name = place.covers and any(
        each.person_id == place.person_id and each.part == Part.HANDLER
        for each in record.parties.all()
    )
    return (by_name and Part.HANDLER not in parts_of(alone, record)) or any(
        scope.covers(path, building) and not alone.scope(capability).covers(path, building)
        for capability, scope in place.scopes.items()
    )


def _covered(actor: Actor, record: Record) -> set[str]:
    """Whether the actor has taken over the tasks of someone who handles it by name; where only those
    named may read it, that gives nothing."""
    if not actor.covered or record.sensitivity >= Sensitivity.PARTIES:
        return set()
    handlers = {each.person_id for each in record.parties.all() if each.part == Part.HANDLER}
    return {Part.HANDLER} if handlers.intersection(actor.covered) else set()


def parts_of(actor: Actor, record: Record) -> set[str]:
    """The actor's parts in the record."""
    return {
        party.part
        for party in record.parties.all()
        if (actor.person_id is not None and party.person_id == actor.person_id)
        or (actor.code_digest and party.code_digest == actor.code_digest)
    }


def who_may(capability: str, record: Record) -> list[Person]:
    """The people who may today, by capability or by a part in the record."""
    kind = kinds[record.kind]
    with_part: dict[str, set[int]] = {part: set() for part in Part}
    for person_id, part in Party.objects.filter(record=record, person__isnull=False).values_list(
        "person_id", "part"
    ):
        with_part[part].add(person_id)
    out = with_part[Part.SUBJECT] | (
        with_part[Part.REPORTER] if capability == kind.handle else set()
    )
    found = _by_right(capability, record, out)
    if record.sensitivity < Sensitivity.PARTIES and capability in (kind.see, kind.handle):
        found |= covering(with_part[Part.HANDLER] - out)
    if record.sensitivity < Sensitivity.SEALED:
        found |= with_part[Part.HANDLER] if capability in (kind.see, kind.handle) else set()
        found |= with_part[Part.NAMED] if capability == kind.see else set()
    if capability == kind.see:
        found |= with_part[Part.REPORTER]
    elif capability == kind.handle:
        found -= with_part[Part.REPORTER]
    return list(Person.objects.filter(pk__in=found - with_part[Part.SUBJECT]))


def _by_right(capability: str, record: Record, out: set[int]) -> set[int]:
    """Ids of those whom a capability lets: none where only those named in it may. `out`: people whose
    stand-ins have nothing here."""
    if record.sensitivity == Sensitivity.SEALED:
        kind = kinds[record.kind]
        capability = kind.unseal if capability == kind.see else ""
    if record.sensitivity == Sensitivity.PARTIES or not capability:
        return set()
    found = [
        {
            person.pk
            for person in holders_of(capability, unit, building_id=record.building_id, not_for=out)
        }
        for unit in _where(capability, record)
    ]
    return set.intersection(*found)


_READ = Together(
    records=lambda pk: Record.objects.filter(pk=pk),
    units=lambda pk: Unit.objects.filter(_of(pk, "unit") | _of(pk, "handling_unit")),
    buildings=lambda pk: Building.objects.filter(_of(pk, "building")),
    parties=lambda pk: Party.objects.filter(record=pk),
)
"""A record with what decides who may see it: one question, composed once, since every page of a
record asks it."""


def _of(pk: int, field: str) -> Q:
    return Q(pk__in=Record.objects.filter(pk=pk).values(field))


def _read(pk: int) -> Record | None:
    read = _READ(pk)
    if not read["records"]:
        return None
    record: Record = read["records"][0]
    units = {each.pk: each for each in read["units"]}
    relate([record], "unit", units)
    relate([record], "handling_unit", units)
    relate([record], "building", {each.pk: each for each in read["buildings"]})
    keep(record, "parties", read["parties"])
    return record


def get_record(
    actor: Actor, pk: int, *, kind: str, capability: str | None = None, erased: bool = False
) -> Record:
    """The one road to a record. Raises Http404 if unseen, PermissionDenied if seen but the
    capability does not reach it, SignInTooOldError where a sealed one is read by role after a while.
    An erased one is found by those who say that they can show one (`erased`), and by nobody else.
    Where few may read it, it is published who did."""
    record = _read(pk)
    if record is None or record.kind != kind or not may(actor, kinds[kind].see, record):
        raise Http404
    if record.erased_at is not None and not erased:
        raise Http404
    if capability is not None and not may(actor, capability, record):
        raise PermissionDenied
    by_role = Part.REPORTER not in parts_of(actor, record)
    if record.sensitivity == Sensitivity.SEALED and by_role and not actor.recent:
        raise SignInTooOldError
    if record.sensitivity >= Sensitivity.PARTIES and holds(actor, kinds[kind].see, record):
        publish(RecordRead(actor, record))
    return record
