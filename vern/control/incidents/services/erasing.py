"""Taking away what a report says and who took part in it. What figures count is left."""

from __future__ import annotations

from vern.control.incidents.models import Incident, InquiryAnswer
from vern.core.records.models import ERASED, Record


def erase(record: Record) -> None:
    """The caller holds the record's lock, and lets the other packages do the same.

    A lesson that is published was written for others, without persons: it stays until it is
    withdrawn. Who was told by law, who stopped work and who objected stand in the trail as coded
    lines; the words are gone.
    """
    incident = Incident.objects.get(pk=record.pk)
    Incident.objects.filter(pk=record.pk).update(
        description="",
        room="",
        known_room=None,
        source=None,
        happened_at=None,
        done_at_once="",
        proposal="",
        cause_text="",
        summary="",
    )
    incident.closures.update(
        by=None, message="", no_measures_reason="", verdict="", reopened_reason=""
    )
    for rows in (incident.work_stops, incident.objections, incident.notifications):
        rows.all().delete()
    incident.root_causes.all().delete()
    incident.lessons.filter(withdrawn_at__isnull=False).delete()
    incident.lessons.update(published_by=None)
    incident.inquiries.update(subject=ERASED, text="", asked_by=None)
    InquiryAnswer.objects.filter(inquiry__incident=incident).update(answered_by=None)
