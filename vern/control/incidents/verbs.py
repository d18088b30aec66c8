"""What the trail says of what is done to a report."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from vern.core.history.verbs import Verb

VERBS = (
    Verb("incident.reported", gettext_lazy("Sent the report")),
    Verb("incident.taken_up", gettext_lazy("Took up the report")),
    Verb("incident.assessed", gettext_lazy("Assessed the report")),
    Verb("incident.moved", gettext_lazy("Moved the report to another unit")),
    Verb("incident.closed", gettext_lazy("Closed the report")),
    Verb("incident.rejected", gettext_lazy("Rejected the report")),
    Verb("incident.reopened", gettext_lazy("Reopened the report")),
    Verb("incident.restricted", gettext_lazy("Kept the report for named people")),
    Verb("incident.opened_up", gettext_lazy("Opened the report to those whose roles reach it")),
    Verb("incident.reader_named", gettext_lazy("Let someone read the report")),
    Verb("incident.reader_removed", gettext_lazy("Took away someone's right to read")),
    Verb("incident.handed_over", gettext_lazy("Handed it over as whistleblowing")),
    Verb("incident.struck", gettext_lazy("Struck out a name")),
    Verb("incident.summed_up", gettext_lazy("Wrote what happened in words that anyone may read")),
    Verb("incident.injury_judged", gettext_lazy("Said whether anyone was hurt")),
    Verb("incident.told", gettext_lazy("Told someone who must be told")),
    Verb("incident.need_not_be_told", gettext_lazy("Judged that it does not concern someone")),
    Verb("incident.not_told", gettext_lazy("Took back that someone was told")),
    Verb("incident.asked", gettext_lazy("Asked the one who reported")),
    Verb("incident.told_reporter", gettext_lazy("Wrote to the one who reported")),
    Verb("incident.reporter_wrote", gettext_lazy("Wrote to those who handle it")),
    Verb("incident.judged", gettext_lazy("Said whether the answer was good enough")),
    Verb("incident.commented", gettext_lazy("Wrote a comment")),
    Verb("incident.answer_requested", gettext_lazy("Asked for an answer")),
    Verb("incident.request_answered", gettext_lazy("Answered a question")),
    Verb("incident.objected", gettext_lazy("Objected to closing")),
    Verb("incident.objection_answered", gettext_lazy("Answered the objection")),
    Verb("incident.work_stopped", gettext_lazy("Stopped dangerous work")),
    Verb("incident.stop_decided", gettext_lazy("Decided on the stopped work")),
    Verb("incident.raised", gettext_lazy("Brought the report a level up")),
    Verb("incident.returned", gettext_lazy("Sent the report back down")),
    Verb("incident.assigned", gettext_lazy("Decided who handles the report")),
    Verb("incident.deadline_set", gettext_lazy("Changed the deadline")),
    Verb("incident.merged", gettext_lazy("Merged the report with another")),
    Verb("incident.took_in", gettext_lazy("Merged another report into this one")),
    Verb("incident.split_off", gettext_lazy("Split the report off again")),
    Verb("incident.let_go", gettext_lazy("Split another report off from this one")),
    Verb("incident.steered", gettext_lazy("Changed how reporting works")),
)
