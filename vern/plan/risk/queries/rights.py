"""What a person may do with an assessment that they see."""

from __future__ import annotations

from vern.core.org.actors import Actor
from vern.core.org.models import Unit
from vern.core.org.queries import parent_of, representatives_of, responsible_for
from vern.core.records.access import may
from vern.core.records.models import Record
from vern.plan.risk.capabilities import APPROVE, HANDLE, REPRESENT, START
from vern.plan.risk.models import Disagreement, Participant
from vern.plan.risk.rules import AssessmentState


def may_start(actor: Actor, unit: Unit) -> bool:
    """Whether one may start an assessment at a unit: where one belongs, or writes by right."""
    return any(actor.scope(each).covers(unit.path) for each in (START, HANDLE))


def may_approve(actor: Actor, record: Record) -> bool:
    """The leader of the unit or one above, where they read it: also one that only named people read."""
    return may(actor, HANDLE, record) and actor.scope(APPROVE).covers(
        record.unit.path, record.building_id
    )


def may_disagree(
    actor: Actor, record: Record, participants: list[Participant], state: AssessmentState
) -> bool:
    """Those who take part, and the safety representatives of the place; while it is to be decided on,
    or in force."""
    if state not in (AssessmentState.SENT, AssessmentState.APPROVED, AssessmentState.DRAFT):
        return False
    takes_part = any(each.person_id == actor.person_id for each in participants)
    return takes_part or may(actor, REPRESENT, record)


def may_answer(actor: Actor, disagreement: Disagreement) -> bool:
    """The leader at the level that it was raised to, or above; never who raised it."""
    return disagreement.by_id != actor.person_id and actor.scope(APPROVE).covers(
        disagreement.to_unit.path
    )


def answers(unit: Unit) -> int | None:
    """Id of the person who answers for a unit today; None only where nobody leads it or above."""
    found = responsible_for(unit)
    return found.person.pk if found else None


def level_above(unit: Unit) -> Unit:
    """The unit that a disagreement is raised to; the institution has none above."""
    return parent_of(unit) or unit


def representatives(unit: Unit) -> list[int]:
    return [each.pk for each in representatives_of(unit)]
