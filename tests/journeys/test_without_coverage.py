"""Reporting where there is no coverage: nothing is lost, and nothing is sent twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, expect

from tests.cast import Cast
from tests.journeys.conftest import PHONE, Site
from tests.journeys.hands import SUBMIT, Hands, nb, until
from tests.journeys.looking import accessible
from vern.control.incidents.models import Incident
from vern.control.incidents.queries.reporting import code_of
from vern.core.files.models import Attachment
from vern.core.org.models import UnitPlacement
from vern.core.records.models import Party, Record

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

FORM = "/report/?channel=hse"
TOLD = "Isen på dekk var glatt\nIngen falt."
TITLE = "Isen på dekk var glatt"
FEW_WORDS = "Isen på dekk var …"
FILES = "attached"
REPORTED = Party.Part.REPORTER
REPORTER = "reporter@vern.example"
COLLEAGUE = "employee@vern.example"
KEPT = """async () => {
  const me = `data-person="${document.querySelector('[data-offline]').dataset.person}"`;
  const [form, nowhere] = [await caches.match('/report/shell/'), await caches.match('/offline/')];
  return Boolean(nowhere && form && (await form.text()).includes(me));
}"""
NO_COVERAGE = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED")


class Phone(Hands):
    """A phone that comes and goes out of coverage."""

    def coverage(self, *, lost: bool) -> None:
        self.page.context.set_offline(lost)

    def is_ready(self) -> None:
        """What opens without coverage is on the device."""
        until(lambda: bool(self.page.evaluate(KEPT)))
        self.page.evaluate("async () => { await navigator.serviceWorker.ready; }")

    def sign_in_and_be_ready(self, email: str = REPORTER) -> None:
        self.go("/accounts/login/?next=/incidents/mine/")
        self.sign_in(email)
        self.is_ready()

    def open_form(self) -> None:
        self.page.goto(FORM)
        expect(self.field("description")).to_be_visible()

    def write(self, text: str = TOLD) -> None:
        self.fill("description", text)
        self.choose("type", "hazardous_condition")
        self.draft_is_kept()

    def draft_is_kept(self) -> None:
        expect(self.page.locator("[data-offline-status] [data-is-kept]")).to_be_visible()
        self.page.wait_for_timeout(700)  # longer than the pause before it is saved

    def press_send(self) -> None:
        self.page.locator(SUBMIT).first.click()

    def first_try_is_over(self) -> None:
        """Coverage that comes back during the first try leads to the receipt instead of the list."""
        self.waiting(nb("Waits to be sent"))
        self.page.wait_for_timeout(2500)

    def waiting(self, text: str) -> None:
        expect(self.page.locator("[data-offline-list]")).to_contain_text(text)

    def nothing_waits(self) -> None:
        expect(self.page.locator("[data-offline-box]")).to_be_hidden()

    def another_tab(self) -> Phone:
        return Phone(self.page.context.new_page())


@pytest.fixture
def phone(browser: Browser, site: Site, cast: Cast) -> Iterator[Phone]:
    """A phone in a pocket. It may complain of lost coverage, and of nothing else."""
    where: dict[str, Any] = {"timezone_id": "Europe/Oslo", "viewport": PHONE}
    context = browser.new_context(base_url=site.url, locale="nb-NO", **where)
    context.set_default_timeout(30_000)
    expect.set_options(timeout=15_000)
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(
            each in message.text for each in NO_COVERAGE
        ):
            complaints.append(message.text)

    context.on("console", hear)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    yield Phone(context.new_page())
    context.close()
    assert complaints == []


def one_report() -> Incident:
    assert Record.objects.count() == 1
    incident: Incident = Incident.objects.get()
    return incident


def test_a_report_with_a_photo_written_at_sea_arrives_once(phone: Phone, photo: Path) -> None:
    phone.sign_in_and_be_ready()
    phone.coverage(lost=True)
    phone.open_form()
    expect(phone.page.locator("main")).to_contain_text(nb("There is no coverage now."))
    phone.unfold(FILES)
    phone.attach(FILES, photo)
    phone.unfold("room")
    phone.fill("room", "Dekk 2")
    phone.write()
    phone.page.reload()
    expect(phone.field("description")).to_have_value(TOLD)
    assert phone.page.evaluate("document.querySelector('[name=attached]').files.length") == 1
    accessible(phone.page)
    phone = closed_and_opened(phone)
    phone.open_form()
    expect(phone.field("description")).to_have_value(TOLD)
    expect(phone.field("room")).to_have_value("Dekk 2")
    assert (
        phone.page.evaluate("document.querySelector('[name=attached]').files[0].name") == photo.name
    )
    phone.press_send()
    phone.waiting(FEW_WORDS)
    accessible(phone.page)
    assert not Record.objects.exists()
    phone = closed_and_opened(phone)
    phone.page.goto("/")
    phone.waiting(FEW_WORDS)
    accessible(phone.page)
    phone.coverage(lost=False)
    expect(phone.page.locator("h1")).not_to_have_text(nb("There is no coverage"))
    phone.waiting("AVV-")
    phone.waiting(FEW_WORDS)
    accessible(phone.page)
    incident = one_report()
    assert incident.description.splitlines() == TOLD.splitlines()
    assert incident.room == "Dekk 2"
    assert incident.seconds_to_send is not None
    assert incident.seconds_to_send < 120
    assert Attachment.objects.filter(record=incident.record).count() == 1
    phone.page.locator("[data-offline-list] a").click()
    phone.sees(incident.record.number)


def closed_and_opened(phone: Phone) -> Phone:
    """The tab is closed, and the browser opened anew."""
    again = phone.another_tab()
    phone.page.close()
    return again


def test_the_page_sends_by_itself_when_coverage_is_back(phone: Phone) -> None:
    phone.sign_in_and_be_ready()
    phone.open_form()
    phone.coverage(lost=True)
    phone.write()
    phone.press_send()
    phone.first_try_is_over()
    phone.coverage(lost=False)
    phone.waiting("AVV-")
    assert one_report().record.parties.filter(part=REPORTED, person__email=REPORTER).exists()


def test_other_pages_say_honestly_that_there_is_no_coverage(phone: Phone) -> None:
    phone.sign_in_and_be_ready()
    phone.coverage(lost=True)
    phone.page.goto("/incidents/mine/")
    expect(phone.page.locator("h1")).to_have_text(nb("There is no coverage"))
    accessible(phone.page)
    phone.coverage(lost=False)
    expect(phone.page.locator("h1")).not_to_have_text(nb("There is no coverage"))


def test_what_is_on_the_device_names_nobody(phone: Phone, cast: Cast) -> None:
    phone.sign_in_and_be_ready()
    kept = phone.page.evaluate(
        """async () => {
          const pages = await caches.open('vern-pages');
          const found = await Promise.all((await pages.keys()).map((each) => pages.match(each)));
          return (await Promise.all(found.map((each) => each.text()))).join();
        }"""
    )
    assert "description" in kept
    assert cast.people["reporter"].name not in kept
    assert REPORTER not in kept


@pytest.mark.parametrize("meanwhile", ["nothing", "tab closed"])
def test_a_session_that_ran_out_costs_nothing(phone: Phone, photo: Path, meanwhile: str) -> None:
    phone.sign_in_and_be_ready()
    phone.open_form()
    phone.unfold(FILES)
    phone.attach(FILES, photo)
    phone.write()
    phone.page.context.clear_cookies(name="sessionid")
    phone.press_send()
    to_sign_in = phone.page.locator("[data-offline-notice] a")
    expect(to_sign_in).to_be_visible()
    accessible(phone.page)
    assert not Record.objects.exists()
    if meanwhile == "tab closed":
        phone = closed_and_opened(phone)
        phone.page.goto("/accounts/login/?next=%2Freport%2F%3Fchannel%3Dhse")
    else:
        to_sign_in.click()
    phone.sign_in(REPORTER)
    expect(phone.field("description")).to_have_value(TOLD)
    phone.send()
    phone.sees("AVV-")
    assert Attachment.objects.filter(record=one_report().record).count() == 1
    phone.open_form()
    expect(phone.field("description")).to_have_value("")


def test_two_tabs_have_a_draft_each(phone: Phone) -> None:
    phone.sign_in_and_be_ready()
    phone.open_form()
    phone.write()
    other = phone.another_tab()
    other.open_form()
    expect(other.field("description")).to_have_value("")
    other.write("Kranen lakk olje")
    other.page.reload()
    expect(other.field("description")).to_have_value("Kranen lakk olje")
    phone.page.reload()
    expect(phone.field("description")).to_have_value(TOLD)
    phone.send()
    other.send()
    assert sorted(Record.objects.values_list("title", flat=True)) == [TITLE, "Kranen lakk olje"]


def test_a_draft_can_be_deleted(phone: Phone) -> None:
    phone.sign_in_and_be_ready()
    phone.open_form()
    phone.write()
    phone.page.locator("[data-offline-status] [data-do=over]").click()
    expect(phone.page.locator("[data-offline-status] [data-is-deleted]")).to_be_visible()
    phone.page.reload()
    expect(phone.page.locator("[data-offline-notice]")).to_be_empty()
    expect(phone.field("description")).to_have_value("")


def test_retry_double_click_and_the_way_back_make_one_report(phone: Phone) -> None:
    phone.sign_in_and_be_ready()
    phone.coverage(lost=True)
    phone.open_form()
    phone.write()
    phone.page.locator(SUBMIT).first.dblclick()
    phone.waiting(FEW_WORDS)
    phone.page.locator("[data-do=retry]").click()
    phone.waiting(nb("Still no coverage."))
    other = phone.another_tab()
    other.page.goto("/incidents/mine/")
    other.waiting(FEW_WORDS)
    phone.coverage(lost=False)
    phone.waiting("AVV-")
    other.waiting("AVV-")
    phone.page.locator("[data-offline-list] a").click()
    phone.sees("AVV-")
    phone.page.go_back()
    expect(phone.page.locator("h1")).to_be_visible()
    phone.page.wait_for_timeout(500)
    one_report()


def test_what_the_server_refuses_comes_back_to_be_put_right(phone: Phone, cast: Cast) -> None:
    phone.sign_in_and_be_ready()
    phone.coverage(lost=True)
    phone.open_form()
    phone.pick("unit", cast.units["SIDE"].name)
    phone.write()
    phone.press_send()
    phone.waiting(FEW_WORDS)
    UnitPlacement.objects.filter(unit=cast.units["SIDE"]).update(active=False)
    phone.coverage(lost=False)
    phone.waiting(nb("Not sent: something must be put right"))
    accessible(phone.page)
    assert not Record.objects.exists()
    phone.page.locator("[data-do=open]").click()
    expect(phone.field("description")).to_have_value(TOLD)
    phone.pick("unit", cast.units["INST"].name)
    phone.send()
    phone.sees("AVV-")
    one_report()
    phone.nothing_waits()


def test_what_waits_can_be_changed_and_deleted(phone: Phone) -> None:
    phone.sign_in_and_be_ready()
    phone.coverage(lost=True)
    phone.open_form()
    phone.write()
    phone.press_send()
    phone.waiting(FEW_WORDS)
    phone.page.locator("[data-do=change]").click()
    expect(phone.field("description")).to_have_value(TOLD)
    phone.fill("description", "Dekket er strødd nå")
    phone.press_send()
    phone.waiting("Dekket er strødd nå")
    phone.page.locator("[data-do=remove]").click()
    phone.waiting(nb("It is deleted."))
    phone.page.locator("[data-do=undo]").click()
    phone.waiting("Dekket er strødd nå")
    phone.page.locator("[data-do=remove]").click()
    phone.waiting(nb("It is deleted."))
    phone.coverage(lost=False)
    phone.page.goto("/")
    phone.nothing_waits()
    assert not Record.objects.exists()


def test_a_nameless_report_from_the_field_gives_its_code(phone: Phone) -> None:
    phone.open_form()
    phone.is_ready()
    phone.coverage(lost=True)
    phone.open_form()
    phone.pick("unit", "Universitetet i Prøve")
    phone.write()
    phone.press_send()
    phone.first_try_is_over()
    phone.coverage(lost=False)
    phone.waiting("AVV-")
    record = one_report().record
    phone.waiting(code_of(record))
    accessible(phone.page)
    phone.page.locator("[data-offline-list] a").click()
    phone.sees(record.number)
    assert not record.parties.filter(part=REPORTED).exclude(person=None).exists()


def sign_out(phone: Phone) -> None:
    closed = phone.page.locator("[data-panel]:not([open]) summary")
    if closed.count():
        closed.click()
    phone.page.locator("form.vern-sign-out button").click()


def test_signing_out_warns_of_what_is_not_sent(phone: Phone) -> None:
    phone.sign_in_and_be_ready()
    phone.open_form()
    phone.write()
    sign_out(phone)
    dialog = phone.page.locator("dialog[open]")
    expect(dialog).to_be_visible()
    phone.page.wait_for_timeout(500)  # it slides in; colours are as they are to be
    accessible(phone.page)
    dialog.locator("[data-do=stay]").click()
    expect(dialog).to_have_count(0)
    expect(phone.field("description")).to_have_value(TOLD)
    sign_out(phone)
    with phone.page.expect_navigation():
        dialog.locator("[data-do=remove]").click()
    assert not phone.page.evaluate("async () => Boolean(await caches.match('/report/shell/'))")
    phone.sign_in_and_be_ready()
    phone.open_form()
    expect(phone.field("description")).to_have_value("")


def test_the_next_person_at_the_device_sees_and_sends_nothing_of_it(phone: Phone) -> None:
    phone.sign_in_and_be_ready()
    phone.coverage(lost=True)
    phone.open_form()
    phone.write()
    phone.press_send()
    phone.waiting(FEW_WORDS)
    phone.page.context.clear_cookies(name="sessionid")
    phone.coverage(lost=False)
    phone.sign_in_and_be_ready(COLLEAGUE)
    expect(phone.page.locator("body")).not_to_contain_text(TITLE)
    phone.open_form()
    expect(phone.field("description")).to_have_value("")
    phone.page.wait_for_timeout(1000)
    assert not Record.objects.exists()
    sign_out(phone)
    phone.page.wait_for_url("**/login/**")
    phone.waiting(nb("Something on this device waits to be sent."))
    phone.sign_in_and_be_ready()
    phone.waiting("AVV-")
    assert one_report().record.parties.filter(part=REPORTED, person__email=REPORTER).exists()
