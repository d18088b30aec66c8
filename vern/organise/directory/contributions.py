"""What the organisation's pages give to the rest."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.menu import MenuItem, menu
from vern.core.org.actors import Actor
from vern.core.org.capabilities import ADMINISTER
from vern.hub.desk.ports import Shortcut, shortcuts


def _signed_in(request: HttpRequest) -> bool:
    return bool(request.actor.signed_in)  # type: ignore[attr-defined]


def _administers(request: HttpRequest) -> bool:
    return bool(request.actor.has(ADMINISTER))  # type: ignore[attr-defined]


def _who_is_who(actor: Actor) -> str:
    return reverse("directory:index") if actor.signed_in else ""


def register() -> None:
    menu.add(
        MenuItem("directory", _("Who is who"), "directory:index", order=60, visible=_signed_in),
        MenuItem(
            "administration",
            _("Administration"),
            "directory:administration",
            order=90,
            visible=_administers,
        ),
    )
    shortcuts.add(
        Shortcut(
            "who_is_who",
            _("Who is who"),
            _("Who answers for each unit, and who the safety representatives are."),
            _who_is_who,
            order=60,
        )
    )
