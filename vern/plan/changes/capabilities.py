"""What one may do with change processes, and who may until the institution decides otherwise."""

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

SEE = "changes.see"
HANDLE = "changes.handle"
DECIDE = "changes.decide"
REPRESENT = "changes.represent"

HELPERS = frozenset({RoleKey.DEPUTY_LEADER, RoleKey.COORDINATOR})

OWN = (
    Capability(
        SEE, _("See the change processes of the unit"), EVERYONE - frozenset({RoleKey.STUDENT})
    ),
    Capability(HANDLE, _("Prepare change processes"), LEADERS | HELPERS | HSE_DEPARTMENT),
    Capability(DECIDE, _("Decide about change processes"), LEADERS),
    Capability(REPRESENT, _("Represent the employees in change processes"), REPRESENTATIVES),
)
"""Everyone at the unit but students: the employees are to be informed and to take part (AML § 4-2)."""
