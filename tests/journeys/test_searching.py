"""Searching on a phone with nothing but a keyboard, and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.cast import Cast, report
from tests.journeys.conftest import DESK, Opening, Site
from tests.journeys.hands import Hands, Keyboard, nb
from tests.journeys.looking import accessible
from vern.core.records.models import Record
from vern.hub.search.indexing import rebuild

pytestmark = pytest.mark.journey


def signed_in(page: Page, hands: type[Hands] = Hands) -> Hands:
    one = hands(page, accessible)
    one.go("/search/")
    one.sign_in("leader@vern.example")
    return one


@pytest.fixture
def told(cast: Cast) -> Record:
    record = report(cast, "INST")
    rebuild()
    return record


def test_type_go_to_a_hit_with_the_arrows_and_open_it(page: Page, site: Site, told: Record) -> None:
    one = signed_in(page, Keyboard)
    one.fill("q", "falt")
    hit = page.locator("#found li a").first
    expect(hit).to_contain_text("Noe falt ned")
    expect(page.locator("#search-said")).not_to_be_empty()
    accessible(page)
    page.keyboard.press("ArrowDown")
    expect(hit).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.type("xyz")
    expect(page.locator("#found")).to_contain_text(nb("Nothing found"))
    accessible(page)
    for _ in range(3):
        page.keyboard.press("Backspace")
    expect(hit).to_contain_text("Noe falt ned")
    page.keyboard.press("ArrowDown")
    expect(hit).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/incidents/{told.pk}/")
    page.go_back()
    expect(page.locator("#id_q")).to_have_value("falt")


def test_the_box_in_the_header_shows_what_fits_while_one_types(
    opening: Opening, site: Site, told: Record
) -> None:
    page = opening(viewport=DESK)
    one = signed_in(page)
    one.go("/incidents/")
    box = page.locator("#vern-search")
    box.press_sequentially("falt")
    hit = page.locator("#vern-quick a").first
    expect(hit).to_contain_text(told.number)
    accessible(page)
    page.keyboard.press("ArrowDown")
    expect(hit).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#vern-quick a")).to_have_count(0)
    expect(box).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    one.has_arrived("/search/?q=falt")
    one.sees("Noe falt ned")


def test_it_works_without_javascript(opening: Opening, site: Site, told: Record) -> None:
    page = opening(java_script_enabled=False)
    one = Hands(page)
    one.go("/search/")
    one.sign_in("leader@vern.example")
    page.locator("#id_q").fill(told.number)
    with page.expect_navigation():
        page.locator(".vern-search-line button").click()
    one.follow(f"/incidents/{told.pk}/")
