"""Measures, approval, and what follows from it."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vern.core.history.services import note
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.measures import services as measures
from vern.core.measures.models import Measure
from vern.core.notices.services import tell
from vern.core.org.actors import Actor, ActorKind
from vern.core.records import services as records
from vern.core.records.access import who_may
from vern.core.records.links import link
from vern.core.records.models import LinkKind, Record, Sensitivity
from vern.plan.risk.capabilities import VERIFY
from vern.plan.risk.models import RiskAssessment, RiskRow, RowMeasure
from vern.plan.risk.queries.rights import answers, may_approve
from vern.plan.risk.queries.show import sheet
from vern.plan.risk.queries.wording import LACKS
from vern.plan.risk.rules import OPEN_STATES, AssessmentState
from vern.plan.risk.services.common import locked
from vern.plan.risk.services.writing import handlers_of

MOST_YEARS = 10


@transaction.atomic
def add_measure(
    *, actor: Actor, record: Record, plan: measures.Plan, row: RiskRow | None = None
) -> Measure:
    """Decide a measure, for a row or for the assessment as a whole. It stands in the unit's plan.

    Raises Refused where the assessment is no longer in use, and as `measures.decide`.
    """
    record, risk = locked(record)
    if risk.state in (AssessmentState.REPLACED, AssessmentState.WITHDRAWN):
        raise Refused(_("This assessment is no longer in use."))
    made = measures.decide(actor=actor, record=record, plan=plan)
    if row is not None:
        RowMeasure.objects.get_or_create(row=row, measure=made)
    return made


@transaction.atomic
def send(*, actor: Actor, record: Record) -> None:
    """Ask the leader to approve it. Sent twice, it is asked once.

    Raises Refused while it lacks something that cannot be answered above.
    """
    record, risk = locked(record)
    if risk.state != AssessmentState.DRAFT:
        return
    _refuse_lacking(record)
    risk.state = AssessmentState.SENT
    risk.sent_at, risk.sent_by_id = clock.now(), actor.person_id
    risk.returned = ""
    risk.save(update_fields=["state", "sent_at", "sent_by", "returned"])
    note("risk.sent", actor=actor, record=record)
    leader = answers(record.unit)
    if leader is not None and leader != actor.person_id:
        tell("risk.to_approve", [leader], record=record, by=actor.person_id)


def _refuse_lacking(record: Record) -> None:
    if found := sheet(_whole(record)).lacks:
        raise Refused(LACKS[found[0]].what)


def _whole(record: Record) -> Record:
    found: Record = Record.objects.select_related("unit").get(pk=record.pk)
    return found


@transaction.atomic
def take_back(*, actor: Actor, record: Record, why: str = "") -> None:
    """It is written further: whoever asked for approval takes it back, or the leader sends it back and
    says why. Done twice, it is done once."""
    record, risk = locked(record)
    if risk.state != AssessmentState.SENT:
        return
    sent_by, risk.sent_at, risk.sent_by_id = risk.sent_by_id, None, None
    risk.state, risk.returned = AssessmentState.DRAFT, why
    risk.save(update_fields=["state", "sent_at", "sent_by", "returned"])
    note("risk.returned", actor=actor, record=record, facts={"back": bool(why)})
    if why and sent_by and sent_by != actor.person_id:
        tell("risk.returned", [sent_by], record=record, by=actor.person_id)


@transaction.atomic
def approve(
    *, actor: Actor, record: Record, valid_until: dt.date, open_to_unit: bool = True
) -> None:
    """The leader approves it: from now on it holds, and takes the place of the one that it revises.

    `open_to_unit`: everyone at the unit reads it, also where only those who took part did. Done twice,
    it is done once. Raises PermissionDenied for who may not; Refused while it lacks something (what is
    still red, among others), and for a day that has passed or is too far away.
    """
    record, risk = locked(record)
    whole = Record.objects.select_related("unit", "building").prefetch_related("parties")
    if actor.kind is not ActorKind.SYSTEM and not may_approve(actor, whole.get(pk=record.pk)):
        raise PermissionDenied
    if risk.state not in OPEN_STATES:
        return
    _refuse_lacking(record)
    _check_day(valid_until)
    risk.state = AssessmentState.APPROVED
    risk.approved_at, risk.approved_by_id = clock.now(), actor.person_id
    risk.valid_until = valid_until
    risk.save(update_fields=["state", "approved_at", "approved_by", "valid_until"])
    if open_to_unit and record.sensitivity == Sensitivity.PARTIES:
        records.protect(record, Sensitivity.HANDLERS)
    records.set_deadline(record, valid_until)
    note(
        "risk.approved",
        actor=actor,
        record=record,
        facts={"valid_until": valid_until.isoformat(), "open": open_to_unit},
    )
    _replace(actor, risk)
    _tell_of_approval(actor, record, risk)


def _check_day(valid_until: dt.date) -> None:
    today = clock.today()
    if valid_until <= today:
        raise Refused(_("Choose a day to come."), field="valid_until")
    if valid_until.year > today.year + MOST_YEARS:
        raise Refused(_("Choose a day within ten years."), field="valid_until")


def _replace(actor: Actor, risk: RiskAssessment) -> None:
    """Of the one that it revises; and of others of the same kind and name at the unit, for whoever
    starts anew instead of revising means the same."""
    same = RiskAssessment.objects.filter(
        Q(pk=risk.revises_id)
        | Q(
            type=risk.type_id,
            record__unit=risk.record.unit_id,
            record__title=risk.record.title,
            approved_at__lt=risk.approved_at,
        ),
        state=AssessmentState.APPROVED,
    ).exclude(pk=risk.pk)
    for former in same.select_related("record"):
        take_place(actor=actor, former=former, by=risk)


def take_place(*, actor: Actor, former: RiskAssessment, by: RiskAssessment) -> None:
    """A newer one holds in its place from now on. The caller has the transaction."""
    former.state = AssessmentState.REPLACED
    former.save(update_fields=["state"])
    records.close(former.record)
    note("risk.replaced", actor=actor, record=former.pk, facts={"by": by.pk})
    if by.revises_id != former.pk:
        link(actor=actor, a=former.record, b=by.record, kind=LinkKind.REVISED_AS)


def _tell_of_approval(actor: Actor, record: Record, risk: RiskAssessment) -> None:
    people = {*risk.participants.values_list("person", flat=True), *handlers_of(record)}
    told = sorted(people - {actor.person_id})
    tell("risk.approved", told, record=record, by=actor.person_id)


def tell_of_done(*, actor: Actor, measure: Measure) -> None:
    """A measure that work waits for is done: those who may say that it is in place are told."""
    record = measure.origin
    people = [*handlers_of(record), *([measure.decided_by_id] if measure.decided_by_id else [])]
    told = {each for each in people if each != actor.person_id}
    if not told:
        told = {each.pk for each in who_may(VERIFY, record) if each.pk != actor.person_id}
    tell("risk.to_verify", sorted(told), record=record, facts={"measure": measure.pk})
