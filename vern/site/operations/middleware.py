"""Around every request: its number, one line in the log, its count and its time."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from vern.site.operations import metrics, request_id

log: Final = logging.getLogger("vern.requests")
UNKNOWN: Final = "none"
STATIC: Final = "static"


class RequestMiddleware:
    """The outermost one, so that nothing is answered without a number.

    The line names the route, never the path: paths hold codes and links that are secrets.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        number = request_id.begin(request)
        request.number = number  # type: ignore[attr-defined] # for the error page
        response = self.get_response(request)
        response[request_id.HEADER] = number
        seconds = time.perf_counter() - began
        route, method = route_of(request), metrics.known_method(request.method)
        metrics.count(route=route, method=method, status=response.status_code, seconds=seconds)
        log.log(
            logging.DEBUG if route == STATIC and response.status_code < 400 else logging.INFO,
            "request",
            extra={
                "route": route,
                "method": method,
                "status": response.status_code,
                "ms": round(seconds * 1000),
                **_who_was_refused(request, response),
            },
        )
        return response


def route_of(request: HttpRequest) -> str:
    """The name of the address that was asked for."""
    match = request.resolver_match
    if match:
        return match.view_name or UNKNOWN
    return STATIC if request.path_info.startswith(settings.STATIC_URL) else UNKNOWN


def _who_was_refused(request: HttpRequest, response: HttpResponseBase) -> dict[str, int]:
    """The account's number, for refusals only, and only where it is known already."""
    user = getattr(request, "_cached_user", None)
    if response.status_code != 403 or user is None or user.pk is None:
        return {}
    return {"user": user.pk}
