"""Pages of a relay."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vern.core.kernel.access import SIGNED_IN, access
from vern.core.kernel.documents.pdf import to_pdf
from vern.core.kernel.errors import Refused
from vern.core.org.middleware import ActorRequest
from vern.core.org.models import Unit
from vern.organise.relay import papers, queries, services
from vern.organise.relay.forms import RelayForm


@access(SIGNED_IN)
@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Units that one leads, and relays that await one's signature."""
    context = {
        "led": queries.led_by(request.actor),
        "unsigned": queries.unsigned(request.actor),
    }
    return render(request, "relay/index.html", context)


@access(SIGNED_IN)
@require_POST
def begin(request: ActorRequest) -> HttpResponse:
    """The leader of a unit begins to hand it over."""
    unit = get_object_or_404(Unit, code=request.POST.get("unit", ""))
    relay = services.begin(actor=request.actor, unit=unit)
    return redirect("relay:show", relay.pk)


@access(SIGNED_IN)
@require_http_methods(["GET", "POST"])
def show(request: ActorRequest, pk: int) -> HttpResponse:
    """What is handed over; for who leaves, with words to write."""
    relay = queries.get_relay(request.actor, pk)
    page = queries.page_of(request.actor, relay)
    form = RelayForm(request.POST or None, page=page) if page.writes else None
    if request.method == "POST" and form is None:
        messages.error(request, _("You have signed. Nothing can be changed in it any more."))
        return redirect("relay:show", pk)
    if request.method == "POST" and form is not None and form.is_valid():
        return _written(request, form, page)
    return render(request, "relay/show.html", {"page": page, "form": form})


def _written(request: ActorRequest, form: RelayForm, page: queries.Page) -> HttpResponse:
    signs = request.POST.get("sign") == "yes"
    verb = services.leave if signs else services.write
    try:
        verb(actor=request.actor, relay=page.relay, word=form.word, words=form.words)
        told = _("You have signed. The one who takes over is told.") if signs else _("It is saved.")
        messages.success(request, told)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("relay:show", page.relay.pk)


@access(SIGNED_IN)
@require_http_methods(["GET", "POST"])
def cancel(request: ActorRequest, pk: int) -> HttpResponse:
    """Who began calls it off, once they have said that they mean it."""
    relay = queries.get_unsigned(request.actor, pk)
    if request.method == "GET":
        return render(request, "relay/cancel.html", {"relay": relay})
    try:
        services.cancel(actor=request.actor, relay=relay)
        messages.success(request, _("The handover is called off. You can begin again."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("relay:index")


@access(SIGNED_IN)
@require_POST
def take(request: ActorRequest, pk: int) -> HttpResponse:
    """The one who takes over has read it."""
    relay = queries.get_relay(request.actor, pk)
    try:
        services.take(actor=request.actor, relay=relay)
        messages.success(request, _("You have signed that you take over."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("relay:show", pk)


@access(SIGNED_IN)
@require_GET
def pdf(request: ActorRequest, pk: int) -> HttpResponse:
    """The same on paper, as far as its reader may know of it."""
    relay = queries.get_relay(request.actor, pk)
    page = queries.page_of(request.actor, relay)
    response = HttpResponse(to_pdf(papers.document(page)), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="relay-{relay.unit.code}.pdf"'
    return response
