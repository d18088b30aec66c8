"""The HSE department adds a category on a phone; whoever reports finds it, and finds their own data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cast import Cast
from tests.journeys.conftest import Opening, Site
from tests.journeys.hands import Hands, nb
from tests.journeys.looking import accessible
from vern.control.incidents.models import Category

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_category_is_added_changed_and_found_by_who_reports(
    site: Site, cast: Cast, opening: Opening
) -> None:
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
    reporter = Hands(opening(), look=accessible)
    reporter.go("/my-data/")
    reporter.sign_in("reporter@vern.example")
    reporter.sees(cast.people["reporter"].email)
    with reporter.page.expect_download() as download:
        reporter.follow("/my-data/all.json")
    file = Path(download.value.path())
    assert json.loads(file.read_text())["person"] == cast.people["reporter"].pk
    reporter.go("/report/?channel=hse")
    assert reporter.page.get_by_label("Droner og fly").count() == 1
    reporter.follow_text(nb("Privacy"))
    reporter.sees(nb("My data"))
