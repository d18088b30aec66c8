"""The demo's units, people and posts are what the annual report and the issue's story need."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter

import pytest

from vern.site.demo.content import last_day, published, units
from vern.site.demo.posts import (
    PlannedPost,
    leader_on,
    members_on,
    organisation,
    vacant_posts,
)
from vern.site.demo.structure import by_code, ending, names_on, reporting

FIRST, LAST = dt.date(2021, 1, 1), last_day()


def posts(role: str) -> list[PlannedPost]:
    return [post for post in organisation().posts if post.role == role]


@pytest.mark.parametrize("year", sorted(published().reporting_units))
def test_as_many_units_report_as_published(year: int) -> None:
    assert len(reporting(dt.date(year, 12, 31))) == published().reporting_units[year]


def test_there_are_ten_units_at_faculty_level() -> None:
    kinds = Counter(unit.kind for unit in units() if unit.exists(LAST))
    assert kinds["faculty"] == 8
    assert kinds["faculty"] + kinds["museum"] + kinds["administration"] == 10


def test_every_unit_hangs_under_one_that_lives_as_long() -> None:
    for unit in units():
        if unit.parent:
            above = by_code()[unit.parent]
            assert above.valid_from <= unit.valid_from
            assert above.valid_to is None


def test_a_unit_that_ended_has_a_successor_on_its_last_day() -> None:
    for unit in units():
        if unit.valid_to:
            change = ending(unit.code)
            assert change is not None
            assert change.on == unit.valid_to
            assert all(by_code()[code].exists(change.on) for code in change.targets)


def test_a_renamed_unit_keeps_its_old_name_in_old_years() -> None:
    assert names_on("IEL", dt.date(2022, 7, 31)).nb == "Institutt for elkraftteknikk"
    assert names_on("IEL", dt.date(2022, 8, 1)).nb == "Institutt for elektrisk energi"


def test_at_most_one_leader_at_a_time() -> None:
    for unit in units():
        mine = sorted((p for p in posts("leader") if p.unit == unit.code), key=lambda p: p.start)
        for former, latter in itertools.pairwise(mine):
            assert former.end is not None
            assert former.end <= latter.start


def test_exactly_two_posts_as_leader_are_vacant_and_go_to_the_one_above() -> None:
    assert vacant_posts() == ["ISL", "FADM-DOK"]
    assert leader_on("ISL", LAST) == leader_on("HF", LAST)
    assert leader_on("ISL", dt.date(2026, 8, 1)) != leader_on("HF", dt.date(2026, 8, 1))


def test_someone_answers_for_every_unit_on_every_day_of_the_demo() -> None:
    for unit in units():
        for day in (FIRST, dt.date(2023, 1, 1), dt.date(2025, 8, 1), LAST):
            if unit.exists(day):
                assert leader_on(unit.code, day) >= 0


def test_who_is_who_differs_between_years() -> None:
    then, today = dt.date(2021, 6, 1), LAST
    changed = [
        unit.code
        for unit in units()
        if unit.exists(then) and unit.exists(today)
        and leader_on(unit.code, then) != leader_on(unit.code, today)
    ]  # fmt: skip
    assert len(changed) > 40


def test_one_area_is_without_a_representative() -> None:
    held = {post.area for post in posts("safety_rep") if post.holds(LAST)}
    without = [a.code for a in organisation().areas if a.end is None and a.code not in held]
    assert without == ["VO-IMU"]
    areas = organisation().areas
    assert any(area.building for area in areas)
    assert any(area.part for area in areas)


def test_every_faculty_level_unit_has_a_local_chief_representative() -> None:
    held = [post.unit for post in posts("local_chief_rep") if post.holds(LAST)]
    assert len(held) == len(set(held)) == 10
    assert len([post for post in posts("main_chief_rep") if post.holds(LAST)]) == 1


def test_the_auditor_is_limited_in_time_and_scope() -> None:
    (audit,) = posts("auditor")
    assert audit.scope
    assert audit.end is not None
    assert audit.holds(LAST)


def test_about_nine_thousand_people_with_unique_addresses() -> None:
    people = organisation().people
    assert len(people) == 9000
    assert len({person.email for person in people}) == 9000
    assert all(person.email.endswith("@vern.example") for person in people)
    assert all(person.email.isascii() for person in people)


def test_nobody_begins_at_a_unit_that_does_not_exist() -> None:
    for person in organisation().people:
        if person.unit:
            assert by_code()[person.unit].exists(person.since), person.email
            assert person.until is None or person.since < person.until


def test_the_cast_belongs_together() -> None:
    cast = {p.demo_role: p for p in organisation().people if p.demo_role}
    assert len(cast) == 14
    assert cast["case_handler"].unit == "IKP"
    assert {cast[key].unit for key in ("employee", "student", "leader", "safety_rep")} == {"IKP"}
    assert leader_on("IKP", LAST) == cast["leader"].number
    assert leader_on("NV", LAST) == cast["dean"].number
    assert leader_on("NTNU", LAST) == cast["rector"].number
    rep = [p.person for p in posts("safety_rep") if p.area == "VO-IKP" and p.holds(LAST)]
    assert rep == [cast["safety_rep"].number]


def test_every_unit_that_reports_has_people_who_can() -> None:
    for day in (FIRST, dt.date(2024, 6, 1), LAST):
        for unit in reporting(day):
            assert len(members_on(unit.code, day)) >= 5, unit.code
