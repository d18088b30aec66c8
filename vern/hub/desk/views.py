"""The page one meets first."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from vern.core.kernel import clock
from vern.core.kernel.access import SIGNED_IN, access
from vern.core.org.middleware import ActorRequest
from vern.hub.desk import queries


@access(SIGNED_IN)
@require_GET
def mine(request: ActorRequest) -> HttpResponse:
    """My work: what awaits this person, the most urgent first."""
    today = clock.today()
    desk = queries.desk_of(request.actor, today)
    return render(request, "desk/mine.html", {"desk": desk})
