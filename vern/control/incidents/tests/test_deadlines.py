"""Deadlines, late ones first, the overdue list."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from vern.control.incidents.models import Incident
from vern.control.incidents.queries.overdue import Narrowed, overdue
from vern.control.incidents.rules import Level
from vern.control.incidents.services import representing
from vern.control.incidents.tests import make
from vern.control.incidents.tests.hands import (
    MOST_QUERIES,
    at,
    late,
    now,
    on_desk,
)
from vern.control.incidents.tests.make import World
from vern.core.kernel import clock

# Deadlines


def test_the_handler_sets_another_deadline_with_a_reason(world: World) -> None:
    record, day = make.told(world), clock.today() + dt.timedelta(days=50)
    client = world.client("leader")
    answer = client.post(at(record, "deadline"), {"due_on": day.isoformat(), "reason": ""})
    assert list(answer.context["form"].errors) == ["reason"]
    client.post(at(record, "deadline"), {"due_on": day.isoformat(), "reason": "Venter på deler"})
    assert now(record).due_on == day
    page = client.get(at(record)).content.decode()
    assert "Venter på deler" in page


def test_a_deadline_is_never_set_back_in_time(world: World) -> None:
    record = make.told(world)
    past = (clock.today() - dt.timedelta(days=1)).isoformat()
    answer = world.client("leader").post(at(record, "deadline"), {"due_on": past, "reason": "x"})
    assert list(answer.context["form"].errors) == ["due_on"]


def test_the_day_that_it_has_is_refused_and_the_reason_stays_there_but_a_double_click_is_not(
    world: World,
) -> None:
    record, client = make.told(world), world.client("leader")
    same = {"due_on": str(now(record).due_on), "reason": "Venter på deler"}
    answer = client.post(at(record, "deadline"), same)
    assert list(answer.context["form"].errors) == ["due_on"]
    assert "Venter på deler" in answer.content.decode()
    another = {**same, "due_on": str(clock.today() + dt.timedelta(days=50))}
    assert [client.post(at(record, "deadline"), another).status_code for _ in "12"] == [302, 302]
    assert client.get(at(record)).content.decode().count("Venter på deler") == 1


def test_late_ones_come_first_on_the_desk_and_are_marked(world: World) -> None:
    make.told(world, "ny")
    late(world, "sen", 3)
    late(world, "senest", 30)
    assert on_desk(world, "leader") == ["senest", "sen", "ny"]
    page = world.client("leader").get("/incidents/").content.decode()
    assert "30 days late" in page


def test_the_list_can_show_late_ones_only(world: World) -> None:
    make.told(world, "ny")
    late(world, "sen", 1)
    rows = world.client("leader").get("/incidents/", {"state": "late"}).context["rows"]
    assert [row.title for row in rows] == ["sen"]


def test_the_overdue_list_is_a_leaders_own_first_and_everyones_for_the_hse_department(
    world: World,
) -> None:
    late(world, "kjemi", 2)
    late(world, "fysikk", 9, unit="PHYS")
    late(world, "eget", 5, who="leader above", unit="FAC")

    def shown(who: str, **query: str) -> list[tuple[str, str, str]]:
        rows = world.client(who).get("/incidents/overdue/", query).context["rows"]
        return [
            (row.title, row.meta.partition(",")[0], tag.text)
            for row in rows
            for tag in row.tags
            if "late" in tag.text
        ]

    assert shown("leader") == [("kjemi", "Leader Prøve", "2 days late")]
    assert shown("leader above") == []
    in_scope = [
        ("fysikk", "Leader of sibling Prøve", "9 days late"),
        ("eget", "Rector Prøve", "5 days late"),
        ("kjemi", "Leader Prøve", "2 days late"),
    ]
    assert shown("hse") == in_scope
    assert shown("rector") == [in_scope[1]]
    assert shown("rector", all="1") == in_scope
    assert shown("leader above", all="1") == in_scope


def test_my_work_counts_as_late_what_the_overdue_list_does_and_what_else_has_a_day(
    world: World,
) -> None:
    """More than are shown: all are counted. A question that is late is no report past its day."""
    for number in range(12):
        late(world, f"nr {number}", number + 1)
    leader = world.client("leader")
    assert "12 things here are late" in leader.get("/").content.decode()
    assert leader.get("/incidents/overdue/").context["found"].count == 12
    asked = make.told(world, "Spørsmål")
    representing.request_answer(
        actor=world.actor("safety rep"), record=asked, text="Når?", answer_by=clock.today()
    )
    with clock.at(clock.now() + dt.timedelta(days=1)):
        assert "13 things here are late" in leader.get("/").content.decode()
        page = leader.get("/incidents/overdue/")
    assert page.context["found"].count == 12
    assert "A question, an objection or a measure can be late" in page.content.decode()


def test_the_overdue_list_goes_on_to_the_next_page(world: World) -> None:
    for number in range(30):
        late(world, f"nr {number}", 100 - number)
    actor = world.actor("hse")
    first = overdue(actor, Narrowed())
    second = overdue(actor, Narrowed(), after=first.older)
    titles = [record.title for record in [*first.records, *second.records]]
    assert titles == [f"nr {number}" for number in range(30)]
    assert not second.older
    assert (first.count, second.count) == (30, 30)
    assert overdue(actor, Narrowed(), after="nonsense_x").records == first.records


@pytest.mark.parametrize("count", [1, 20])
@pytest.mark.parametrize("who", ["leader", "hse", "safety rep"])
def test_the_overdue_list_costs_at_most_fifteen_queries(world: World, who: str, count: int) -> None:
    for number in range(count):
        late(world, f"nr {number}", number + 1)
    client = world.client(who)
    with CaptureQueriesContext(connection) as seen:
        assert len(client.get("/incidents/overdue/").context["rows"]) == count
    assert len(seen) <= MOST_QUERIES


def test_those_who_answer_for_nobody_have_no_overdue_list(world: World) -> None:
    assert world.client("reporter").get("/incidents/overdue/").status_code == 403


def test_the_overdue_list_says_how_many_and_is_narrowed_by_unit_and_severity(world: World) -> None:
    late(world, "kjemi", 2)
    late(world, "fysikk", 9, unit="PHYS")
    Incident.objects.filter(record__title="fysikk").update(human_potential=Level.CRITICAL)
    client = world.client("hse")

    def shown(**query: str) -> tuple[list[str], int]:
        answer = client.get("/incidents/overdue/", query)
        return [row.title for row in answer.context["rows"]], answer.context["found"].count

    assert shown() == (["fysikk", "kjemi"], 2)
    assert shown(unit=str(world.units["CHEM"].pk)) == (["kjemi"], 1)
    assert shown(unit=str(world.units["FAC"].pk)) == (["fysikk", "kjemi"], 2)
    assert shown(severity="2") == (["fysikk"], 1)
    assert shown(severity="4") == ([], 0)
    assert shown(severity="nonsense", unit="nonsense") == (["fysikk", "kjemi"], 2)
    page = client.get("/incidents/overdue/").content.decode()
    assert "2 reports are past the day by which they are to be handled." in page
    assert "Potential: Critical" in page
