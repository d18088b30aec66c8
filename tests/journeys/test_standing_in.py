"""A leader goes away, the deputy has the turn; and a leader leaves, and hands the unit over."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.cast import Cast, report
from tests.journeys.conftest import Opening, Site
from tests.journeys.hands import Hands
from tests.journeys.looking import accessible
from vern.core.history.models import HistoryLine
from vern.core.kernel import clock
from vern.core.org.models import Absence
from vern.organise.relay.models import Relay

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_the_deputy_stands_in_and_the_next_leader_takes_over(
    site: Site, cast: Cast, opening: Opening
) -> None:
    record = report(cast, "INST")
    leader = Hands(opening(), look=accessible)
    leader.go("/away/")
    leader.sign_in("leader@vern.example")
    leader.follow("/away/new/")
    leader.fill_day("first", clock.today())
    leader.fill_day("last", clock.today() + dt.timedelta(days=6))
    leader.fill("cover", "coordinator@vern.example")
    leader.send()
    leader.sees("Deputy Leader")
    absence = Absence.objects.get()

    helper = Hands(opening(), look=accessible)
    helper.go("/")
    helper.sign_in("coordinator@vern.example")
    helper.press(f"/away/{absence.pk}/answer/")
    absence.refresh_from_db()
    assert absence.accepted

    deputy = Hands(opening(), look=accessible)
    deputy.go("/")
    deputy.sign_in("deputy_leader@vern.example")
    deputy.sees(record.title)
    deputy.follow(f"/incidents/{record.pk}/")
    deputy.press(f"/incidents/{record.pk}/start/")
    started = HistoryLine.objects.get(record=record, verb="incident.taken_up")
    assert started.facts["instead_of"] == cast.people["leader"].pk

    leader.go("/away/")
    leader.follow(f"/away/{absence.pk}/back/")
    leader.press(f"/away/{absence.pk}/back/")
    leader.go("/relay/")
    leader.press("/relay/begin/")
    leader.sees(record.number)
    leader.fill("whole", "Snakk med verneombudet først.")
    leader.send("main form.vern-form button[name=sign]")
    relay = Relay.objects.get()

    above = Hands(opening(), look=accessible)
    above.go(f"/relay/{relay.pk}/")
    above.sign_in("leader_above@vern.example")
    above.sees("Snakk med verneombudet først.")
    above.press(f"/relay/{relay.pk}/take/")
    relay.refresh_from_db()
    assert relay.taken_by == cast.people["leader_above"]
