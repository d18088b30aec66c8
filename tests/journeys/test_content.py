"""The HSE department adds a category on a phone, a leader finds it; everyone finds their own data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.urls import reverse

from tests.cast import Cast, report
from tests.journeys.conftest import Opening, Site
from tests.journeys.hands import Hands
from tests.journeys.looking import accessible
from vern.control.incidents.models import Category

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_category_is_added_and_changed_and_one_finds_what_is_stored_about_oneself(
    site: Site, cast: Cast, opening: Opening
) -> None:
    case = report(cast, "INST")
    department = Hands(opening(), look=accessible)
    department.go("/content/")
    department.sign_in("hse_department@vern.example")
    department.follow("/content/incidents.categories/")
    department.follow("/content/incidents.categories/new/")
    department.fill("name_nb", "Droner")
    department.send()
    assert department.field("name_nb").input_value() == "Droner", "what was written stays"
    department.fill("name_nn", "Dronar")
    department.fill("name_en", "Drones")
    department.send()
    department.follow("/content/incidents.categories/droner/")
    department.fill("name_nb", "Droner og fly")
    department.send()
    department.sees("Droner og fly")
    assert Category.objects.get(key="droner").name_nb == "Droner og fly"
    leader = Hands(opening(), look=accessible)
    leader.go(reverse("incidents:assess", args=[case.pk]))
    leader.sign_in("leader@vern.example")
    assert leader.page.get_by_label("Droner og fly").is_visible()
    reporter = Hands(opening(), look=accessible)
    reporter.go("/my-data/")
    reporter.sign_in("reporter@vern.example")
    reporter.sees(cast.people["reporter"].email)
    with reporter.page.expect_download() as download:
        reporter.page.locator("main a[href$='all.json']").click()
    file = Path(download.value.path())
    assert json.loads(file.read_text())["person"] == cast.people["reporter"].pk
    with reporter.page.expect_navigation():
        reporter.page.locator("footer a").first.click()
    reporter.has_arrived("/statements/privacy/")
    accessible(reporter.page)
