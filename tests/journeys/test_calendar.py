"""Deadlines on a phone: one's own, the units', and in a calendar of one's own."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from tests.cast import Cast, measure, report
from tests.journeys.conftest import DESK, Opening, Site
from tests.journeys.hands import Hands, nb
from tests.journeys.looking import accessible
from vern.core.kernel import clock
from vern.hub.calendar.sweeping import sweep

pytestmark = pytest.mark.journey


def test_from_the_calendar_to_the_case_and_into_a_calendar_of_ones_own(
    site: Site, cast: Cast, opening: Opening
) -> None:
    record = report(cast, "INST")
    measure(cast, record)
    sweep()
    leader = Hands(opening(), look=accessible)
    leader.go("/calendar/")
    leader.sign_in("leader@vern.example")
    leader.sees(record.number)
    leader.follow("?whose=units")
    leader.follow(f"month={record.due_on:%Y-%m}" if record.due_on else "")
    leader.sees("IK-forskriften § 5 nr. 7")
    leader.follow(f"/incidents/{record.pk}/")
    leader.go(f"/calendar/?month={clock.today().year + 5}-01")
    leader.sees(nb("Nothing falls due in this month"))
    leader.follow("/calendar/subscribe/")
    leader.press("/calendar/subscribe/")
    link = leader.page.locator("#feed-address").inner_text()
    fetched = opening(viewport=DESK).request.get(urlsplit(link).path)
    assert fetched.ok
    assert record.number in fetched.text()
    department = Hands(opening(viewport=DESK), look=accessible)
    department.go("/calendar/rules/")
    department.sign_in("hse_department@vern.example")
    department.follow("/calendar/rules/incidents.to_handle/")
    department.fill("escalate_after", "0")
    department.send()
    department.fill("escalate_after", "5")
    department.send()
    department.has_arrived("/calendar/rules/")
