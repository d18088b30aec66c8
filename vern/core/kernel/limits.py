"""Counting what comes from one address, so that a flood is met and a campus is not locked out.

Addresses are not kept: only a keyed digest of each, for as long as it counts.
"""

from __future__ import annotations

import hashlib
import hmac
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from vern.core.kernel import clock

OWN_NETWORK = 64
"""Bits of an IPv6 address that are a household's or an office's; the rest anyone can vary."""


class Verdict(StrEnum):
    """What one more from the same address meets."""

    FREE = "free"
    ASK = "ask"
    WAIT = "wait"


def verdict(name: str, request: HttpRequest) -> Verdict:
    """What the next of these from the request's address meets. `name` is a key of VERN_LIMITS."""
    limit = settings.VERN_LIMITS[name]
    so_far = cache.get(_key(name, request), 0)
    if so_far >= limit["stop"]:
        return Verdict.WAIT
    return Verdict.ASK if so_far >= limit["ask"] else Verdict.FREE


def count(name: str, request: HttpRequest) -> None:
    """One more from this address. Two at the very same moment may count as one."""
    key = _key(name, request)
    if not cache.add(key, 1, settings.VERN_LIMITS[name]["seconds"]):
        cache.set(key, cache.get(key, 0) + 1, settings.VERN_LIMITS[name]["seconds"])


def minutes_to_wait(name: str) -> int:
    """The longest that one must wait, in whole minutes."""
    return -(-int(settings.VERN_LIMITS[name]["seconds"]) // 60)


def address_of(request: HttpRequest) -> str:
    """Where the request comes from: an IPv4 address, or the network of an IPv6 address."""
    hops = settings.VERN_PROXIES
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    behind = hops and len(forwarded) >= hops
    found = forwarded[-hops].strip() if behind else request.META.get("REMOTE_ADDR", "")
    try:
        address = ip_address(found)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        return str(ip_network((address, OWN_NETWORK), strict=False))
    return str(address)


def _key(name: str, request: HttpRequest) -> str:
    """The count begins anew with every stretch of so many seconds."""
    stretch = int(clock.now().timestamp()) // int(settings.VERN_LIMITS[name]["seconds"])
    address = f"limit {name} {address_of(request)}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), address, hashlib.sha256).hexdigest()
    return f"limit:{name}:{stretch}:{digest[:32]}"
