"""A leader assesses the psychosocial work environment in at most ten screens; and work that was red may
start when what had to be in place is seen. On a phone."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Page, expect

from tests.cast import Cast
from tests.journeys.conftest import Opening, Site
from tests.journeys.hands import Hands, nb
from tests.journeys.looking import accessible
from vern.core.kernel import clock
from vern.core.measures.models import Measure
from vern.core.records.models import Record
from vern.plan.risk.models import KIND, Factor, RiskAssessment, RiskRow

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

MOST_SCREENS = 10


class Counting(Hands):
    """Remembers the screens that one comes to, and finds each accessible."""

    def __init__(self, page: Page) -> None:
        self.screens: list[str] = []
        super().__init__(page, look=self._look)

    def _look(self, page: Page) -> None:
        path = urlparse(page.url).path
        if path not in self.screens and path.startswith("/risk/"):
            self.screens.append(path)
            accessible(page)


def test_a_leader_assesses_the_psychosocial_work_environment_in_ten_screens(
    site: Site, cast: Cast, opening: Opening
) -> None:
    leader = Counting(opening())
    leader.go("/risk/start/")
    leader.sign_in("leader@vern.example")
    leader.choose("type", "psychosocial")
    leader.fill("title", "Omorganiseringen")
    leader.send()
    leader.choose("workers", str(cast.people["employee"].pk))
    leader.send()
    keys = list(Factor.objects.values_list("key", flat=True))
    leader.fill(f"{keys[0]}-hazard", "Ingen vet hvem som blir leder.")
    saved = leader.page.locator(".risk-saved")
    expect(saved).to_contain_text(nb("Saved at %(time)s").partition("%")[0].strip())
    assert RiskRow.objects.get().hazard == "Ingen vet hvem som blir leder."
    for at in range(0, len(keys), 2):
        for key in keys[at : at + 2]:
            worst = "3" if key == keys[0] else "1"
            leader.choose(f"{key}-short", "2" if key == keys[0] else "1")
            leader.choose(f"{key}-long", worst)
        leader.send()
    leader.fill("interaction", "Uklare krav gjør mengden tyngre.")
    leader.fill("together", "Samlet er det til å leve med om vi rydder i rollene.")
    leader.choose("sum_before", "2")
    leader.send()
    row = RiskRow.objects.get(factor=keys[0])
    leader.send(f"main button[name=row][value='{row.pk}']")
    leader.fill("title", "Avklar hvem som leder gruppa")
    leader.pick("responsible", "Leader")
    leader.fill_day("due_on", clock.today() + dt.timedelta(days=14))
    leader.send()
    leader.choose(f"row_{row.pk}", "1")
    leader.send()
    leader.send()
    leader.sees(nb("Approved"))
    risk = RiskAssessment.objects.get()
    assert risk.state == "approved"
    made_on = [each for each in leader.screens if each != f"/risk/{risk.pk}/"]
    assert len(made_on) <= MOST_SCREENS, made_on


def test_red_is_refused_and_work_starts_when_what_must_be_in_place_is_seen(
    site: Site, cast: Cast, opening: Opening
) -> None:
    leader = Hands(opening(), look=accessible)
    leader.go("/risk/start/?type=chemical")
    leader.sign_in("leader@vern.example")
    leader.fill("title", "Arbeid med syrer")
    leader.send()
    leader.choose("workers", str(cast.people["employee"].pk))
    leader.send()
    record = Record.objects.get(kind=KIND)
    for row in list(RiskRow.objects.order_by("order"))[1:]:
        leader.go(f"/risk/{record.pk}/rows/{row.pk}/")
        leader.page.locator("main details summary").last.click()
        leader.press(f"/rows/{row.pk}/remove/")
    row = RiskRow.objects.get()
    leader.go(f"/risk/{record.pk}/rows/{row.pk}/")
    leader.fill("cause", "Brillene tas av når de dugger.")
    leader.pick("before_likelihood", "4")
    leader.pick("before_people", "4")
    leader.send()
    leader.go(f"/risk/{record.pk}/finish/")
    leader.sees(nb("It cannot be approved yet"))
    leader.go(f"/risk/{record.pk}/measure/?row={row.pk}")
    leader.fill("title", "Kjøp briller som ikke dugger")
    leader.pick("responsible", "Employee")
    leader.fill_day("due_on", clock.today() + dt.timedelta(days=7))
    leader.send()
    leader.go(f"/risk/{record.pk}/rows/{row.pk}/")
    leader.unfold("after_likelihood")
    leader.field("after_likelihood").wait_for(state="visible")
    leader.pick("after_likelihood", "1")
    leader.pick("after_people", "4")
    leader.send()
    leader.go(f"/risk/{record.pk}/finish/")
    leader.send()
    leader.sees(nb("The work may not start yet"))
    measure = Measure.objects.get()

    worker = Hands(opening(), look=accessible)
    worker.go(f"/measures/{measure.pk}/")
    worker.sign_in("employee@vern.example")
    worker.send(f"main form[action$='/measures/{measure.pk}/done/'] button[type=submit]")

    rep = Hands(opening(), look=accessible)
    rep.go(f"/measures/{measure.pk}/")
    rep.sign_in("safety_rep@vern.example")
    rep.press(f"/measures/{measure.pk}/verify/")
    rep.go(f"/risk/{record.pk}/")
    rep.sees(nb("The work may start"))

    leader.go(f"/risk/{record.pk}/")
    leader.press("/revise/")
    again = RiskAssessment.objects.get(revises=record.pk)
    copy = again.rows.get()
    leader.go(f"/risk/{again.pk}/rows/{copy.pk}/")
    leader.fill("cause", "Brillene ligger i skapet.")
    leader.send()
    leader.go(f"/risk/{again.pk}/changed/")
    leader.sees("Brillene ligger i skapet.")
    leader.sees("Brillene tas av når de dugger.")
