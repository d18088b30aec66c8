"""What must be settled before a report ends: who must be told by law, and how bad it was."""

from __future__ import annotations

import pytest

from vern.control.incidents import services
from vern.control.incidents.models import Answer, Category, NotificationRule
from vern.control.incidents.rules import IncidentState, IncidentType, Level, Severity
from vern.control.incidents.services.telling import Injury, judge_injury, mark_told
from vern.control.incidents.tests import make
from vern.control.incidents.tests.hands import at, now
from vern.control.incidents.tests.make import World
from vern.core.kernel.errors import Refused
from vern.core.records.models import Record

YES, NO = Answer.YES, Answer.NO
ANSWER = {"message": "Ordnet.", "no_measures_reason": "Rettet samme dag."}


def hurt(world: World) -> Record:
    """Someone was hurt, not seriously: two must be told."""
    record = make.told(world, injury=YES)
    judge_injury(actor=world.actor("leader"), record=record, injury=Injury(YES, NO, NO))
    return now(record)


def everyone_told(world: World, record: Record) -> None:
    for rule in NotificationRule.objects.filter(when="injury"):
        mark_told(actor=world.actor("leader"), record=record, rule=rule)


def assessed(world: World, record: Record, actual: Level | None) -> None:
    severity = Severity(human_actual=actual, human_potential=Level.DANGEROUS)
    assessment = services.Assessment(IncidentType.ACCIDENT, severity)
    services.assess(actor=world.actor("leader"), record=record, assessment=assessment)


def state(record: Record) -> str:
    return str(now(record).incident.state)


def test_a_report_does_not_end_while_the_law_says_that_someone_must_be_told(world: World) -> None:
    record = hurt(world)
    assessed(world, record, Level.SOME)
    with pytest.raises(Refused, match="must still be told"):
        services.close(actor=world.actor("leader"), record=record, **ANSWER)
    with pytest.raises(Refused, match="must still be told"):
        services.reject(actor=world.actor("leader"), record=record, reason="Hører ikke hit")
    everyone_told(world, record)
    services.close(actor=world.actor("leader"), record=record, **ANSWER)
    assert state(record) == IncidentState.CLOSED


def test_the_assessment_says_from_the_start_what_closing_needs(world: World) -> None:
    leader = world.client("leader")
    page = leader.get(at(hurt(world), "assess")).content.decode()
    assert page.count("Needed before closing") == 1
    assert "how bad it was for people is needed before the report can be closed" in page
    other = leader.get(at(make.told(world, "Et annet sted"), "assess")).content.decode()
    assert "Needed before closing" not in other
    assert "Optional. If someone was hurt, how bad it was is needed" in other


def test_nor_before_someone_has_said_if_it_was_serious(world: World) -> None:
    record = make.told(world, injury=YES)
    assessed(world, record, Level.SOME)
    everyone_told(world, record)
    with pytest.raises(Refused, match="must still be told"):
        services.close(actor=world.actor("leader"), record=record, **ANSWER)


def test_a_reason_why_they_need_not_be_told_is_enough(world: World) -> None:
    category = Category.objects.get(key="outer_environment")
    record = make.told(world, "Søl på benken", categories=[category])
    with pytest.raises(Refused, match="must still be told"):
        services.close(actor=world.actor("leader"), record=record, **ANSWER)
    mark_told(
        actor=world.actor("leader"),
        record=record,
        rule=NotificationRule.objects.get(key="acute_pollution"),
        applies=False,
        reference="Ble tørket opp, og nådde ikke sluket.",
    )
    services.close(actor=world.actor("leader"), record=record, **ANSWER)
    assert state(record) == IncidentState.CLOSED


def test_a_suggestion_about_the_environment_tells_no_authority(world: World) -> None:
    category = Category.objects.get(key="outer_environment")
    record = make.told(
        world, "Sorter plasten", categories=[category], type_=IncidentType.SUGGESTION
    )
    services.close(actor=world.actor("leader"), record=record, **ANSWER)
    assert state(record) == IncidentState.CLOSED


def test_an_injury_is_not_closed_before_its_severity_is_chosen(world: World) -> None:
    record = hurt(world)
    everyone_told(world, record)
    assessed(world, record, None)
    with pytest.raises(Refused, match="how serious"):
        services.close(actor=world.actor("leader"), record=record, **ANSWER)
    assessed(world, record, Level.SOME)
    services.close(actor=world.actor("leader"), record=record, **ANSWER)
    assert state(record) == IncidentState.CLOSED


def test_what_stands_in_the_way_is_said_before_anything_is_typed(world: World) -> None:
    record = hurt(world)
    leader = world.client("leader")
    page = leader.get(at(record, "close")).content.decode()
    assert "This must be settled first" in page
    assert "2 must still be told" in page
    assert "nobody has chosen how serious" in page
    assert "<textarea" not in page
    assert "<textarea" not in leader.get(at(record, "reject")).content.decode()
    everyone_told(world, record)
    assessed(world, record, Level.SOME)
    assert "<textarea" in leader.get(at(record, "close")).content.decode()


def test_an_answer_typed_meanwhile_comes_back_with_why_it_was_refused(world: World) -> None:
    record = hurt(world)
    page = world.client("leader").post(at(record, "close"), ANSWER).content.decode()
    assert "Ordnet." in page
    assert "must still be told" in page
    assert state(record) != IncidentState.CLOSED
