"""Who changes content until the institution decides otherwise."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vern.core.org.capabilities import HSE_DEPARTMENT, Capability

EDIT = "content.edit"

OWN = (Capability(EDIT, _("Change categories, rules and texts"), HSE_DEPARTMENT),)
