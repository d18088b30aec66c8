"""Pages about being away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vern.core.kernel.access import SIGNED_IN, access
from vern.core.kernel.errors import Refused
from vern.core.org.capabilities import SAY_AWAY
from vern.core.org.middleware import ActorRequest
from vern.core.org.models import Person
from vern.core.org.services import absences as services
from vern.organise.absences import queries
from vern.organise.absences.forms import AwayForm, CoverForm, SomeoneAwayForm


@access(SIGNED_IN)
@require_GET
def mine(request: ActorRequest) -> HttpResponse:
    """When one is away, who stands in, and for whom one does so."""
    return render(request, "absences/mine.html", {"page": queries.page_of(request.actor)})


@access(SIGNED_IN)
@require_http_methods(["GET", "POST"])
def away(request: ActorRequest) -> HttpResponse:
    """Say that one is away oneself."""
    me = get_object_or_404(Person, pk=request.actor.person_id or 0)
    form = AwayForm(request.POST or None, person=me)
    if request.method == "POST" and form.is_valid() and _said(request, form, me):
        messages.success(request, _("It is noted. Everything returns to you by itself."))
        return redirect("absences:mine")
    return _form(request, form, _("I am away"), me)


@access(SAY_AWAY)
@require_http_methods(["GET", "POST"])
def someone_away(request: ActorRequest) -> HttpResponse:
    """Say that someone else is."""
    people = queries.may_be_said_away(request.actor)
    form = SomeoneAwayForm(request.POST or None, people=people)
    sent = request.method == "POST" and form.is_valid()
    if sent and _said(request, form, form.cleaned_data["person"]):
        messages.success(request, _("It is noted. Everything returns by itself."))
        return redirect("absences:mine")
    return _form(request, form, _("Someone else is away"), form.away())


def _said(request: ActorRequest, form: AwayForm, person: Person) -> bool:
    data = form.cleaned_data
    try:
        services.say_away(
            actor=request.actor,
            person=person,
            first=data["first"],
            last=data["last"],
            cover=data["cover"],
        )
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return False
    return True


def _form(
    request: ActorRequest, form: CoverForm, title: str, away: Person | None = None
) -> HttpResponse:
    """With who stands in for the one who is away, before it is saved."""
    deputies = queries.would_stand_in(away) if away else []
    context = {"form": form, "title": title, "away": away, "deputies": deputies}
    return render(request, "absences/form.html", context)


@access(SIGNED_IN)
@require_http_methods(["GET", "POST"])
def back(request: ActorRequest, pk: int) -> HttpResponse:
    """They are back, or do not go: once one has said that one means it."""
    absence = queries.get_absence(request.actor, pk)
    if request.method == "GET":
        own = absence.person_id == request.actor.person_id
        context = {"each": queries.with_posts([absence])[0], "own": own}
        return render(request, "absences/back.html", context)
    services.come_back(actor=request.actor, absence=absence)
    messages.success(request, _("It is noted. What others had meanwhile has returned."))
    return redirect("absences:mine")


@access(SIGNED_IN)
@require_http_methods(["GET", "POST"])
def cover(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask someone to take over what has no deputy."""
    absence = queries.get_absence(request.actor, pk)
    form = CoverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            chosen = form.cleaned_data["cover"]
            services.ask_to_cover(actor=request.actor, absence=absence, cover=chosen)
        except Refused as refused:
            form.add_error("cover", str(refused))
        else:
            messages.success(request, _("They are asked. It passes to them once they accept."))
            return redirect("absences:mine")
    return _form(request, form, _("Ask someone to take over"))


@access(SIGNED_IN)
@require_POST
def answer(request: ActorRequest, pk: int) -> HttpResponse:
    """Accept or decline to take over."""
    absence = queries.get_asked(request.actor, pk)
    accept = request.POST.get("answer") == "yes"
    services.answer(actor=request.actor, absence=absence, accept=accept)
    told = _("You have taken over.") if accept else _("You have declined.")
    messages.success(request, told)
    return redirect("absences:mine")
