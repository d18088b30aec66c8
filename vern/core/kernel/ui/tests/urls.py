"""A small site for these tests: good pages, bad pages, and what the header links to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from vern.core.kernel.ui.views import styleguide


def bad(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<!DOCTYPE html><html lang=nb><title>Hei – Vern</title><p>Ingen overskrift")


def part(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<li>None</li>")


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("no page at all", content_type="text/plain")


urlpatterns = [
    path("styleguide/", styleguide, name="styleguide"),
    path("language/", plain, name="set_language"),
    path("bad/", bad, name="bad"),
    path("part/", part, name="part"),
    path("plain/", plain, name="plain"),
    path("sw.js", plain, name="service_worker"),
    path("offline/", plain, name="offline"),
    path("offline/token/", plain, name="offline_token"),
    path("sign-in/", plain, name="account_login"),
    path("sign-out/", plain, name="account_logout"),
    path("reset/", plain, name="account_reset_password"),
]
handler403 = "vern.core.kernel.ui.views.forbidden"
handler404 = "vern.core.kernel.ui.views.not_found"
