"""What one may do with rounds, and who may until the institution decides otherwise."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from vern.core.org.capabilities import HSE_DEPARTMENT, LEADERS, REPRESENTATIVES, Capability
from vern.core.org.models import RoleKey

SEE: Final = "rounds.see"
HOLD: Final = "rounds.hold"
SIGN: Final = "rounds.sign_for_staff"

COORDINATORS: Final = frozenset({RoleKey.COORDINATOR})

OWN: Final = (
    Capability(
        SEE,
        _("Read HSE rounds, also before they are signed"),
        LEADERS
        | REPRESENTATIVES
        | COORDINATORS
        | HSE_DEPARTMENT
        | frozenset(
            {
                RoleKey.DEPUTY_LEADER,
                RoleKey.DEPUTY_SAFETY_REP,
                RoleKey.OCCUPATIONAL_HEALTH,
                RoleKey.AUDITOR,
            }
        ),
    ),
    Capability(HOLD, _("Plan, hold and follow up HSE rounds"), LEADERS | COORDINATORS),
    Capability(SIGN, _("Sign HSE rounds for the employees"), REPRESENTATIVES),
)
"""The employer maps dangers together with the employees and their representatives (AML § 3-1,
internkontrollforskriften § 5)."""
