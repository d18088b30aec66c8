"""Not agreeing: it is raised one level, and the safety representative is told."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vern.core.history.services import note
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.notices.services import tell
from vern.core.org.actors import Actor
from vern.core.org.models import Person
from vern.core.records import services as records
from vern.core.records.models import Party, Record
from vern.plan.risk.models import Disagreement
from vern.plan.risk.queries.rights import answers, level_above, may_answer, representatives
from vern.plan.risk.rules import AssessmentState
from vern.plan.risk.services.common import locked
from vern.plan.risk.services.writing import handlers_of


@transaction.atomic
def disagree(*, actor: Actor, record: Record, text: str) -> Disagreement:
    """Someone who takes part, or represents those who work there, does not agree. The leader a level up
    is to answer, reads it and is told; the safety representatives and those who write it are told too.

    The same words from the same person are one disagreement. Raises Refused where it no longer matters.
    """
    record, risk = locked(record)
    if risk.state in (AssessmentState.REPLACED, AssessmentState.WITHDRAWN):
        raise Refused(_("This assessment is no longer in use."))
    same: Disagreement | None = risk.disagreements.filter(
        by=actor.person_id, text=text, answered_at=None
    ).first()
    if same is not None:
        return same
    above = level_above(record.unit)
    made: Disagreement = Disagreement.objects.create(
        assessment=risk,
        by=Person.objects.get(pk=actor.person_id or 0),
        text=text,
        raised_at=clock.now(),
        to_unit=above,
    )
    leader = answers(above)
    if leader is not None:
        records.add_party(record, leader, Party.Part.NAMED)
    note(
        "risk.disagreed",
        actor=actor,
        record=record,
        facts={"disagreement": made.pk, "to": above.code},
    )
    facts: dict[str, str | int | None] = {"disagreement": made.pk, "to": above.code}
    if leader is not None and leader != actor.person_id:
        tell("risk.to_answer", [leader], record=record, facts=facts, by=actor.person_id)
    others = {*representatives(record.unit), *handlers_of(record)} - {actor.person_id, leader}
    for each in representatives(record.unit):
        records.add_party(record, each, Party.Part.NAMED)
    told = sorted(each for each in others if each)
    tell("risk.disagreed", told, record=record, facts=facts, by=actor.person_id)
    return made


@transaction.atomic
def answer(*, actor: Actor, record: Record, disagreement: Disagreement, text: str) -> None:
    """The leader a level up answers; who disagreed, the safety representatives and those who write it
    are told. The first answer stands.

    Raises PermissionDenied for everyone else.
    """
    record, _risk = locked(record)
    found = Disagreement.objects.select_related("to_unit").get(pk=disagreement.pk)
    if not may_answer(actor, found):
        raise PermissionDenied
    if found.answered_at is not None:
        return
    found.answer, found.answered_at = text, clock.now()
    found.answered_by_id = actor.person_id
    found.save(update_fields=["answer", "answered_at", "answered_by"])
    facts = {"disagreement": found.pk}
    note("risk.disagreement_answered", actor=actor, record=record, facts=facts)
    people = {found.by_id, *representatives(record.unit), *handlers_of(record)}
    told = sorted(people - {actor.person_id})
    tell("risk.disagreement_answered", told, record=record, facts=facts, by=actor.person_id)
