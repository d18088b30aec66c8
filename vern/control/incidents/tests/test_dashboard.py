"""The dashboard of a unit: a year beside the one before, the way down, the way to the reports."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import translation
from openpyxl import load_workbook

from vern.control.incidents.models import Closure
from vern.control.incidents.rules import IncidentType
from vern.control.incidents.tests.counting import with_museum
from vern.control.incidents.tests.make import World, told
from vern.core.kernel import clock
from vern.core.kernel.testing.client import AuditedClient
from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.core.records.models import Record, Sensitivity
from vern.hub.figures import blocks
from vern.hub.figures.ports import figures
from vern.hub.figures.services import answer, ask, question

TODAY = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
SUGGESTION = IncidentType.SUGGESTION


def _world() -> World:
    """In 2025: five events at CHEM, one in its LAB, two at PHYS, one suggestion at FAC itself.
    In 2026: two events at CHEM, one at ARTS."""
    with clock.at(TODAY):
        found = with_museum()
    sent = {
        2025: ["CHEM"] * 5 + ["LAB", "PHYS", "PHYS"],
        2026: ["CHEM", "CHEM", "ARTS"],
    }
    for year, units in sent.items():
        with clock.at(dt.datetime(year, 5, 1, 12, tzinfo=dt.UTC)):
            for unit in units:
                told(found, unit=unit, type_=IncidentType.NEAR_MISS)
            if year == 2025:
                told(found, unit="FAC", type_=SUGGESTION)
    return found


shared_world = once_per_module(_world)


@pytest.fixture
def found(shared_world: Shared[World], db: None) -> World:
    return shared_world.copy()


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.at(TODAY):
        yield


def reader(found: World, who: str) -> AuditedClient:
    client = found.client(who)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def page(found: World, who: str, url: str) -> str:
    response = reader(found, who).get(url)
    assert response.status_code == 200
    return response.content.decode()


def rows_of(html: str, title: str) -> dict[str, list[str]]:
    """The rows of the table under a heading, by their first cell."""
    part = next(each for each in html.split("<section") if f">{title}<" in each)
    rows = re.findall(r"<tr>(<th scope=\"row\">.*?)</tr>", part, re.DOTALL)
    cells = [[said(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in rows]
    return {first: rest for first, *rest in cells}


def test_one_meets_this_year_with_last_year_beside_it(found: World) -> None:
    html = page(found, "leader", "/figures/")
    assert "Figures 2026" in html
    assert re.search(
        r'<span class="vern-number">2</span>.*?events.*?figures-before">2025: 6<', html, re.DOTALL
    )
    assert "2026 is not over; 2025 is the whole year." in html


def test_a_year_that_is_over_is_not_called_unfinished(found: World) -> None:
    assert "is not over" not in page(found, "leader", "/figures/?year=2025")


def test_the_trend_of_five_years_stands_on_the_dashboard_as_a_picture_and_a_table(
    found: World,
) -> None:
    html = page(found, "leader above", "/figures/")
    trend = rows_of(html, "Events and suggestions by year")
    assert {year: cells[0] for year, cells in trend.items()} == {
        **dict.fromkeys(("2022", "2023", "2024"), "0"),
        "2025": "8",
        "2026": "2",
    }
    assert "incidents.by_year/chart.svg" in html


def test_the_units_right_under_stand_with_both_years_and_lead_on(found: World) -> None:
    html = page(found, "leader above", "/figures/")
    assert rows_of(html, "The units right under") == {
        "Institutt for fysikk": ["0", "2", "0", "0"],
        "Institutt for kjemi": ["2", "6", "0", "0"],
        "Fakultet for naturvitenskap itself": ["0", "0", "0", "1"],
    }
    assert 'href="/figures/?year=2026&amp;unit=CHEM"' in html
    down = page(found, "leader above", "/figures/?year=2026&unit=CHEM")
    assert rows_of(down, "The units right under")["Seksjon for syntese"] == ["0", "1", "0", "0"]
    assert 'href="/figures/?year=2026&amp;unit=FAC"' in down, "the way up again"
    assert "unit=UNI" not in down, "but no further than one may"


def test_a_unit_without_any_under_it_has_no_table_of_them(found: World) -> None:
    assert "The units right under" not in page(found, "leader of lab", "/figures/?year=2025")


@pytest.mark.parametrize("unit", ["UNI", "FAC", "CHEM"])
def test_the_units_right_under_and_the_unit_itself_add_up(found: World, unit: str) -> None:
    for year in (2025, 2026):
        rows = answer("incidents.below", year=year, unit_code=unit).rows
        (total,) = answer("incidents.totals", year=year, unit_code=unit).rows
        (before,) = answer("incidents.totals", year=year - 1, unit_code=unit).rows
        for what in ("events", "suggestions"):
            assert sum(int(str(row[what])) for row in rows) == total[what]
            assert sum(int(str(row[f"{what}_before"])) for row in rows) == before[what]


@pytest.mark.parametrize("key", [figure.key for figure in figures if not figure.levels])
def test_page_command_file_and_document_state_the_same_numbers(found: World, key: str) -> None:
    """A question that many figures have been asked of answers as one asked for it alone."""
    shared = question(year=2025, unit_code="FAC")
    for figure in figures:
        if figure.key_numbers:
            figure.key_numbers(shared)
    with translation.override("en"):
        alone = answer(key, year=2025, unit_code="FAC")
        assert ask(figures[key], shared).rows == alone.rows
        document = blocks.table(alone).rows
    html = page(found, "rector", f"/figures/{key}/?year=2025&unit=FAC")
    rows = re.findall(r"<tr>(<th scope=\"row\">.*?)</tr>", html, re.DOTALL)
    assert [tuple(map(said, re.findall(r"<t[hd].*?</t[hd]>", row))) for row in rows] == [*document]


def said(cell: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", cell)).strip()


def links_to_reports(html: str) -> list[dict[str, list[str]]]:
    found = re.findall(r'href="(/incidents/\?[^"]*)"', html)
    return [parse_qs(urlsplit(each.replace("&amp;", "&")).query) for each in found]


def test_the_numbers_lead_to_the_list_of_the_same_unit_year_and_type(found: World) -> None:
    html = page(found, "leader", "/figures/?year=2025")
    chem = [str(found.units["CHEM"].pk)]
    assert {"unit": chem, "year": ["2025"]} in links_to_reports(html)
    assert {"unit": chem, "year": ["2025"], "type": ["near_miss"]} in links_to_reports(html)
    (address,) = set(re.findall(r'href="(/incidents/\?[^"]*near_miss)"', html))
    listed = page(found, "leader", address.replace("&amp;", "&"))
    numbers = set(Record.objects.filter(opened_at__year=2025).values_list("number", flat=True))
    assert sum(number in listed for number in numbers) == 6


def test_who_may_not_read_reports_gets_the_numbers_and_no_way_to_them(found: World) -> None:
    html = page(found, "reporter", "/figures/?year=2025")
    assert rows_of(html, "The units right under")
    assert links_to_reports(html) == []


def test_the_list_behind_the_numbers_never_shows_what_is_kept_from_one(found: World) -> None:
    hidden = Record.objects.filter(unit=found.units["CHEM"], opened_at__year=2025).first()
    assert hidden is not None
    Record.objects.filter(pk=hidden.pk).update(sensitivity=Sensitivity.PARTIES)
    html = page(found, "safety rep", "/figures/?year=2025")
    assert '<span class="vern-number">6</span>' in html, "it is counted"
    (address,) = set(re.findall(r'href="(/incidents/\?[^"]*near_miss)"', html))
    assert hidden.number not in page(found, "safety rep", address.replace("&amp;", "&"))


def test_a_unit_that_has_ended_has_no_list(found: World) -> None:
    unit = found.units["LAB"]
    type(unit).objects.filter(pk=unit.pk).update(active=False)
    assert links_to_reports(page(found, "hse", "/figures/?year=2025&unit=LAB")) == []


def test_rejected_reports_are_counted_nowhere_on_it(found: World) -> None:
    record = Record.objects.filter(unit=found.units["PHYS"], opened_at__year=2025).first()
    assert record is not None
    Closure.objects.create(
        incident=record.incident, outcome=Closure.Outcome.REJECTED, at=TODAY - dt.timedelta(days=30)
    )
    html = page(found, "leader above", "/figures/")
    assert rows_of(html, "The units right under")["Institutt for fysikk"] == ["0", "1", "0", "0"]
    assert "2025: 7<" in html


@pytest.mark.parametrize("key", [figure.key for figure in figures])
def test_each_figure_is_a_workbook_with_its_table_and_what_it_counts(
    found: World, key: str
) -> None:
    file = reader(found, "rector").get(f"/figures/{key}/rows.xlsx?year=2025")
    assert file["Content-Type"].endswith("spreadsheetml.sheet")
    assert "2025.xlsx" in file["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(file.content)).worksheets[0]
    answered = answer(key, year=2025)
    table = blocks.table(answered)
    assert [cell.value for cell in sheet[1]] == [column.header for column in table.columns]
    assert sheet.max_row == 1 + len(table.rows) + 3
    assert str(answered.figure.definition) in str(sheet.cell(sheet.max_row, 1).value)
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


@pytest.mark.parametrize(("kind", "begins"), [("svg", b"<svg"), ("png", b"\x89PNG")])
def test_a_chart_is_saved_as_a_picture_under_a_name_that_says_what_it_is(
    found: World, kind: str, begins: bytes
) -> None:
    html = page(found, "leader", "/figures/incidents.by_type/?year=2025")
    (address,) = re.findall(rf'href="([^"]*chart\.{kind}[^"]*)" download', html)
    file = reader(found, "leader").get(address.replace("&amp;", "&"))
    assert file.content.startswith(begins)
    assert file["Content-Disposition"] == (
        f'attachment; filename="incidents-by-type-2025-CHEM.{kind}"'
    )


def test_a_figure_without_a_chart_has_no_picture_to_save(found: World) -> None:
    client = reader(found, "rector")
    assert client.get("/figures/incidents.totals/chart.png").status_code == 404
    assert "PNG" not in page(found, "rector", "/figures/incidents.totals/")


def test_the_file_for_sharing_keeps_few_events_back_and_the_page_does_not(found: World) -> None:
    client = reader(found, "leader above")
    shown = page(found, "leader above", "/figures/incidents.by_unit/?year=2025")
    (address,) = re.findall(r'href="([^"]*rows\.csv[^"]*outside=1)"', shown)
    shared = client.get(address.replace("&amp;", "&"))
    assert shared["Content-Disposition"].endswith('-FAC-shared.csv"')
    lines = dict(line.split(",", 1) for line in shared.content.decode().splitlines())
    few = lines["PHYS"].split(",")[1:]
    assert "fewer than 5" in few
    assert not {"1", "2", "3", "4"} & set(few)
    assert ">2</td>" in shown, "who may see them sees all"


def test_a_figure_that_is_not_made_for_sharing_is_not_found_for_it(found: World) -> None:
    client = reader(found, "rector")
    assert client.get("/figures/incidents.days/rows.csv?outside=1").status_code == 404
    assert client.get("/figures/incidents.days/rows.xlsx?outside=1").status_code == 404
