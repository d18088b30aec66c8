"""A change process on a phone: stopped for want of an assessment, contested by the representative."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from tests.cast import Cast
from tests.journeys.conftest import DESK, Opening, Site
from tests.journeys.hands import Hands, nb
from tests.journeys.looking import accessible_once
from vern.core.kernel import clock
from vern.plan.changes.models import ChangeProcess, Consequence
from vern.plan.changes.rules import ChangeState

pytestmark = pytest.mark.journey
DAY = dt.timedelta(days=1)


def test_a_change_process_is_stopped_for_want_of_an_assessment(
    site: Site, cast: Cast, opening: Opening
) -> None:
    leader = Hands(opening(), look=accessible_once)
    leader.go("/changes/start/")
    leader.sign_in("leader@vern.example")
    leader.fill("title", "Slå sammen to seksjoner")
    leader.choose("type", "organisation")
    leader.pick("unit", "Institutt for måling")
    leader.fill("why", "Begge er for små.")
    leader.fill_day("decide_by", clock.today() + 60 * DAY)
    leader.send()
    process = ChangeProcess.objects.get()
    home = f"/changes/{process.pk}/"
    leader.has_arrived(home)
    leader.sees(nb("A risk assessment is lacking"))

    # Each answer about the work environment is saved as it is given.
    leader.follow(f"{home}work-environment/")
    leader.choose("workload-judgement", "worse")
    saved = leader.page.locator(".changes-saved").filter(has_text="Lagret")
    expect(saved.first).to_be_visible()
    assert Consequence.objects.get().judgement == "worse"

    leader.go(home)
    one = process.involvements.get(body="safety_rep")
    leader.follow(f"{home}took-part/{one.pk}/")
    leader.fill_day("held_on", clock.today() - 7 * DAY)
    leader.choose("manner", "heard")
    leader.send()

    rep = Hands(opening(), look=accessible_once)
    rep.go("/")
    rep.sign_in("safety_rep@vern.example")
    rep.follow(home)
    rep.follow(f"{home}took-part/{one.pk}/not-right/")
    rep.fill("words", "Jeg fikk vite det da det var bestemt.")
    rep.send()
    rep.sees("Jeg fikk vite det da det var bestemt.")

    # The decision: no assessment, and not everyone has taken part. It says so, and keeps what is typed.
    leader.go(home)
    leader.follow(f"{home}decide/")
    leader.fill("decision", "Seksjonene slås sammen.")
    leader.send()
    leader.has_arrived(f"{home}decide/")
    leader.sees(nb("A risk assessment is lacking"))
    expect(leader.field("decision")).to_have_value("Seksjonene slås sammen.")
    process.refresh_from_db()
    assert process.state == ChangeState.PREPARING
    leader.fill("no_assessment_reason", "Pålegg med frist i dag.")
    leader.fill("not_involved_reason", "LOSAM var avlyst.")
    leader.send()
    leader.has_arrived(home)

    employee = Hands(opening(viewport=DESK), look=accessible_once)
    employee.go(home)
    employee.sign_in("employee@vern.example")
    employee.sees("Pålegg med frist i dag.")
    employee.go("/changes/?which=all")
    employee.sees(process.record.title)
    employee.go("/evidence/")
    employee.sees(nb("Changes are risk assessed before they are decided"))
