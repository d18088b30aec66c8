"""The meeting after: what becomes of each finding, and the two signatures."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vern.core.history.services import Fact, note
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.measures import maintenance
from vern.core.measures import services as measures
from vern.core.measures.models import MaintenanceOrder, Measure
from vern.core.notices.services import tell
from vern.core.org.actors import Actor
from vern.core.records import services as records
from vern.core.records.events import RecordsLinked
from vern.core.records.models import Link, Record
from vern.plan.rounds.models import KIND, Finding, Round, Signature
from vern.plan.rounds.queries.people import everyone_at, who_sign
from vern.plan.rounds.queries.standing import standing_of
from vern.plan.rounds.rules import (
    BY_A_MEASURE,
    Lacks,
    Outcome,
    RoundState,
    lacks,
)
from vern.plan.rounds.services.common import locked, move

REPORTED_AS: Final = frozenset({"incident"})
"""Kinds of record, by key, that mean that a finding has been reported."""

WORDS_OF_LACKS: Final = {
    Lacks.MAPPING: _("The walk is not over."),
    Lacks.MARKS: _("Nothing is noted."),
    Lacks.SETTLED: _("Decide what becomes of every finding first."),
    Lacks.ANSWERS: _("Answer everyone who said what to look at first."),
}


@transaction.atomic
def settle(
    *, actor: Actor, record: Record, finding: Finding, outcome: Outcome, reason: str = ""
) -> None:
    """Say what becomes of a finding that needs no measure: fixed, reported, or not now with a reason.

    Raises Refused for 'not now' without a reason, and while it has a measure that is not done.
    """
    round_ = _to_follow_up(record)
    finding = Finding.objects.select_for_update().get(pk=finding.pk, round=round_)
    if outcome in BY_A_MEASURE:
        raise ValueError(outcome)
    if outcome is Outcome.NOT_NOW and not reason:
        raise Refused(_("Write why not. Everyone at the unit reads it."), field="reason")
    if finding.measure_id is not None:
        raise Refused(_("This finding has a measure already."))
    if (finding.outcome, finding.reason) != (outcome, reason):
        _settle(actor, finding, outcome, reason)


@transaction.atomic
def decide_measure(
    *,
    actor: Actor,
    record: Record,
    finding: Finding,
    plan: measures.Plan,
    to_maintenance: bool = False,
) -> Measure:
    """Decide the measure that a finding becomes; with `to_maintenance`, note that it is sent to
    building maintenance. A form that is sent twice decides one. Raises Refused as `measures.decide`."""
    round_ = _to_follow_up(record)
    finding = Finding.objects.select_for_update().get(pk=finding.pk, round=round_)
    if finding.measure is not None:
        return finding.measure
    measure = measures.decide(actor=actor, record=record, plan=plan)
    if to_maintenance:
        status = MaintenanceOrder.Status.SENT
        maintenance.set_status(actor=actor, measure=measure, status=status)
    finding.measure = measure
    _settle(actor, finding, Outcome.MAINTENANCE if to_maintenance else Outcome.MEASURE, "")
    return measure


@transaction.atomic
def reword(*, actor: Actor, record: Record, finding: Finding, words: str) -> None:
    """Say in other words what was found: these stand in the report. The former ones are kept."""
    round_ = _to_follow_up(record)
    finding = Finding.objects.select_for_update().get(pk=finding.pk, round=round_)
    if finding.words == words:
        return
    former, finding.words = finding.words, words
    finding.save(update_fields=["words"])
    facts, texts = {"finding": finding.pk}, {"words": former} if former else {}
    note("round.reworded", actor=actor, record=record, facts=facts, texts=texts)


def taken_further(event: RecordsLinked) -> None:
    """A finding was reported as an incident: that is what becomes of it, if nothing else has."""
    if event.ended or event.a.kind != KIND or event.b.kind not in REPORTED_AS:
        return
    parts = Link.objects.filter(a=event.a, b=event.b).values_list("part", flat=True)
    keys = [int(each) for each in parts if each.isdecimal()]
    for finding in Finding.objects.filter(pk__in=keys, round=event.a.pk, outcome=""):
        _settle(event.actor, finding, Outcome.INCIDENT, "")


def _to_follow_up(record: Record) -> Round:
    """Deciding something takes back the signatures that are given: both sign the same."""
    round_ = locked(record)
    if RoundState(round_.state) is not RoundState.FOLLOW_UP:
        raise Refused(_("This is decided when the walk is over, and before both have signed."))
    round_.signatures.filter(withdrawn_at=None).update(withdrawn_at=clock.now())
    return round_


def _settle(actor: Actor, finding: Finding, outcome: Outcome, reason: str) -> None:
    former, finding.outcome, finding.reason = finding.reason, outcome, reason
    finding.settled_at, finding.settled_by_id = clock.now(), actor.person_id
    finding.save(update_fields=["outcome", "reason", "measure", "settled_at", "settled_by"])
    facts: dict[str, Fact] = {
        "finding": finding.pk,
        "outcome": str(outcome),
        "measure": finding.measure_id,
    }
    texts = {"reason": former} if former and former != reason else {}
    note("round.settled", actor=actor, record=finding.round_id, facts=facts, texts=texts)


@transaction.atomic
def sign(*, actor: Actor, record: Record, by: Signature.By) -> bool:
    """Sign for the line or for the employees; whether both have. Signing twice changes nothing.

    With the second signature the round is closed, and everyone at the unit is told what came of it.
    Raises Refused where something is missing, and for one person who would sign as both.
    """
    round_ = locked(record)
    if RoundState(round_.state) is RoundState.SIGNED:
        return True
    missing = lacks(standing_of(round_))
    if actor.person_id is None:
        raise Refused(_("Only a person can sign."))
    if missing:
        raise Refused(WORDS_OF_LACKS[missing[0]])
    valid = list(round_.signatures.filter(withdrawn_at=None))
    if any(each.by == by for each in valid):
        return False
    if any(each.person_id == actor.person_id for each in valid):
        raise Refused(_("Two people must sign. You have signed already."))
    Signature.objects.create(round=round_, by=by, person_id=actor.person_id, at=clock.now())
    note("round.signed", actor=actor, record=record, facts={"by": str(by)})
    if not valid:
        _ask_the_other(actor, round_, by)
        return False
    round_.signed_at = clock.now()
    move(round_, "sign", "signed_at")
    records.close(round_.record)
    people = everyone_at(round_.record.unit, students=round_.students)
    others = [each for each in people if each != actor.person_id]
    tell("round.signed", others, record=record, by=actor.person_id)
    return True


def _ask_the_other(actor: Actor, round_: Round, by: Signature.By) -> None:
    other = next(each for each in Signature.By if each != by)
    people = who_sign(round_.record.unit, other)
    others = [each.pk for each in people if each.pk != actor.person_id]
    tell("round.to_sign", others, record=round_.record, by=actor.person_id)
