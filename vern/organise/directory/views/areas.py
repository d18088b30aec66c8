"""Administration of safety representatives' areas and of buildings."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from vern.core.kernel.access import access
from vern.core.org.capabilities import ADMINISTER
from vern.core.org.middleware import ActorRequest
from vern.organise.directory.forms.areas import AreaForm, BuildingForm, EndAreaForm
from vern.organise.directory.queries import administration as queries
from vern.organise.directory.queries import buildings as building_queries
from vern.organise.directory.views.verbs import Page, run


def _crumbs() -> tuple[tuple[str, str], ...]:
    return (
        (_("Administration"), reverse("directory:administration")),
        (_("Safety representatives' areas"), reverse("directory:areas")),
    )


@access(ADMINISTER)
@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """The areas within reach."""
    areas = queries.areas_with_representatives(request.actor)
    return render(request, "directory/areas.html", {"areas": areas})


@access(ADMINISTER)
@require_http_methods(["GET", "POST"])
def draw(request: ActorRequest) -> HttpResponse:
    """A new area."""
    form = AreaForm(request.POST or None, actor=request.actor)
    page = Page(
        title=_("New area"),
        submit=_("Draw the area"),
        done=_("The area is drawn."),
        back=reverse("directory:areas"),
        crumbs=_crumbs(),
        template="directory/area.html",
    )
    return run(request, form, page)


@access(ADMINISTER)
@require_http_methods(["GET", "POST"])
def redraw(request: ActorRequest, code: str) -> HttpResponse:
    """What an area is called and covers."""
    area = queries.get_area(request.actor, code)
    form = AreaForm(request.POST or None, actor=request.actor, area=area)
    page = Page(
        title=_("Change the area"),
        submit=_("Save"),
        done=_("The area is changed."),
        back=reverse("directory:areas"),
        crumbs=_crumbs(),
        kicker=area.name,
        template="directory/area.html",
    )
    return run(request, form, page)


@access(ADMINISTER)
@require_http_methods(["GET", "POST"])
def end(request: ActorRequest, code: str) -> HttpResponse:
    """The area is no more."""
    area = queries.get_area(request.actor, code)
    form = EndAreaForm(request.POST or None, area=area)
    page = Page(
        title=_("End the area"),
        submit=_("End the area"),
        done=_("The end is registered."),
        back=reverse("directory:areas"),
        crumbs=_crumbs(),
        kicker=area.name,
    )
    return run(request, form, page)


@access(ADMINISTER)
@require_http_methods(["GET", "POST"])
def buildings(request: ActorRequest) -> HttpResponse:
    """The buildings, and a new one. They belong to no unit: only who reaches all may add one."""
    queries.everywhere(request.actor)
    form = BuildingForm(request.POST or None)
    page = Page(
        title=_("Buildings"),
        submit=_("Add the building"),
        done=_("The building is added."),
        back=reverse("directory:buildings"),
        crumbs=_crumbs()[:1],
        template="directory/buildings.html",
    )
    return run(request, form, page, buildings=building_queries.listed())
