"""What modules' records await someone stands on the desk; a hundred modules cost what one does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext_lazy

from vern.core.kernel import clock
from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.core.org.actors import Actor, for_person
from vern.core.org.models import Person, RoleKey, Unit
from vern.core.records.kinds import Kind, kinds
from vern.core.records.models import Record
from vern.core.records.services import NewRecord, open_record
from vern.hub.desk.ports import Turn, TurnGroup, task_sources, turn_groups
from vern.hub.desk.queries import Desk, desk_of
from vern.hub.desk.tests.test_my_work import make_units, someone

CASE = Kind("case", gettext_lazy("Case"), "CASE", "measures.see_plan", lambda pk: f"/cases/{pk}/")
DAY = dt.timedelta(days=1)


def of_leaders(actor: Actor) -> QuerySet[Any, Any]:
    led = [post.unit_id for post in actor.posts if post.role == RoleKey.LEADER]
    return Record.objects.filter(kind="case", handling_unit__in=led)


SIGN = Turn("sign", gettext_lazy("To be signed"), of_leaders, until=gettext_lazy("Sign by %(day)s"))
GROUP = TurnGroup(
    "cases", gettext_lazy("Cases that await you"), gettext_lazy("No case awaits you."), (SIGN,)
)


def make() -> dict[str, Any]:
    units = make_units()
    return {
        **units,
        "leader": someone("leader", (RoleKey.LEADER, units["DEP"])),
        "other": someone("other", (RoleKey.LEADER, units["FAC"])),
    }


shared = once_per_module(make)


@pytest.fixture
def world(shared: Shared[dict[str, Any]], db: None) -> Iterator[dict[str, Any]]:
    with kinds.holding(CASE), task_sources.holding(), turn_groups.holding(GROUP):
        yield shared.copy()


def case(unit: Unit, title: str, due: int | None) -> Record:
    record = open_record(new=NewRecord("case", title, unit))
    Record.objects.filter(pk=record.pk).update(
        due_on=None if due is None else clock.today() + due * DAY
    )
    return record


def desk(person: Person) -> Desk:
    return desk_of(for_person(person), clock.today())


def test_the_nearest_day_stands_first_with_its_words_and_its_page(world: dict[str, Any]) -> None:
    case(world["DEP"], "uten dag", None)
    late = case(world["DEP"], "sen", -2)
    case(world["DEP"], "snart", 3)
    [section] = desk(world["leader"]).sections
    assert [each.task.title for each in section.shown] == ["sen", "snart", "uten dag"]
    assert (section.title, section.count, section.late) == ("Cases that await you", 3, 1)
    first = section.shown[0]
    assert first.task.url == f"/cases/{late.pk}/"
    assert first.task.number == late.number
    assert first.when.startswith("Sign by ")
    assert list(first.statuses) == ["To be signed"]


def test_it_is_nobody_elses(world: dict[str, Any]) -> None:
    case(world["DEP"], "sen", -2)
    empty = desk(world["other"])
    assert empty.sections == []
    assert empty.nothing == ["No case awaits you."]


def test_more_than_the_desk_shows_are_counted(world: dict[str, Any]) -> None:
    for number in range(12):
        case(world["DEP"], f"nr {number}", number)
    [section] = desk(world["leader"]).sections
    assert (len(section.shown), section.count, section.more) == (10, 12, True)


@pytest.mark.parametrize("modules", [1, 30])
def test_many_modules_cost_one_query(world: dict[str, Any], modules: int) -> None:
    case(world["DEP"], "sen", -2)
    actor = for_person(world["leader"])
    with turn_groups.holding(*(replace(GROUP, key=f"no{each}") for each in range(modules))):
        desk_of(actor, clock.today())
        with CaptureQueriesContext(connection) as asked:
            assert desk_of(actor, clock.today()).count == 1
    turns = [each for each in asked.captured_queries if "grouped" in each["sql"]]
    assert len(turns) == 1
    assert len(asked) <= 3


def test_no_module_ends_a_day_with_a_full_stop_since_the_desk_does() -> None:
    every = [turn.until for group in turn_groups for turn in group.turns if turn.until]
    assert every
    assert [str(each) for each in every if str(each).endswith(".")] == []
