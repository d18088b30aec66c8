"""What the figures count, on small cases made through the services that people use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vern.control.incidents import services
from vern.control.incidents.models import Category
from vern.control.incidents.rules import IncidentType, Level, Severity
from vern.control.incidents.services.dialogue import write_to_reporter
from vern.control.incidents.tests.counting import with_museum
from vern.control.incidents.tests.make import World, told
from vern.core.history.models import HistoryLine
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.core.org import tree
from vern.core.org.actors import SYSTEM
from vern.core.org.services.units import Names, NewUnit, merge_units
from vern.core.records.models import Record
from vern.hub.figures.models import Extract
from vern.hub.figures.ports import Row
from vern.hub.figures.services import answer, fix_extract

OSLO = ZoneInfo("Europe/Oslo")
NEW_YEAR = dt.date(2025, 12, 31)
LATER = dt.date(2026, 3, 1)


shared_museum = once_per_module(with_museum)


@pytest.fixture
def found(shared_museum: Shared[World], db: None) -> World:
    return shared_museum.copy()


@contextmanager
def on(day: dt.date, time: str = "12:00") -> Iterator[None]:
    with clock.at(dt.datetime.combine(day, dt.time.fromisoformat(time), tzinfo=OSLO)):
        yield


def reported(
    found: World,
    day: dt.date = dt.date(2025, 5, 1),
    unit: str = "CHEM",
    type_: IncidentType = IncidentType.ACCIDENT,
) -> Record:
    with on(day):
        return told(found, unit=unit, type_=type_)


def closed(record: Record, day: dt.date, time: str = "12:00") -> None:
    with on(day, time):
        services.close(actor=SYSTEM, record=record, message="Takk.", no_measures_reason="Ingen.")


def rejected(record: Record, day: dt.date) -> None:
    with on(day):
        services.reject(actor=SYSTEM, record=record, reason="Ikke en sak for oss.")


def reopened(record: Record, day: dt.date) -> None:
    with on(day):
        services.reopen(actor=SYSTEM, record=record, reason="Det skjedde igjen.")


def totals(as_of: dt.date = NEW_YEAR, year: int = 2025, unit: str | None = None) -> list[object]:
    (row,) = answer("incidents.totals", year=year, as_of=as_of, unit_code=unit).rows
    return list(row.values())


def rows(key: str, **asked: object) -> dict[object, Row]:
    """The rows by their first column."""
    chosen: dict[str, object] = {"year": 2025, "as_of": NEW_YEAR, **asked}
    found = answer(f"incidents.{key}", **chosen)  # type: ignore[arg-type]
    return {row[found.figure.columns[0].key]: row for row in found.rows}


def test_a_suggestion_is_no_event(found: World) -> None:
    reported(found, type_=IncidentType.SUGGESTION)
    reported(found, type_=IncidentType.UNKNOWN)
    assert totals() == [1, 0, 1, 0]


def test_closed_means_closed_by_the_end_of_the_extracts_day(found: World) -> None:
    record = reported(found)
    closed(record, dt.date(2025, 6, 10), "23:59")
    assert totals(dt.date(2025, 6, 9)) == [1, 0, 0, 0]
    assert totals(dt.date(2025, 6, 10)) == [1, 1, 0, 0]


def test_what_is_reopened_was_closed_until_then(found: World) -> None:
    record = reported(found)
    closed(record, dt.date(2025, 6, 1))
    reopened(record, dt.date(2025, 7, 1))
    closed(record, dt.date(2025, 8, 1))
    days = [dt.date(2025, month, 15) for month in (5, 6, 7, 8)]
    assert [totals(day)[1] for day in days] == [0, 1, 0, 1]


def test_a_rejected_report_is_left_out_from_the_day_it_is_rejected(found: World) -> None:
    record = reported(found)
    rejected(record, dt.date(2026, 2, 1))
    assert totals(dt.date(2026, 1, 31)) == [1, 0, 0, 0]
    assert totals(dt.date(2026, 2, 1)) == [0, 0, 0, 0]
    reopened(record, dt.date(2026, 2, 10))
    assert totals(dt.date(2026, 2, 10)) == [1, 0, 0, 0]


def test_the_year_is_that_of_the_place(found: World) -> None:
    for moment in ("2024-12-31T22:59", "2024-12-31T23:00", "2025-12-31T22:59", "2025-12-31T23:00"):
        with clock.at(dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC)):
            told(found)
    assert [totals(LATER, year)[0] for year in (2024, 2025, 2026)] == [1, 2, 1]


def test_what_came_after_the_extract_is_not_counted(found: World) -> None:
    reported(found, dt.date(2025, 5, 1))
    reported(found, dt.date(2025, 5, 2))
    assert totals(dt.date(2025, 5, 1))[0] == 1


def test_the_published_extract_is_used_unless_another_day_is_given(found: World) -> None:
    record = reported(found)
    closed(record, dt.date(2026, 2, 1))
    fix_extract(actor=SYSTEM, year=2025, taken_on=dt.date(2026, 1, 31))
    with on(LATER):
        (published,) = answer("incidents.totals", year=2025).rows
    assert published["events_closed"] == 0
    assert totals(LATER) == [1, 1, 0, 0]


def test_without_an_extract_it_is_as_of_today(found: World) -> None:
    closed(reported(found), dt.date(2025, 9, 1))
    with on(dt.date(2025, 8, 31)):
        assert answer("incidents.totals", year=2025).rows[0]["events_closed"] == 0
    with on(dt.date(2025, 9, 1)):
        assert answer("incidents.totals", year=2025).rows[0]["events_closed"] == 1


def test_a_fixed_extract_cannot_be_moved(found: World) -> None:
    fix_extract(actor=SYSTEM, year=2025, taken_on=dt.date(2026, 1, 31))
    fix_extract(actor=SYSTEM, year=2025, taken_on=dt.date(2026, 1, 31))
    with pytest.raises(Refused):
        fix_extract(actor=SYSTEM, year=2025, taken_on=dt.date(2026, 2, 1))
    assert [each.taken_on for each in Extract.objects.all()] == [dt.date(2026, 1, 31)]
    assert HistoryLine.objects.filter(verb="figures.extract_fixed").count() == 1


@pytest.mark.parametrize("day", [dt.date(2025, 12, 30), dt.date(2026, 3, 2)])
def test_an_extract_is_taken_after_the_year_and_not_in_the_future(
    found: World, day: dt.date
) -> None:
    with on(LATER), pytest.raises(Refused):
        fix_extract(actor=SYSTEM, year=2025, taken_on=day)


def assessed(found: World, type_: IncidentType, severity: Severity) -> None:
    record = reported(found, type_=type_)
    with on(dt.date(2025, 5, 2)):
        services.assess(
            actor=SYSTEM,
            record=record,
            assessment=services.Assessment(type=type_, severity=severity),
        )


def test_table_1_has_a_row_for_each_harm_and_a_column_for_each_level(found: World) -> None:
    assessed(
        found,
        IncidentType.ACCIDENT,
        Severity(human_actual=Level.SOME, human_potential=Level.CATASTROPHIC),
    )
    assessed(found, IncidentType.NEAR_MISS, Severity(human_actual=Level.NONE_OR_MINOR))
    table = rows("severity")
    assert list(table) == [
        "human_actual",
        "human_potential",
        "material_actual",
        "material_potential",
        "environment_actual",
        "environment_potential",
    ]
    assert list(table["human_actual"].values())[1:] == [0, 1, 1, 0, 0, 0]
    assert list(table["human_potential"].values())[1:] == [1, 0, 0, 0, 0, 1]
    assert list(table["material_actual"].values())[1:] == [2, 0, 0, 0, 0, 0]


def test_table_1_leaves_out_nonconformities_without_any_severity(found: World) -> None:
    reported(found, type_=IncidentType.NONCONFORMITY)
    assert rows("severity")["human_actual"]["not_chosen"] == 0
    assessed(found, IncidentType.NONCONFORMITY, Severity(environment_potential=Level.NONE_OR_MINOR))
    assert rows("severity")["human_actual"]["not_chosen"] == 1
    reported(found, type_=IncidentType.HAZARDOUS_CONDITION)
    assert rows("severity")["human_actual"]["not_chosen"] == 2


def test_table_1_leaves_out_suggestions(found: World) -> None:
    assessed(found, IncidentType.SUGGESTION, Severity(human_actual=Level.SOME))
    assert rows("severity")["human_actual"]["some"] == 0


def test_every_unit_at_the_level_has_a_row_and_the_rest_one_of_its_own(found: World) -> None:
    reported(found, unit="LAB")
    reported(found, unit="CHEM")
    assert {
        code: row["events"] for code, row in rows("by_unit", level=tree.Level.REPORTING).items()
    } == {
        "CHEM": 2,
        "MUS": 0,
        "PHYS": 0,
    }
    reported(found, unit="FAC")
    assert rows("by_unit", level=tree.Level.REPORTING)["other"]["events"] == 1
    assert {
        code: row["events"] for code, row in rows("by_unit", level=tree.Level.FACULTY).items()
    } == {
        "ARTS": 0,
        "FAC": 3,
        "MUS": 0,
    }


def test_a_unit_is_counted_with_all_below_it(found: World) -> None:
    for unit in ("LAB", "CHEM", "PHYS", "ARTS"):
        reported(found, unit=unit)
    counted = {unit: totals(unit=unit)[0] for unit in ("UNI", "FAC", "CHEM", "LAB", "MUS")}
    assert counted == {"UNI": 4, "FAC": 3, "CHEM": 2, "LAB": 1, "MUS": 0}


def test_an_earlier_year_has_the_units_of_that_year(found: World) -> None:
    reported(found, dt.date(2024, 5, 1), "CHEM")
    reported(found, dt.date(2024, 5, 1), "PHYS")
    both = [found.units["CHEM"], found.units["PHYS"]]
    new = NewUnit("SCI", "department", Names("Realfag"), reports=True)
    merged = merge_units(actor=SYSTEM, units=both, into=new, on=dt.date(2025, 1, 1))
    found.units["SCI"] = merged
    reported(found, dt.date(2025, 5, 1), "SCI")
    in_2024 = rows("by_unit", year=2024, level=tree.Level.REPORTING)
    assert {code: row["events"] for code, row in in_2024.items()} == {
        "CHEM": 1,
        "PHYS": 1,
        "MUS": 0,
    }
    in_2025 = rows("by_unit", level=tree.Level.REPORTING)
    assert {code: row["events"] for code, row in in_2025.items()} == {"SCI": 1, "MUS": 0}
    with pytest.raises(Refused, match="SCI"):
        totals(unit="CHEM")
    by_year = rows("by_year", unit_code="SCI")
    assert {year: row["events"] for year, row in by_year.items() if row["events"]} == {
        2024: 2,
        2025: 1,
    }


def test_a_report_counts_once_in_each_of_its_categories(found: World) -> None:
    fire, gas = Category.objects.all()[:2]
    with on(dt.date(2025, 5, 1)):
        told(found, categories=(fire, gas))
        told(found)
    table = rows("by_category")
    assert [table[key]["events"] for key in (fire.key, gas.key, "none")] == [1, 1, 1]


def test_a_category_that_is_no_longer_offered_is_shown_where_it_is_used(found: World) -> None:
    fire, gas = Category.objects.all()[:2]
    Category.objects.filter(pk__in=[fire.pk, gas.pk]).update(offered=False)
    with on(dt.date(2025, 5, 1)):
        told(found, categories=(fire,))
    table = rows("by_category")
    assert fire.key in table
    assert gas.key not in table


def test_types_add_up_to_all_reports(found: World) -> None:
    closed(reported(found), dt.date(2025, 6, 1))
    reported(found, type_=IncidentType.SUGGESTION)
    table = rows("by_type")
    assert set(table) == set(IncidentType)
    assert (table["accident"]["reports"], table["accident"]["closed"]) == (1, 1)
    assert sum(int(str(row["reports"] or 0)) for row in table.values()) == 2


def test_each_of_five_years_is_as_of_its_own_extract(found: World) -> None:
    closed(reported(found, dt.date(2024, 5, 1)), dt.date(2025, 3, 1))
    closed(reported(found, dt.date(2025, 5, 1)), dt.date(2025, 6, 1))
    fix_extract(actor=SYSTEM, year=2024, taken_on=dt.date(2025, 1, 31))
    table = rows("by_year")
    assert list(table) == [2021, 2022, 2023, 2024, 2025]
    assert [row["events_closed"] for row in table.values()] == [0, 0, 0, 0, 1]
    assert table[2024]["events"] == 1
    assert totals(dt.date(2025, 1, 31), 2024) == list(table[2024].values())[1:]


def test_the_share_closed_is_in_percent_and_empty_where_there_is_nothing(found: World) -> None:
    closed(reported(found), dt.date(2025, 6, 1))
    reported(found)
    reported(found)
    table = rows("closed_share")
    assert table["events"]["percent"] == 33.3
    assert table["suggestions"]["percent"] is None


def test_days_are_medians_of_those_that_got_that_far(found: World) -> None:
    first, second, third = (reported(found, dt.date(2025, 5, 1)) for _ in range(3))
    with on(dt.date(2025, 5, 2)):
        services.take_up(actor=SYSTEM, record=first)
        services.take_up(actor=SYSTEM, record=third)
    with on(dt.date(2025, 5, 3)):
        write_to_reporter(actor=SYSTEM, record=first, text="Vi ser på det.", asks=False)
    closed(first, dt.date(2025, 5, 11))
    closed(second, dt.date(2025, 5, 7))
    closed(third, dt.date(2026, 2, 1))
    table = rows("days")
    assert (table["first_answer"]["reports"], table["first_answer"]["median_days"]) == (2, 4.0)
    assert (table["closed"]["reports"], table["closed"]["median_days"]) == (2, 8.0)
    assert rows("days", unit_code="MUS")["closed"]["median_days"] is None


@pytest.mark.parametrize(
    ("key", "asked", "field"),
    [
        ("incidents.nothing", {}, "key"),
        ("incidents.totals", {"year": 2019}, "year"),
        ("incidents.totals", {"year": 2100}, "year"),
        ("incidents.totals", {"unit_code": "NOWHERE"}, "unit"),
        ("incidents.totals", {"level": tree.Level.FACULTY}, "level"),
        ("incidents.by_unit", {"level": tree.Level.INSTITUTION}, "level"),
    ],
)
def test_what_cannot_be_answered_is_refused_by_name(
    found: World, key: str, asked: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        answer(key, **{"year": 2025, **asked})  # type: ignore[arg-type]
    assert refused.value.field == field


UNITS = st.sampled_from(["UNI", "FAC", "CHEM", "LAB", "PHYS", "ARTS", "MUS"])
FATES = st.sampled_from(["open", "closed", "rejected", "reopened"])
REPORTS = st.lists(st.tuples(UNITS, st.sampled_from(IncidentType), FATES), max_size=10)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(reports=REPORTS)
def test_units_types_and_years_add_up_to_the_totals(
    found: World, reports: list[tuple[str, IncidentType, str]]
) -> None:
    with transaction.atomic():
        for unit, type_, fate in reports:
            record = reported(found, unit=unit, type_=type_)
            if fate in {"closed", "reopened"}:
                closed(record, dt.date(2025, 6, 1))
            if fate == "rejected":
                rejected(record, dt.date(2025, 6, 1))
            if fate == "reopened":
                reopened(record, dt.date(2025, 7, 1))
        for within in (None, "FAC", "LAB"):
            whole = totals(unit=within)
            for level in (tree.Level.FACULTY, tree.Level.REPORTING):
                parts = rows("by_unit", level=level, unit_code=within).values()
                assert [_sum(parts, key) for key in COUNTS] == whole
            assert list(rows("by_year", unit_code=within)[2025].values())[1:] == whole
            types = rows("by_type", unit_code=within).values()
            assert _sum(types, "reports") == int(str(whole[0])) + int(str(whole[2]))
        in_table_1 = [
            type_
            for _unit, type_, fate in reports
            if fate != "rejected"
            and type_ not in {IncidentType.SUGGESTION, IncidentType.NONCONFORMITY}
        ]
        assert rows("severity")["human_actual"]["not_chosen"] == len(in_table_1)
        expected = [fate for _unit, _type, fate in reports if fate != "rejected"]
        assert int(str(totals()[0])) + int(str(totals()[2])) == len(expected)
        transaction.set_rollback(True)


COUNTS = ("events", "events_closed", "suggestions", "suggestions_closed")


def _sum(rows: object, key: str) -> int:
    return sum(row[key] for row in rows)  # type: ignore[attr-defined]
