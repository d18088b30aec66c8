"""What one may do about other people's notices."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from vern.core.org.capabilities import HSE_DEPARTMENT, Capability

OVERSEE: Final = "notices.oversee"

OWN = (Capability(OVERSEE, _("See mail that did not arrive, and act on it"), HSE_DEPARTMENT),)
