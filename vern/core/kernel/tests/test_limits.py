"""Whose address it is, and how many have come from it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.test import RequestFactory
from pytest_django import Settings

from vern.core.kernel import clock, limits
from vern.core.kernel.limits import Verdict

NOON = dt.datetime(2026, 3, 2, 11, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def few(db: None, settings: Settings) -> None:
    cache.clear()
    settings.VERN_PROXIES = 0
    settings.VERN_LIMITS = {
        "one": {"ask": 1, "stop": 2, "seconds": 60},
        "other": {"ask": 1, "stop": 2, "seconds": 90},
    }


def verdicts(address: str, times: int = 3, name: str = "one") -> list[Verdict]:
    found = []
    for _each in range(times):
        request = RequestFactory(REMOTE_ADDR=address).get("/")
        found.append(limits.verdict(name, request))
        limits.count(name, request)
    return found


def test_first_free_then_asked_then_to_wait() -> None:
    with clock.at(NOON):
        assert verdicts("10.0.0.1") == [Verdict.FREE, Verdict.ASK, Verdict.WAIT]
        assert verdicts("10.0.0.2", 1) == [Verdict.FREE]
        assert verdicts("10.0.0.1", 1, "other") == [Verdict.FREE]
    with clock.at(NOON + dt.timedelta(seconds=60)):
        assert verdicts("10.0.0.1", 1) == [Verdict.FREE]


def test_the_addresses_of_one_network_count_as_one() -> None:
    with clock.at(NOON):
        verdicts("2001:db8:1:2::1", 1)
        assert verdicts("2001:db8:1:2:ffff::9", 1) == [Verdict.ASK]
        assert verdicts("2001:db8:1:3::1", 1) == [Verdict.FREE]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "1.1.1.1", "127.0.0.1"),  # anyone can claim any address
        (1, "1.1.1.1", "1.1.1.1"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 10.0.0.5", "1.1.1.1"),
        (2, "1.1.1.1", "127.0.0.1"),
        (1, "", "unknown"),
        (1, "nonsense", "unknown"),
    ],
)
def test_behind_proxies_the_address_is_the_one_that_they_saw(
    settings: Settings, proxies: int, forwarded: str, address: str
) -> None:
    settings.VERN_PROXIES = proxies
    request = RequestFactory(headers={"X-Forwarded-For": forwarded}).get("/")
    assert limits.address_of(request) == address


def test_the_address_is_not_kept() -> None:
    verdicts("10.20.30.40", 1)
    request = RequestFactory(REMOTE_ADDR="10.20.30.40").get("/")
    assert "10.20.30.40" not in limits._key("one", request)
