"""What falls due: derived from the state of reports and measures, for those whose turn it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from tests.falling_due import DAY, NOON, asked, days, whose
from vern.control.incidents import services
from vern.control.incidents.deadlines import RULES
from vern.control.incidents.models import Incident, Inquiry, Objection
from vern.control.incidents.queries.lists import to_answer_for
from vern.control.incidents.queries.waiting import waiting_for
from vern.control.incidents.rules import Level
from vern.control.incidents.services import representing, stopping
from vern.control.incidents.services.learning import NewInquiry, ask_units
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import POSTS, World
from vern.core.kernel import clock
from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.core.measures import services as measures
from vern.core.measures.models import Measure
from vern.core.org.actors import SYSTEM
from vern.core.org.models import Assignment, RoleKey
from vern.core.org.services.people import end_assignment
from vern.hub.calendar.models import Deadline
from vern.hub.calendar.ports import DeadlineRule, Due, deadline_rules
from vern.hub.calendar.sweeping import Swept, sweep

shared_world = once_per_module(make.world)


@pytest.fixture
def world(shared_world: Shared[World], db: None, settings: Settings) -> Iterator[World]:
    """At noon of a day far from any change of the clock."""
    settings.LANGUAGE_CODE = "en"
    with clock.at(NOON):
        yield shared_world.copy()


def test_a_report_falls_due_for_the_leader_by_its_own_day(world: World) -> None:
    record = make.told(world)
    sweep()
    assert whose("incidents.to_handle") == {record.number: {"leader"}}
    assert days("incidents.to_handle") == [record.due_on]


def test_it_is_for_whoever_was_asked_to_handle_it_and_for_nobody_else(world: World) -> None:
    record = make.told(world)
    services.assign(actor=world.actor("leader"), record=record, person=world.people["hse"])
    sweep()
    assert whose("incidents.to_handle") == {record.number: {"hse"}}


def test_where_the_leader_reported_it_is_for_the_one_above(world: World) -> None:
    record = make.told(world, who="leader")
    sweep()
    assert whose("incidents.to_handle") == {record.number: {"leader above"}}


def test_when_the_leader_leaves_it_is_for_the_one_above(world: World) -> None:
    record = make.told(world)
    sweep()
    held = Assignment.objects.get(person=world.people["leader"], role=RoleKey.LEADER)
    end_assignment(actor=SYSTEM, held=held, last_day=clock.today() - DAY)
    sweep()
    assert whose("incidents.to_handle") == {record.number: {"leader above"}}


def test_a_question_a_stop_and_an_objection_fall_due_and_are_gone_when_answered(
    world: World,
) -> None:
    record = make.told(world)
    asked(world, record, clock.today() + 5 * DAY)
    stop = stopping.stop_work(actor=world.actor("safety rep"), record=record, what="Avtrekket")
    raised = Objection.objects.create(
        incident=record.incident, text="Nei", by=world.people["safety rep"], at=clock.now()
    )
    sweep()
    assert days("incidents.question") == [clock.today() + 5 * DAY]
    assert days("incidents.stop") == [clock.today()]
    assert days("incidents.objection") == [clock.today() + 14 * DAY]
    rules = ("incidents.question", "incidents.stop", "incidents.objection")
    assert [whose(rule) for rule in rules] == [{record.number: {"leader"}}] * 3
    leader = world.actor("leader")
    [question] = record.comments.filter(asks=True)
    representing.reply(actor=leader, record=record, question=question, text="I dag.")
    stopping.decide_on_stop(actor=leader, record=record, stop=stop, decision="Går videre.")
    representing.answer_objection(actor=leader, record=record, objection=raised, text="Jo.")
    sweep()
    assert [whose(rule) for rule in rules] == [{}] * 3


def test_harm_is_to_be_told_of_the_same_day(world: World) -> None:
    record = make.told(world)
    Incident.objects.filter(pk=record.pk).update(injury="yes", treatment="yes")
    sweep()
    assert whose("incidents.to_tell") == {record.number: {"leader"}}
    assert days("incidents.to_tell") == [clock.today()]


def test_units_that_are_asked_owe_an_answer(world: World) -> None:
    record = make.told(world)
    services.take_up(actor=world.actor("leader"), record=record)
    Incident.objects.filter(pk=record.pk).update(human_potential=Level.CRITICAL)
    new = NewInquiry(
        about=Inquiry.About.MACHINE,
        subject="Sentrifugen",
        text="Har dere den?",
        answer_by=clock.today() + 9 * DAY,
        units=[world.units["PHYS"]],
    )
    ask_units(actor=world.actor("hse"), record=record, new=new)
    sweep()
    assert whose("incidents.inquiry") == {record.number: {"leader of sibling"}}
    page = world.client("leader of sibling").get("/calendar/").content.decode()
    assert "Sentrifugen" in page
    assert record.number not in page, "they do not read the report"


def test_a_measure_falls_due_and_then_whether_it_helped(world: World) -> None:
    record = make.told(world)
    measure = make.decided(world, record)
    sweep()
    assert whose("measures.to_do") == {record.number: {"leader"}}
    measures.complete(actor=world.actor("leader"), measure=measure)
    Measure.objects.filter(pk=measure.pk).update(check_on=clock.today() + 30 * DAY)
    sweep()
    assert whose("measures.to_do") == {}
    assert whose("measures.to_judge") == {record.number: {"leader"}}
    assert days("measures.to_judge") == [clock.today() + 30 * DAY]


def test_the_calendar_says_what_my_work_says_of_everyone(world: World) -> None:
    """The job reckons for all at once, the desk for one: they must agree."""
    made = [
        make.told(world, who=who, unit=unit)
        for who in ("reporter", "leader")
        for unit in ("CHEM", "LAB", "PHYS", "FAC")
    ]
    services.restrict(actor=world.actor("leader above"), record=made[3])
    services.assign(actor=world.actor("leader"), record=made[0], person=world.people["hse"])
    services.bring_up(actor=world.actor("leader of sibling"), record=made[2], reason="Penger")
    for record in made[:2]:
        stopping.stop_work(actor=world.actor("safety rep"), record=record, what="Alt")
    asked(world, made[1], clock.today())
    sweep()
    for who in POSTS:
        actor = world.actor(who)
        own = Deadline.objects.filter(carriers__person=actor.person_id)
        handled = {each.record.pk for each in own.filter(rule="incidents.to_handle")}
        assert handled == {each.pk for each in to_answer_for(actor, 50, 100).first}, who
        written = own.filter(rule__in=("incidents.stop", "incidents.question"))
        awaited = {each.record.pk for each in waiting_for(actor, 50, 100).first}
        assert {each.record.pk for each in written} == awaited, who


# The sweep


def test_a_sweep_that_comes_again_changes_nothing(world: World) -> None:
    asked(world, make.told(world), clock.today())
    assert sum(each.new for each in sweep().values()) == 2
    rows = list(Deadline.objects.order_by("pk").values())
    assert set(sweep().values()) == {Swept()}
    assert list(Deadline.objects.order_by("pk").values()) == rows


def test_what_a_lost_job_missed_is_made_up_for(world: World) -> None:
    kept, closed = make.told(world), make.told(world)
    sweep()
    services.reject(actor=world.actor("leader"), record=closed, reason="Nei.")
    day = clock.today() + 40 * DAY
    services.set_deadline(actor=world.actor("leader"), record=kept, due_on=day, reason="Deler")
    new = make.told(world)
    Deadline.objects.filter(record=closed).update(due_on=clock.today())
    sweep()
    numbers = {kept.number: {"leader"}, new.number: {"leader"}}
    assert whose("incidents.to_handle") == numbers
    assert day in days("incidents.to_handle")
    Deadline.objects.all().delete()
    sweep()
    assert whose("incidents.to_handle") == numbers


def test_a_module_that_fails_takes_nobody_elses_deadlines(world: World) -> None:
    record = make.told(world)

    def fails(subjects: object) -> list[Due]:
        raise ZeroDivisionError

    bad = DeadlineRule("bad", RULES[0].label, fails, RULES[0].words)
    with deadline_rules.holding(bad, *deadline_rules), pytest.raises(ZeroDivisionError):
        sweep()
    assert whose("incidents.to_handle") == {record.number: {"leader"}}


def test_the_database_takes_no_deadline_twice(world: World) -> None:
    make.told(world)
    sweep()
    row = Deadline.objects.get()
    again = Deadline.objects.bulk_create(
        [
            Deadline(
                rule=row.rule,
                subject=row.subject,
                record_id=row.record_id,
                unit_id=row.unit_id,
                due_on=row.due_on,
                changed_at=row.changed_at,
            )
        ],
        ignore_conflicts=True,
    )
    assert again
    assert Deadline.objects.count() == 1


def test_a_sweep_costs_as_many_queries_for_many_as_for_one(world: World) -> None:
    make.told(world)
    with CaptureQueriesContext(connection) as few:
        sweep()
    for _ in range(12):
        make.told(world)
    with CaptureQueriesContext(connection) as many:
        sweep()
    assert len(many) <= len(few) + 2
