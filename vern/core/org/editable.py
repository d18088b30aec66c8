"""What the institution calls the roles, and what each may do."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from vern.core.kernel.editable import ContentKind, Several, Text, Values, content_kinds
from vern.core.kernel.errors import Refused
from vern.core.org.capabilities import ADMINISTER, capabilities
from vern.core.org.models import Role, RoleCapability

ROLES: Final = "org.roles"


def _choices() -> Sequence[tuple[str, Any]]:
    return [(each.key, each.label) for each in capabilities if not each.fixed]


def _held(role: Any) -> list[str]:
    """Without those that are not given on a page."""
    held = set(RoleCapability.objects.filter(role=role.pk).values_list("capability", flat=True))
    return [key for key, _label in _choices() if key in held]


def _give(role: Any, keys: Collection[str]) -> None:
    before = set(_held(role))
    RoleCapability.objects.filter(role=role, capability__in=before - set(keys)).delete()
    RoleCapability.objects.bulk_create(
        RoleCapability(role=role, capability=each) for each in sorted(set(keys) - before)
    )


def _check(key: str, values: Values) -> None:
    """Somebody must be able to give a right back."""
    others = RoleCapability.objects.filter(capability=ADMINISTER).exclude(role=key)
    if ADMINISTER not in values["capabilities"] and not others.exists():
        raise Refused(
            _("At least one role must be able to change units, people and roles."),
            field="capabilities",
        )


def register() -> None:
    content_kinds.add(
        ContentKind(
            ROLES,
            _("Roles"),
            _("What the institution calls them, and what each may do at its unit and below."),
            Role,
            (
                Text("name", _("Name"), needed=True, translated=True),
                Several(
                    "capabilities",
                    _("What they may do"),
                    _("It holds from the next click of those who have the role."),
                    choices=_choices,
                    keys=_held,
                    choose=_give,
                ),
            ),
            ADMINISTER,
            recent=True,
            check=_check,
        )
    )
