"""Approval, red, measures before the start, disagreement, revision."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.measures.models import Measure
from vern.core.measures.services import Plan, verify
from vern.core.notices.models import Notice
from vern.core.records.models import Record, Sensitivity
from vern.plan.risk import services
from vern.plan.risk.queries import compare
from vern.plan.risk.rules import AssessmentState, Change, Lack, Start
from vern.plan.risk.services import RowDraft
from vern.plan.risk.tests import make
from vern.plan.risk.tests.make import World


def url(name: str, record: Record, *more: object) -> str:
    return reverse(f"risk:{name}", args=[record.pk, *more])


def in_two_years() -> dt.date:
    return clock.today() + dt.timedelta(days=730)


def told(kind: str) -> set[int]:
    return set(Notice.objects.filter(kind=kind).values_list("person", flat=True))


def test_what_is_still_red_cannot_be_approved(world: World) -> None:
    record = make.started(world)
    make.took_part(world, record)
    row = make.row(world, record, before=make.FULL_RED)
    make.measure(world, record, row=row)
    with pytest.raises(Refused, match="still red"):
        services.approve(actor=world.actor("leader"), record=record, valid_until=in_two_years())
    page = world.client("leader").post(
        url("finish", record), {"valid_until": in_two_years().isoformat()}
    )
    assert "still red" in page.content.decode()
    assert make.look(record).state is AssessmentState.DRAFT
    draft = RowDraft(hazard="Sprut", before=make.FULL_RED, after=make.FULL_GREEN)
    services.save_row(actor=world.actor("leader"), record=record, row=row, draft=draft)
    services.approve(actor=world.actor("leader"), record=record, valid_until=in_two_years())
    assert make.look(record).state is AssessmentState.APPROVED


def test_only_the_leader_approves_and_a_coordinating_writer_asks_for_it(world: World) -> None:
    record = make.complete_one(world, who="worker")
    with pytest.raises(PermissionDenied):
        services.approve(actor=world.actor("worker"), record=record, valid_until=in_two_years())
    client = world.client("worker")
    for _time in range(2):
        client.post(url("send", record))
    assert told("risk.to_approve") == {world.people["leader"].pk}
    assert Notice.objects.filter(kind="risk.to_approve").count() == 1
    response = world.client("leader").post(
        url("finish", record), {"valid_until": in_two_years().isoformat()}
    )
    assert response.status_code == 302
    assert make.look(record).state is AssessmentState.APPROVED
    assert world.people["worker"].pk in told("risk.approved")


def test_the_leader_sends_it_back_and_says_why(world: World) -> None:
    record = make.complete_one(world, who="worker")
    services.send(actor=world.actor("worker"), record=record)
    with pytest.raises(Refused):
        make.row(world, record, who="worker")
    world.client("leader").post(url("send_back", record), {"why": "Ta med natta."})
    sheet = make.look(record)
    assert (sheet.state, sheet.risk.returned) == (AssessmentState.DRAFT, "Ta med natta.")
    assert told("risk.returned") == {world.people["worker"].pk}
    assert "Ta med natta." in world.client("worker").get(url("show", record)).content.decode()


def test_work_waits_until_a_measure_is_done_and_someone_has_seen_it(world: World) -> None:
    record = make.complete_one(world)
    measure = make.measure(world, record, before_start=True)
    services.approve(actor=world.actor("leader"), record=record, valid_until=in_two_years())
    assert make.look(record).start is Start.WAITS
    with pytest.raises(Refused):
        verify(actor=world.actor("safety rep"), measure=measure)
    page = reverse("measures:verify", args=[measure.pk])
    assert world.client("safety rep").post(page).status_code == 403
    make.done(world, measure)
    assert told("risk.to_verify") == {world.people["leader"].pk}
    assert make.look(record).start is Start.WAITS
    assert world.client("colleague").post(page).status_code == 403
    for _time in range(2):
        assert world.client("safety rep").post(page).status_code == 302
    assert make.look(record).start is Start.MAY
    shown = world.client("colleague").get(url("show", record)).content.decode()
    assert "The work may start" in shown


def test_a_measure_that_comes_back_every_year_is_not_for_before_the_start(world: World) -> None:
    record = make.complete_one(world)
    plan = Plan(
        type=Measure.Type.PREVENTIVE,
        title="Øv",
        plan_text="Øv",
        responsible=world.people["worker"],
        due_on=clock.today(),
        timing=Measure.Timing.YEARLY,
        before_start=True,
    )
    with pytest.raises(Refused):
        services.add_measure(actor=world.actor("leader"), record=record, plan=plan)


def test_a_disagreement_is_raised_one_level_and_the_safety_representative_is_told(
    world: World,
) -> None:
    record = make.complete_one(world)
    client = world.client("worker")
    for _time in range(2):
        client.post(url("disagree", record), {"text": "Dette er ikke trygt."})
    (one,) = make.look(record).disagreements
    assert one.to_unit.code == "FAC"
    assert told("risk.to_answer") == {world.people["leader above"].pk}
    assert told("risk.disagreed") == {
        world.people["leader"].pk,
        world.people["safety rep"].pk,
    }
    assert Lack.DISAGREEMENT in make.look(record).lacks
    with pytest.raises(Refused):
        services.approve(actor=world.actor("leader"), record=record, valid_until=in_two_years())
    assert (
        world.client("leader").post(url("answer", record, one.pk), {"text": "Jo."}).status_code
        == 403
    )
    response = world.client("leader above").post(
        url("answer", record, one.pk), {"text": "Vi setter opp skjerm."}
    )
    assert response.status_code == 302
    assert world.people["worker"].pk in told("risk.disagreement_answered")
    services.approve(actor=world.actor("leader"), record=record, valid_until=in_two_years())


def test_a_private_one_is_read_by_all_at_the_unit_once_it_is_approved_unless_the_leader_says_no(
    world: World,
) -> None:
    record = make.complete_one(world, "psychosocial")
    assert world.client("colleague").get(url("show", record)).status_code == 404
    services.approve(actor=world.actor("leader"), record=record, valid_until=in_two_years())
    assert world.client("colleague").get(url("show", record)).status_code == 200
    assert world.client("outsider").get(url("show", record)).status_code == 404
    kept = make.complete_one(world, "psychosocial", title="Til")
    services.approve(
        actor=world.actor("leader"), record=kept, valid_until=in_two_years(), open_to_unit=False
    )
    kept.refresh_from_db()
    assert kept.sensitivity == Sensitivity.PARTIES
    assert world.client("colleague").get(url("show", kept)).status_code == 404


def test_a_psychosocial_one_needs_the_sum_and_is_not_approved_while_that_is_red(
    world: World,
) -> None:
    record = make.started(world, "psychosocial")
    make.took_part(world, record)
    assert set(make.look(record).lacks) == {Lack.FACTORS, Lack.NO_SUM}
    make.factors(world, record)
    given = {"sum_before": 3}
    services.write(actor=world.actor("leader"), record=record, given=given)
    assert make.look(record).lacks == [Lack.RED]
    posted = {"sum_after": "1"}
    world.client("leader").post(url("remaining", record), posted)
    assert make.look(record).lacks == []


def test_revising_shows_what_changed_and_takes_the_former_ones_place(world: World) -> None:
    record = make.complete_one(world)
    kept = make.row(world, record, hazard="Trapp", cause="Glatt")
    gone = make.row(world, record, hazard="Utgår")
    measure = make.measure(world, record, row=kept)
    leader = world.actor("leader")
    services.approve(actor=leader, record=record, valid_until=in_two_years())
    made = services.revise(actor=leader, record=record)
    assert services.revise(actor=leader, record=record) == made
    rows = {each.row.hazard: each for each in make.look(made).rows}
    assert [each.pk for each in rows["Trapp"].row.for_it.all()] != []
    draft = RowDraft(hazard="Trapp", cause="Glatt om vinteren", before={"colour": 2})
    services.save_row(actor=leader, record=made, row=rows["Trapp"].row, draft=draft)
    services.remove_row(actor=leader, record=made, row=rows["Utgår"].row)
    make.row(world, made, hazard="Ny fare")
    found = make.look(made)
    former = compare.former_of(leader, found)
    assert former == record
    told_of = {
        (each.now or each.then).name: each.change  # type: ignore[union-attr]
        for each in compare.since(record, found).told
    }
    assert told_of == {
        "Trapp": Change.CHANGED,
        "Utgår": Change.REMOVED,
        "Ny fare": Change.ADDED,
    }
    page = world.client("leader").get(url("changed", made)).content.decode()
    assert "<del>Glatt</del>" in page
    assert "<ins>Glatt om vinteren</ins>" in page
    services.approve(actor=leader, record=made, valid_until=in_two_years())
    assert make.look(record).state is AssessmentState.REPLACED
    assert make.look(made).state is AssessmentState.APPROVED
    assert measure.pk
    assert gone.pk


def test_a_draft_that_nobody_needs_is_withdrawn_and_an_approved_one_is_not(world: World) -> None:
    record = make.started(world, "violence")
    world.client("leader").post(url("withdraw", record))
    assert make.look(record).state is AssessmentState.WITHDRAWN
    with pytest.raises(Refused):
        services.withdraw(actor=world.actor("leader"), record=make.approved(world))


def test_a_new_one_of_the_same_kind_and_name_takes_the_former_ones_place(world: World) -> None:
    with clock.at(clock.now() - dt.timedelta(days=400)):
        first = make.approved(world, title="Skranken")
        other = make.approved(world, title="Eksamen")
    make.approved(world, title="Skranken")
    assert make.look(first).state is AssessmentState.REPLACED
    assert make.look(other).state is AssessmentState.APPROVED


def test_a_leader_above_who_was_named_to_answer_does_not_approve(world: World) -> None:
    """Where only those named read it: it is for those who write it."""
    record = make.complete_one(world, "psychosocial")
    services.send(actor=world.actor("leader"), record=record)
    services.disagree(actor=world.actor("worker"), record=record, text="Nei.")
    assert world.client("leader above").get(url("show", record)).status_code == 200
    with pytest.raises(PermissionDenied):
        services.approve(
            actor=world.actor("leader above"), record=record, valid_until=in_two_years()
        )
