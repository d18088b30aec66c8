"""By which rules something falls due in risk assessments, and what each reader may know of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vern.core.org.actors import Actor
from vern.core.records.composed import reads
from vern.core.records.models import Record, Sensitivity
from vern.hub.calendar.ports import DeadlineRule, Item, Words
from vern.hub.calendar.rules import Timing
from vern.plan.risk.models import Disagreement, RiskAssessment
from vern.plan.risk.queries import deadlines
from vern.plan.risk.rules import AssessmentState

REVISE: Final = "risk.revise"
APPROVE: Final = "risk.approve"
ANSWER: Final = "risk.answer"

_HOLDS = {REVISE: AssessmentState.APPROVED, APPROVE: AssessmentState.SENT}


def in_words(items: Sequence[Item], actor: Actor) -> Mapping[Item, Words]:
    """For those who read the assessment, while it is so still. Two queries at most."""
    rows = Record.objects.filter(
        pk__in={each.record_id for each in items}, sensitivity__lt=Sensitivity.SEALED
    )
    held = rows.annotate(held=reads(actor, "records_record.id")).filter(held=True)
    found = {each.pk: each for each in held.select_related("risk")}
    asked = {each.subject for each in items if each.rule == ANSWER}
    open_ones = (
        set(
            Disagreement.objects.filter(pk__in=asked, answered_at=None).values_list("pk", flat=True)
        )
        if asked
        else set()
    )
    return {
        item: Words(record.title, reverse("risk:show", args=[record.pk]), record.number)
        for item in items
        if (record := found.get(item.record_id))
        and (item.subject in open_ones if item.rule == ANSWER else _so_still(item, record.risk))
    }


def _so_still(item: Item, risk: RiskAssessment) -> bool:
    return risk.state == _HOLDS[item.rule]


RULES = (
    DeadlineRule(
        REVISE,
        _("Revise a risk assessment"),
        deadlines.to_revise,
        in_words,
        paragraph="IK-forskriften § 5 nr. 6",
        timing=Timing(remind_before=30, escalate_after=30),
    ),
    DeadlineRule(
        APPROVE,
        _("Approve a risk assessment"),
        deadlines.to_approve,
        in_words,
        timing=Timing(remind_before=3, escalate_after=14),
    ),
    DeadlineRule(
        ANSWER,
        _("Answer someone who does not agree with a risk assessment"),
        deadlines.to_answer,
        in_words,
        paragraph="AML § 6-2",
        timing=Timing(remind_before=2, escalate_after=7),
    ),
)
