"""What the leader of a unit is called, by the kind of unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from vern.core.org.models import UnitKind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LEADER_TITLES: dict[str, _StrPromise] = {
    UnitKind.INSTITUTION: _("Rector"),
    UnitKind.FACULTY: _("Dean"),
    UnitKind.FACULTY_ADMINISTRATION: _("Head of faculty administration"),
    UnitKind.DEPARTMENT: _("Head of department"),
    UnitKind.MUSEUM: _("Museum director"),
    UnitKind.ADMINISTRATION: _("Director of organisation"),
    UnitKind.DIVISION: _("Head of division"),
    UnitKind.SECTION: _("Head of section"),
}


def leader_title(kind: str) -> str:
    """`Dean`, `Head of department`, … Raises KeyError for a kind that does not exist."""
    return str(LEADER_TITLES[kind])
