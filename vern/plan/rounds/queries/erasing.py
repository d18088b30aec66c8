"""Which rounds are over, with nothing left to be done."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef

from vern.core.measures.models import Measure
from vern.core.records.models import Record, State
from vern.core.records.querysets import RecordQuerySet
from vern.plan.rounds.models import KIND


def over(before: dt.datetime) -> RecordQuerySet:
    """Signed or called off before a moment, and all their measures are done."""
    to_do = Measure.objects.filter(origin=OuterRef("pk"), done_at=None)
    rows: RecordQuerySet = Record.objects.filter(
        kind=KIND, state=State.CLOSED, closed_at__lt=before
    )
    return rows.exclude(Exists(to_do))
