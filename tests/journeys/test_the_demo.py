"""The demo university: its front door, and every main page on it, small and large."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from tests.journeys.conftest import DESK, PHONE, Opening, Site
from tests.journeys.looking import violations
from vern.core.kernel.testing.django_database import TestDatabase
from vern.site.showcase import showcase

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PAGES = {
    "": [
        *("/accounts/login/", "/accounts/password/reset/", "/demo/mail/"),
        *("/report/", "/report/?channel=hse", "/code/"),
    ],
    "employee": [
        *("/", "/report/", "/report/?channel=hse", "/incidents/mine/"),
        *("/lessons/", "/incidents/suggestions/", "/accounts/password/change/"),
    ],
    "leader": [
        *("/", "/incidents/", "first of /incidents/", "/incidents/overdue/"),
        *("/measures/mine/", "/plan/"),
        *("first of /plan/", "/units/", "/units/IKP/"),
    ],
    "safety_rep": ["/incidents/", "first of /incidents/", "/units/representatives/"],
    "hse_department": [
        *("/figures/", "/figures/incidents.severity/", "/figures/incidents.by_unit/"),
        *("/reports/", "/reports/2025/", "/reports/2025/edit/", "/admin/", "/admin/units/"),
        *("/report/how/", "/places/", "/places/new/"),
        *("/admin/units/IKP/", "/admin/units/merge/", "/admin/people/", "/admin/areas/"),
    ],
    "rector": ["/", "/incidents/", "/figures/"],
    "case_handler": ["/", "/incidents/"],
    "committee_member": ["/", "/committee/reports/"],
    "whistleblowing_reception": ["/", "/whistleblowing/received/"],
}
SIZES = {"a phone": PHONE, "a desk": DESK}


@pytest.fixture(scope="module")
def demo_database(test_database: TestDatabase, demo_template: str) -> Iterator[None]:
    with test_database.based_on(demo_template):
        yield


@pytest.fixture
def demo(demo_database: None, site: Site, settings: Settings) -> Site:
    settings.VERN_DEMO = True
    return site


def enter(page: Page, role: str) -> None:
    """Become one of them with one click."""
    email = next(each.email for each in showcase() if each.role == role)
    page.goto("/accounts/login/")
    with page.expect_navigation():
        page.locator(f"button[name=person][value='{email}']").click()


def visit(page: Page, where: str) -> None:
    """An address, or the first thing in a list."""
    page.goto(where.removeprefix("first of "))
    if where.startswith("first of "):
        with page.expect_navigation():
            page.locator("main .vern-rows a").first.click()


def test_the_sign_in_page_offers_everyone_with_one_click(demo: Site, page: Page) -> None:
    page.goto("/")
    offered = page.locator("button[name=person]")
    expect(offered).to_have_count(len(showcase()))
    assert len({each.get_attribute("value") for each in offered.all()}) == 14
    enter(page, "leader")
    expect(page.locator("main")).to_contain_text("Institutt for kjemisk prosessteknologi")


@pytest.mark.parametrize("size", SIZES)
def test_every_main_page_can_be_used_by_everyone(demo: Site, opening: Opening, size: str) -> None:
    wrong: list[str] = []
    for role, pages in PAGES.items():
        page = opening(viewport=SIZES[size])
        if role:
            enter(page, role)
        for where in pages:
            visit(page, where)
            expect(page.locator(".vern-demo")).to_be_visible()
            wrong += [f"{role}: {each}" for each in violations(page)]
    if wrong:
        pytest.fail("\n".join(wrong))
