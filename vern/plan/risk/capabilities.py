"""What one may do with risk assessments, and who may until the institution decides otherwise."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vern.core.org.capabilities import (
    EVERYONE,
    HSE_DEPARTMENT,
    LEADERS,
    REPRESENTATIVES,
    Capability,
)
from vern.core.org.models import RoleKey

SEE = "risk.see"
START = "risk.start"
HANDLE = "risk.handle"
APPROVE = "risk.approve"
VERIFY = "risk.verify"
REPRESENT = "risk.represent"

COORDINATORS = frozenset({RoleKey.COORDINATOR})

OWN = (
    Capability(SEE, _("See the unit's risk assessments"), EVERYONE),
    Capability(START, _("Start a risk assessment"), EVERYONE),
    Capability(
        HANDLE, _("Write in the unit's risk assessments"), LEADERS | COORDINATORS | HSE_DEPARTMENT
    ),
    Capability(APPROVE, _("Approve risk assessments"), LEADERS),
    Capability(
        VERIFY,
        _("Say that a measure is in place before the work starts"),
        LEADERS | COORDINATORS | REPRESENTATIVES | HSE_DEPARTMENT,
    ),
    Capability(
        REPRESENT, _("Disagree with a risk assessment for those who work there"), REPRESENTATIVES
    ),
)
"""Everyone at a unit reads its assessments (AML § 3-1 (2) c, UFA § 1A-4: information to those who work
there), but for those that only the ones who take part read until they are approved."""
