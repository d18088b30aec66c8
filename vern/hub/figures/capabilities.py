"""Who may see figures until the institution decides otherwise."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vern.core.org.capabilities import EVERYONE, HSE_DEPARTMENT, Capability

SEE = "figures.see"
PROTECT = "figures.protect"

OWN = (
    Capability(SEE, _("See the figures of the unit"), EVERYONE),
    Capability(PROTECT, _("Decide how few persons a number may tell of"), HSE_DEPARTMENT),
)
