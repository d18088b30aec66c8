"""What a safety representative has set going stays before their eyes until it is settled."""

from __future__ import annotations

import datetime as dt

import pytest

from vern.control.incidents import services
from vern.control.incidents.models import ReportingPolicy
from vern.control.incidents.queries.followed import QUESTION, STOP, followed_by
from vern.control.incidents.services import representing, stopping
from vern.control.incidents.tests import make
from vern.control.incidents.tests.hands import at, now
from vern.control.incidents.tests.make import World
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.kernel.ui.dates import day, short_day
from vern.core.records.models import Record

OBJECT = "Object to the closing"


def follows(world: World, who: str = "safety rep") -> list[tuple[int, str]]:
    return [(each.what, each.record.title) for each in followed_by(world.actor(who), 100)]


def page(world: World, record: Record, who: str = "safety rep") -> str:
    return str(world.client(who).get(at(record)).content.decode())


def closed(world: World, record: Record) -> None:
    services.close(
        actor=world.actor("leader"), record=record, message="Ryddet.", no_measures_reason="Nei"
    )


def test_ones_own_stop_of_work_stays_until_the_leader_lets_it_go_on(world: World) -> None:
    record = make.told(world, "Farlig")
    stop = stopping.stop_work(actor=world.actor("safety rep"), record=record, what="Avtrekket")
    assert follows(world) == [(STOP, "Farlig")]
    html = world.client("safety rep").get("/").content.decode()
    assert "You stopped the work: the leader is to decide" in html
    assert follows(world, "leader") == []
    leader = world.actor("leader")
    stopping.decide_on_stop(
        actor=leader, record=record, stop=stop, decision="Ikke ennå.", goes_on=False
    )
    assert follows(world) == [(STOP, "Farlig")]
    stopping.decide_on_stop(actor=leader, record=record, stop=stop, decision="Trygt nå.")
    assert follows(world) == []


def test_ones_own_question_is_late_after_its_day_and_gone_when_it_is_answered(world: World) -> None:
    record = make.told(world, "Når?")
    due = clock.today()
    question = representing.request_answer(
        actor=world.actor("safety rep"), record=record, text="Når?", answer_by=due
    )
    with clock.at(clock.now() + dt.timedelta(days=2)):
        html = world.client("safety rep").get("/").content.decode()
        assert f"You asked for an answer by {short_day(due)}" in html
        assert ">Late</span>" in html
    assert follows(world) == [(QUESTION, "Når?")]
    representing.reply(actor=world.actor("leader"), record=record, question=question, text="Nå.")
    assert follows(world) == []


def test_what_one_no_longer_reads_is_not_named(world: World) -> None:
    record = make.told(world, "Når?")
    representing.request_answer(
        actor=world.actor("safety rep"), record=record, text="Når?", answer_by=clock.today()
    )
    services.move(actor=world.actor("leader"), record=record, unit=world.units["ARTS"])
    assert follows(world) == []


def test_it_says_until_when_one_can_object_to_a_closing(world: World) -> None:
    record = make.told(world)
    assert "Say that it must not be closed yet" in page(world, record)
    assert OBJECT not in page(world, record)
    closed(world, record)
    last = clock.today() + dt.timedelta(days=ReportingPolicy().days_to_object)
    assert f"you can object until {day(last)}" in page(world, record)
    assert OBJECT in page(world, record)
    with clock.at(clock.start_of(last) + dt.timedelta(hours=20)):
        assert OBJECT in page(world, record)
    with clock.at(clock.start_of(last) + dt.timedelta(days=1)):
        assert OBJECT not in page(world, record)


def test_the_same_closing_is_objected_to_once(world: World) -> None:
    record, rep = make.told(world), world.actor("safety rep")
    closed(world, record)
    objection = representing.object_to_closing(actor=rep, record=record, text="Nei.")
    assert OBJECT not in page(world, record)
    above = world.actor("leader above")
    representing.answer_objection(actor=above, record=record, objection=objection, text="Jo.")
    assert OBJECT not in page(world, record)
    with pytest.raises(Refused, match="objected to this closing"):
        representing.object_to_closing(actor=rep, record=now(record), text="Fortsatt nei.")
    services.reopen(actor=world.actor("leader"), record=now(record), reason="Mer")
    closed(world, now(record))
    assert OBJECT in page(world, record)
