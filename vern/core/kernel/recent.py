"""How long ago somebody signed in. What is most sensitive asks for it to be a little while only, so
that a screen left open does not show it to whoever comes by (ASVS 5.0, 7.5.3)."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from vern.core.kernel import clock

SIGN_INS: Final = "account_authentication_methods"
"""Where django-allauth keeps in the session how and when somebody has signed in."""
KEPT: Final = "kept:"
"""Begins the names of what was typed before, in the form that asks for the password."""
_OURS: Final = frozenset({"csrfmiddlewaretoken"})

Typed = list[tuple[str, str]]


class SignInTooOldError(Exception):
    """The sign-in is too old for what was asked for. Answered with a page, never an error."""


def signed_in_recently(request: HttpRequest) -> bool:
    """Whether the last sign-in is at most `VERN_SIGN_IN_AGAIN` seconds old."""
    signed_in: list[dict[str, Any]] = request.session.get(SIGN_INS) or [{}]
    age = clock.now().timestamp() - float(signed_in[-1].get("at") or 0)
    return age < float(settings.VERN_SIGN_IN_AGAIN)


def note_sign_in(request: HttpRequest, method: str) -> None:
    """Somebody has just signed in by a way of ours."""
    before = request.session.get(SIGN_INS) or []
    at = clock.now().timestamp()
    request.session[SIGN_INS] = [*before, {"method": method, "at": at, "reauthenticated": True}]


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for the password. What was typed into a form waits on the page, and nowhere else."""
    path = request.get_full_path()
    if request.method != "POST":
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': path})}")
    typed = [
        (name, str(value))
        for name, values in request.POST.lists()
        if name not in _OURS
        for value in values
    ]
    return render(request, "account/reauthenticate.html", page(path, typed))


def page(path: str, typed: Typed) -> dict[str, Any]:
    """What the page shows: where one was going, and what waits."""
    return {"next": path, "kept": typed, "prefix": KEPT, "one_click": settings.VERN_DEMO}


def kept_in(request: HttpRequest) -> Typed:
    """What waited on the page."""
    return [
        (name.removeprefix(KEPT), str(value))
        for name, values in request.POST.lists()
        if name.startswith(KEPT)
        for value in values
    ]
