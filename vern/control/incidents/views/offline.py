"""The report form as a device keeps it, to be opened without coverage."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from vern.control.incidents.forms.report import ReportForm
from vern.control.incidents.views import channels
from vern.control.incidents.views.report import page
from vern.core.kernel.access import PUBLIC, access
from vern.core.org.middleware import ActorRequest


@access(PUBLIC)
@never_cache
@require_GET
def shell(request: ActorRequest) -> HttpResponseBase:
    """An empty form without menu and names. The device mints the key and measures the time."""
    if (answer := channels.refused(request)) is not None:
        return answer
    form = ReportForm(actor=request.actor)
    form.initial["opened"] = ""
    return page(request, form, kept_on_device=True)
