"""The product's addresses, and an empty page to measure against."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from vern.core.kernel.access import SIGNED_IN, access
from vern.site.urls import urlpatterns as product


@access(SIGNED_IN)
def empty(request: HttpRequest) -> HttpResponse:
    """The layout with nothing in it: same middleware, same session, same actor and menu."""
    return render(request, "kernel/base.html")


urlpatterns = [path("bench/empty/", empty), *product]
