"""Where to tell it: asked before anything is written, so that nothing meant for others is kept here."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from vern.control.incidents.capabilities import REPORT
from vern.control.incidents.queries import channels as queries
from vern.control.incidents.queries import choices, reporting
from vern.control.incidents.queries.channels import way
from vern.control.incidents.services import policy
from vern.core.kernel.access import PUBLIC, access
from vern.core.org.middleware import ActorRequest
from vern.core.records.offers import FROM

STRAIGHT = ("channel", "place", FROM)
"""Parameters of a link that leads straight to the form."""


def form_url() -> str:
    return reverse("incidents:report") + "?channel=hse"


def refused(request: ActorRequest) -> HttpResponseBase | None:
    """The sign-in page for strangers where the institution wants names; None for those who may
    report. Raises PermissionDenied for an account that may not."""
    if request.actor.has(REPORT):
        return None
    if request.actor.signed_in:
        raise PermissionDenied
    if policy().nameless_allowed:
        return None
    return redirect_to_login(request.get_full_path())


def chooser(request: ActorRequest) -> HttpResponse:
    """The channels, in plain words; straight to the form where there is no other."""
    channels = [way(each) for each in reporting.channels()]
    if not any(each.url for each in channels):
        return redirect(form_url())
    return render(
        request,
        "incidents/channels.html",
        {
            "channels": channels,
            "numbers": choices.emergency_numbers(),
            "form_url": form_url(),
            "whistleblowing": any(each.key == queries.WHISTLEBLOWING for each in channels),
            "nameless": not request.actor.signed_in,
        },
    )


@access(PUBLIC)
@require_GET
def elsewhere(request: ActorRequest, key: str) -> HttpResponseBase:
    """Before one leaves for another service: where it leads, and that nothing of it is kept here."""
    if (answer := refused(request)) is not None:
        return answer
    found = queries.elsewhere(key)
    if found is None:
        raise Http404
    return render(request, "incidents/elsewhere.html", {"way": found})
