"""The list of rounds, and one round."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from vern.core.kernel import clock
from vern.core.kernel.access import SIGNED_IN, access
from vern.core.org.middleware import ActorRequest
from vern.core.records.links import linked
from vern.core.records.offers import offered
from vern.plan.rounds.capabilities import HOLD
from vern.plan.rounds.queries import lists
from vern.plan.rounds.queries import show as queries
from vern.plan.rounds.queries.preparing import to_bring
from vern.plan.rounds.views.common import to_read


@access(SIGNED_IN)
@require_GET
def listed(request: ActorRequest) -> HttpResponse:
    """Rounds that one reads, and those at one's own unit of which one is told."""
    found = lists.listed(request.actor, request.GET.get("before", ""))
    older = f"?{urlencode({'before': found.older})}" if found.older else ""
    context = {
        "rounds": found,
        "told_of": lists.told_of(request.actor),
        "lacking": lists.lacking_for(request.actor),
        "may_plan": request.actor.has(HOLD),
        "older": older and reverse("rounds:list") + older,
        "year": clock.today().year,
    }
    return render(request, "rounds/list.html", context)


@access(SIGNED_IN)
@require_GET
def show(request: ActorRequest, pk: int) -> HttpResponse:
    """The three steps, and what is to be done now."""
    record, round_ = to_read(request, pk)
    shown = queries.shown(request.actor, record, round_)
    context = {
        "record": record,
        "round": round_,
        "shown": shown,
        "heading": queries.heading(round_),
        "tag": lists.state_tag(round_),
        "links": linked(record, request.actor),
        "offers": offered(request.actor, record),
    }
    return render(request, "rounds/show.html", context)


@access(SIGNED_IN)
@require_GET
def bring(request: ActorRequest, pk: int) -> HttpResponse:
    """What is open at the unit, for the meeting before."""
    record, round_ = to_read(request, pk)
    context = {"record": record, "round": round_, "bring": to_bring(request.actor, round_)}
    return render(request, "rounds/bring.html", context)
