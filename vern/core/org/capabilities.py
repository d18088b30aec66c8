"""What one may do, declared by the module that asks for it; which roles may is data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from vern.core.kernel.ports import Port
from vern.core.org.models.roles import RoleKey

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

ADMINISTER = "org.administer"
SAY_AWAY = "org.say_away"
BELONG = "org.belong"


@dataclass(frozen=True)
class Capability:
    """A named right, and the roles that have it until the institution decides otherwise.

    A `personal` one never follows to a stand-in: whistleblowing, and what else is too sensitive to
    be read by someone who was not chosen for it. A `fixed` one is neither given nor taken on a page.
    """

    key: str
    label: _StrPromise
    roles: frozenset[RoleKey]
    personal: bool = False
    fixed: bool = False


capabilities: Port[Capability] = Port("capabilities")

EVERYONE = frozenset(RoleKey)
LEADERS = frozenset({RoleKey.LEADER})
REPRESENTATIVES = frozenset({RoleKey.SAFETY_REP, RoleKey.LOCAL_CHIEF_REP, RoleKey.MAIN_CHIEF_REP})
HSE_DEPARTMENT = frozenset({RoleKey.HSE_DEPARTMENT})

OWN = (
    Capability(
        ADMINISTER,
        _("Change units, people and who has which role"),
        HSE_DEPARTMENT,
        personal=True,
    ),
    Capability(
        SAY_AWAY,
        _("Say that someone is away, so that their deputy stands in"),
        LEADERS | HSE_DEPARTMENT,
        personal=True,
    ),
    Capability(
        BELONG, _("Belong to a unit"), frozenset({RoleKey.EMPLOYEE, RoleKey.STUDENT}) | LEADERS
    ),
)
