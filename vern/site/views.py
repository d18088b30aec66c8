"""Pages that belong to no module."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from vern.core.kernel.access import SIGNED_IN, access


@access(SIGNED_IN)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The front door leads to one's own work."""
    return redirect("desk:mine")
