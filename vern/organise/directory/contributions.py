"""What the organisation's pages give to the rest."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.menu import MenuItem, menu
from vern.core.org.actors import Actor
from vern.core.org.capabilities import ADMINISTER
from vern.core.records.composed import Rows
from vern.hub.desk.ports import Shortcut, shortcuts
from vern.hub.search.ports import About, Layer, Searchable, searchables
from vern.organise.directory.queries import searching


def _signed_in(request: HttpRequest) -> bool:
    return bool(request.actor.signed_in)  # type: ignore[attr-defined]


def _administers(request: HttpRequest) -> bool:
    return bool(request.actor.has(ADMINISTER))  # type: ignore[attr-defined]


def _who_is_who(actor: Actor) -> str:
    return reverse("directory:index") if actor.signed_in else ""


def _to_be_found() -> None:
    def layers(may_match: Rows) -> tuple[Layer, ...]:
        return (Layer(searching.ALL, may_match, everyone=True),)

    searchables.add(
        Searchable(
            "unit",
            _("Units"),
            _("Unit"),
            About.UNIT,
            layers=layers(searching.units),
            texts=searching.unit_texts,
            dated=False,
            order=40,
        ),
        Searchable(
            "person",
            _("People"),
            _("Person"),
            About.PERSON,
            layers=layers(searching.people),
            texts=searching.person_texts,
            dated=False,
            order=50,
        ),
        Searchable(
            "building",
            _("Buildings"),
            _("Building"),
            About.BUILDING,
            layers=layers(searching.buildings),
            texts=searching.building_texts,
            dated=False,
            order=60,
            concerns=searching.opens_buildings,
        ),
    )


def register() -> None:
    _to_be_found()
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
