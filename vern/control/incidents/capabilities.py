"""What one may do with reports, and who may until the institution decides otherwise."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vern.core.org.capabilities import (
    EVERYONE,
    HSE_DEPARTMENT,
    LEADERS,
    REPRESENTATIVES,
    Capability,
)

SEE = "incidents.see"
HANDLE = "incidents.handle"
REPORT = "incidents.report"

OWN = (
    Capability(SEE, _("See reports from the unit"), LEADERS | REPRESENTATIVES | HSE_DEPARTMENT),
    Capability(HANDLE, _("Handle reports from the unit"), LEADERS | HSE_DEPARTMENT),
    Capability(REPORT, _("Report what happened"), EVERYONE),
)
