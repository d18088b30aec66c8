"""An HSE round: from a wish to a signed report, and a walk through cellars with two phones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, expect

from tests.cast import Cast
from tests.journeys.conftest import PHONE, Opening, Site
from tests.journeys.hands import Hands, nb, until
from tests.journeys.looking import accessible
from vern.core.files.models import Attachment
from vern.core.kernel import clock
from vern.core.org.actors import for_person
from vern.core.records.models import Record, State
from vern.plan.rounds.models import Finding, Mark, Photo, Round
from vern.plan.rounds.rules import Outcome, RoundState, Verdict
from vern.plan.rounds.services import planning

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

LEADER, REP = "leader@vern.example", "safety_rep@vern.example"
LAB, CELLAR = "Lab 2", "Kjelleren"
NO_COVERAGE = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED")
KEPT = """async () => {
  const shell = await caches.match('/rounds/walk/shell/', { ignoreVary: true });
  return Boolean(shell && (await caches.match('/offline/', { ignoreVary: true })));
}"""


def a_round(cast: Cast) -> Record:
    """Planned by the leader of INST for today, with two rooms and one theme."""
    leader = for_person(cast.people["leader"])
    record = planning.plan_round(actor=leader, unit=cast.units["INST"], day=clock.today())
    round_ = Round.objects.get(pk=record.pk)
    planning.change_plan(
        actor=leader,
        record=record,
        plan=planning.Plan(
            day=clock.today(),
            themes=list(round_.themes.filter(key="order")),
            areas=[LAB, CELLAR],
        ),
    )
    return record


class Walker(Hands):
    """Someone who walks with a phone that comes and goes out of coverage."""

    def coverage(self, *, lost: bool) -> None:
        self.page.context.set_offline(lost)

    def sign_in_and_open(self, email: str, record: Record) -> None:
        self.go(f"/accounts/login/?next=/rounds/walk/?round={record.pk}")
        self.sign_in(email)
        expect(self.room(LAB)).to_be_visible()
        until(lambda: bool(self.page.evaluate(KEPT)))
        self.page.evaluate("async () => { await navigator.serviceWorker.ready; }")

    def open_walk(self, record: Record) -> None:
        self.page.goto(f"/rounds/walk/?round={record.pk}")
        expect(self.room(LAB)).to_be_visible()

    def room(self, name: str) -> Locator:
        return self.page.locator("[data-rooms] a").filter(has_text=name)

    def enter(self, name: str) -> None:
        self.room(name).click()
        expect(self.page.locator("h2").filter(has_text=name)).to_be_visible()

    def point(self, number: int = 0) -> Locator:
        return self.page.locator("[data-points] > li").nth(number)

    def choose_on(self, number: int, verdict: Verdict) -> None:
        self.point(number).locator(f"[data-verdict={verdict}]").click()
        expect(self.point(number).locator(f"input[value={verdict}]")).to_be_checked()

    def say(self, number: int, text: str) -> None:
        self.point(number).locator("textarea").fill(text)
        self.page.wait_for_timeout(700)  # longer than the pause before it is kept

    def photograph(self, number: int, photo: Path) -> None:
        self.point(number).locator("input[type=file]").set_input_files(photo)
        expect(self.point(number).locator("[data-photos] img")).to_have_count(1)

    def wait_for(self, text: str) -> None:
        expect(self.page.locator("[data-walk-status]")).to_contain_text(text)

    def closed_and_opened(self) -> Walker:
        again = Walker(self.page.context.new_page())
        self.page.close()
        return again


@pytest.fixture
def walkers(browser: Browser, site: Site, cast: Cast) -> Iterator[Callable[[], Walker]]:
    """Phones in pockets. They may complain of lost coverage, and of nothing else."""
    contexts, complaints = [], []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(
            each in message.text for each in NO_COVERAGE
        ):
            complaints.append(message.text)

    def one() -> Walker:
        where: dict[str, Any] = {"timezone_id": "Europe/Oslo", "viewport": PHONE}
        context = browser.new_context(base_url=site.url, locale="nb-NO", **where)
        context.set_default_timeout(30_000)
        expect.set_options(timeout=15_000)
        context.on("console", hear)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        contexts.append(context)
        return Walker(context.new_page())

    yield one
    for context in contexts:
        context.close()
    assert complaints == []


def test_two_phones_without_coverage_on_the_same_points_lose_nothing_and_double_nothing(
    walkers: Callable[[], Walker], cast: Cast, photo: Path
) -> None:
    record = a_round(cast)
    leader, rep = walkers(), walkers()
    leader.sign_in_and_open(LEADER, record)
    rep.sign_in_and_open(REP, record)
    accessible(leader.page)
    for each in (leader, rep):
        each.coverage(lost=True)
    leader.enter(LAB)
    leader.choose_on(0, Verdict.IMPROVE)
    leader.say(0, "Esker på gulvet")
    leader.photograph(0, photo)
    leader.choose_on(1, Verdict.FINE)
    accessible(leader.page)
    rep.enter(LAB)
    rep.choose_on(0, Verdict.IMPROVE)
    rep.say(0, "Glass i en kasse")
    rep.photograph(0, photo)

    # The page is loaded anew, and the tab is closed: still without coverage.
    leader.page.reload()
    expect(leader.point(0).locator("textarea")).to_have_value("Esker på gulvet")
    expect(leader.point(0).locator("[data-photos] img")).to_have_count(1)
    rep = rep.closed_and_opened()
    rep.open_walk(record)
    rep.enter(LAB)
    expect(rep.point(0).locator("textarea")).to_have_value("Glass i en kasse")
    rep.say(0, "Glass i en kasse, tung")
    rep.page.goto(f"/rounds/walk/?round={record.pk}#")
    rep.page.locator("[data-walk] input[name=name]").fill("Bod 3")
    rep.page.locator("[data-walk] form button").click()
    rep.choose_on(2, Verdict.IRRELEVANT)
    assert not Mark.objects.exists()

    for each in (leader, rep):
        each.coverage(lost=False)
    for each in (leader, rep):
        each.wait_for(nb("All that you have noted is sent."))
    for each in (leader, rep):  # once more: nothing is sent twice
        each.page.reload()
        each.wait_for(nb("All that you have noted is sent."))

    finding = Finding.objects.get(round=record.pk)
    assert {each.comment for each in finding.marks.all()} == {
        "Esker på gulvet",
        "Glass i en kasse, tung",
    }
    assert Mark.objects.filter(round=record.pk).count() == 4
    assert Photo.objects.filter(round=record.pk).count() == 2
    assert Attachment.objects.filter(record=record).count() == 2
    assert Round.objects.get(pk=record.pk).areas.filter(name="Bod 3").count() == 1
    leader.open_walk(record)
    leader.enter(LAB)
    expect(leader.point(0)).to_contain_text("Glass i en kasse, tung")


def test_from_a_wish_to_a_signed_report(opening: Opening, cast: Cast, photo: Path) -> None:
    leader, employee, rep = (Hands(opening(), accessible) for _who in range(3))
    for hands, who in ((leader, "leader"), (employee, "employee"), (rep, "safety_rep")):
        hands.go("/accounts/login/?next=/rounds/")
        hands.sign_in(f"{who}@vern.example")
    leader.follow("/rounds/new/")
    leader.fill_day("day", clock.today() + dt.timedelta(days=1))
    leader.send()
    record = Record.objects.get(kind="round")
    leader.fill("areas", f"{LAB}\n{CELLAR}")
    leader.field("meet").fill("Ved døra")
    expect(leader.page.locator("#saved p")).to_be_visible()
    leader.send()
    leader.follow("/ask/")
    leader.send()

    employee.go("/")
    employee.follow(f"/rounds/{record.pk}/for-all/")
    employee.fill("text", "Det er mørkt ved døra.")
    employee.send()

    rep.go(f"/rounds/{record.pk}/")
    rep.page.locator("main summary", has_text=nb("Walk it already today?")).click()
    rep.follow(f"?round={record.pk}")
    rep.page.locator("[data-rooms] a").first.click()
    point = rep.page.locator("[data-points] > li").first
    point.locator("[data-verdict=improve]").click()
    point.locator("textarea").fill("Kasser foran utgangen")
    point.locator("input[type=file]").set_input_files(photo)
    rep.page.locator("[data-add-remark]").click()
    rep.page.locator("[data-remarks] textarea").fill("Løst trinn")
    expect(rep.page.locator("[data-walk-status]")).to_contain_text(
        nb("All that you have noted is sent.")
    )
    until(lambda: Photo.objects.count() == 1 and Mark.objects.count() == 2)

    leader.go(f"/rounds/{record.pk}/")
    leader.press("/finish/")
    wish = Round.objects.get(pk=record.pk).wishes.get()
    leader.follow(f"/wishes/{wish.pk}/")
    leader.choose("taken_up", "yes")
    leader.send()
    boxes, step = Finding.objects.filter(round=record.pk).order_by("point")
    leader.go(f"/rounds/{record.pk}/findings/{boxes.pk}/")
    leader.follow("/measure/")
    leader.fill_day("due_on", clock.today() + dt.timedelta(days=14))
    leader.send()
    leader.go(f"/rounds/{record.pk}/findings/{step.pk}/")
    leader.choose("outcome", "not_now")
    leader.fill("reason", "Trappa rives i sommer.")
    leader.send()
    leader.press("/sign/")
    rep.go(f"/rounds/{record.pk}/")
    rep.press("/sign/")
    rep.follow("/report/")
    rep.sees("Kasser foran utgangen")

    round_ = Round.objects.get(pk=record.pk)
    assert round_.state == RoundState.SIGNED
    assert Record.objects.get(pk=record.pk).state == State.CLOSED
    assert {each.outcome for each in round_.findings.all()} == {Outcome.MEASURE, Outcome.NOT_NOW}
    employee.go("/notices/")
    employee.go(f"/rounds/{record.pk}/for-all/")
    employee.sees("Trappa rives i sommer.")
