"""The meeting after: what becomes of each finding, and two who sign."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from vern.core.kernel.errors import Refused
from vern.core.measures.models import MaintenanceOrder, Measure
from vern.core.notices.models import Notice
from vern.core.records.links import link
from vern.core.records.models import LinkKind, Record, State
from vern.plan.rounds.models import Round, Signature
from vern.plan.rounds.notices import told
from vern.plan.rounds.rules import Lacks, Outcome, RoundState, Standing, lacks
from vern.plan.rounds.services import follow_up, mapping, wishes
from vern.plan.rounds.tests import make
from vern.plan.rounds.tests.make import World

LEADER, REP = Signature.By.LEADER, Signature.By.REPRESENTATIVE


def test_a_finding_becomes_one_measure_however_often_the_form_is_sent(world: World) -> None:
    record = make.walked(world)
    finding = make.only_finding(record)
    for _time in range(2):
        follow_up.decide_measure(
            actor=world.actor("leader"), record=record, finding=finding, plan=make.a_plan(world)
        )
    measure = Measure.objects.get(origin=record)
    finding.refresh_from_db()
    assert (finding.outcome, finding.measure) == (Outcome.MEASURE, measure)


def test_what_goes_to_building_maintenance_is_a_measure_that_is_sent_there(world: World) -> None:
    record = make.walked(world)
    follow_up.decide_measure(
        actor=world.actor("leader"),
        record=record,
        finding=make.only_finding(record),
        plan=make.a_plan(world),
        to_maintenance=True,
    )
    assert make.only_finding(record).outcome == Outcome.MAINTENANCE
    order = MaintenanceOrder.objects.get(measure__origin=record)
    assert order.status == MaintenanceOrder.Status.SENT


def test_not_now_needs_a_reason(world: World) -> None:
    record = make.walked(world)
    with pytest.raises(Refused):
        follow_up.settle(
            actor=world.actor("leader"),
            record=record,
            finding=make.only_finding(record),
            outcome=Outcome.NOT_NOW,
        )


def test_a_finding_that_is_reported_as_an_incident_is_settled_by_the_link(world: World) -> None:
    record = make.walked(world)
    finding = make.only_finding(record)
    reported = Record.objects.create(
        kind="incident",
        number="AVV-1",
        unit=record.unit,
        handling_unit=record.unit,
        title="x",
        opened_at=record.opened_at,
    )
    link(
        actor=world.actor("leader"),
        a=record,
        b=reported,
        kind=LinkKind.LED_TO,
        part=str(finding.pk),
    )
    finding.refresh_from_db()
    assert finding.outcome == Outcome.INCIDENT


def test_both_sign_and_then_everyone_is_told_what_came_of_it(world: World) -> None:
    record = make.walked(world)
    make.settle(world, record)
    leader, rep = world.actor("leader"), world.actor("rep")
    assert not follow_up.sign(actor=leader, record=record, by=LEADER)
    assert not follow_up.sign(actor=leader, record=record, by=LEADER)
    to_sign = Notice.objects.filter(record=record, kind="round.to_sign")
    assert [each.person for each in to_sign] == [world.people["rep"]]
    assert follow_up.sign(actor=rep, record=record, by=REP)
    assert Record.objects.get(pk=record.pk).state == State.CLOSED
    told = Notice.objects.filter(record=record, kind="round.signed")
    names = {each.person.given_name for each in told.select_related("person")}
    assert {"Employee", "Below", "Leader"} <= names
    assert "Sibling" not in names


def test_nobody_signs_for_both(world: World) -> None:
    record = make.walked(world)
    make.settle(world, record)
    leader = world.actor("leader")
    follow_up.sign(actor=leader, record=record, by=LEADER)
    with pytest.raises(Refused):
        follow_up.sign(actor=leader, record=record, by=REP)


def test_it_cannot_be_signed_while_a_finding_or_a_wish_waits(world: World) -> None:
    record = make.planned(world)
    round_ = Round.objects.get(pk=record.pk)
    wish = wishes.wish(actor=world.actor("employee"), round_=round_, text="Sun", key=uuid4())
    make.walked(world, record=record)
    leader = world.actor("leader")
    with pytest.raises(Refused):
        follow_up.sign(actor=leader, record=record, by=LEADER)
    make.settle(world, record)
    with pytest.raises(Refused):
        follow_up.sign(actor=leader, record=record, by=LEADER)
    wishes.answer(actor=leader, record=record, wish=wish, taken_up=True)
    follow_up.sign(actor=leader, record=record, by=LEADER)


def test_deciding_something_else_takes_back_the_signature_that_was_given(world: World) -> None:
    record = make.walked(world)
    make.settle(world, record)
    follow_up.sign(actor=world.actor("leader"), record=record, by=LEADER)
    follow_up.reword(
        actor=world.actor("leader"),
        record=record,
        finding=make.only_finding(record),
        words="Boxes stand in the way",
    )
    assert not Signature.objects.filter(round=record.pk, withdrawn_at=None).exists()


def test_nothing_is_decided_before_the_walk_is_over_nor_after_both_have_signed(
    world: World,
) -> None:
    record = make.planned(world)
    make.note(world, record, make.mark(record))
    finding = make.only_finding(record)
    leader = world.actor("leader")
    with pytest.raises(Refused):
        follow_up.settle(actor=leader, record=record, finding=finding, outcome=Outcome.FIXED)
    mapping.finish(actor=leader, record=record)
    make.settle(world, record)
    make.sign(world, record)
    with pytest.raises(Refused):
        follow_up.reword(actor=leader, record=record, finding=finding, words="Other")
    assert Round.objects.get(pk=record.pk).state == RoundState.SIGNED


def test_what_is_missing_is_said_in_the_order_in_which_one_does_it() -> None:
    waiting = Standing(RoundState.FOLLOW_UP, marks=0, unsettled=2, unanswered=1)
    assert lacks(waiting) == (Lacks.MARKS, Lacks.SETTLED, Lacks.ANSWERS)
    assert lacks(Standing(RoundState.FOLLOW_UP, marks=1)) == ()
    assert lacks(Standing(RoundState.MAPPING, marks=1)) == (Lacks.MAPPING,)


def test_who_works_elsewhere_by_now_is_told_nothing(world: World) -> None:
    record = make.walked(world)
    make.settle(world, record)
    make.sign(world, record)
    notices = list(Notice.objects.filter(record=record, kind="round.signed"))
    everything = {each.pk for each in notices}
    assert told(list(notices), world.actor("employee")) == everything != set()
    assert told(list(notices), world.actor("sibling")) == set()
    link = reverse("rounds:for_all", args=[record.pk])
    for who, shown in {"employee": True, "sibling": False}.items():
        page = world.client(who).get(reverse("rounds:list")).content.decode()
        assert (link in page) is shown, who
