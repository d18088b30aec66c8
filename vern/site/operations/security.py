"""What the browser is told about our pages, and what we do not answer (ASVS 5.0, chapters 3, 7, 14)."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from vern.core.org.middleware import CODE
from vern.site.operations.metrics import METHODS

BEGAN: Final = "began"
SEEN: Final = "seen"
"""In the session: when it became someone's, and when they last asked for something."""

STEP: Final = 60
"""Seconds: the session is not written again for every picture on a page."""

PERMISSIONS: Final = (
    "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(),"
    " gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
)
"""What no page of ours asks for. A photo is taken by the phone's own camera program."""

NOT_A_PAGE: Final = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
"""The policy of what comes without one: static files, and answers from before there was a page."""

Answer = Callable[[HttpRequest], HttpResponseBase]


class HeadersMiddleware:
    """Pages of someone who is known are kept nowhere; no page may use what we do not need."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Content-Security-Policy", NOT_A_PAGE)
        session = getattr(request, "session", None)
        looked = session is not None and session.accessed  # else nothing on the page is someone's
        if looked and _is_someones(request) and "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-store"
        return response


class OwnSiteMiddleware:
    """Other sites may link to us, and nothing else: no picture, script or form of theirs gets an
    answer with someone's cookie. Browsers say where a request comes from; other programs do not.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in METHODS:
            return HttpResponse(status=405)
        if _from_elsewhere(request) and not _follows_a_link(request):
            return HttpResponse("403\n", status=403, content_type="text/plain")
        return self.get_response(request)


class SessionLimitsMiddleware:
    """Someone's session ends when it has not been used for a while, and at the latest after a day's
    work. The times are written when the session is written anyway: at sign-in, and then by the
    minute."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and _is_someones(request):
            self._limit(request)
        response = self.get_response(request)
        if request.session.modified and BEGAN not in request.session and _is_someones(request):
            request.session[BEGAN] = request.session[SEEN] = int(time.time())
        return response

    def _limit(self, request: HttpRequest) -> None:
        # The system's clock, as for the session's own end: not one that is held.
        now = int(time.time())
        session = request.session
        began, seen = session.get(BEGAN), session.get(SEEN)
        if began is None or seen is None:
            return
        if now - seen > settings.VERN_SESSION_IDLE or now - began > settings.SESSION_COOKIE_AGE:
            session.flush()
        elif now - seen >= STEP:
            session[SEEN] = now


def _is_someones(request: HttpRequest) -> bool:
    """Whether someone has signed in or given a code, as far as the session says."""
    return "_auth_user_id" in request.session or CODE in request.session


def _from_elsewhere(request: HttpRequest) -> bool:
    return request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}


def _follows_a_link(request: HttpRequest) -> bool:
    """A page that someone goes to, not one that is fetched or framed."""
    return (
        request.method in {"GET", "HEAD"}
        and request.headers.get("Sec-Fetch-Mode") == "navigate"
        and request.headers.get("Sec-Fetch-Dest") == "document"
    )
