"""What figures give to the rest of the system."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from vern.core.history.verbs import Verb, verbs
from vern.core.kernel.menu import MenuItem, menu
from vern.core.org.capabilities import capabilities
from vern.hub.figures import editable
from vern.hub.figures.capabilities import OWN, SEE


def _may_see(request: HttpRequest) -> bool:
    return bool(request.actor.has(SEE))  # type: ignore[attr-defined]


def register() -> None:
    capabilities.add(*OWN)
    verbs.add(
        Verb("figures.extract_fixed", _("Fixed the day as of which the year is published")),
        Verb("figures.small_groups_decided", _("Decided how few persons a number may tell of")),
    )
    menu.add(MenuItem("figures", _("Figures"), "figures:index", 50, _may_see))
    editable.register()
