"""An answer that was not good enough: what its reporter is promised lies on someone's desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from vern.control.incidents import services
from vern.control.incidents.queries.waiting import NOT_ENOUGH, waiting_for
from vern.control.incidents.rules import DAYS_TO_LOOK_AGAIN
from vern.control.incidents.services import dialogue
from vern.control.incidents.tests import make
from vern.control.incidents.tests.hands import at, now
from vern.control.incidents.tests.make import World
from vern.core.kernel import clock
from vern.core.kernel.ui.dates import day
from vern.core.records.models import Record


def closed(world: World, record: Record) -> None:
    services.close(
        actor=world.actor("leader"), record=record, message="Ryddet.", no_measures_reason="Nei"
    )


def not_content(world: World, record: Record, who: str = "reporter") -> None:
    dialogue.judge(actor=world.actor(who), record=record, good_enough=False, words="Det er der.")


def on_desk(world: World, who: str) -> list[tuple[int, str, dt.date | None]]:
    found = waiting_for(world.actor(who), 10, 100).first
    return [(each.what, each.record.title, each.due) for each in found]


def own_page(world: World, record: Record, who: str = "reporter") -> str:
    return str(world.client(who).get(at(record)).content.decode())


def test_it_says_who_looks_at_it_and_by_when_and_it_lies_on_their_desk(world: World) -> None:
    record = make.told(world, "Paller")
    closed(world, record)
    assert "look at it again" not in own_page(world, record)
    not_content(world, record)
    last = clock.today() + DAYS_TO_LOOK_AGAIN
    html = own_page(world, record)
    assert f"By {day(last)} they look at it again" in html
    assert "the leader above have been told" in html
    assert on_desk(world, "leader") == [(NOT_ENOUGH, "Paller", last)]
    assert on_desk(world, "rector") == []


def test_a_day_that_has_passed_is_not_promised_any_more(world: World) -> None:
    record = make.told(world)
    closed(world, record)
    not_content(world, record)
    with clock.at(clock.now() + DAYS_TO_LOOK_AGAIN + dt.timedelta(days=1)):
        html = own_page(world, record)
    assert "and are late" in html
    assert "they look at it again" not in html


def written_to(world: World, record: Record) -> None:
    dialogue.write_to_reporter(
        actor=world.actor("leader"), record=record, text="Derfor ikke.", asks=False
    )


def opened(world: World, record: Record) -> None:
    dialogue.reopen_unsatisfied(actor=world.actor("leader"), record=record)


@pytest.mark.parametrize("settle", [written_to, opened])
def test_a_word_to_the_reporter_or_opening_it_again_settles_it(
    world: World, settle: Callable[[World, Record], None]
) -> None:
    record = make.told(world)
    closed(world, record)
    not_content(world, record)
    assert [each[1] for each in on_desk(world, "leader")] == [record.title]
    settle(world, now(record))
    assert on_desk(world, "leader") == []
    assert "look at it again" not in own_page(world, record)


def test_who_reported_what_is_handled_with_another_is_promised_the_same(world: World) -> None:
    main, twin = make.told(world, "Hoved", who="colleague"), make.told(world, "Samme")
    services.merge(actor=world.actor("leader"), record=twin, into=main)
    closed(world, now(main))
    not_content(world, now(twin))
    assert "look at it again" in own_page(world, twin)
    last = clock.today() + DAYS_TO_LOOK_AGAIN
    assert on_desk(world, "leader") == [(NOT_ENOUGH, "Hoved", last)]


def test_that_someone_has_started_is_no_answer(world: World) -> None:
    record = make.told(world)
    services.take_up(actor=world.actor("leader"), record=record)
    assert now(record).incident.first_answer_at is None
    dialogue.write_to_reporter(
        actor=world.actor("leader"), record=record, text="Vi ser på det.", asks=False
    )
    assert now(record).incident.first_answer_at is not None
