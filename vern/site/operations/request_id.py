"""A number for each request, which ties its log lines and its error page together."""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar
from typing import Final

from django.conf import settings
from django.http import HttpRequest

HEADER: Final = "X-Request-ID"
_ACCEPTED: Final = re.compile(r"[A-Za-z0-9-]{8,64}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    """The number of the request that is being answered; empty outside one."""
    return _current.get()


def begin(request: HttpRequest) -> str:
    """Number a request: as the proxy did, where there is one that we trust (VERN_PROXIES)."""
    given = request.headers.get(HEADER, "") if settings.VERN_PROXIES else ""
    number = given if _ACCEPTED.fullmatch(given) else secrets.token_hex(16)
    _current.set(number)
    return number
