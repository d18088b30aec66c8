"""From a change process to its risk assessment and back: two modules that do not know one another."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from pytest_django import Settings

from vern.core.kernel import clock
from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.core.measures import services as measures
from vern.core.measures.models import Measure
from vern.core.measures.services import Plan
from vern.core.records.links import link
from vern.core.records.models import Link, LinkKind, Record, Sensitivity
from vern.hub.calendar.ports import deadline_rules
from vern.plan.changes import services
from vern.plan.changes.models import Aspect, ChangeProcess
from vern.plan.changes.queries.show import OnTheWay
from vern.plan.changes.rules import ChangeState, ChangeType
from vern.plan.changes.services import Lacking
from vern.plan.changes.tests.make import all_took_part, decision
from vern.plan.risk.tests import make
from vern.plan.risk.tests.make import World

DAY = dt.timedelta(days=1)

shared_world = once_per_module(make.world)


@pytest.fixture
def world(shared_world: Shared[World], db: None, settings: Settings) -> World:
    settings.LANGUAGE_CODE = "en"
    return shared_world.copy()


@pytest.fixture
def process(world: World) -> ChangeProcess:
    given = services.Start(
        title="Slå sammen to seksjoner",
        unit=world.units["CHEM"],
        type=ChangeType.ORGANISATION,
        why="Begge er for små.",
        decide_by=clock.today(),
    )
    made = services.start(actor=world.actor("leader"), given=given)
    all_took_part(world, made)
    return made


def decide(world: World, process: ChangeProcess) -> ChangeProcess:
    return services.decide(actor=world.actor("leader"), record=process.record, given=decision())


def belongs(world: World, process: ChangeProcess, assessment: Record) -> None:
    link(actor=world.actor("leader"), a=process.record, b=assessment, kind=LinkKind.BELONGS_WITH)


def test_the_page_of_a_change_offers_to_assess_its_risk(
    world: World, process: ChangeProcess
) -> None:
    client = world.client("leader")
    offer = f"{reverse('risk:start')}?from={process.record.number}"
    assert offer in client.get(reverse("changes:show", args=[process.pk])).content.decode()
    form = client.get(offer).content.decode()
    assert process.record.title in form


def test_only_an_assessment_that_is_approved_lets_it_be_decided(
    world: World, process: ChangeProcess
) -> None:
    begun = make.started(world, "change", title="Sammenslåing")
    belongs(world, process, begun)
    with pytest.raises(Lacking):
        decide(world, process)
    belongs(world, process, make.approved(world, "change", title="Sammenslåing, ferdig"))
    assert decide(world, process).state == ChangeState.DECIDED
    page = world.client("leader").get(reverse("changes:show", args=[process.pk]))
    assert "Approved risk assessment" in page.content.decode()


def test_an_approved_one_is_linked_by_its_number_and_an_incident_is_not(
    world: World, process: ChangeProcess
) -> None:
    assessment = make.approved(world, "change", title="Sammenslåing")
    client, address = world.client("leader"), reverse("changes:link", args=[process.pk])
    client.post(address, {"number": assessment.number})
    assert Link.objects.get().b == assessment
    wrong = client.post(address, {"number": process.record.number})
    assert "number" in wrong.context["form"].errors


def test_one_that_one_does_not_see_is_not_linked_by_its_number(
    world: World, process: ChangeProcess
) -> None:
    assessment = make.approved(world, "change", title="Sammenslåing")
    Record.objects.filter(pk=assessment.pk).update(sensitivity=Sensitivity.PARTIES)
    assessment.parties.filter(person=world.people["leader"]).delete()
    address = reverse("changes:link", args=[process.pk])
    wrong = world.client("leader").post(address, {"number": assessment.number})
    assert "number" in wrong.context["form"].errors
    assert not Link.objects.exists()


def test_an_approved_assessment_is_the_step_that_asked_for_it_and_is_not_called_open(
    world: World, process: ChangeProcess
) -> None:
    process.milestones.filter(template="assess").update(due_on=clock.today() - DAY)
    client, address = world.client("leader"), reverse("changes:show", args=[process.pk])
    before = client.get(address)
    assert [each.done for each in before.context["page"].steps if asks(each)] == [False]
    assert steps_due() == process.milestones.count()
    belongs(world, process, make.approved(world, "change", title="Sammenslåing"))
    page = client.get(address)
    assert [each.met_by.title for each in page.context["page"].steps if asks(each)] == [
        "Sammenslåing"
    ]
    (made,) = page.context["page"].links
    assert f"{made.record.number} is approved" in page.content.decode()
    assert "Open</span>" not in page.content.decode()
    assert steps_due() == process.milestones.count() - 1


def asks(step: OnTheWay) -> bool:
    return step.milestone.template == "assess"


def steps_due() -> int:
    return len(list(deadline_rules["changes.step"].falls_due(None)))


def test_the_measures_of_an_approved_assessment_are_measures_of_the_change(
    world: World, process: ChangeProcess
) -> None:
    leader = world.actor("leader")
    services.judge(
        actor=leader,
        record=process.record,
        aspect=Aspect.objects.get(pk="workload"),
        judgement="worse",
    )
    draft, done = make.started(world, "change"), make.approved(world, "change", title="Ferdig")
    for record, title in ((draft, "Kladd"), (done, "Vikar i overgangen")):
        decide_measure(world, record, title)
        belongs(world, process, record)
    page = world.client("leader").get(reverse("changes:show", args=[process.pk]))
    text = page.content.decode()
    assert "no measure is decided" not in text
    assert f"From the risk assessment {done.number}" in text
    assert [each.words for each in page.context["page"].measures] == ["Vikar i overgangen"]


def decide_measure(world: World, record: Record, title: str) -> None:
    plan = Plan(
        type=Measure.Type.PREVENTIVE,
        title=title,
        plan_text=title,
        responsible=world.people["leader"],
        due_on=clock.today(),
    )
    measures.decide(actor=world.actor("leader"), record=record, plan=plan)
