"""What someone has opened, they have read."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from vern.core.notices.unread import mark_opened


class ReadMiddleware:
    """Marks notices about a record as read when its page has been shown. Costs nothing where the
    reader has no unread notice of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (
            request.method == "GET"
            and response.status_code == HTTPStatus.OK
            and request.resolver_match is not None
            and request.resolver_match.kwargs
        ):
            mark_opened(request)
        return response
