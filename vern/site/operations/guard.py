"""Who may see how the server is doing: whoever sits on it, and whoever has the token (ASVS 13.4.5)."""

from __future__ import annotations

import hmac
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", ""})  # empty: a Unix socket
OWN_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})
FORWARDED: Final = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")


def trusted(request: HttpRequest) -> bool:
    """Whether the caller is on this machine itself, or shows VERN_OPERATIONS_TOKEN."""
    return _is_local(request) or _has_token(request)


def _is_local(request: HttpRequest) -> bool:
    """A proxy on this machine is no local caller: it names another host, or says for whom it asks."""
    return (
        request.META.get("REMOTE_ADDR", "") in LOOPBACK
        and urlsplit(f"//{request.get_host()}").hostname in OWN_NAMES
        and not any(name in request.headers for name in FORWARDED)
    )


def _has_token(request: HttpRequest) -> bool:
    expected = settings.VERN_OPERATIONS_TOKEN
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    if not expected or kind != "Bearer":
        return False
    return hmac.compare_digest(given.encode(), expected.encode())
