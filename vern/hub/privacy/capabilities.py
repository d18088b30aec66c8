"""Who writes the statements until the institution decides otherwise."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vern.core.org.capabilities import HSE_DEPARTMENT, Capability

STATE = "privacy.state"

OWN = (Capability(STATE, _("Write the statements on privacy and accessibility"), HSE_DEPARTMENT),)
