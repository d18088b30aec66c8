"""A site to walk through: a live server, a mail server, the system's browser, a Norwegian."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.cast import Cast, jpeg, make_cast
from tests.journeys.looking import complaints_of
from tests.journeys.mail import Postbox, do_waiting_jobs

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
CHROMIUM = os.environ.get("VERN_CHROMIUM", "/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--lang=nb-NO",
]

Opening = Callable[..., Page]


@dataclass(frozen=True)
class Site:
    """Where the site is, and the mail it sent."""

    url: str
    postbox: Postbox

    def deliver(self) -> None:
        """Do what waits in the queue; mail among it."""
        do_waiting_jobs()


@pytest.fixture(scope="session", autouse=True)
def queries_beside_the_browser() -> Iterator[None]:
    """Playwright keeps an event loop in this thread, where Django would refuse any query."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium, calling nobody."""
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": QUIET}


@pytest.fixture(scope="session")
def postbox() -> Iterator[Postbox]:
    with Postbox.open() as box:
        yield box


@pytest.fixture
def site(
    transactional_db: None, settings: Settings, live_server: LiveServer, postbox: Postbox
) -> Site:
    """The site on a database of its own, sending mail to `postbox`."""
    settings.VERN_URL = live_server.url
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = postbox.host
    settings.EMAIL_PORT = postbox.port
    postbox.empty()
    return Site(live_server.url, postbox)


@pytest.fixture
def cast(site: Site) -> Cast:
    return make_cast()


@pytest.fixture
def opening(browser: Browser, site: Site) -> Iterator[Opening]:
    """`opening(**options)` gives an empty page of a browser of its own: its own cookies.

    Fails the test in the end if a browser refused something: every journey walks under the
    Content-Security-Policy.
    """
    contexts: list[BrowserContext] = []
    complaints: list[list[str]] = []

    def open_one(**options: Any) -> Page:
        settled = {"locale": "nb-NO", "timezone_id": "Europe/Oslo", "viewport": PHONE, **options}
        context = browser.new_context(base_url=site.url, **settled)
        context.set_default_timeout(30_000)
        expect.set_options(timeout=15_000)
        contexts.append(context)
        page = context.new_page()
        complaints.append(complaints_of(page))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert [each for heard in complaints for each in heard] == []


@pytest.fixture
def page(opening: Opening) -> Page:
    """A phone."""
    return opening()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo that tells where it was taken."""
    path = tmp_path / "IMG_2041.jpg"
    path.write_bytes(jpeg(position=True))
    return path
