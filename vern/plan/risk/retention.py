"""How long risk assessments are kept."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from vern.core.measures.erasing import LEFT_TO_DO
from vern.core.measures.models import Measure
from vern.core.records.models import Record, State
from vern.core.records.querysets import RecordQuerySet
from vern.core.records.retention import RetentionKind, retention_kinds
from vern.plan.risk.models import KIND
from vern.plan.risk.services.erasing import erase


def over(moment: dt.datetime) -> RecordQuerySet:
    """Those that were replaced or withdrawn before a moment, without measures left to do."""
    rows: RecordQuerySet = Record.objects.filter(
        kind=KIND, state=State.CLOSED, closed_at__lt=moment, erased_at=None
    )
    return rows.exclude(Exists(Measure.objects.filter(LEFT_TO_DO, origin=OuterRef("pk"))))


def register() -> None:
    retention_kinds.add(
        RetentionKind(
            "risk",
            KIND,
            _("Risk assessments that are replaced or withdrawn"),
            _(
                "The employer must be able to show that dangers were mapped and risks assessed, with the"
                " employees. No law says for how long. What says something of persons is kept no longer"
                " than it is needed."
            ),
            "AML §§ 3-1, 4-3 · IK-f § 5 nr. 6 · GDPR art. 5 (1) e",
            (
                _("What was assessed and written, in every version, also in the search"),
                _("Who took part, wrote, approved and did not agree"),
            ),
            (
                _("Number, unit, kind, days, levels and colours: what figures count"),
                _("Measures in the words of the plan, without persons"),
            ),
            over,
            erase,
        )
    )
