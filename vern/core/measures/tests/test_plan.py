"""A unit's plan, and one's own measures."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from vern.core.measures import services
from vern.core.measures.tests.conftest import World
from vern.core.org.actors import SYSTEM
from vern.core.org.models import RoleKey
from vern.core.org.services.people import appoint


def plan(world: World, who: str, code: str, query: str = "") -> str:
    response = world.client(who).get(reverse("measures:plan", args=[code]) + query)
    assert response.status_code == 200
    return str(response.content.decode())


def test_the_plan_has_the_measures_of_the_unit_and_below_and_no_others(world: World) -> None:
    world.measure(unit="DEP", plan_text="At the department")
    world.measure(unit="SEC", plan_text="At the section")
    world.measure(unit="SIDE", plan_text="Beside", by="sibling_leader")
    html = plan(world, "employee", "DEP")
    assert "At the department" in html
    assert "At the section" in html
    assert "Beside" not in html


def test_the_plan_speaks_neutrally_to_those_who_do_not_see_the_case(world: World) -> None:
    world.measure()
    assert "Ola" not in plan(world, "employee", "DEP")
    assert "Safer stairs" in plan(world, "employee", "DEP")
    assert "Mend the stairs where Ola fell" in plan(world, "leader", "DEP")


@pytest.mark.parametrize(
    ("who", "code", "status"),
    [
        ("employee", "DEP", 200),
        ("employee", "SEC", 200),
        ("employee", "FAC", 404),
        ("employee", "SIDE", 404),
        ("below", "SEC", 200),
        ("below", "DEP", 404),
        ("dean", "SIDE", 200),
        ("leader", "SIDE", 404),
        ("leader", "NONE", 404),
    ],
)
def test_a_plan_is_for_those_at_the_unit_and_above(
    world: World, who: str, code: str, status: int
) -> None:
    assert world.client(who).get(reverse("measures:plan", args=[code])).status_code == status


def test_the_way_to_ones_own_plan_is_short(world: World) -> None:
    for who, code in (("employee", "DEP"), ("below", "SEC"), ("dean", "FAC")):
        response = world.client(who).get("/plan/")
        assert response["Location"] == f"/plan/{code}/"


def test_who_helps_a_faculty_meets_its_plan_and_not_that_of_an_office_in_it(world: World) -> None:
    appoint(
        actor=SYSTEM,
        person=world.people["employee"],
        role=RoleKey.COORDINATOR,
        unit=world.units["FAC"],
        on=dt.date(2024, 1, 1),
    )
    assert world.client("employee").get("/plan/")["Location"] == "/plan/FAC/"


def test_the_plan_can_be_narrowed(world: World) -> None:
    world.measure(days=-3, plan_text="Too late")
    world.measure(days=400, plan_text="Next year")
    done = world.measure(plan_text="Over and done with")
    services.complete(actor=world.actor("leader"), measure=done)
    shown = {
        query: [text for text in ("Too late", "Next year", "Over and done with") if text in html]
        for query in ("", "?which=late", "?which=done", "?which=all", "?which=nonsense")
        if (html := plan(world, "employee", "DEP", query))
    }
    assert shown == {
        "": ["Too late", "Next year"],
        "?which=late": ["Too late"],
        "?which=done": ["Over and done with"],
        "?which=all": ["Too late", "Next year", "Over and done with"],
        "?which=nonsense": ["Too late", "Next year"],
    }


def test_the_plan_can_be_narrowed_by_the_year_of_the_deadline(world: World) -> None:
    measure = world.measure(days=400, plan_text="Next year")
    world.measure(days=-400, plan_text="Last year")
    html = plan(world, "employee", "DEP", f"?year={measure.due_on.year}")
    assert "Next year" in html
    assert "Last year" not in html


def test_an_empty_plan_says_so(world: World) -> None:
    assert "No measures yet" in plan(world, "employee", "DEP")
    world.measure()
    assert "No measures like that" in plan(world, "employee", "DEP", "?which=done")


def test_a_long_plan_comes_in_pages_that_keep_what_was_chosen(world: World) -> None:
    case = world.case()
    for number in range(55):
        given = world.plan(plan_text=f"Number {number:03}", days=number)
        services.decide(actor=world.actor("leader"), record=case, plan=given)
    first = plan(world, "employee", "DEP", "?which=open")
    assert "Number 049" in first
    assert "Number 050" not in first
    assert "?which=open&amp;page=2" in first
    assert "Number 054" in plan(world, "employee", "DEP", "?which=open&page=2")


def queries_of(world: World, who: str, url: str) -> int:
    client = world.client(who)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("url", ["/plan/DEP/", "/measures/mine/"])
@pytest.mark.parametrize("who", ["employee", "leader"])
def test_lists_cost_the_same_for_few_and_for_many(world: World, who: str, url: str) -> None:
    world.measure(who=who)
    few = queries_of(world, who, url)
    for _ in range(25):
        world.measure(who=who)
    assert queries_of(world, who, url) == few <= 15


def test_my_measures_are_mine_with_the_open_ones_first(world: World) -> None:
    done = world.measure(plan_text="Finished one", days=-20)
    services.complete(actor=world.actor("employee"), measure=done)
    world.measure(plan_text="Later one", days=30)
    world.measure(plan_text="Soon one", days=3)
    world.measure(plan_text="Not mine", who="leader")
    html = world.client("employee").get("/measures/mine/").content.decode()
    places = [html.index(text) for text in ("Soon one", "Later one", "Finished one")]
    assert places == sorted(places)
    assert "Not mine" not in html


def test_nobody_has_measures_to_begin_with(world: World) -> None:
    html = world.client("below").get("/measures/mine/").content.decode()
    assert "You have no measures" in html
