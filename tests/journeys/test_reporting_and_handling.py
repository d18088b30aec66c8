"""What people do with a report, each on their own phone, finding their way by what the pages say."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from tests.cast import Cast, report
from tests.journeys.conftest import Opening, Site
from tests.journeys.hands import nb
from tests.journeys.mail import text_of
from tests.journeys.reader import Reader, on_a_phone
from vern.control.incidents import services as incidents
from vern.control.incidents.models import Category, ReportPlace
from vern.control.incidents.rules import IncidentType
from vern.control.incidents.services.places import NewPlace, make_place
from vern.core.kernel import clock
from vern.core.org.actors import SYSTEM, for_person
from vern.core.records.models import Record

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

QUESTION = "Hvilket av avtrekkene var det?"
REPLY = "Det innerste, ved vinduet."
ANSWER = "Takk. Vi har reparert det, så det ikke skjer igjen."
NO_MEASURE = "Det var rettet samme dag."


@pytest.fixture
def phone(opening: Opening) -> Phones:
    return Phones(opening)


class Phones:
    """`phone()` is a stranger's; `phone("leader", "/address/")` that of one who has signed in there."""

    def __init__(self, opening: Opening) -> None:
        self._opening = opening

    def __call__(self, who: str = "", at: str = "/") -> Reader:
        reader = on_a_phone(self._opening)
        if who:
            reader.go(at)
            reader.sign_in(f"{who}@vern.example")
        return reader


def at(record: Record) -> str:
    return f"/incidents/{record.pk}/"


def told(cast: Cast, text: str, *, unit: str = "INST", by: str = "reporter") -> Record:
    """A report that has come in."""
    draft = incidents.Draft(text, cast.units[unit], IncidentType.HAZARDOUS_CONDITION)
    return incidents.report(actor=for_person(cast.people[by]), draft=draft)


def about_to_report(phone: Phones) -> Reader:
    """From the front page, through the choice of where it belongs, to the form."""
    reporter = phone("reporter")
    reporter.header("Report")
    reporter.follow("/report/?channel=hse")
    return reporter


def close(leader: Reader, answer: str = ANSWER) -> None:
    leader.goes("Close")
    leader.write("Answer to the one who reported", answer)
    leader.write("Why is no measure needed?", NO_MEASURE)
    leader.push("Close")
    leader.reads("The report is closed. The one who reported has got your answer.")


def newest_mail(site: Site, who: str) -> str:
    site.deliver()
    return text_of(site.postbox.to(f"{who}@vern.example")[-1])


def test_a_stranger_reports_by_the_code_on_the_wall_and_answers_a_question(
    site: Site, cast: Cast, phone: Phones
) -> None:
    wall: ReportPlace = make_place(
        actor=SYSTEM, new=NewPlace("Laboratorium 3", cast.units["INST"], cast.building)
    )
    stranger = phone()
    stranger.go(f"/r/{wall.key}/")
    stranger.reads("No reports yet. Yours can be the first.")
    stranger.goes("Report something here")
    place = stranger.part("combobox", "Where?")
    expect(place).to_have_value(cast.units["INST"].name)
    stranger.write("What happened?", "Avtrekket står stille, og det lukter.")
    stranger.answer("What is it?", "Hazardous condition")
    stranger.push("Send")
    stranger.heading("Keep this code")
    code = stranger.page.locator(".incident-code").inner_text()
    stranger.push("Leave, and forget the code here")

    site.deliver()
    leader = phone("leader", site.postbox.link("leader@vern.example"))
    leader.goes("Write to the one who reported")
    leader.write("To the one who reported", QUESTION)
    leader.tick("This is a question that needs an answer")
    leader.push("Send")

    stranger = phone()
    stranger.go("/")
    stranger.goes("Follow a report with a code")
    stranger.write("Code", code)
    stranger.push("Open the report")
    stranger.sees(QUESTION)
    stranger.write("Your answer", REPLY)
    stranger.push("Send the answer")

    leader.go(leader.page.url)
    leader.sees(REPLY)
    close(leader)
    stranger.go(stranger.page.url)
    stranger.sees(ANSWER)
    stranger.push("Yes, thanks")
    stranger.reads("You have said that the answer is good enough.")
    stranger.push("Leave, and forget the code here")
    stranger.go(f"/r/{wall.key}/")
    expect(stranger.page.locator("main .vern-number, main .vern-numbers").first).to_contain_text(
        "1"
    )


def test_where_someone_was_hurt_everyone_who_must_know_is_told(
    site: Site, cast: Cast, phone: Phones
) -> None:
    reporter = about_to_report(phone)
    reporter.write("What happened?", "En student fikk strøm av apparatet.")
    reporter.answer("What is it?", "Accident")
    reporter.opens("Was anyone affected or hurt?")
    reporter.answer("Was anyone injured, or did anyone fall ill?", "Yes")
    reporter.answer("Was medical treatment needed?", "Yes")
    reporter.tick("Student")
    reporter.push("Send")
    reporter.heading("Thank you, we have received it")

    site.deliver()
    leader = phone("leader", site.postbox.link("leader@vern.example"))
    leader.heading("Who must be told now?")
    leader.reads("Someone was hurt. Was it serious?")
    leader.goes("Answer three questions")
    leader.answer("Was it a serious injury or a death?", "Yes")
    leader.push("Show who must be told")
    leader.sees("Arbeidstilsynet")
    waiting = leader.part("button", "I have told them")
    duties = waiting.count()
    assert duties >= 3
    for left in range(duties, 0, -1):
        expect(waiting).to_have_count(left)
        leader.push("I have told them")
    leader.heading("Nobody is left to tell")
    leader.does_not_see(nb("Not told yet"))


def test_it_comes_to_the_wrong_unit_and_goes_on_and_up_and_back(
    site: Site, cast: Cast, phone: Phones
) -> None:
    record = told(cast, "Sprinkleren over trappa drypper.", unit="SIDE")
    wrong = phone("leader_sibling", at(record))
    wrong.goes("Move")
    wrong.select("Which unit does it belong to?", cast.units["INST"].name)
    wrong.push("Move")
    wrong.reads("The report is moved. The leader there has been told.")
    wrong.does_not_see(record.title)
    wrong.is_refused(at(record))

    site.deliver()
    leader = phone("leader", site.postbox.link("leader@vern.example"))
    leader.goes("Bring it a level up")
    leader.write("Why must the level above have it?", "Anlegget er felles for fakultetet.")
    leader.push("Bring it up")
    leader.sees(cast.people["leader_above"].name)

    site.deliver()
    above = phone("leader_above", site.postbox.link("leader_above@vern.example"))
    above.sees("Anlegget er felles for fakultetet.")
    above.goes("Send it back down")
    above.write("What is the level below to do?", "Bestill reparasjon; vi betaler.")
    above.push("Send it back")

    leader.go("/")
    leader.follow_text(record.title)
    leader.sees("Bestill reparasjon; vi betaler.")
    leader.push("Start work")
    close(leader)
    reporter = phone("reporter", at(record))
    for step, unit in (
        ("Sent on to %(unit)s", "INST"),
        ("Brought up to %(unit)s", "FAK"),
        ("Sent back to %(unit)s", "INST"),
    ):
        reporter.sees(nb(step) % {"unit": cast.units[unit].name})
    reporter.sees(ANSWER)
    reporter.does_not_see("Anlegget er felles", "vi betaler")


def test_two_who_told_the_same_both_read_the_answer_and_not_each_other(
    site: Site, cast: Cast, phone: Phones
) -> None:
    first = told(cast, "Gulvet ved inngangen er glatt.")
    second = told(cast, "Noen skled på glatt gulv i inngangen.", by="employee")
    leader = phone("leader", at(second))
    leader.goes("Merge it with another report")
    leader.answer("Which report is %(number)s to go into?", first.number)
    leader.push("Merge")
    leader.goes("Go to %(number)s: %(title)s")
    leader.heading("Others reported the same")
    leader.push("Start work")
    close(leader)
    for who, own, other in (("reporter", first, second), ("employee", second, first)):
        assert ANSWER not in newest_mail(site, who)
        reporter = phone(who, site.postbox.link(f"{who}@vern.example"))
        assert reporter.page.url.endswith(at(own))
        reporter.sees(ANSWER)
        reporter.does_not_see(other.title, other.number)
        reporter.is_refused(at(other))
        reporter.push("Yes, thanks")


def test_work_that_is_stopped_is_not_closed_before_the_leader_has_decided(
    site: Site, cast: Cast, phone: Phones
) -> None:
    record = told(cast, "Vernet på dreiebenken er tatt av.")
    rep = phone("safety_rep", "/")
    rep.goes("Record a stop of dangerous work")
    rep.goes(record.title)
    rep.write("What is stopped, and what is the danger?", "Dreiebenken; den kan gripe klær.")
    rep.push("Record the stop")
    rep.reads("The stop is recorded. The leader has been told.")

    site.deliver()
    leader = phone("leader", site.postbox.link("leader@vern.example"))
    leader.reads("Dangerous work is stopped")
    leader.push("Start work")
    leader.goes("Close")
    leader.reads("This must be settled first")
    expect(leader.part("textbox", "Answer to the one who reported")).to_have_count(0)
    leader.goes("Decide on the stopped work")
    leader.sees("Dreiebenken; den kan gripe klær.")
    leader.answer("Can the work go on?", "Yes, it is safe now")
    leader.write("Your decision", "Vernet er på igjen og prøvd. Arbeidet kan gå videre.")
    leader.push("Save the decision")
    close(leader)
    rep.go(at(record))
    rep.sees("Vernet er på igjen og prøvd.")
    reporter = phone("reporter", at(record))
    reporter.sees(ANSWER)
    reporter.does_not_see("Vernet er på igjen")


def test_a_report_of_violence_is_found_by_nobody_who_is_not_named(
    site: Site, cast: Cast, phone: Phones
) -> None:
    text = "Jeg ble truet på kontoret."
    reporter = about_to_report(phone)
    reporter.write("What happened?", text)
    reporter.answer("What is it?", "Accident")
    reporter.tick(Category.objects.get(key="violence_threats").name_nb)
    reporter.push("Send")
    record = Record.objects.get()

    site.deliver()
    leader = phone("leader", site.postbox.link("leader@vern.example"))
    leader.reads("Only named people")
    leader.push("Start work")
    leader.goes("Add measure")
    leader.write("What is to be done?", "Følge opp den som ble truet")
    leader.write("The same in neutral words, for the unit's plan", "Gå gjennom vaktordningen")
    leader.select("Who is responsible?", cast.people["employee"].name)
    leader.day("To be done by", clock.today() + dt.timedelta(days=14))
    leader.push("Decide the measure")
    leader.sees("Følge opp den som ble truet")

    hidden = (text, "Følge opp den som ble truet", record.number)
    for who, lists in {
        "leader_sibling": ("/", "/incidents/", "/lessons/"),
        "leader_above": ("/", "/incidents/", "/incidents/overdue/"),
        "safety_rep": ("/", "/incidents/", "/plan/"),
        "student": ("/", "/incidents/mine/"),
    }.items():
        other = phone(who)
        other.is_refused(at(record), f"{at(record)}close/", f"{at(record)}similar/")
        for each in lists:
            other.go(each)
            other.does_not_see(*hidden)
    responsible = phone("employee")
    responsible.is_refused(at(record))
    responsible.follow_text("Gå gjennom vaktordningen")
    responsible.does_not_see(*hidden)
    expect(responsible.page.locator(f"main a[href*='{at(record)}']")).to_have_count(0)
    for each in ("/incidents/mine/", "/plan/", "/incidents/suggestions/"):
        responsible.go(each)
        responsible.does_not_see(*hidden)
    reporter.go(at(record))
    reporter.sees("Gå gjennom vaktordningen")
    reporter.does_not_see("Følge opp den som ble truet")


def test_a_whistleblowing_matter_leaves_its_handler_for_the_reception(
    site: Site, cast: Cast, phone: Phones
) -> None:
    record = told(cast, "Det tas betalt for prøver som ikke er tatt.")
    leader = phone("leader", at(record))
    leader.goes("This is a whistleblowing matter")
    leader.reads("You will not see the report again")
    leader.write("Why is it whistleblowing?", "Noen kan ha tatt penger de ikke har rett til.")
    leader.push("Hand it over to the whistleblowing reception")
    leader.heading("The report is handed over")
    leader.is_refused(at(record))
    leader.goes("Go to the reports")
    leader.does_not_see(record.title, record.number)
    phone("safety_rep").is_refused(at(record))

    reception = phone("whistleblowing_reception")
    reception.menu("Received as whistleblowing")
    reception.follow_text(record.title)
    reception.heading(record.title)
    reception.reads("The reason, for the reception alone:")
    assert record.title not in newest_mail(site, "whistleblowing_reception")
    assert record.title not in newest_mail(site, "reporter")
    reporter = phone("reporter", site.postbox.link("reporter@vern.example"))
    reporter.reads("Only you and the whistleblowing reception can read it now.")
    reporter.reads("With the whistleblowing reception")

    reception.goes("Finish this matter")
    reception.write("Answer to the one who reported", "Vi har gått gjennom regnskapet.")
    reception.write("How was it looked into, and why is it finished?", "Ingen bilag mangler.")
    reception.push("Send the answer and finish")
    reception.goes("Received as whistleblowing")
    reception.does_not_see(record.title)
    reception.goes("Show those that are finished")
    reception.follow_text(record.title)
    reporter.go(at(record))
    reporter.reads("Vi har gått gjennom regnskapet.")
    reporter.does_not_see("Ingen bilag mangler.")

    reception.goes("Open it again")
    reception.write("What is new?", "Det er kommet en kvittering til.")
    reception.push("Open it again")
    reception.goes("This is not whistleblowing: hand it back")
    reception.write("Why is it not whistleblowing?", "Prøvene er tatt; kvitteringen var feil.")
    reception.push("Hand it back")
    reception.is_refused(at(record))
    phone("leader", at(record)).heading(record.title)
    phone("safety_rep").is_refused(at(record))
    reporter = phone("reporter", at(record))
    reporter.reads("Handed back: it is not whistleblowing")


def test_a_lesson_is_read_where_the_report_is_not(cast: Cast, phone: Phones) -> None:
    record = report(cast, "INST")
    leader = phone("leader", at(record))
    leader.push("Start work")
    leader.goes("Write a lesson")
    leader.write("Title", "Fest hyller i veggen")
    leader.write("What happened?", "En hylle falt ned.")
    leader.write("What have we learned?", "Tunge hyller skal stå fast før de tas i bruk.")
    leader.answer("Who is it for?", "Everyone")
    leader.push("Publish")
    elsewhere = phone("employee_outside")
    elsewhere.goes("Lessons")
    elsewhere.follow_text("Fest hyller i veggen")
    elsewhere.sees("Tunge hyller skal stå fast før de tas i bruk.")
    elsewhere.does_not_see(record.title, record.number, cast.people["reporter"].name)
    elsewhere.is_refused(at(record))


def test_who_suggests_something_reads_why_it_is_not_taken_up(
    site: Site, cast: Cast, phone: Phones
) -> None:
    proposer = about_to_report(phone)
    proposer.write("What happened?", "Sett opp et speil i svingen ved varemottaket.")
    proposer.answer("What is it?", "Improvement suggestion")
    proposer.push("Send")
    site.deliver()
    leader = phone("leader", site.postbox.link("leader@vern.example"))
    leader.goes("Reject")
    leader.push("Reject")
    expect(leader.page.locator("[data-error-summary]")).to_be_visible()
    why = "Porten flyttes til våren, så svingen blir borte."
    leader.write("Why is it not taken further?", why)
    leader.push("Reject")
    assert why not in newest_mail(site, "reporter")
    proposer.go(site.postbox.link("reporter@vern.example"))
    proposer.reads("It was not taken further. Read why.")
    proposer.sees(why)
    proposer.goes("No, something is missing")
