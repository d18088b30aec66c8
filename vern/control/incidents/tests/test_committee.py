"""Committees review all reports of their scope, and learn of no person."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from vern.control.incidents import services
from vern.control.incidents.models import Category, Cause, Incident
from vern.control.incidents.queries.committee import reference
from vern.control.incidents.rules import IncidentType, Level, Severity
from vern.control.incidents.tests import make, readers
from vern.control.incidents.tests.make import World
from vern.control.incidents.tests.readers import LINE, OTHERS
from vern.core.kernel import clock
from vern.core.kernel.testing.shared import once_per_module
from vern.core.measures.models import Measure
from vern.core.records.models import Party, Record

URL = "/committee/reports/"
FILE = "/committee/reports.csv"
PERSONAL = ("Hemmelig", "Kari Holm", "Rom 213", "Reporter Prøve", "Leader Prøve", "Byttet selv")


shared_world = once_per_module(readers.staffed_world)


def full(world: World, **more: Any) -> Record:
    """A report with everything in it, and what may be shown of it."""
    record = make.told(
        world,
        "Hemmelig: Kari Holm falt.",
        room="Rom 213",
        done_at_once="Byttet selv",
        building=make.building(),
        **more,
    )
    leader = world.actor("leader")
    services.assess(
        actor=leader,
        record=record,
        assessment=services.Assessment(
            IncidentType.ACCIDENT,
            Severity(human_actual=Level.SOME, human_potential=Level.CRITICAL),
            categories=[*record.incident.categories.all(), Category.objects.get(key="electricity")],
            causes=[Cause.objects.get(key="planning")],
            cause_text="Hemmelig årsak",
        ),
    )
    measure = make.decided(world, record, "Snakk med Kari Holm")
    Measure.objects.filter(pk=measure.pk).update(plan_text="Nytt rekkverk")
    services.sum_up(actor=leader, record=record, summary="Fall fra stige.")
    return record


def page(world: World, who: str, **query: str) -> str:
    response = world.client(who).get(URL, query)
    assert response.status_code == 200
    found: str = response.content.decode()
    return found.partition("<main")[2]


def shown(world: World, who: str, **query: str) -> list[str]:
    return [row.reference for row in world.client(who).get(URL, query).context["rows"]]


def refs(*records: Record) -> list[str]:
    return [reference(each.pk) for each in records]


def test_a_committee_sees_what_happened_and_no_person(world: World) -> None:
    record = full(world)
    shown = page(world, "committee")
    for words in (
        *(
            reference(record.pk),
            "Accident",
            "Electricity",
            "Some danger",
            "Critical",
            "Nytt rekkverk",
        ),
        *("Fall fra stige.", "Institutt for kjemi", "Kjemibygget", "In work"),
        Cause.objects.get(key="planning").name_en,
    ):
        assert words in shown, words
    for words in (*PERSONAL, record.number):
        assert words not in shown, words
    assert f"/incidents/{record.pk}" not in shown


def test_nor_does_the_file_tell_of_one(world: World) -> None:
    record = full(world)
    response = world.client("committee").get(FILE)
    text = response.getvalue().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 2
    assert len(rows[0]) == len(rows[1])
    assert rows[1][:2] == [reference(record.pk), ""]
    assert "Nytt rekkverk" in text
    for words in (*PERSONAL, record.number):
        assert words not in text, words


def test_every_report_has_its_month_alone(world: World) -> None:
    with clock.at(dt.datetime(2026, 5, 17, 9, tzinfo=dt.UTC)):
        make.told(world)
        shown = page(world, "committee")
        saved = world.client("committee").get(FILE).getvalue().decode()
    for text in (shown, saved):
        assert "May 2026" in text
        for day in ("17 May", "17.05", "2026-05-17"):
            assert day not in text


def test_the_number_stands_there_for_those_who_may_open_the_report(world: World) -> None:
    known, hidden = make.told(world), readers.violent(world)
    rows = world.client("hse").get(URL).context["rows"]
    assert {row.reference: row.number for row in rows} == {
        reference(known.pk): known.number,
        reference(hidden.pk): "",
    }
    assert known.number in page(world, "hse")
    assert hidden.number not in page(world, "hse")


def test_causes_and_measures_stand_apart(world: World) -> None:
    full(world)
    response = world.client("committee").get(URL)
    (line,), columns = response.context["lines"], response.context["columns"]
    cells = dict(zip(columns, line, strict=True))
    assert list(cells["Causes"].points) == [Cause.objects.get(key="planning").name_en]
    assert list(cells["Measures"].points) == ["Nytt rekkverk"]
    assert cells["In short"].text == "Fall fra stige."


def test_what_a_spreadsheet_would_run_is_only_text(world: World) -> None:
    record = make.told(world)
    services.sum_up(actor=world.actor("leader"), record=record, summary="=HYPERLINK(1)")
    assert "'=HYPERLINK(1)" in world.client("committee").get(FILE).getvalue().decode()


def test_what_named_people_read_is_there_with_its_month_and_faculty_alone(world: World) -> None:
    with clock.at(dt.datetime(2026, 5, 17, 9, tzinfo=dt.UTC)):
        record = readers.violent(world, unit="LAB", building=make.building())
        shown = page(world, "committee")
        saved = world.client("committee").get(FILE).getvalue().decode()
    assert "May 2026" in shown
    for text in (shown, saved):
        assert "17 May" not in text
        assert "17.05" not in text
    assert "Institutt for kjemi" not in saved
    assert reference(record.pk) in shown
    assert record.number not in shown
    assert "Violence, threats and harassment" in shown
    assert "Only named people read it" in shown
    assert "Fakultet for naturvitenskap" in shown.partition("</form>")[2]
    assert "Institutt for kjemi" not in shown.partition("</form>")[2]
    assert "Seksjon for syntese" not in shown.partition("</form>")[2]
    assert "Kjemibygget" not in shown


def test_a_small_unit_is_not_to_choose(world: World) -> None:
    readers.violent(world, unit="LAB")
    record = make.told(world, unit="PHYS")
    lab, phys = (str(world.units[code].pk) for code in ("LAB", "PHYS"))
    form = page(world, "committee").partition('name="unit"')[2].partition("</select>")[0]
    assert f'value="{phys}"' in form
    assert f'value="{lab}"' not in form
    assert shown(world, "committee", year="all", unit=phys) == refs(record)
    assert len(shown(world, "committee", year="all", unit=lab)) == 2


def test_to_choose_a_department_does_not_show_what_named_people_read_there(world: World) -> None:
    hidden, known = readers.violent(world, unit="LAB"), make.told(world)
    chem, faculty = (str(world.units[code].pk) for code in ("CHEM", "FAC"))
    assert shown(world, "committee", year="all", unit=chem) == refs(known)
    assert "Reports that only named people read are not shown here." in (
        page(world, "committee", unit=chem)
    )
    totals = world.client("committee").get(URL, {"unit": chem}).context["totals"]
    assert totals.all == 1
    assert shown(world, "committee", year="all", unit=faculty) == refs(known, hidden)


def test_totals_are_the_same_however_they_are_counted(world: World) -> None:
    full(world)
    make.told(world, "gul")
    main, other = make.told(world, "1"), make.told(world, "2", who="colleague")
    services.merge(actor=world.actor("leader"), record=other, into=main)
    client = world.client("committee")
    year = client.get(URL).context["totals"]
    assert year.all == 3
    assert year == client.get(URL, {"year": "all"}).context["totals"]


def test_what_is_sealed_or_about_oneself_is_not_there(world: World) -> None:
    sealed, own, other = make.told(world, "1"), make.told(world, "2"), make.told(world, "3")
    services.hand_over(actor=world.actor("leader"), record=sealed, reason="Lovbrudd")
    Party.objects.create(record=own, person=world.people["committee"], part="subject")
    assert shown(world, "committee") == refs(other)
    assert shown(world, "committee of faculty") == refs(other, own)


def test_what_is_handled_with_another_counts_once(world: World) -> None:
    main, other = make.told(world, "1"), make.told(world, "2", who="colleague")
    services.merge(actor=world.actor("leader"), record=other, into=main)
    assert shown(world, "committee") == refs(main)


def test_each_committee_sees_its_scope(world: World) -> None:
    chem, arts = make.told(world), make.told(world, unit="ARTS")
    assert shown(world, "committee") == refs(arts, chem)
    assert shown(world, "committee of faculty") == refs(chem)
    assert shown(world, "committee elsewhere") == refs(arts)
    assert shown(world, "committee elsewhere", unit=str(world.units["CHEM"].pk)) == refs(arts)


def test_only_those_who_review_may(world: World) -> None:
    for who in (*LINE, *OTHERS, "reception"):
        expected = 200 if who in ("hse", "committee", "committee of faculty") else 403
        for address in (URL, FILE):
            assert world.client(who).get(address).status_code == expected, (who, address)


def test_a_committee_member_still_has_no_way_to_a_report(world: World) -> None:
    record = make.told(world)
    client = world.client("committee")
    assert client.get(f"/incidents/{record.pk}/").status_code == 404
    assert client.get("/incidents/").status_code == 403


def test_it_begins_with_this_year_and_can_be_narrowed(world: World) -> None:
    with clock.at(dt.datetime(2024, 5, 2, 9, tzinfo=dt.UTC)):
        old = make.told(world, "gammel", type_=IncidentType.NEAR_MISS)
    new = make.told(world, "ny")
    assert shown(world, "committee") == refs(new)
    assert shown(world, "committee", year="2024") == refs(old)
    assert shown(world, "committee", year="all") == refs(new, old)
    assert shown(world, "committee", year="all", type="near_miss") == refs(old)
    assert shown(world, "committee", year="nonsense", type="nonsense") == refs(new, old)


def links(world: World, who: str, **query: str) -> dict[str, str]:
    """Where the words in the table lead."""
    table = page(world, who, **query).partition("<tbody")[2]
    found = re.findall(r'<a class="ds-link" href="([^"]*)">([^<]*)</a>', table)
    return {words: html.unescape(url) for url, words in found}


def test_a_row_leads_to_those_of_its_month_unit_and_type(world: World) -> None:
    with clock.at(dt.datetime(2024, 5, 31, 23, tzinfo=dt.UTC)):  # June, where we are
        june = make.told(world, "juni", type_=IncidentType.NEAR_MISS, unit="LAB")
    with clock.at(dt.datetime(2024, 12, 31, 12, tzinfo=dt.UTC)):
        december = make.told(world, "desember", unit="ARTS")
    every = {"year": "all"}
    client = world.client("committee")

    def at_end(words: str) -> list[str]:
        response = client.get(links(world, "committee", **every)[words])
        return [row.reference for row in response.context["rows"]]

    assert at_end("June 2024") == refs(june)
    assert at_end("December 2024") == refs(december)
    assert at_end("Near miss") == refs(june)
    assert at_end("Seksjon for syntese") == refs(june), "the unit that can be chosen above it"
    assert shown(world, "committee", year="all", month="6") == refs(june)
    assert shown(world, "committee", year="2024", month="13") == refs(december, june)
    both = links(world, "committee", **every, type="near_miss")
    assert "Near miss" not in both, "it is narrowed to that already"
    assert "type=near_miss" in both["June 2024"]


def test_how_many_there_are_of_a_type_leads_to_them(world: World) -> None:
    near = make.told(world, "nesten", type_=IncidentType.NEAR_MISS)
    make.told(world, "en annen")
    client = world.client("committee")
    (url,) = (
        url for label, _count, url in client.get(URL).context["types"] if label == "Near miss"
    )
    assert [row.reference for row in client.get(url).context["rows"]] == refs(near)


def test_what_named_people_read_leads_to_its_faculty(world: World) -> None:
    hidden = readers.violent(world, unit="LAB")
    url = links(world, "committee")["Fakultet for naturvitenskap"]
    rows = world.client("committee").get(url).context["rows"]
    assert [row.reference for row in rows] == refs(hidden)


def test_only_who_may_open_a_report_is_led_to_it(world: World) -> None:
    record = make.told(world)
    assert links(world, "hse")[record.number] == f"/incidents/{record.pk}/"
    assert f"/incidents/{record.pk}" not in page(world, "committee")


def test_an_empty_cell_has_a_dash_and_paper_leads_nowhere(world: World) -> None:
    make.told(world)
    assert page(world, "committee").count('class="vern-none">–</td>') == 4
    assert links(world, "committee", paper="1") == {}


def test_totals_are_of_all_that_is_chosen(world: World) -> None:
    full(world)
    for _ in range(3):
        make.told(world, str(_), unit="PHYS")
    closed = make.told(world, "lukket")
    leader = world.actor("leader")
    services.close(actor=leader, record=closed, message="Takk", no_measures_reason="Ingen")
    totals = world.client("committee").get(URL).context["totals"]
    assert (totals.all, totals.open, totals.serious) == (5, 4, 1)
    assert totals.types == [
        ("accident", "Accident", 1),
        ("hazardous_condition", "Hazardous condition", 4),
    ]


def test_one_pages_through_all_of_them_both_ways(world: World) -> None:
    sent = [make.told(world, str(each)) for each in range(60)]
    client = world.client("committee")
    pages = [client.get(URL)]
    while older := pages[-1].context["older"]:
        pages.append(client.get(older))
    seen = [row.reference for each in pages for row in each.context["rows"]]
    assert len(pages) == 3
    assert seen == refs(*sent[::-1])
    assert len(set(seen)) == 60
    back = client.get(pages[-1].context["newer"])
    assert [row.reference for row in back.context["rows"]] == seen[25:50]
    first = client.get(back.context["newer"])
    assert [row.reference for row in first.context["rows"]] == seen[:25]
    assert first.context["newer"] == ""
    paper = client.get(client.get(URL).context["paper"])
    assert [row.reference for row in paper.context["rows"]] == seen


def many(world: World, count: int) -> None:
    """Rows of the same kind, as a table holds them."""
    first = full(world)
    now = clock.now()
    records = Record.objects.bulk_create(
        Record(
            kind="incident", number=f"X-{each:05}", unit=first.unit, opened_at=now, title="x",
            handling_unit=first.unit, sensitivity=1 + each % 2,
        )
        for each in range(count)
    )  # fmt: skip
    Incident.objects.bulk_create(
        Incident(record=record, type="accident", human_actual=1, human_potential=2)
        for record in records
    )
    category, cause = Category.objects.all()[0], Cause.objects.all()[0]
    Incident.categories.through.objects.bulk_create(
        Incident.categories.through(incident_id=each.pk, category=category) for each in records
    )
    Incident.causes.through.objects.bulk_create(
        Incident.causes.through(incident_id=each.pk, cause=cause) for each in records
    )


@pytest.mark.parametrize("count", [20, 2000])
def test_every_form_of_it_asks_few_questions(world: World, count: int) -> None:
    many(world, count)
    client = world.client("committee")
    for address in (URL, f"{URL}?paper=1", FILE):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        assert len(asked) <= 15, (address, [each["sql"][:100] for each in asked])


def test_totals_follow_what_is_done(world: World) -> None:
    record, client = make.told(world), world.client("committee")
    assert client.get(URL).context["totals"].open == 1
    with CaptureQueriesContext(connection) as asked:
        client.get(URL, {"page": "2"})
    assert not [each for each in asked if "WITH r (id, state)" in each["sql"]]
    services.close(
        actor=world.actor("leader"), record=record, message="Takk", no_measures_reason="Ingen"
    )
    assert client.get(URL).context["totals"].open == 0


def test_totals_that_are_remembered_are_of_this_reader_and_choice(world: World) -> None:
    make.told(world)
    make.told(world, unit="ARTS")
    of_all, faculty = world.client("committee"), world.client("committee of faculty")
    assert [client.get(URL).context["totals"].all for client in (of_all, faculty)] == [2, 1]
    assert of_all.get(URL, {"type": "near_miss"}).context["totals"].all == 0
