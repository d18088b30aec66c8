"""Taking away what a change process says and who took part in it. What figures count is left."""

from __future__ import annotations

from django.db.models import Case, Value, When

from vern.core.records.models import ERASED, Record
from vern.plan.changes.models import ChangeProcess, Consequence, Involvement


def erase(record: Record) -> None:
    """The caller holds the record's lock, and lets the other packages do the same.

    That there was a reason for no assessment is counted: that it was written stays, not the words.
    """
    found = ChangeProcess.objects.filter(pk=record.pk)
    found.update(
        why="",
        what="",
        decision="",
        evaluation="",
        dropped_reason="",
        not_involved_reason="",
        no_assessment_reason=Case(
            When(no_assessment_reason="", then=Value("")), default=Value(ERASED)
        ),
        decided_by=None,
    )
    Involvement.objects.filter(process__in=found).update(
        words="", right_words="", reference="", person=None, asked_by=None, right_by=None
    )
    Consequence.objects.filter(process__in=found).update(words="")
    for process in found:
        process.milestones.filter(template="").update(title=ERASED)
        process.milestones.update(done_by=None)
