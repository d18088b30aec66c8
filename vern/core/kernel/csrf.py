"""The cookie that a form's hidden token is compared with."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.cache import patch_vary_headers


class SteadyCsrfMiddleware(CsrfViewMiddleware):
    """Django's, but a cookie that the browser has is not sent to it again.

    Django renews it with every page that has a form. Where coverage is bad, the answer to what
    the browser fetched before someone signed in may come after: with its old cookie every
    form on the page would then be refused.
    """

    def _set_csrf_cookie(self, request: HttpRequest, response: HttpResponseBase) -> None:
        if request.COOKIES.get(settings.CSRF_COOKIE_NAME) == request.META["CSRF_COOKIE"]:
            patch_vary_headers(response, ("Cookie",))
            return
        super()._set_csrf_cookie(request, response)  # type: ignore[misc]
