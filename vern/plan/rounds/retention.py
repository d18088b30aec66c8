"""How long HSE rounds are kept."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from vern.core.measures.erasing import LEFT_TO_DO
from vern.core.measures.models import Measure
from vern.core.records.models import Record, State
from vern.core.records.querysets import RecordQuerySet
from vern.core.records.retention import RetentionKind, retention_kinds
from vern.plan.rounds.models import KIND
from vern.plan.rounds.services.erasing import erase


def over(moment: dt.datetime) -> RecordQuerySet:
    """Signed or called off before a moment, without measures left to do."""
    rows: RecordQuerySet = Record.objects.filter(
        kind=KIND, state=State.CLOSED, closed_at__lt=moment, erased_at=None
    )
    return rows.exclude(Exists(Measure.objects.filter(LEFT_TO_DO, origin=OuterRef("pk"))))


def register() -> None:
    retention_kinds.add(
        RetentionKind(
            "rounds",
            KIND,
            _("HSE rounds"),
            _(
                "The employer must be able to show that dangers were mapped. What says something of"
                " persons is kept no longer than it is needed."
            ),
            "IK-f § 5 nr. 6 · GDPR art. 5 (1) e",
            (
                _("Comments, photos, wishes, reasons and notes"),
                _("Who took part, noted, wished and signed"),
            ),
            (
                _(
                    "Number, unit, day, rooms, points, answers and what became of each finding: what"
                    " figures count"
                ),
                _("Measures in the words of the plan, without persons"),
            ),
            over,
            erase,
        )
    )
