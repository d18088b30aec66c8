"""Who decides about deadlines until the institution decides otherwise."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vern.core.org.capabilities import HSE_DEPARTMENT, Capability

DECIDE = "calendar.decide"

OWN = (Capability(DECIDE, _("Decide when people are reminded of deadlines"), HSE_DEPARTMENT),)
