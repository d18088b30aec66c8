"""How long change processes are kept."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from vern.core.measures.erasing import LEFT_TO_DO
from vern.core.measures.models import Measure
from vern.core.records.models import Record, State
from vern.core.records.querysets import RecordQuerySet
from vern.core.records.retention import RetentionKind, retention_kinds
from vern.plan.changes.models import KIND
from vern.plan.changes.services.erasing import erase


def over(moment: dt.datetime) -> RecordQuerySet:
    """Those that were looked back upon or dropped before a moment, without measures left to do."""
    rows: RecordQuerySet = Record.objects.filter(
        kind=KIND, state=State.CLOSED, closed_at__lt=moment, erased_at=None
    )
    return rows.exclude(Exists(Measure.objects.filter(LEFT_TO_DO, origin=OuterRef("pk"))))


def register() -> None:
    retention_kinds.add(
        RetentionKind(
            "changes",
            KIND,
            _("Change processes"),
            _(
                "The employer must be able to show that risks were assessed and that employees took part."
                " No law says for how long. What says something of persons is kept no longer than it is"
                " needed."
            ),
            "AML §§ 3-1, 4-2 · IK-f § 5 · GDPR art. 5 (1) e",
            (
                _("What the change was, what was decided, said and judged, in every version"),
                _("Who took part, who spoke for whom, and who may read it"),
            ),
            (
                _(
                    "Number, unit, type, days, who (not which person) took part when, and the judgements"
                ),
                _("Measures in the words of the plan, without persons"),
            ),
            over,
            erase,
        )
    )
