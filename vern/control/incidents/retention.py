"""How long reports are kept: three sorts, for the law speaks of them in different ways."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vern.control.incidents.models import KIND
from vern.control.incidents.queries.erasing import HURT, SEALED, over
from vern.control.incidents.services.erasing import erase
from vern.core.records.retention import RetentionKind, retention_kinds

GOES = (
    _("What was told, answered, commented and decided, in every version, also in the search"),
    _("Photos and files"),
    _("Who reported it, who handled it, who was told of it, and who may read it"),
    _("The room, and when it happened"),
)
STAYS = (
    _("Number, unit, building, type, categories, causes, severity and days: what figures count"),
    _("Measures in the words of the plan, and published lessons, both without persons"),
    _("The sealed trail: which step was taken when, without a text"),
)

REPORTS = RetentionKind(
    "incident_reports",
    KIND,
    _("Reports in general"),
    _(
        "The employer must be able to show that nonconformities were put right. No law says for how "
        "long. What says something of persons is kept no longer than it is needed."
    ),
    "IK-f § 5 nr. 7 · GDPR art. 5 (1) e",
    GOES,
    STAYS,
    over(~HURT & ~SEALED),
    erase,
)
INJURIES = RetentionKind(
    "incident_injuries",
    KIND,
    _("Injuries and work-related illness"),
    _(
        "The employer keeps a register of all injuries at work, and of illness that is thought to "
        "come from work. The law does not say for how long; claims can come many years later. "
        "Registers of who was exposed to harmful substances have long periods of their own, and are "
        "not kept here."
    ),
    "AML § 5-1",
    GOES,
    STAYS,
    over(HURT & ~SEALED),
    erase,
    least=60,
)
WHISTLEBLOWING = RetentionKind(
    "incident_whistleblowing",
    KIND,
    _("Matters of the whistleblowing reception"),
    _(
        "Kept no longer than the matter, and claims that may follow from it, need. The law sets no "
        "time. The reception should agree to the rule."
    ),
    "AML kap. 2 A · GDPR art. 5 (1) e",
    GOES,
    STAYS,
    over(SEALED),
    erase,
)


def register() -> None:
    retention_kinds.add(REPORTS, INJURIES, WHISTLEBLOWING)
