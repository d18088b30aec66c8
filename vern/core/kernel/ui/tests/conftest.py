"""The interface alone: no middleware, no database, a site of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import clear_url_caches, set_urlconf
from django.utils import translation
from pytest_django import Settings

from vern.core.kernel.menu import MenuItem, menu
from vern.core.kernel.offline import offline_pages

SITE = "vern.core.kernel.ui.tests.urls"


@pytest.fixture(autouse=True)
def site(settings: Settings) -> Iterator[None]:
    settings.ROOT_URLCONF = SITE
    settings.MIDDLEWARE = []
    settings.VERN_DEMO = True
    clear_url_caches()
    set_urlconf(None)
    with translation.override("en"), menu.holding(), offline_pages.holding():
        yield
    clear_url_caches()


@pytest.fixture
def ask() -> Callable[..., HttpRequest]:
    """A GET request by someone signed in, or by a stranger."""

    def make(path: str = "/styleguide/", *, signed_in: bool = True) -> HttpRequest:
        request = RequestFactory().get(path)
        actor = SimpleNamespace(
            signed_in=signed_in,
            name="Kari Holm" if signed_in else "",
            person_id=1 if signed_in else None,
        )
        request.actor = actor  # type: ignore[attr-defined]
        return request

    return make


def item(key: str, order: int, *, seen: bool = True, prominent: bool = False) -> MenuItem:
    return MenuItem(key, key.title(), "styleguide", order, lambda _request: seen, prominent)
