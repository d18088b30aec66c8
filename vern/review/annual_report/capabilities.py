"""What one may do with the annual report, and who may until the institution decides otherwise."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vern.core.org.capabilities import HSE_DEPARTMENT, Capability

WRITE = "annual_report.write"

OWN = (Capability(WRITE, _("Write and publish the annual report"), HSE_DEPARTMENT),)
