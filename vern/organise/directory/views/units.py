"""Administration of units."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from vern.core.kernel import clock
from vern.core.kernel.access import access
from vern.core.org.capabilities import ADMINISTER
from vern.core.org.middleware import ActorRequest
from vern.core.org.models import Unit
from vern.core.org.tree import tree_on
from vern.organise.directory.forms.units import (
    CreateForm,
    MergeForm,
    MoveForm,
    RenameForm,
    SplitForm,
)
from vern.organise.directory.forms.who import WordsForm
from vern.organise.directory.queries import administration as queries
from vern.organise.directory.queries import trail
from vern.organise.directory.views.verbs import Page, run


@access(ADMINISTER)
@require_GET
def administration(request: ActorRequest) -> HttpResponse:
    """What can be changed, and what needs it most."""
    attention = queries.attention(request.actor)
    return render(request, "directory/administration.html", {"attention": attention})


@access(ADMINISTER)
@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """The units within reach, by name."""
    form = WordsForm(request.GET or None)
    units = queries.tree_for(request.actor, form.words())
    return render(request, "directory/units.html", {"form": form, "units": units})


@access(ADMINISTER)
@require_GET
def unit(request: ActorRequest, code: str) -> HttpResponse:
    """One unit: its verbs, its posts, how it was and will be, its trail."""
    shown = queries.get_unit(request.actor, code)
    tree = tree_on(clock.today())
    context = {
        "unit": shown,
        "institution": not any(shown.path.split(".")[1:]),
        "held": queries.held_at(shown),
        "life": queries.life(shown),
        "left": queries.members_left(tree, shown),
        "trail": trail.of_unit(shown),
    }
    return render(request, "directory/unit_administration.html", context)


def _crumbs(unit: Unit | None = None) -> tuple[tuple[str, str], ...]:
    crumbs = (
        (_("Administration"), reverse("directory:administration")),
        (_("Units"), reverse("directory:units")),
    )
    if unit is None:
        return crumbs
    return (*crumbs, (unit.name, _home(unit.code)))


def _home(code: str) -> str:
    return reverse("directory:unit_administration", args=[code])


@access(ADMINISTER)
@require_http_methods(["GET", "POST"])
def create(request: ActorRequest) -> HttpResponse:
    """A new unit."""
    parent = queries.unit_or_none(request.GET.get("under", ""))
    form = CreateForm(request.POST or None, actor=request.actor, initial={"parent": parent})
    page = Page(
        title=_("New unit"),
        submit=_("Create the unit"),
        done=_("The unit is created."),
        back=reverse("directory:units"),
        crumbs=_crumbs(),
    )
    return run(request, form, page, forward=lambda: _home(form.cleaned_data["code"]))


@access(ADMINISTER)
@require_http_methods(["GET", "POST"])
def rename(request: ActorRequest, code: str) -> HttpResponse:
    """Another name."""
    shown = queries.get_unit(request.actor, code)
    form = RenameForm(request.POST or None, actor=request.actor, unit=shown)
    page = Page(
        title=_("Rename the unit"),
        submit=_("Rename"),
        done=_("The new name is registered."),
        back=_home(code),
        crumbs=_crumbs(shown),
        kicker=shown.name,
    )
    return run(request, form, page)


@access(ADMINISTER)
@require_http_methods(["GET", "POST"])
def move(request: ActorRequest, code: str) -> HttpResponse:
    """Another place in the tree."""
    shown = queries.get_unit(request.actor, code)
    form = MoveForm(request.POST or None, actor=request.actor, unit=shown)
    page = Page(
        title=_("Move the unit"),
        submit=_("Move"),
        done=_("The new place is registered."),
        back=_home(code),
        crumbs=_crumbs(shown),
        kicker=shown.name,
    )
    return run(request, form, page)


@access(ADMINISTER)
@require_http_methods(["GET", "POST"])
def merge(request: ActorRequest) -> HttpResponse:
    """Units become one."""
    first = queries.unit_or_none(request.GET.get("first", ""))
    form = MergeForm(request.POST or None, actor=request.actor, initial={"first": first})
    page = Page(
        title=_("Merge units"),
        lead=_("The units end and become a new one, or a part of one that stands."),
        submit=_("Merge"),
        done=_("The units are merged."),
        back=_home(first.code) if first else reverse("directory:units"),
        crumbs=_crumbs(first),
        template="directory/merge.html",
    )
    return run(request, form, page, forward=lambda: _home(form.result.code))


@access(ADMINISTER)
@require_http_methods(["GET", "POST"])
def split(request: ActorRequest, code: str) -> HttpResponse:
    """A unit becomes several."""
    shown = queries.get_unit(request.actor, code)
    form = SplitForm(request.POST or None, actor=request.actor, unit=shown)
    page = Page(
        title=_("Split the unit"),
        lead=_("The unit ends, and two or more new ones take its place."),
        submit=_("Split"),
        done=_("The unit is split."),
        back=_home(code),
        crumbs=_crumbs(shown),
        kicker=shown.name,
        template="directory/split.html",
    )
    return run(request, form, page)
