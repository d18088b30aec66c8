"""What one may do with reports, and who may until the institution decides otherwise."""

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

SEE = "incidents.see"
HANDLE = "incidents.handle"
REPORT = "incidents.report"
REPRESENT = "incidents.represent"
DECIDE = "incidents.decide"
SEE_ANONYMISED = "incidents.see_anonymised"
RECEIVE_WHISTLEBLOWING = "incidents.receive_whistleblowing"
ASK_UNITS = "incidents.ask_units"
MAKE_POSTERS = "incidents.make_posters"
STEER = "incidents.steer"

CASE_HANDLERS = frozenset({RoleKey.CASE_HANDLER})
COMMITTEE = frozenset({RoleKey.COMMITTEE_MEMBER})
RECEPTION = frozenset({RoleKey.WHISTLEBLOWING_RECEPTION})
COORDINATORS = frozenset({RoleKey.COORDINATOR})

OWN = (
    Capability(
        SEE,
        _("See reports from the unit"),
        LEADERS | REPRESENTATIVES | HSE_DEPARTMENT | CASE_HANDLERS,
    ),
    Capability(HANDLE, _("Handle reports from the unit"), LEADERS | HSE_DEPARTMENT | CASE_HANDLERS),
    Capability(REPORT, _("Report what happened"), EVERYONE),
    Capability(
        REPRESENT, _("Speak for those who work there, and stop dangerous work"), REPRESENTATIVES
    ),
    Capability(DECIDE, _("Decide on stopped work, and on objections to closing"), LEADERS),
    Capability(SEE_ANONYMISED, _("See all reports without persons"), COMMITTEE | HSE_DEPARTMENT),
    Capability(
        RECEIVE_WHISTLEBLOWING,
        _("Receive whistleblowing matters"),
        RECEPTION,
        personal=True,
        fixed=True,
    ),
    Capability(ASK_UNITS, _("Ask units whether something concerns them"), HSE_DEPARTMENT),
    Capability(
        MAKE_POSTERS,
        _("Make posters for places"),
        LEADERS | HSE_DEPARTMENT | COORDINATORS | REPRESENTATIVES,
    ),
    Capability(STEER, _("Decide how reporting works"), HSE_DEPARTMENT),
)
