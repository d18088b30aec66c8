"""Administration of one building: who answers for it and its rooms, and who else is there."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from vern.core.kernel.access import access
from vern.core.org.capabilities import ADMINISTER
from vern.core.org.middleware import ActorRequest
from vern.core.org.models import Building
from vern.organise.directory.forms.buildings import (
    BuildingDetailsForm,
    EmployerForm,
    EndRoomForm,
    RemoveEmployerForm,
    RoomForm,
    RoomsForm,
)
from vern.organise.directory.forms.who import WordsForm
from vern.organise.directory.queries import buildings as queries
from vern.organise.directory.queries import trail
from vern.organise.directory.views.verbs import Page, run


def _crumbs(building: Building | None = None) -> tuple[tuple[str, str], ...]:
    crumbs = (
        (_("Administration"), reverse("directory:administration")),
        (_("Buildings"), reverse("directory:buildings")),
    )
    return (*crumbs, (building.name, _home(building.pk))) if building else crumbs


def _home(pk: int) -> str:
    return reverse("directory:building", args=[pk])


@access(ADMINISTER)
@require_GET
def building(request: ActorRequest, pk: int) -> HttpResponse:
    """One building: who answers for it, its rooms, the other employers, its trail."""
    shown = queries.get_building(request.actor, pk)
    form = WordsForm(request.GET or None)
    form.fields["q"].label = _("Name of the room")
    context = {
        "building": shown,
        "crumbs": _crumbs(),
        "form": form,
        "rooms": queries.rooms(shown, form.words(), request.GET.get("after", "")),
        "employers": list(shown.other_employers.all()),
        "trail": trail.of_building(shown),
    }
    return render(request, "directory/building.html", context)


@access(ADMINISTER)
@require_http_methods(["GET", "POST"])
def change(request: ActorRequest, pk: int) -> HttpResponse:
    """What it is called, and who answers for it."""
    shown = queries.get_building(request.actor, pk)
    form = BuildingDetailsForm(request.POST or None, actor=request.actor, building=shown)
    page = Page(
        title=_("Change the building"),
        submit=_("Save"),
        done=_("The building is changed."),
        back=_home(pk),
        crumbs=_crumbs(shown),
        kicker=shown.name,
    )
    return run(request, form, page)


@access(ADMINISTER)
@require_http_methods(["GET", "POST"])
def add_room(request: ActorRequest, pk: int) -> HttpResponse:
    """A new room."""
    shown = queries.get_building(request.actor, pk)
    form = RoomForm(request.POST or None, actor=request.actor, building=shown)
    page = Page(
        title=_("Add a room"),
        submit=_("Add the room"),
        done=_("The room is added."),
        back=_home(pk),
        crumbs=_crumbs(shown),
        kicker=shown.name,
    )
    return run(request, form, page)


@access(ADMINISTER)
@require_http_methods(["GET", "POST"])
def add_rooms(request: ActorRequest, pk: int) -> HttpResponse:
    """A list of rooms."""
    shown = queries.get_building(request.actor, pk)
    form = RoomsForm(request.POST or None, building=shown)
    page = Page(
        title=_("Add many rooms"),
        lead=_("The list comes in whole. If a row is wrong, nothing is added, and you see why."),
        submit=_("Add the rooms"),
        done=_("The rooms are in the list."),
        back=_home(pk),
        crumbs=_crumbs(shown),
        kicker=shown.name,
    )
    return run(request, form, page)


@access(ADMINISTER)
@require_http_methods(["GET", "POST"])
def change_room(request: ActorRequest, pk: int) -> HttpResponse:
    """Another unit answers for the room, or it is called something else."""
    room = queries.get_room(request.actor, pk)
    form = RoomForm(request.POST or None, actor=request.actor, building=room.building, room=room)
    page = Page(
        title=_("Change the room"),
        lead=_("Reports that were made there stay with the unit that has them."),
        submit=_("Save"),
        done=_("The room is changed."),
        back=_home(room.building_id),
        crumbs=_crumbs(room.building),
        kicker=room.name,
        template="directory/room.html",
    )
    return run(request, form, page)


@access(ADMINISTER)
@require_http_methods(["GET", "POST"])
def end_room(request: ActorRequest, pk: int) -> HttpResponse:
    """The room is not in use any more."""
    room = queries.get_room(request.actor, pk)
    form = EndRoomForm(request.POST or None, room=room)
    page = Page(
        title=_("Take the room out of use"),
        submit=_("Take out of use"),
        done=_("The end is registered."),
        back=_home(room.building_id),
        crumbs=(*_crumbs(room.building), (room.name, reverse("directory:room", args=[room.pk]))),
        kicker=room.name,
    )
    return run(request, form, page)


@access(ADMINISTER)
@require_http_methods(["GET", "POST"])
def add_employer(request: ActorRequest, pk: int) -> HttpResponse:
    """Another employer."""
    shown = queries.get_building(request.actor, pk)
    form = EmployerForm(request.POST or None, building=shown)
    page = Page(
        title=_("Add another employer"),
        lead=_("Is told when something has happened in the building that concerns them too."),
        submit=_("Add the employer"),
        done=_("The employer is added."),
        back=_home(pk),
        crumbs=_crumbs(shown),
        kicker=shown.name,
    )
    return run(request, form, page)


@access(ADMINISTER)
@require_http_methods(["GET", "POST"])
def change_employer(request: ActorRequest, pk: int, employer: int) -> HttpResponse:
    """Another contact or address."""
    shown = queries.get_employer(request.actor, pk, employer)
    form = EmployerForm(request.POST or None, building=shown.building, employer=shown)
    page = Page(
        title=_("Change the employer"),
        submit=_("Save"),
        done=_("The employer is changed."),
        back=_home(pk),
        crumbs=_crumbs(shown.building),
        kicker=shown.name,
    )
    return run(request, form, page)


@access(ADMINISTER)
@require_http_methods(["GET", "POST"])
def remove_employer(request: ActorRequest, pk: int, employer: int) -> HttpResponse:
    """The employer is not in the building any more. Who sends it twice is told the same."""
    there = queries.get_building(request.actor, pk)
    shown = queries.employer_or_none(request.actor, pk, employer)
    if shown is None:
        return redirect(_home(there.pk))
    sent = request.POST if request.method == "POST" else None  # there is nothing to fill in
    form = RemoveEmployerForm(sent, employer=shown)
    page = Page(
        title=_("Remove the employer"),
        lead=_("Then nobody is asked to tell them of what happens in the building."),
        submit=_("Remove"),
        done=_("The employer is removed."),
        back=_home(pk),
        crumbs=_crumbs(there),
        kicker=shown.name,
    )
    return run(request, form, page)
