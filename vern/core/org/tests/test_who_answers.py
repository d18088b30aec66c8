"""Vacancies go upward; areas and units without a representative are known."""

from __future__ import annotations

import datetime as dt

import pytest

from vern.core.kernel import clock
from vern.core.org.actors import SYSTEM, for_person
from vern.core.org.capabilities import ADMINISTER
from vern.core.org.models import RoleCapability, RoleKey
from vern.core.org.queries import (
    representatives_of,
    responsible_for,
    uncovered,
    units_answered_for,
)
from vern.core.org.services.areas import AreaPart, draw_area, end_area
from vern.core.org.services.units import Names, create_unit, merge_units, move_unit
from vern.core.org.tests.world import area_of, give, new_unit, unit
from vern.core.org.tree import tree_on

pytestmark = pytest.mark.usefixtures("units")
DAY = dt.date(2024, 1, 1)
BEFORE = dt.date(2023, 12, 31)


def test_a_vacancy_goes_to_the_leader_above_visibly() -> None:
    dean = give(RoleKey.LEADER, "F").person
    answers = responsible_for(unit("S"))
    assert answers is not None
    assert (answers.person, answers.leads, answers.vacant) == (dean, unit("F"), True)
    own = give(RoleKey.LEADER, "A").person
    answers = responsible_for(unit("A"))
    assert answers is not None
    assert (answers.person, answers.vacant) == (own, False)


def test_nobody_answers_where_no_leader_stands_above() -> None:
    assert responsible_for(unit("S")) is None


def test_who_answered_in_the_past_follows_the_tree_of_that_day() -> None:
    dean_f, dean_g = give(RoleKey.LEADER, "F").person, give(RoleKey.LEADER, "G").person
    move_unit(actor=SYSTEM, unit=unit("A"), parent=unit("G"), on=DAY)
    earlier, now = responsible_for(unit("A"), on=BEFORE), responsible_for(unit("A"))
    assert earlier is not None
    assert now is not None
    assert (earlier.person, now.person) == (dean_f, dean_g)
    assert unit("A").pk in units_answered_for(dean_f.pk, on=BEFORE)
    assert unit("A").pk not in units_answered_for(dean_f.pk)


def test_open_cases_of_a_merged_unit_have_the_successors_leader() -> None:
    give(RoleKey.LEADER, "A")
    new = give(RoleKey.LEADER, "B").person
    merge_units(actor=SYSTEM, units=[unit("A")], into=unit("B"), on=DAY)
    answers = responsible_for(unit("A"))
    assert answers is not None
    assert answers.person == new


def test_areas_and_units_without_a_representative_are_known() -> None:
    area = area_of("A")
    create_unit(actor=SYSTEM, new=new_unit("X", reports=False), parent=unit("F"), on=DAY)
    bare = uncovered(tree_on(clock.today()))
    assert bare.areas == [area]
    assert unit("A").pk in bare.units
    assert unit("X").pk not in bare.units
    give(RoleKey.SAFETY_REP, "A", area=area)
    bare = uncovered(tree_on(clock.today()))
    assert bare.areas == []
    assert unit("A").pk not in bare.units
    assert unit("S").pk not in bare.units, "an area covers what stands below, too"
    assert unit("B").pk in bare.units


def test_an_ended_area_was_covered_before_its_end() -> None:
    area = area_of("A")
    person = give(RoleKey.SAFETY_REP, "A", area=area).person
    end_area(actor=SYSTEM, area=area, on=DAY)
    assert representatives_of(unit("A"), on=BEFORE) == [person]
    assert representatives_of(unit("A")) == []
    assert unit("A").pk not in uncovered(tree_on(BEFORE)).units


def test_an_area_with_a_unit_to_come_does_not_reach_everywhere() -> None:
    ahead = clock.today() + dt.timedelta(days=10)
    coming = create_unit(actor=SYSTEM, new=new_unit("X"), parent=unit("F"), on=ahead)
    area = draw_area(
        actor=SYSTEM,
        code="COMING",
        names=Names("Coming"),
        unit=unit("F"),
        parts=[AreaPart(unit=coming)],
    )
    RoleCapability.objects.create(role_id=RoleKey.SAFETY_REP, capability=ADMINISTER)
    person = give(RoleKey.SAFETY_REP, "F", area=area).person
    actor = for_person(person)
    assert not actor.scope(ADMINISTER).covers(unit("U").path)
    assert not actor.scope(ADMINISTER).everywhere
