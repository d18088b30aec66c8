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
    Verb("incident.injury_judged", gettext_lazy("Said whether anyone was hurt")),
    Verb("incident.told", gettext_lazy("Told someone who must be told")),
    Verb("incident.need_not_be_told", gettext_lazy("Judged that it does not concern someone")),
    Verb("incident.not_told", gettext_lazy("Took back that someone was told")),
)
