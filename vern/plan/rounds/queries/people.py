"""Who takes part in a round, who signs it, and who is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from vern.core.kernel import clock
from vern.core.org.actors import Actor, holding
from vern.core.org.models import Assignment, Person, RoleKey, Unit
from vern.core.org.queries import (
    answered_by,
    chief_representatives_of,
    representatives_of,
    responsible_for,
)
from vern.core.records.access import may
from vern.core.records.models import Record
from vern.plan.rounds.capabilities import HOLD, SIGN
from vern.plan.rounds.models import Participant, Round, Signature
from vern.plan.rounds.rules import OPEN_STATES, RoundState

As = Participant.As


@dataclass(frozen=True)
class Proposed:
    """Someone who should be asked to take part, and as what."""

    person: Person
    part: Participant.As


def proposed(unit: Unit, *, students: bool) -> list[Proposed]:
    """The one who answers for the unit, its safety representatives (or the chief one above), its HSE
    coordinators; where it concerns students, their representatives. Each once."""
    leads = responsible_for(unit)
    found = [Proposed(leads.person, As.LEADER)] if leads else []
    speak = representatives_of(unit) or chief_representatives_of(unit)
    found += [Proposed(each, As.REPRESENTATIVE) for each in speak]
    roles = {RoleKey.COORDINATOR: As.COORDINATOR}
    if students:
        roles[RoleKey.STUDENT_REP] = As.STUDENT
    held = Assignment.objects.filter(holding(clock.today()), unit=unit, role__in=list(roles))
    for each in held.select_related("person").order_by("role", "person__sort_key"):
        found.append(Proposed(each.person, roles[RoleKey(each.role)]))
    return list({each.person.pk: each for each in reversed(found)}.values())[::-1]


def lacking(participants: Iterable[Participant], *, students: bool) -> list[str]:
    """The parts that someone must take and nobody does."""
    taken = {each.part for each in participants}
    wanted = [As.LEADER, As.REPRESENTATIVE, *([As.STUDENT] if students else [])]
    return [str(As(each).label) for each in wanted if each not in taken]


def may_map(actor: Actor, record: Record, round_: Round) -> bool:
    """Whether the actor may note what is seen: who takes part, and who holds the round."""
    if RoundState(round_.state) not in OPEN_STATES | {RoundState.SIGNED}:
        return False
    return may(actor, HOLD, record) or takes_part(actor, round_)


def takes_part(actor: Actor, round_: Round) -> bool:
    """Whether the actor, or someone whose tasks they have taken over, takes part."""
    return any(each.person_id in actor.doing_for for each in round_.participants.all())


def signs_as(actor: Actor, record: Record) -> list[Signature.By]:
    """As whom the actor may sign: the one who answers for the unit, those who speak for its
    employees."""
    found = []
    if record.unit_id in answered_by(actor):
        found.append(Signature.By.LEADER)
    if may(actor, SIGN, record):
        found.append(Signature.By.REPRESENTATIVE)
    return found


def who_sign(unit: Unit, by: Signature.By) -> list[Person]:
    """Those whose turn it is to sign for a unit today, as leader or for the employees."""
    if by is Signature.By.LEADER:
        leads = responsible_for(unit)
        return [leads.person] if leads else []
    return representatives_of(unit) or chief_representatives_of(unit)


def everyone_at(unit: Unit, *, students: bool) -> list[int]:
    """Ids of all who work at a unit or below it today; with `students`, also of who study there."""
    here = Q(unit__path__startswith=unit.path)
    held = Assignment.objects.filter(holding(clock.today()) & here)
    if not students:
        held = held.exclude(role=RoleKey.STUDENT)
    return sorted(set(held.values_list("person", flat=True)))
