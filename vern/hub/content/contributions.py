"""What content gives to the rest of the system."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from vern.core.history.verbs import Verb, verbs
from vern.core.kernel.content import DefaultContent, default_content
from vern.core.kernel.events import Handler, handlers
from vern.core.kernel.menu import MenuItem, menu
from vern.core.org.capabilities import capabilities
from vern.core.org.events import ContentSaved
from vern.hub.content.capabilities import OWN
from vern.hub.content.queries import changeable
from vern.hub.content.services import remember, write_beginnings


def _may_edit(request: HttpRequest) -> bool:
    return bool(changeable(request.actor))  # type: ignore[attr-defined]


def register() -> None:
    capabilities.add(*OWN)
    verbs.add(
        Verb("content.changed", _("Changed content")),
        Verb("content.added", _("Added content")),
        Verb("content.ended", _("Ended content")),
        Verb("content.offered", _("Offered content again")),
    )
    handlers.add(Handler("content.versions", ContentSaved, remember))
    default_content.add(DefaultContent("content.versions", write_beginnings))
    menu.add(MenuItem("content", _("Content"), "content:index", 95, _may_edit))
