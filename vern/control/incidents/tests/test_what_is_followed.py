"""What a safety representative has set going stays before their eyes until it is settled."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from django.utils.translation import override

from vern.control.incidents import services
from vern.control.incidents.models import ReportingPolicy
from vern.control.incidents.queries.followed import OBJECTION, QUESTION, STOP, followed_by
from vern.control.incidents.services import representing, stopping
from vern.control.incidents.tests import make
from vern.control.incidents.tests.hands import at, now
from vern.control.incidents.tests.make import World
from vern.control.incidents.tests.test_representing import sibling_rep
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.kernel.ui.dates import day, short_day
from vern.core.notices.kinds import notice_kinds
from vern.core.notices.models import Notice
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
    with clock.at(clock.now() + dt.timedelta(days=1)):
        html = world.client("safety rep").get("/").content.decode()
        assert (
            f"To be decided at once; stopped {short_day(timezone.localdate(stop.stopped_at))}"
            in html
        )
        assert ">Late</span>" in html
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


def test_ones_own_objection_stays_until_it_is_answered(world: World) -> None:
    record, rep = make.told(world, "Lukket for fort"), world.actor("safety rep")
    closed(world, record)
    objection = representing.object_to_closing(actor=rep, record=record, text="Nei.")
    assert follows(world) == [(OBJECTION, "Lukket for fort")]
    assert follows(world, "leader") == []
    html = world.client("safety rep").get("/").content.decode()
    assert "Your objection has no answer" in html
    above = world.actor("leader above")
    representing.answer_objection(actor=above, record=record, objection=objection, text="Jo.")
    assert follows(world) == []


def told_of_end(world: World) -> list[tuple[str, str]]:
    notices = Notice.objects.filter(kind="incident.ended").select_related("person", "record")
    names = {person.pk: who for who, person in world.people.items()}
    with override("en"):
        return [
            (names[each.person_id], notice_kinds[each.kind].compose(each).text) for each in notices
        ]


@pytest.mark.parametrize("end", ["close", "reject"])
def test_those_who_speak_for_the_unit_hear_that_it_has_ended_and_until_when_to_object(
    world: World, end: str
) -> None:
    record, leader = make.told(world), world.actor("leader")
    if end == "close":
        closed(world, record)
    else:
        services.reject(actor=leader, record=record, reason="Ikke her")
    last = short_day(clock.today() + dt.timedelta(days=ReportingPolicy().days_to_object))
    ((who, said),) = told_of_end(world)
    assert who == "safety rep"
    assert said.endswith(f"has been closed. If you do not agree, you can object until {last}.")


def test_so_do_those_who_speak_for_the_affected(world: World) -> None:
    sibling_rep(world)
    closed(world, make.told(world, affected_unit=world.units["PHYS"]))
    assert sorted(who for who, _said in told_of_end(world)) == ["rep of sibling", "safety rep"]


def test_a_representative_who_reported_it_gets_the_answer_alone(world: World) -> None:
    closed(world, make.told(world, who="safety rep"))
    assert told_of_end(world) == []


def test_of_what_is_for_named_people_only_they_hear_nothing(world: World) -> None:
    record = make.told(world)
    services.restrict(actor=world.actor("leader"), record=record)
    closed(world, now(record))
    assert told_of_end(world) == []


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
