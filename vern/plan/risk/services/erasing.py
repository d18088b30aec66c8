"""Taking away the words and persons of an assessment; its kind, days and colours stay (ADR 17)."""

from __future__ import annotations

from vern.core.records.models import Record
from vern.plan.risk.models import Disagreement, Participant, RiskAssessment, RiskRow


def erase(record: Record) -> None:
    """In the transaction in which the record is erased."""
    RiskAssessment.objects.filter(pk=record.pk).update(
        about="",
        place="",
        others="",
        why_missing="",
        interaction="",
        together="",
        returned="",
        sent_by=None,
        approved_by=None,
    )
    RiskRow.objects.filter(assessment=record.pk).update(
        activity="", hazard="", cause="", barriers=""
    )
    Participant.objects.filter(assessment=record.pk).delete()
    Disagreement.objects.filter(assessment=record.pk).delete()
