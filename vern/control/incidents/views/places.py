"""Places with a poster, and the page behind its code."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from vern.control.incidents import posters
from vern.control.incidents.capabilities import MAKE_POSTERS
from vern.control.incidents.forms.places import PlaceForm
from vern.control.incidents.queries import places as queries
from vern.control.incidents.queries import reporting
from vern.control.incidents.services import places as services
from vern.control.incidents.views.handle import BOTH
from vern.core.kernel import clock
from vern.core.kernel.access import PUBLIC, access
from vern.core.kernel.documents.posters import to_pdf
from vern.core.kernel.errors import Refused
from vern.core.org.middleware import ActorRequest


@access(PUBLIC)
@require_GET
def place(request: ActorRequest, key: str) -> HttpResponse:
    """Behind the code on the wall: report here, and what came of earlier reports."""
    found = reporting.place(key)
    if found is None:
        raise Http404
    context = {"place": found, "results": queries.results(found)}
    return render(request, "incidents/place.html", context)


@access(MAKE_POSTERS)
@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """The places, and how many reports came through each."""
    found = queries.listed(request.actor)
    return render(
        request,
        "incidents/places.html",
        {
            "places": [each for each in found if each.retired_at is None],
            "retired": [each for each in found if each.retired_at is not None],
        },
    )


@access(MAKE_POSTERS)
@BOTH
def make(request: ActorRequest) -> HttpResponse:
    """A new place."""
    form = PlaceForm(request.POST if request.method == "POST" else None, actor=request.actor)
    if "show_rooms" in request.POST:
        form.only_keep()
    elif request.method == "POST" and form.is_valid():
        try:
            made = services.make_place(actor=request.actor, new=form.new)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, _("The place is made. Print the poster and hang it up."))
            return redirect("incidents:poster_place", made.pk)
    return render(request, "incidents/make_place.html", {"form": form})


@access(MAKE_POSTERS)
@require_GET
def show(request: ActorRequest, pk: int) -> HttpResponse:
    """One place, for those who make its poster."""
    found = queries.place_of(request.actor, pk)
    return render(
        request,
        "incidents/poster_place.html",
        {"place": found, "poster": posters.poster(found), "address": posters.address(found)},
    )


@access(MAKE_POSTERS)
@require_GET
def poster(request: ActorRequest, pk: int) -> HttpResponse:
    """The poster as a page to print."""
    found = queries.place_of(request.actor, pk)
    return render(
        request, "incidents/poster.html", {"place": found, "poster": posters.poster(found)}
    )


@access(MAKE_POSTERS)
@require_GET
def poster_pdf(request: ActorRequest, pk: int) -> HttpResponse:
    """The poster as a PDF."""
    found = queries.place_of(request.actor, pk)
    response = HttpResponse(
        to_pdf(posters.poster(found), on=clock.today()), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="poster-{found.pk}.pdf"'
    return response


@access(MAKE_POSTERS)
@require_POST
def retire(request: ActorRequest, pk: int) -> HttpResponse:
    """No more posters for it."""
    found = queries.place_of(request.actor, pk)
    services.retire_place(actor=request.actor, place=found)
    messages.success(
        request, _("The place is retired. Posters that still hang there lead to the form.")
    )
    return redirect("incidents:places")


@access(MAKE_POSTERS)
@require_POST
def use_again(request: ActorRequest, pk: int) -> HttpResponse:
    """A retired place is in use after all."""
    found = queries.place_of(request.actor, pk)
    services.use_again(actor=request.actor, place=found)
    messages.success(request, _("The place is in use again."))
    return redirect("incidents:poster_place", found.pk)
