"""Who would get a report, while it is being written."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from vern.control.incidents.forms.recipient import foreseen
from vern.control.incidents.forms.report import ReportForm
from vern.control.incidents.queries import reporting
from vern.control.incidents.views import channels, kept
from vern.control.incidents.views.report import emptied, page
from vern.core.kernel.access import PUBLIC, access
from vern.core.org.middleware import ActorRequest


@access(PUBLIC)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recipient(request: ActorRequest) -> HttpResponseBase:
    """One line for the page; without scripts the whole form once more, with that line. Nothing is
    sent."""
    if request.method == "POST" and kept.signed_out(request):
        return kept.until_signed_in(request, channels.form_url())
    if (answer := channels.refused(request)) is not None:
        return answer
    if request.method != "POST":
        found = foreseen(request.actor, request.GET)
        return render(request, "incidents/recipient.html", {"recipient": found})
    place = reporting.place(request.POST.get("place", ""))
    form = ReportForm(request.POST, request.FILES, actor=request.actor, place=place)
    form.only_keep()
    return emptied(request, form) or page(request, form)
