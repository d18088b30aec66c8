"""Who is responsible: a person, a role at a unit or a unit, resolved on the day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.measures import queries, services
from vern.core.measures.models import Measure
from vern.core.measures.responsible import carriers
from vern.core.measures.services import Post
from vern.core.measures.tests.conftest import World
from vern.core.notices.models import Notice
from vern.core.org.actors import SYSTEM, for_person
from vern.core.org.models import Assignment, RoleKey
from vern.core.org.services.people import NewPerson, appoint, register_person


def given(world: World, responsible: object, unit: str = "DEP", **other: Any) -> Measure:
    plan = world.plan(responsible=responsible, **other)
    return services.decide(actor=SYSTEM, record=world.case(unit), plan=plan)


def leave(world: World, who: str) -> None:
    Assignment.objects.filter(person=world.people[who]).update(valid_to=clock.today())


def found(world: World, measure: Measure) -> set[str]:
    """Who is responsible, as the filter and as the measure itself say: they must agree."""
    fresh = Measure.objects.select_related(
        "responsible", "responsible_role", "responsible_unit", "unit"
    ).get(pk=measure.pk)
    named = {person.pk for person in carriers([fresh])[measure.pk]}
    filtered = {
        person.pk
        for person in world.people.values()
        if Measure.objects.carried_by(for_person(person)).filter(pk=measure.pk).exists()
    }
    assert named == filtered
    return {key for key, person in world.people.items() if person.pk in named}


def test_a_person_carries_it_until_they_leave_then_the_leader_does(world: World) -> None:
    measure = given(world, world.people["employee"])
    assert found(world, measure) == {"employee"}
    Assignment.objects.filter(person=world.people["employee"]).update(valid_to=clock.today())
    fresh = Measure.objects.select_related("responsible", "responsible_unit", "unit").get()
    assert carriers([fresh])[measure.pk] == [world.people["leader"]]
    assert measure in Measure.objects.carried_by(world.actor("leader"))


def test_a_unit_is_whoever_leads_it_and_the_leader_above_while_nobody_does(world: World) -> None:
    measure = given(world, Post(world.units["DEP"]))
    assert found(world, measure) == {"leader"}
    leave(world, "leader")
    assert found(world, measure) == {"dean"}
    appoint(
        actor=SYSTEM,
        person=world.people["employee"],
        role=RoleKey.LEADER,
        unit=world.units["DEP"],
        on=clock.today(),
    )
    assert found(world, measure) == {"employee"}


def test_a_unit_below_without_leader_falls_to_the_nearest_one_above(world: World) -> None:
    assert found(world, given(world, Post(world.units["SEC"]), "SEC")) == {"leader"}
    assert found(world, given(world, Post(world.units["SIDE"]))) == {"sibling_leader"}
    assert found(world, given(world, Post(world.units["UNI"]))) == set()


def test_a_role_is_whoever_has_it_and_the_leader_while_nobody_does(world: World) -> None:
    measure = given(world, Post(world.units["DEP"], RoleKey.COORDINATOR))
    assert found(world, measure) == {"coordinator"}
    leave(world, "coordinator")
    assert found(world, measure) == {"leader"}
    leave(world, "leader")
    assert found(world, measure) == {"dean"}
    assert found(world, given(world, Post(world.units["DEP"], RoleKey.LEADER))) == {"dean"}


def test_my_work_follows_the_post_and_so_does_the_page(world: World) -> None:
    measure = given(world, Post(world.units["SIDE"], RoleKey.CASE_HANDLER))
    url = f"/measures/{measure.pk}/"
    assert [line.measure for line in queries.to_do(world.actor("sibling_leader"), 9)] == [measure]
    assert world.client("sibling_leader").get(url).status_code == 200
    assert world.client("sibling").get(url).status_code == 404
    appoint(
        actor=SYSTEM,
        person=world.people["sibling"],
        role=RoleKey.CASE_HANDLER,
        unit=world.units["SIDE"],
        on=clock.today(),
    )
    assert queries.to_do(world.actor("sibling_leader"), 9) == []
    assert [line.measure for line in queries.to_do(world.actor("sibling"), 9)] == [measure]
    html = world.client("sibling").get(url).content.decode()
    assert "Sibling Test" in html
    assert "Ola" not in html
    assert world.client("sibling").post(f"{url}done/", {"comment": ""}).status_code == 302
    measure.refresh_from_db()
    assert measure.done_by == world.people["sibling"]


def test_everyone_in_the_post_is_told(world: World) -> None:
    second = register_person(actor=SYSTEM, new=NewPerson("Second", "Test", "second@vern.example"))
    appoint(
        actor=SYSTEM,
        person=second,
        role=RoleKey.COORDINATOR,
        unit=world.units["DEP"],
        on=dt.date(2024, 1, 1),
    )
    given(world, Post(world.units["DEP"], RoleKey.COORDINATOR))
    told = set(Notice.objects.filter(kind="measure.given").values_list("person", flat=True))
    assert told == {second.pk, world.people["coordinator"].pk}


@pytest.mark.parametrize("role", [RoleKey.SAFETY_REP, RoleKey.EMPLOYEE, RoleKey.LOCAL_CHIEF_REP])
def test_representatives_and_all_employees_are_not_given_measures(
    world: World, role: RoleKey
) -> None:
    with pytest.raises(Refused) as refused:
        given(world, Post(world.units["DEP"], role))
    assert refused.value.field == "responsible"
    assert not Measure.objects.exists()


def test_many_are_resolved_in_two_queries(
    world: World, django_assert_max_num_queries: object
) -> None:
    for number in range(6):
        given(world, Post(world.units["DEP"]), title=f"Unit {number}")
        given(world, Post(world.units["SEC"], RoleKey.COORDINATOR), title=f"Role {number}")
        given(world, world.people["employee"], title=f"Person {number}")
    rows = list(Measure.objects.select_related("responsible", "responsible_unit", "unit"))
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        assert len(carriers(rows)) == 18
    actor = world.actor("leader")
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        assert len(queries.to_do(actor, 100)) == 12


def test_a_measure_at_another_unit_stays_there_when_the_case_moves(world: World) -> None:
    case = world.case("DEP")
    at = {}
    for code in ("DEP", "SIDE"):
        plan = world.plan(title=code, unit=world.units[code])
        at[code] = services.decide(actor=SYSTEM, record=case, plan=plan)
    former, case.unit = case.unit, world.units["SEC"]
    case.save()
    services.move_with(case, former=former)
    for measure in at.values():
        measure.refresh_from_db()
    assert at["DEP"].unit == world.units["SEC"]
    assert at["SIDE"].unit == world.units["SIDE"]
