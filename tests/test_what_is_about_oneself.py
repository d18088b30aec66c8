"""Whoever leads a unit finds its assessment, change and round on the desk, in the calendar, by
searching, in what they hand over; once it is about themselves, nowhere: nobody handles their own
matter, or reads it over the shoulder of those who do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Final

import pytest
from django.urls import reverse
from pytest_django import Settings

from vern.core.kernel import clock
from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.core.org.personal import personal_data
from vern.core.org.relays import handed_over
from vern.core.org.testing import World
from vern.core.records.models import Party, Record
from vern.hub.calendar.queries import Wish, page_for
from vern.hub.calendar.sweeping import sweep
from vern.hub.desk.turns import turns_of
from vern.hub.search.indexing import rebuild
from vern.plan.changes.models import Involvement
from vern.plan.changes.rules import ChangeType
from vern.plan.changes.services import Start, start
from vern.plan.risk import services as risk
from vern.plan.risk.tests import make
from vern.plan.rounds.services import planning

WORD: Final = "Kvikksand"
NOON: Final = dt.datetime(2026, 6, 10, 10, tzinfo=dt.UTC)


def assessment(world: World) -> Record:
    record = make.complete_one(world, "event", title=WORD)
    risk.send(actor=world.actor("leader"), record=record)
    return record


def change(world: World) -> Record:
    given = Start(
        title=WORD,
        unit=world.units["CHEM"],
        type=ChangeType.ORGANISATION,
        why="Det er slik.",
        decide_by=clock.today() + dt.timedelta(days=9),
    )
    return Record.objects.get(pk=start(actor=world.actor("leader"), given=given).pk)


def round_(world: World) -> Record:
    day = clock.today() + dt.timedelta(days=9)
    record = planning.plan_round(actor=world.actor("leader"), unit=world.units["CHEM"], day=day)
    Record.objects.filter(pk=record.pk).update(title=WORD)
    return record


MADE: Final[Mapping[str, Callable[[World], Record]]] = {
    "risk": assessment,
    "changes": change,
    "rounds": round_,
}
shared_world = once_per_module(make.world)


@pytest.fixture
def world(shared_world: Shared[World], db: None, settings: Settings) -> Iterator[World]:
    settings.LANGUAGE_CODE = "en"
    with clock.at(NOON):
        yield shared_world.copy()


@pytest.fixture(params=MADE)
def module(request: pytest.FixtureRequest) -> str:
    """Each of them in turn."""
    return str(request.param)


@pytest.fixture
def record(world: World, module: str) -> Record:
    made = MADE[module](world)
    sweep()
    rebuild()
    return made


def on_desk(world: World, who: str, module: str) -> list[str]:
    found = {group.key: tasks for group, tasks in turns_of(world.actor(who), 10)}
    return [each.title for each in found[module].first if each.number]


def in_calendar(world: World, who: str) -> list[str]:
    page = page_for(world.actor(who), Wish())
    return [line.words.title for part in page.parts for line in part.lines]


def found_by(world: World, who: str, record: Record) -> bool:
    page = world.client(who).get(f"{reverse('search:find')}?q={WORD}")
    return record.number in page.content.decode()


def now_about(world: World, record: Record, who: str) -> None:
    Party.objects.create(record=record, person=world.people[who], part=Party.Part.SUBJECT)


def test_it_lies_on_the_desk_no_more(world: World, record: Record, module: str) -> None:
    assert on_desk(world, "leader", module) == [WORD]
    now_about(world, record, "leader")
    assert on_desk(world, "leader", module) == []


def test_it_is_not_in_the_calendar(world: World, record: Record) -> None:
    assert WORD in " ".join(in_calendar(world, "leader"))
    now_about(world, record, "leader")
    assert WORD not in " ".join(in_calendar(world, "leader"))


def test_it_is_not_found(world: World, record: Record) -> None:
    assert found_by(world, "leader", record)
    now_about(world, record, "leader")
    assert not found_by(world, "leader", record)


def test_it_is_not_handed_over(world: World, record: Record, module: str) -> None:
    units = [world.units["CHEM"].pk]
    assert list(handed_over[module].lying(world.actor("leader"), units)) == [record.pk]
    now_about(world, record, "leader")
    assert list(handed_over[module].lying(world.actor("leader"), units)) == []


def test_who_takes_over_reads_nothing_of_it_in_the_list(
    world: World, record: Record, module: str
) -> None:
    described = handed_over[module].described
    assert described(world.actor("leader above"), [record.pk])[record.pk].title == WORD
    now_about(world, record, "leader above")
    assert described(world.actor("leader above"), [record.pk]) == {}


@pytest.mark.parametrize(
    ("kind", "part"),
    [("risk", "risk.participants"), ("changes", "changes")],
    ids=["risk", "changes"],
)
def test_it_is_not_in_what_is_stored_about_one(world: World, kind: str, part: str) -> None:
    record, who = MADE[kind](world), "safety rep"
    Involvement.objects.filter(body="safety_rep").update(asked_by=world.people[who])
    assert WORD in str(list(personal_data[part].rows(world.actor(who))))
    now_about(world, record, who)
    assert WORD not in str(list(personal_data[part].rows(world.actor(who))))
