"""The meeting before: a day is enough, the rest is proposed."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest

from vern.core.history.services import former_texts
from vern.core.kernel import clock
from vern.core.kernel.errors import ChangedMeanwhile, Refused
from vern.core.notices.models import Notice
from vern.core.records.access import may
from vern.core.records.models import Record
from vern.plan.rounds.capabilities import SEE
from vern.plan.rounds.models import Participant, Round, Theme, Wish
from vern.plan.rounds.rules import Outcome
from vern.plan.rounds.services import follow_up, mapping, planning, wishes
from vern.plan.rounds.tests import make
from vern.plan.rounds.tests.make import World


def of(record: Record) -> Round:
    found: Round = Round.objects.get(pk=record.pk)
    return found


def told(record: Record, kind: str) -> set[str]:
    rows = Notice.objects.filter(record=record, kind=kind)
    return {each.person.given_name.lower() for each in rows.select_related("person")}


def test_a_new_round_proposes_themes_and_people_and_asks_them(world: World) -> None:
    record = make.planned(world)
    people = Participant.objects.filter(round=record.pk).select_related("person")
    assert {(each.person.given_name, each.part) for each in people} == {
        ("Leader", "leader"),
        ("Rep", "representative"),
        ("Coordinator", "coordinator"),
    }
    assert {each.key for each in of(record).themes.all()} == {
        each.key for each in Theme.objects.filter(usual=True)
    }
    assert told(record, "round.invited") == {"rep", "coordinator"}


def test_next_year_begins_where_the_last_round_looked(world: World) -> None:
    with clock.at(clock.now() - dt.timedelta(days=365)):
        last = make.walked(world)
        chemicals = Theme.objects.get(key="chemicals")
        of(last).themes.set([chemicals])
    day = clock.today() + dt.timedelta(days=5)
    record = planning.plan_round(actor=world.actor("leader"), unit=world.units["DEP"], day=day)
    assert list(of(record).themes.all()) == [chemicals]
    assert [each.name for each in of(record).areas.all()] == [make.LAB, make.OFFICE]


def test_a_form_sent_twice_plans_one_round(world: World) -> None:
    key, day = uuid4(), clock.today()
    records = [
        planning.plan_round(actor=world.actor("leader"), unit=world.units["DEP"], day=day, key=key)
        for _time in range(2)
    ]
    assert records[0] == records[1]
    assert Round.objects.count() == 1


def test_a_room_where_something_is_noted_is_never_dropped(world: World) -> None:
    record = make.planned(world)
    make.note(world, record, make.mark(record))
    plan = planning.Plan(day=clock.today(), areas=["Cellar"])
    planning.change_plan(actor=world.actor("leader"), record=record, plan=plan)
    assert [each.name for each in of(record).areas.all()] == ["Cellar", make.LAB]


def test_two_who_plan_at_once_do_not_undo_each_other_unseen(world: World) -> None:
    record = make.planned(world)
    plan = planning.Plan(day=clock.today(), areas=["Cellar"])
    planning.change_plan(actor=world.actor("coordinator"), record=record, plan=plan)
    with pytest.raises(ChangedMeanwhile):
        planning.change_plan(actor=world.actor("leader"), record=record, plan=plan, seen=0)


def test_someone_asked_to_take_part_reads_the_round_until_left_out(world: World) -> None:
    record, someone = make.planned(world), world.people["sibling"]
    part = Participant.As.OTHER
    planning.add_participant(actor=world.actor("leader"), record=record, person=someone, part=part)
    assert may(world.actor("sibling"), SEE, record)
    planning.remove_participant(actor=world.actor("leader"), record=record, person=someone)
    record = Record.objects.get(pk=record.pk)
    assert not may(world.actor("sibling"), SEE, record)


def test_where_it_concerns_students_their_representative_is_asked_too(world: World) -> None:
    record = make.planned(world)
    plan = planning.Plan(day=clock.today(), students=True)
    planning.change_plan(actor=world.actor("leader"), record=record, plan=plan)
    parts = Participant.objects.filter(round=record.pk, part=Participant.As.STUDENT)
    assert [each.person for each in parts] == [world.people["student_rep"]]


def test_everyone_at_the_unit_and_below_is_asked_and_students_only_where_it_concerns_them(
    world: World,
) -> None:
    record = make.planned(world)
    until = clock.today() + dt.timedelta(days=7)
    planning.ask_everyone(actor=world.actor("leader"), record=record, until=until)
    assert {"employee", "below", "rep"} <= told(record, "round.wishes")
    assert not told(record, "round.wishes") & {"student", "sibling", "leader", "dean"}
    of(record)
    Round.objects.filter(pk=record.pk).update(students=True)
    planning.ask_everyone(
        actor=world.actor("leader"), record=record, until=until + dt.timedelta(days=1)
    )
    assert "student" in told(record, "round.wishes")


def test_nobody_is_asked_twice_by_two_clicks_nor_by_a_day_that_has_passed(world: World) -> None:
    record, leader = make.planned(world), world.actor("leader")
    until = clock.today() + dt.timedelta(days=7)
    assert planning.ask_everyone(actor=leader, record=record, until=until) > 0
    assert planning.ask_everyone(actor=leader, record=record, until=until) == 0
    with pytest.raises(Refused):
        planning.ask_everyone(
            actor=leader, record=record, until=clock.today() - dt.timedelta(days=1)
        )


def test_a_nameless_wish_is_stored_without_who_it_was_and_sent_twice_is_one(world: World) -> None:
    record, key = make.planned(world), uuid4()
    for _time in range(2):
        wishes.wish(
            actor=world.actor("employee"),
            round_=of(record),
            text="The door jams.",
            key=key,
            nameless=True,
        )
    wish = Wish.objects.get(round=record.pk)
    assert wish.person is None


def test_what_is_not_taken_up_needs_a_reason(world: World) -> None:
    record = make.planned(world)
    wish = wishes.wish(
        actor=world.actor("employee"), round_=of(record), text="More sun", key=uuid4()
    )
    with pytest.raises(Refused):
        wishes.answer(actor=world.actor("leader"), record=record, wish=wish, taken_up=False)


def test_a_round_is_called_off_before_the_walk_and_not_after(world: World) -> None:
    record = make.planned(world)
    planning.call_off(actor=world.actor("leader"), record=record, reason="We move.")
    assert told(record, "round.called_off") == {"rep", "coordinator"}
    with pytest.raises(Refused):
        make.note(world, record, make.mark(record))
    begun = make.planned(world)
    make.note(world, begun, make.mark(begun))
    with pytest.raises(Refused):
        planning.call_off(actor=world.actor("leader"), record=begun, reason="We move.")
    with pytest.raises(Refused):
        mapping.finish(actor=world.actor("leader"), record=make.planned(world))


def test_a_unit_may_have_the_longest_name_there_is(world: World) -> None:
    unit = world.units["DEP"]
    unit.name_nb = unit.name_nn = unit.name_en = "Institutt " * 20
    unit.save()
    leader, day = world.actor("leader"), clock.today() + dt.timedelta(days=1)
    record = planning.plan_round(actor=leader, unit=unit, day=day)
    assert record.title.endswith("…")


def test_what_is_taken_out_of_the_plan_or_decided_otherwise_stays_in_the_history(
    world: World,
) -> None:
    record, leader = make.planned(world), world.actor("leader")
    round_ = Round.objects.get(pk=record.pk)
    plan = planning.Plan(round_.day, themes=list(round_.themes.all()), areas=[make.LAB])
    planning.change_plan(actor=leader, record=record, plan=plan)
    assert [each.text for each in former_texts(record) if each.field == "areas"] == [make.OFFICE]
    make.walked(world, record=record)
    finding = make.only_finding(record)
    for reason in ("Vi flytter i mai.", "Vi flytter i juni."):
        follow_up.settle(
            actor=leader, record=record, finding=finding, outcome=Outcome.NOT_NOW, reason=reason
        )
    said = [each.text for each in former_texts(record) if each.field == "reason"]
    assert said == ["Vi flytter i mai."]
