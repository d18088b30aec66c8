"""Deciding, looking back, dropping: what needs an assessment, or says why there is none (C7)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vern.core.history.services import note
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.org.actors import Actor
from vern.core.records import services as records
from vern.core.records.models import Record, Sensitivity
from vern.plan.changes.models import ChangeProcess
from vern.plan.changes.queries.assessments import approved_of
from vern.plan.changes.queries.deciding import left_out
from vern.plan.changes.rules import Lack, lacks
from vern.plan.changes.services.common import locked, refuse_settled, step, tell_taking_part

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SAYS: Final[dict[Lack, _StrPromise]] = {
    Lack.ASSESSMENT: _(
        "No approved risk assessment is linked with this change. Make one, or write why there is none."
    ),
    Lack.INVOLVEMENT: _("Not all who must take part have done so. Meet them, or write why not."),
}


@dataclass(frozen=True)
class Decision:
    """What was decided, when, and when one looks back. The reasons say why something is lacking."""

    decided_on: dt.date
    decision: str
    evaluate_on: dt.date
    no_assessment_reason: str = ""
    not_involved_reason: str = ""


class Lacking(Refused):
    """It cannot be decided so: each thing that is lacking has its field."""

    def __init__(self, found: frozenset[Lack]) -> None:
        first = min(found)
        super().__init__(SAYS[first], field=first.value)
        self.found = found


@transaction.atomic
def decide(*, actor: Actor, record: Record, given: Decision) -> ChangeProcess:
    """Mark it as decided. The safety representatives and all who take part are told. What only those
    named read is opened first: a decision is no secret to those whom it concerns.

    Raises Lacking where there is no approved assessment linked with it, or someone who must take part
    has not before the day of the decision, and no reason is written for it;
    Refused for a day to come, and for looking back before it.
    A reason that is not needed is not kept.
    """
    process = locked(record)
    step(process, "decide")
    if process.record.sensitivity >= Sensitivity.PARTIES:
        raise Refused(_("Open it to everyone at the unit before it is decided."))
    if given.decided_on > clock.today():
        raise Refused(_("This day is to come. Write it when it is decided."), field="decided_on")
    if given.evaluate_on <= given.decided_on:
        raise Refused(_("Choose a day after the decision."), field="evaluate_on")
    approved = approved_of([process.pk]).get(process.pk, set())
    absent = left_out(process, given.decided_on)
    found = lacks(
        assessed=bool(approved),
        left_out=bool(absent),
        no_assessment_reason=given.no_assessment_reason,
        not_involved_reason=given.not_involved_reason,
    )
    if found:
        raise Lacking(found)
    process.decided_on = given.decided_on
    process.decided_by_id = actor.person_id
    process.decision = given.decision
    process.evaluate_on = given.evaluate_on
    process.assessments = len(approved)
    process.no_assessment_reason = "" if approved else given.no_assessment_reason
    process.not_involved_reason = given.not_involved_reason if absent else ""
    process.save()
    note(
        "change.decided",
        actor=actor,
        record=process.record,
        facts={
            "on": given.decided_on.isoformat(),
            "assessments": len(approved),
            "left_out": ",".join(each.key for each in absent),
        },
    )
    tell_taking_part("change.decided", actor, process)
    return process


@transaction.atomic
def take_back(*, actor: Actor, record: Record, reason: str) -> None:
    """It is not decided after all. What was written stands in the history."""
    process = locked(record)
    step(process, "take_back")
    texts = {"decision": process.decision, "reason": reason}
    process.decided_on = process.decided_by = process.evaluate_on = None
    process.decision, process.assessments = "", 0
    process.save()
    note("change.taken_back", actor=actor, record=process.record, texts=texts)
    tell_taking_part("change.taken_back", actor, process)


@transaction.atomic
def evaluate(*, actor: Actor, record: Record, words: str) -> None:
    """Look back: how did it go, for the work environment too? That ends the process."""
    process = locked(record)
    step(process, "evaluate")
    process.evaluation, process.evaluated_on = words, clock.today()
    process.save(update_fields=["state", "evaluation", "evaluated_on"])
    records.close(process.record)
    note("change.evaluated", actor=actor, record=process.record)
    tell_taking_part("change.evaluated", actor, process)


@transaction.atomic
def drop(*, actor: Actor, record: Record, reason: str) -> None:
    """It comes to nothing. Those who take part are told."""
    process = locked(record)
    refuse_settled(process)
    step(process, "drop")
    process.dropped_reason = reason
    process.save(update_fields=["state", "dropped_reason"])
    records.close(process.record)
    note("change.dropped", actor=actor, record=process.record)
    tell_taking_part("change.dropped", actor, process)


@transaction.atomic
def take_up_again(*, actor: Actor, record: Record) -> None:
    """It is prepared again. A decision that was made before it was dropped is none any more."""
    process = locked(record)
    step(process, "take_up_again")
    texts = {"dropped_reason": process.dropped_reason, "decision": process.decision}
    process.dropped_reason, process.decision, process.assessments = "", "", 0
    process.decided_on = process.decided_by = process.evaluate_on = None
    process.save()
    records.reopen(process.record)
    former = {name: text for name, text in texts.items() if text}
    note("change.taken_up_again", actor=actor, record=process.record, texts=former)
