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
)
