"""What notices give to the rest."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.menu import MenuItem, menu
from vern.core.notices import erasing, personal, unread
from vern.core.notices.capabilities import OWN
from vern.core.notices.kinds import OTHER, topics
from vern.core.org.actors import Actor, AskedAlong, asked_along
from vern.core.org.capabilities import capabilities


def _signed_in(request: HttpRequest) -> bool:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor.person_id is not None


def register() -> None:
    capabilities.add(*OWN)
    topics.add(OTHER)
    personal.register()
    erasing.register()
    asked_along.add(AskedAlong(unread.UNREAD, unread.UNREAD_SQL))
    menu.add(
        MenuItem(
            "notices",
            _("Notices"),
            "notices:mine",
            order=14,
            visible=_signed_in,
            personal=True,
            count=unread.count,
        ),
        MenuItem(
            "notice_settings",
            _("What is mailed to you"),
            "notices:settings",
            order=16,
            visible=_signed_in,
            personal=True,
        ),
    )
