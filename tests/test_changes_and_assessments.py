"""From a change process to its risk assessment and back: two modules that do not know one another."""

from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django import Settings

from vern.core.kernel import clock
from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.core.records.links import link
from vern.core.records.models import Link, LinkKind, Record, Sensitivity
from vern.plan.changes import services
from vern.plan.changes.models import ChangeProcess
from vern.plan.changes.rules import ChangeState, ChangeType
from vern.plan.changes.services import Lacking
from vern.plan.changes.tests.make import all_took_part, decision
from vern.plan.risk.tests import make
from vern.plan.risk.tests.make import World

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
