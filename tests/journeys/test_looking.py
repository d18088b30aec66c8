"""The journeys' own eyes: they see what is wrong."""

from __future__ import annotations

import contextlib

import pytest
from playwright.sync_api import Browser, Error

from tests.journeys.conftest import Opening, Site
from tests.journeys.hands import Keyboard
from tests.journeys.looking import accessible_once, complaints_of, violations

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_picture_without_words_and_a_page_too_wide_are_seen(opening: Opening) -> None:
    page = opening()
    page.set_content(
        "<html lang=nb><title>A</title><main><h1>A</h1><img src='data:,'>"
        "<p style='width: 900px'>wide</p></main>"
    )
    found = "\n".join(violations(page))
    assert "image-alt" in found
    assert "pixels wider than the window" in found


def test_a_page_that_was_found_wrong_is_looked_at_again(opening: Opening) -> None:
    page = opening()
    right = "<html lang=nb><title>A</title><main><h1>A</h1><img alt='B' src='data:,'></main>"
    page.set_content(right)
    accessible_once(page)
    page.set_content(right.replace("alt='B'", ""))
    for _twice in range(2):
        with pytest.raises(pytest.fail.Exception, match="image-alt"):
            accessible_once(page)


def test_a_focus_that_cannot_be_seen_is_seen(opening: Opening) -> None:
    page = opening()
    page.set_content("<style>a { outline: none }</style><main><a href='#'>A</a></main>")
    with pytest.raises(AssertionError, match="no ring"):
        Keyboard(page).press_key("Tab")


def test_what_the_content_security_policy_refuses_is_heard(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    heard = complaints_of(page)
    page.goto("/accounts/login/")
    assert heard == []
    with contextlib.suppress(Error):
        page.add_script_tag(content="document.title = 'mine'")
    context.close()
    assert "Content Security Policy" in "".join(heard)
