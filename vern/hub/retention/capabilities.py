"""Who decides what is erased, and who may keep a case, until the institution decides otherwise."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vern.core.org.capabilities import HSE_DEPARTMENT, Capability
from vern.core.org.models import RoleKey

DECIDE = "retention.decide"
HOLD = "retention.hold"

OWN = (
    Capability(
        DECIDE,
        _("Decide how long cases are kept, and approve what is erased"),
        HSE_DEPARTMENT,
        personal=True,
    ),
    Capability(
        HOLD,
        _("Keep a case from being erased"),
        HSE_DEPARTMENT | {RoleKey.WHISTLEBLOWING_RECEPTION},
        personal=True,
    ),
)
