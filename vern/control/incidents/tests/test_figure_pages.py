"""The pages of figures: who sees what, that they say what they count, what they cost."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from vern.control.incidents import services
from vern.control.incidents.rules import IncidentType
from vern.control.incidents.tests.counting import with_museum
from vern.control.incidents.tests.make import World, person, told
from vern.core.kernel import clock
from vern.core.kernel.testing.client import AuditedClient
from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.core.org.actors import SYSTEM
from vern.core.org.services.units import Names, NewUnit, merge_units
from vern.hub.figures.export import to_csv
from vern.hub.figures.ports import figures
from vern.hub.figures.services import answer, fix_extract

TODAY = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
IN_2025 = dt.datetime(2025, 5, 1, 12, tzinfo=dt.UTC)


shared_museum = once_per_module(clock.at(TODAY)(with_museum))


@pytest.fixture
def found(shared_museum: Shared[World], db: None) -> World:
    return shared_museum.copy()


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.at(TODAY):
        yield


def reader(found: World, who: str) -> AuditedClient:
    client = found.client(who)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def status(found: World, who: str, url: str) -> int:
    return int(found.client(who).get(url).status_code)


def reports(found: World, number: int = 1, unit: str = "CHEM") -> None:
    with clock.at(IN_2025):
        for each in range(number):
            told(found, unit=unit, type_=list(IncidentType)[each % 7])


def test_a_stranger_is_asked_to_sign_in(found: World) -> None:
    for url in ("/figures/", "/figures/incidents.totals/", "/figures/incidents.totals/rows.csv"):
        assert AuditedClient().get(url).status_code == 302


def test_someone_without_a_role_sees_no_figures(found: World) -> None:
    found.people["nobody"] = person("nobody")
    assert status(found, "nobody", "/figures/") == 403


@pytest.mark.parametrize(
    ("who", "unit"),
    [
        ("reporter", "Institutt for kjemi"),
        ("safety rep", "Institutt for kjemi"),
        ("leader of lab", "Seksjon for syntese"),
        ("leader above", "Fakultet for naturvitenskap"),
        ("rector", "Universitetet"),
        ("hse", "Universitetet"),
    ],
)
def test_one_meets_the_figures_of_ones_own_unit(found: World, who: str, unit: str) -> None:
    page = text(reader(found, who), "/figures/?year=2025")
    assert f'<p class="vern-kicker">{unit}</p>' in page


@pytest.mark.parametrize(
    ("who", "seen", "unseen"),
    [
        ("reporter", "CHEM LAB", "UNI FAC PHYS ARTS MUS"),
        ("leader of lab", "LAB", "UNI FAC CHEM PHYS ARTS MUS"),
        ("leader above", "FAC CHEM LAB PHYS", "UNI ARTS MUS"),
        ("hse", "UNI FAC CHEM LAB PHYS ARTS MUS", "NOWHERE"),
    ],
)
def test_one_may_ask_for_the_units_within_ones_reach(
    found: World, who: str, seen: str, unseen: str
) -> None:
    client = found.client(who)
    paths = ("", "incidents.totals/", "incidents.by_unit/rows.csv")
    for path in paths:
        for code in seen.split():
            assert client.get(f"/figures/{path}?year=2025&unit={code}").status_code == 200
        for code in unseen.split():
            assert client.get(f"/figures/{path}?year=2025&unit={code}").status_code == 404


@pytest.mark.parametrize(
    "url",
    [
        "/figures/incidents.nothing/",
        "/figures/?year=1850",
        "/figures/?year=next",
        "/figures/?year=" + "9" * 5000,
        "/figures/?year=2027",
        "/figures/?level=planet",
        "/figures/incidents.totals/chart.svg",
        "/figures/incidents.nothing/rows.csv",
    ],
)
def test_what_does_not_exist_is_not_found(found: World, url: str) -> None:
    assert status(found, "hse", url) == 404


def test_the_overview_shows_numbers_table_1_and_what_they_count(found: World) -> None:
    reports(found, 14)
    page = text(reader(found, "rector"), "/figures/?year=2025")
    assert '<span class="vern-number">12</span>' in page
    assert '<span class="vern-number">2</span>' in page
    for figure in figures:
        if figure.overview is not None and not figure.counts_persons:  # nobody was hurt
            assert str(figure.title) in page
            assert str(figure.definition) in page
    assert "Outer environment, potential" in page
    assert "Stated as of 1\u00a0March 2026." in page
    assert 'alt="Bar chart. ' in page


def test_the_overview_says_when_it_is_stated_as_the_annual_report(found: World) -> None:
    fix_extract(actor=SYSTEM, year=2025, taken_on=dt.date(2026, 1, 31))
    page = text(reader(found, "rector"), "/figures/?year=2025")
    assert "Stated as of 31\u00a0January 2026, like the annual report." in page


def test_a_year_that_has_hardly_begun_is_not_shown_before_it_has_reports(found: World) -> None:
    reports(found)
    assert "Figures 2025" in text(reader(found, "rector"), "/figures/")
    told(found)
    assert "Figures 2026" in text(reader(found, "rector"), "/figures/")


def test_the_leader_of_several_units_sees_them_side_by_side_and_goes_on_to_one(
    found: World,
) -> None:
    client = reader(found, "leader above")
    page = text(client, "/figures/?year=2025")
    assert "Events by unit" in page
    assert 'href="/figures/?year=2025&amp;unit=PHYS"' in page
    assert "Events by unit" not in text(client, "/figures/?year=2025&unit=PHYS")


def test_only_who_reads_the_reports_is_led_to_them(found: World) -> None:
    reports(found, 5)
    to_reports = 'href="/incidents/?'
    assert to_reports in text(reader(found, "leader"), "/figures/?year=2025")
    assert to_reports not in text(reader(found, "reporter"), "/figures/?year=2025")


def test_the_whole_institution_may_be_parted_in_two_ways(found: World) -> None:
    client = reader(found, "rector")
    assert "Institutt for fysikk</a></th>" not in text(client, "/figures/?year=2025&level=faculty")
    assert "Institutt for fysikk</a></th>" in text(client, "/figures/?year=2025&level=reporting")


def test_a_level_that_says_nothing_of_the_unit_is_not_offered(found: World) -> None:
    page = text(reader(found, "leader above"), "/figures/?year=2025&level=faculty")
    assert 'name="level"' not in page
    assert "Institutt for fysikk</a></th>" in page


def test_a_unit_that_was_another_in_the_year_is_explained(found: World) -> None:
    both = [found.units["CHEM"], found.units["PHYS"]]
    new = NewUnit("SCI", "department", Names("Realfag"), reports=True)
    merge_units(actor=SYSTEM, units=both, into=new, on=dt.date(2025, 1, 1))
    dean = reader(found, "leader above")
    page = text(dean, "/figures/?year=2024&unit=SCI")
    assert "SCI was not a unit of its own at the end of 2024." in page
    page = text(dean, "/figures/?year=2025&unit=CHEM")
    assert "CHEM was not a unit of its own at the end of 2025." in page
    assert "Institutt for fysikk" in text(dean, "/figures/?year=2024")


def test_a_year_before_the_institution_says_so(found: World) -> None:
    fix_extract(actor=SYSTEM, year=2021, taken_on=dt.date(2022, 1, 31))
    client = reader(found, "rector")
    assert "No figures for 2019" in text(client, "/figures/?year=2019")
    assert "No figures for 2019" in text(client, "/figures/incidents.totals/?year=2019")
    assert client.get("/figures/incidents.totals/rows.csv?year=2019").status_code == 404


@pytest.mark.parametrize("key", [figure.key for figure in figures])
def test_each_figure_has_a_page_and_its_rows_as_a_file(found: World, key: str) -> None:
    reports(found, 9)
    client = reader(found, "rector")
    page = text(client, f"/figures/{key}/?year=2025")
    assert str(figures[key].definition) in page
    file = client.get(f"/figures/{key}/rows.csv?year=2025")
    assert file["Content-Type"] == "text/csv; charset=utf-8"
    assert "2025.csv" in file["Content-Disposition"]
    assert file.content.decode() == to_csv(answer(key, year=2025))
    rows = list(csv.reader(file.content.decode().splitlines()))
    assert page.count("<tr>") == (5 if figures[key].single_row else len(rows))


def test_charts_are_pictures_in_the_readers_language(found: World) -> None:
    reports(found, 9)
    page = text(reader(found, "rector"), "/figures/incidents.by_type/?year=2025")
    (url,) = re.findall(r'<img src="([^"]*/chart.svg[^"]*)"', page)
    url = url.replace("&amp;", "&")
    assert parse_qs(urlsplit(url).query)["language"] == ["en"]
    picture = found.client("rector").get(url)
    assert picture["Content-Type"] == "image/svg+xml"
    assert "max-age" in picture["Cache-Control"]
    assert "private" in picture["Cache-Control"]
    assert ">Near miss<" in picture.content.decode()
    narrow = found.client("rector").get(f"{url}&narrow=1").content.decode()
    assert 'width="354"' in narrow


def test_a_figure_without_anything_to_draw_has_no_picture(found: World) -> None:
    page = text(reader(found, "rector"), "/figures/incidents.by_type/?year=2025")
    assert "chart.svg" not in page


Limit = Callable[..., AbstractContextManager[object]]


def test_a_page_costs_at_most_15_queries_however_many_reports(
    found: World, django_assert_max_num_queries: Limit
) -> None:
    for number in (1, 20):
        reports(found, number)
        for who in ("reporter", "safety rep", "leader above", "rector", "hse"):
            client = reader(found, who)
            for url in ("/figures/", "/figures/?year=2025", "/figures/incidents.by_category/"):
                with django_assert_max_num_queries(15, info=f"{who} {url}"):
                    text(client, url)


def test_what_is_closed_since_is_seen_at_once(found: World) -> None:
    with clock.at(IN_2025):
        record = told(found)
    page = "/figures/incidents.closed_share/?year=2025"
    assert "100.0" not in text(reader(found, "reporter"), page)
    services.close(actor=SYSTEM, record=record, message="Takk.", no_measures_reason="Ingen.")
    assert "100.0" in text(reader(found, "reporter"), page)
