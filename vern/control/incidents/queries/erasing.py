"""Reports that are over and done with, so that their words may be erased after a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q

from vern.control.incidents.models import (
    KIND,
    Answer,
    InquiryAnswer,
    Objection,
    WorkStop,
)
from vern.control.incidents.rules import IncidentState, IncidentType
from vern.core.measures.erasing import LEFT_TO_DO
from vern.core.measures.models import Measure
from vern.core.records.models import Record, Sensitivity, State
from vern.core.records.querysets import RecordQuerySet

FOR_GOOD = (IncidentState.CLOSED, IncidentState.REJECTED, IncidentState.FINISHED)

HURT = (
    Q(incident__injury=Answer.YES)
    | Q(incident__treatment=Answer.YES)
    | Q(incident__serious=Answer.YES)
    | Q(incident__type=IncidentType.ILLNESS)
)
"""What stands in the register of injuries and work-related illness (AML § 5-1)."""
SEALED = Q(sensitivity=Sensitivity.SEALED)


def over(which: Q) -> Callable[[dt.datetime], RecordQuerySet]:
    """Those of some reports that were closed before a moment, and in which nobody waits for anything.

    One that is handled with another is over when that one is.
    """

    def before(moment: dt.datetime) -> RecordQuerySet:
        ended = Q(incident__state__in=FOR_GOOD) | Q(
            incident__state=IncidentState.MERGED,
            incident__merged_into__record__closed_at__lt=moment,
        )
        rows: RecordQuerySet = Record.objects.filter(
            which,
            ended,
            kind=KIND,
            state=State.CLOSED,
            closed_at__lt=moment,
            erased_at=None,
            incident__to_tell_since=None,
        )
        return rows.exclude(_waits())

    return before


def _waits() -> Q:
    """A measure to do or to judge, a stop of work to decide on, an objection or a question to units to
    answer."""
    of_it = {"incident": OuterRef("pk")}
    return (
        Exists(Measure.objects.filter(LEFT_TO_DO, origin=OuterRef("pk")))
        | Exists(WorkStop.objects.filter(**of_it, decided_at=None))
        | Exists(Objection.objects.filter(**of_it, answered_at=None))
        | Exists(InquiryAnswer.objects.filter(inquiry__incident=OuterRef("pk"), answered_at=None))
    )
