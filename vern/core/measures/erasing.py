"""Taking away what was said of a record's measures, and by whom.

What everyone at the unit reads in its plan stays: it was written without persons, and the plan shows
that something was done (internal control regulations § 5). One that comes back every year, or goes on
all the time, stays with whoever is to do it."""

from __future__ import annotations

from django.db.models import F, Q

from vern.core.measures import rules
from vern.core.measures.models import MaintenanceOrder, Measure, Occurrence
from vern.core.records.models import ERASED, Record, Sensitivity
from vern.core.records.retention import Eraser, erasers

LEFT_TO_DO = (Q(done_at=None) & ~Q(timing__in=rules.RECURRING)) | (
    Q(check_on__isnull=False) & Q(effect="")
)
"""Something is to be done, or to be judged: the case that it comes from is not over."""


def _erase(record: Record) -> None:
    found = Measure.objects.filter(origin=record)
    if record.sensitivity == Sensitivity.SEALED:  # it stood in no plan
        found.update(plan_text=ERASED)
    found.update(
        title=F("plan_text"),
        done_note="",
        effect_note="",
        decided_by=None,
        done_by=None,
        verified_by=None,
        effect_by=None,
    )
    done = found.filter(done_at__isnull=False)
    done.filter(responsible__isnull=False).update(responsible=None, responsible_unit=F("unit"))
    Occurrence.objects.filter(measure__origin=record).update(note="", done_by=None)
    MaintenanceOrder.objects.filter(measure__origin=record).update(reference="", set_by=None)


def register() -> None:
    erasers.add(Eraser("measures", _erase))
