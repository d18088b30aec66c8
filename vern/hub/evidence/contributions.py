"""What evidence gives to the rest of the system, and the requirement of the layer below."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.menu import MenuItem, menu
from vern.core.org.capabilities import capabilities
from vern.hub.evidence.capabilities import OWN, SEE
from vern.hub.evidence.measures import PLAN_IN_USE
from vern.hub.evidence.ports import evidence


def _may_see(request: HttpRequest) -> bool:
    return bool(request.actor.has(SEE))  # type: ignore[attr-defined]


def register() -> None:
    capabilities.add(*OWN)
    evidence.add(PLAN_IN_USE)
    menu.add(MenuItem("evidence", _("Requirements"), "evidence:unit", 52, _may_see))
