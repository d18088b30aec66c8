"""A figure that counts persons tells of few of them nowhere: the same answer to everyone."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation
from openpyxl import load_workbook

from vern.control.incidents.models import Affected, Answer
from vern.control.incidents.tests.counting import with_museum
from vern.control.incidents.tests.make import World, told
from vern.core.history.models import HistoryLine
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.kernel.testing.client import AuditedClient
from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.core.org.actors import SYSTEM
from vern.core.org.services.units import Names, NewUnit, merge_units
from vern.hub.figures import blocks
from vern.hub.figures.export import to_csv, to_json
from vern.hub.figures.models import SmallGroups
from vern.hub.figures.ports import Row, Withheld, figures
from vern.hub.figures.rules import Hidden
from vern.hub.figures.services import answer, decide_small_groups

TODAY = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
STUDENT: tuple[Affected, ...] = (Affected.STUDENT,)
EMPLOYEE: tuple[Affected, ...] = (Affected.EMPLOYEE,)
HURT: dict[int, dict[str, list[tuple[Affected, ...]]]] = {
    2024: {"CHEM": [EMPLOYEE] * 6, "PHYS": [EMPLOYEE] * 7},
    2025: {
        "CHEM": [EMPLOYEE] * 6 + [STUDENT],
        "LAB": [EMPLOYEE] * 3,
        "PHYS": [EMPLOYEE] * 8,
        "ARTS": [EMPLOYEE + STUDENT, ()],
    },
}


def _world() -> World:
    with clock.at(TODAY):
        found = with_museum()
    for year, units in HURT.items():
        with clock.at(dt.datetime(year, 5, 1, 12, tzinfo=dt.UTC)):
            for unit, people in units.items():
                told(found, unit=unit, injury=Answer.NO)
                for who in people:
                    told(found, unit=unit, affected=who, injury=Answer.YES)
    return found


shared_world = once_per_module(_world)


@pytest.fixture
def found(shared_world: Shared[World], db: None) -> World:
    return shared_world.copy()


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.at(TODAY), translation.override("en"):
        yield


def reader(found: World, who: str) -> AuditedClient:
    client = found.client(who)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def by_unit(unit: str, year: int = 2025) -> dict[str, Row]:
    return {
        str(row["unit"]): row for row in answer("incidents.hurt", year=year, unit_code=unit).rows
    }


def test_groups_of_five_and_more_are_told_and_smaller_ones_are_not(found: World) -> None:
    rows = by_unit("FAC")
    assert rows["all"]["reports"] == 18
    assert rows["CHEM"]["reports"] == 10
    assert rows["PHYS"]["employee"] == 8
    assert str(by_unit("CHEM")["LAB"]["reports"]) == "fewer than 5"
    assert str(rows["CHEM"]["student"]) == "fewer than 5"
    assert str(by_unit("ARTS")["all"]["reports"]) == "fewer than 5"


def test_what_is_left_of_a_sum_is_not_told_either(found: World) -> None:
    """LAB has three of CHEM's ten, so CHEM's own seven must not stand beside them both."""
    rows = by_unit("CHEM")
    assert isinstance(rows["alone"]["reports"], Withheld) or isinstance(
        rows["all"]["reports"], Withheld
    )
    assert Hidden.KEPT in {
        value.why for row in rows.values() for value in row.values() if isinstance(value, Withheld)
    }


def test_the_same_number_gets_the_same_answer_wherever_it_stands(found: World) -> None:
    for child, parent in (("CHEM", "FAC"), ("PHYS", "FAC"), ("LAB", "CHEM"), ("FAC", "UNI")):
        alone = {key: value for key, value in by_unit(child)["all"].items() if key not in LABELS}
        beside = {key: value for key, value in by_unit(parent)[child].items() if key not in LABELS}
        in_years = answer("incidents.hurt_by_year", year=2026, unit_code=child).rows
        trend = next(row for row in in_years if row["year"] == 2025)
        assert alone == beside
        assert alone == {key: value for key, value in trend.items() if key not in LABELS}


LABELS = ("unit", "name", "year")


def test_who_may_see_one_unit_and_who_may_see_all_get_the_same(found: World) -> None:
    url = "/figures/incidents.hurt/rows.csv?year=2025&unit=CHEM"
    files = {reader(found, who).get(url).content for who in ("leader", "leader above", "rector")}
    assert len(files) == 1


def test_each_year_stands_as_its_own_units_did(found: World) -> None:
    """Otherwise what two units had together would tell, in another year's figures, what one had."""
    both = [found.units["CHEM"], found.units["PHYS"]]
    new = NewUnit("SCI", "department", Names("Realfag"), reports=True)
    merge_units(actor=SYSTEM, units=both, into=new, on=dt.date(2025, 7, 1))
    years = answer("incidents.hurt_by_year", year=2025, unit_code="SCI").rows
    assert [row["reports"] for row in years] == [None, None, None, None, 18]
    assert by_unit("CHEM", 2024)["all"]["reports"] == 6


def test_pages_files_and_documents_say_it_in_words(found: World) -> None:
    client = reader(found, "rector")
    url = "/figures/incidents.hurt/{}?year=2025&unit=ARTS"
    page = client.get(url.format("")).content.decode()
    assert "fewer than 5</td>" in page
    assert "Numbers of fewer than 5 persons are not shown" in page
    found_csv = client.get(url.format("rows.csv")).content.decode()
    assert next(csv.DictReader(io.StringIO(found_csv)))["reports"] == "fewer than 5"
    assert found_csv == to_csv(answer("incidents.hurt", year=2025, unit_code="ARTS"))
    book = load_workbook(io.BytesIO(client.get(url.format("rows.xlsx")).content)).worksheets[0]
    assert book["B2"].value == "fewer than 5"
    arts = answer("incidents.hurt", year=2025, unit_code="ARTS")
    assert json.loads(to_json(arts))[0]["reports"] == "fewer than 5"
    assert "fewer than 5" in blocks.table(arts).rows[0]
    assert "are not shown" in str(blocks.table(arts).note)


def test_the_chart_says_it_too_and_draws_no_bar(found: World) -> None:
    years = answer("incidents.hurt_by_year", year=2025, unit_code="ARTS")
    assert "2025 fewer than 5" in blocks.alternative(years)
    svg = reader(found, "rector").get(
        "/figures/incidents.hurt_by_year/chart.svg?year=2025&unit=ARTS&language=en"
    )
    assert "fewer than 5" in re.sub(r"</?tspan[^>]*>", "", svg.content.decode())


@pytest.mark.parametrize(
    ("language", "few", "kept"),
    [
        ("nb", "færre enn 5", "vises ikke"),
        ("nn", "færre enn 5", "blir ikkje vist"),
        ("en", "fewer than 5", "not shown"),
    ],
)
def test_it_is_said_in_the_readers_language(language: str, few: str, kept: str) -> None:
    with translation.override(language):
        assert str(Withheld(Hidden.FEW, 5)) == few
        assert str(Withheld(Hidden.KEPT, 5)) == kept


def test_the_dashboard_leaves_it_out_where_nobody_was_hurt(found: World) -> None:
    client = reader(found, "rector")
    assert "People hurt" in client.get("/figures/?year=2025&unit=ARTS").content.decode()
    assert "People hurt" not in client.get("/figures/?year=2023&unit=ARTS").content.decode()


def test_a_nought_may_hide_a_neighbour(found: World) -> None:
    """Without it, what the arts have would be what is left of the whole."""
    rows = by_unit("UNI")
    assert (rows["all"]["reports"], rows["FAC"]["reports"]) == (20, 18)
    assert "fewer than 5" in {str(rows["MUS"]["reports"]), str(rows["alone"]["reports"])}


def test_figures_of_events_tell_everything_to_those_who_may_see_them(found: World) -> None:
    for figure in figures:
        if not figure.counts_persons:
            rows = answer(figure.key, year=2025, unit_code="ARTS").rows
            assert not [v for row in rows for v in row.values() if isinstance(v, Withheld)]


def test_the_institution_decides_how_few_is_few(found: World) -> None:
    client = reader(found, "hse")
    page = client.get("/figures/small-groups/").content.decode()
    assert 'value="5"' in page
    assert client.post("/figures/small-groups/", {"least": "9"}).status_code == 302
    assert str(by_unit("FAC")["PHYS"]["employee"]) == "fewer than 9"
    line = HistoryLine.objects.get(verb="figures.small_groups_decided")
    assert (line.facts["before"], line.facts["least"]) == (5, 9)
    client.post("/figures/small-groups/", {"least": "9"})
    assert HistoryLine.objects.filter(verb="figures.small_groups_decided").count() == 1


@pytest.mark.parametrize("least", ["2", "51", "", "five"])
def test_too_few_is_refused_beside_the_field_and_what_was_written_stays(
    found: World, least: str
) -> None:
    response = reader(found, "hse").post("/figures/small-groups/", {"least": least})
    assert response.status_code == 200
    assert "error" in response.content.decode()
    assert f'value="{least}"' in response.content.decode() or not least
    assert not SmallGroups.objects.exists()


def test_neither_service_nor_database_lets_a_group_be_one_person(db: None) -> None:
    with pytest.raises(Refused):
        decide_small_groups(actor=SYSTEM, least=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        SmallGroups.objects.create(pk=1, least=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        SmallGroups.objects.create(pk=2, least=5)


def test_others_may_neither_see_nor_change_it(found: World) -> None:
    for who in ("leader", "rector", "reporter", "safety rep"):
        client = reader(found, who)
        assert client.get("/figures/small-groups/").status_code == 403
        assert client.post("/figures/small-groups/", {"least": "3"}).status_code == 403
    assert not SmallGroups.objects.exists()
