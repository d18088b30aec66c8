"""A head of department looks at the year's figures on a phone, and comes to the reports behind."""

from __future__ import annotations

import pytest

from tests.cast import Cast, report
from tests.journeys.conftest import DESK, Opening, Site
from tests.journeys.hands import Hands, Keyboard, nb
from tests.journeys.looking import accessible
from vern.core.kernel import clock

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_from_the_years_number_to_the_unit_under_and_the_reports_with_the_keyboard(
    site: Site, cast: Cast, opening: Opening
) -> None:
    cases = [report(cast, unit) for unit in ("INST", "SEK", "SIDE")]
    year = clock.today().year
    leader = Keyboard(opening(), look=accessible)
    leader.go("/figures/")
    leader.sign_in("leader@vern.example")
    leader.sees(f"{year - 1}: 0")
    leader.follow(f"/figures/?year={year}&unit=SEK")
    leader.sees(cast.units["SEK"].name)
    leader.follow(f"/figures/?year={year}&unit=INST")
    leader.follow_text(nb("The reports behind the numbers"))
    for case in cases[:2]:
        leader.sees(case.title)
    assert leader.page.get_by_text(cases[2].title).count() == 0


def test_the_hse_department_saves_a_figure_and_decides_how_few_is_few(
    site: Site, cast: Cast, opening: Opening
) -> None:
    report(cast, "INST")
    department = Hands(opening(viewport=DESK), look=accessible)
    department.go("/figures/incidents.by_type/")
    department.sign_in("hse_department@vern.example")
    for kind in ("Excel", "CSV", "SVG", "PNG"):
        with department.page.expect_download() as download:
            department.page.locator("main").get_by_role("link", name=kind, exact=True).click()
        assert download.value.suggested_filename.startswith("incidents-by-type-")
    department.go("/figures/")
    department.follow("/figures/small-groups/")
    department.fill("least", "2")
    department.send()
    assert department.field("least").input_value() == "2", "what was written stays"
    department.fill("least", "7")
    department.send()
    assert department.field("least").input_value() == "7"
