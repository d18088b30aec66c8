"""What retention gives to the rest of the system."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from vern.core.history.verbs import Verb, verbs
from vern.core.kernel.content import DefaultContent, default_content
from vern.core.kernel.menu import MenuItem, menu
from vern.core.notices.kinds import NoticeKind, notice_kinds
from vern.core.org.actors import Actor
from vern.core.org.capabilities import capabilities
from vern.core.records.retention import Eraser, erasers
from vern.hub.retention import editable
from vern.hub.retention.capabilities import DECIDE, HOLD, OWN
from vern.hub.retention.erasing import forget_holds
from vern.hub.retention.notices import PREPARED, prepared, still_open


def _may(request: HttpRequest) -> bool:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return any(actor.scope(each).everywhere for each in (DECIDE, HOLD))


def register() -> None:
    capabilities.add(*OWN)
    verbs.add(
        Verb("record.held", _("Decided that the case is kept")),
        Verb("record.hold_lifted", _("Decided that the case need not be kept any more")),
        Verb("retention.prepared", _("Made a list of what would be erased")),
        Verb("retention.approved", _("Approved a list of what is erased")),
        Verb("retention.stopped", _("Stopped a list of what was to be erased")),
        Verb("retention.done", _("Erased what stood on a list")),
    )
    erasers.add(Eraser("retention", forget_holds))
    default_content.add(DefaultContent("retention.rules", editable.load_rules))
    editable.register()
    notice_kinds.add(NoticeKind(PREPARED, prepared, still_holds=still_open, personal=True))
    menu.add(MenuItem("retention", _("Retention"), "retention:index", 96, _may))
