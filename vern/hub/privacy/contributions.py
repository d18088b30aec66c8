"""What privacy gives to the rest of the system."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.content import DefaultContent, default_content
from vern.core.kernel.menu import MenuItem, menu
from vern.core.org.capabilities import capabilities
from vern.hub.privacy import editable
from vern.hub.privacy.capabilities import OWN
from vern.hub.privacy.defaults import load_statements


def _is_someone(request: HttpRequest) -> bool:
    return request.actor.person_id is not None  # type: ignore[attr-defined]


def register() -> None:
    capabilities.add(*OWN)
    default_content.add(DefaultContent("privacy.statements", load_statements))
    editable.register()
    menu.add(
        MenuItem("my_data", _("My data"), "privacy:my_data", 17, _is_someone, personal=True),
    )
