"""What the organisation's pages give to the rest."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.menu import MenuItem, menu
from vern.core.org.capabilities import ADMINISTER


def _signed_in(request: HttpRequest) -> bool:
    return bool(request.actor.signed_in)  # type: ignore[attr-defined]


def _administers(request: HttpRequest) -> bool:
    return bool(request.actor.has(ADMINISTER))  # type: ignore[attr-defined]


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
