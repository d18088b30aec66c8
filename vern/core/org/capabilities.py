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
BELONG = "org.belong"


@dataclass(frozen=True)
class Capability:
    """A named right, and the roles that have it until the institution decides otherwise. One that is
    `fixed` is neither given nor taken on a page."""

    key: str
    label: _StrPromise
    roles: frozenset[RoleKey]
    fixed: bool = False


capabilities: Port[Capability] = Port("capabilities")

EVERYONE = frozenset(RoleKey)
LEADERS = frozenset({RoleKey.LEADER})
REPRESENTATIVES = frozenset({RoleKey.SAFETY_REP, RoleKey.LOCAL_CHIEF_REP, RoleKey.MAIN_CHIEF_REP})
HSE_DEPARTMENT = frozenset({RoleKey.HSE_DEPARTMENT})

OWN = (
    Capability(ADMINISTER, _("Change units, people and who has which role"), HSE_DEPARTMENT),
    Capability(
        BELONG, _("Belong to a unit"), frozenset({RoleKey.EMPLOYEE, RoleKey.STUDENT}) | LEADERS
    ),
)
