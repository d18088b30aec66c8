"""How reporting works: for the HSE department, which decides it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vern.control.incidents.capabilities import STEER
from vern.control.incidents.forms.steering import SteeringForm
from vern.control.incidents.models import Channel
from vern.control.incidents.queries import steering as queries
from vern.control.incidents.services import policy
from vern.control.incidents.services.steering import steer
from vern.core.kernel.access import access
from vern.core.org.middleware import ActorRequest


@access(STEER)
@require_http_methods(["GET", "HEAD", "POST"])
def steering(request: ActorRequest) -> HttpResponse:
    """How long it takes and how many do, at one's units; the rules, for those who decide for all."""
    decides = request.actor.scope(STEER).everywhere
    form = SteeringForm(
        request.POST or None,
        policy=policy(),
        channels=list(Channel.objects.exclude(url="")) if decides else [],
    )
    if request.method == "POST":
        if not decides:
            raise PermissionDenied
        if form.is_valid():
            steer(actor=request.actor, decision=form.decision)
            messages.success(request, _("It is saved."))
            return redirect("incidents:steering")
    return render(
        request,
        "incidents/steering.html",
        {"form": form, "decides": decides, "working": queries.working(request.actor)},
    )
