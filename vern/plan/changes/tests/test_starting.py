"""Starting a change process: few questions, early days, the right people told."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.notices.models import Notice
from vern.core.org.models import RoleKey
from vern.core.records.models import Record, Sensitivity
from vern.plan.changes import services
from vern.plan.changes.models import KIND, ChangeProcess
from vern.plan.changes.rules import ChangeType
from vern.plan.changes.tests import make
from vern.plan.changes.tests.make import World


def told(kind: str) -> set[str]:
    rows = Notice.objects.filter(kind=kind).select_related("person")
    return {each.person.given_name.lower() for each in rows}


def test_it_begins_with_usual_steps_and_those_who_must_take_part(world: World) -> None:
    process = make.started(world)
    assert process.record.number.startswith("OMS-2026-")
    assert {each.body_id for each in process.involvements.all()} == {
        "safety_rep",
        "employees",
        "losam",
    }
    planned = {each.planned_on for each in process.involvements.all()}
    assert planned == {process.decide_by - dt.timedelta(weeks=8)}
    steps = list(process.milestones.all())
    assert "Risikovurderingen" in " ".join(each.title for each in steps) or "risk assessment" in (
        " ".join(each.title for each in steps)
    )
    assert all(each.due_on >= clock.today() for each in steps)


def test_an_it_system_asks_for_other_steps(world: World) -> None:
    process = make.started(world, type_=ChangeType.IT_SYSTEM)
    assert {each.template for each in process.milestones.all()} >= {"users", "training"}
    assert {each.body_id for each in process.involvements.all()} == {"safety_rep"}


def test_the_safety_representative_and_the_leader_are_told(world: World) -> None:
    make.started(world, who="coordinator")
    assert told("change.started") == {"leader", "rep"}


def test_where_there_is_little_time_everything_is_still_to_come(world: World) -> None:
    process = make.started(world, weeks=1)
    assert all(each.planned_on == clock.today() for each in process.involvements.all())


def test_the_form_asks_six_questions_and_leads_to_the_process(world: World) -> None:
    client = world.client("leader")
    answer = client.get(reverse("changes:start"))
    form = answer.context["form"]
    assert len(list(form.visible_fields())) == 6
    sent = {
        "key": str(form["key"].value()),
        "title": "Nytt system for timeplan",
        "type": "it_system",
        "unit": world.units["CHEM"].pk,
        "why": "Det gamle går ut.",
        "decide_by": "2026-12-01",
    }
    first = client.post(reverse("changes:start"), sent)
    again = client.post(reverse("changes:start"), sent)
    process = ChangeProcess.objects.get()
    home = reverse("changes:show", args=[process.pk])
    assert first.headers["Location"] == again.headers["Location"] == home


def test_what_is_wrong_is_said_by_the_field_and_nothing_is_lost(world: World) -> None:
    client = world.client("leader")
    sent = {"title": "Ny turnus", "why": "Fordi", "decide_by": "2026-01-01"}
    answer = client.post(reverse("changes:start"), sent)
    errors = answer.context["form"].errors
    assert set(errors) == {"type", "unit", "decide_by"}
    assert 'value="Ny turnus"' in answer.content.decode()
    assert not ChangeProcess.objects.exists()


def test_a_day_that_has_passed_is_refused_by_the_service_too(world: World) -> None:
    with pytest.raises(Refused):
        make.started(world, weeks=-1)


def test_one_starts_only_where_one_prepares_changes(world: World) -> None:
    client = world.client("leader")
    sent = {
        "key": str(uuid.uuid4()),
        "title": "x",
        "type": "organisation",
        "unit": world.units["PHYS"].pk,
        "why": "y",
        "decide_by": "2026-12-01",
    }
    assert "unit" in client.post(reverse("changes:start"), sent).context["form"].errors
    assert world.client("employee").get(reverse("changes:start")).status_code == 403


def test_everyone_at_the_unit_but_students_reads_it(world: World) -> None:
    process = make.started(world)
    address = reverse("changes:show", args=[process.pk])
    for who in ("leader", "coordinator", "employee", "rep", "dean", "rector", "hse", "health"):
        assert world.client(who).get(address).status_code == 200, who
    for who in ("student", "colleague", "leader of physics", "rep of physics"):
        assert world.client(who).get(address).status_code == 404, who


def test_for_named_people_only_until_it_is_opened(world: World) -> None:
    process = make.started(world, named_only=True)
    address = reverse("changes:show", args=[process.pk])
    assert process.record.sensitivity == Sensitivity.PARTIES
    assert world.client("rep").get(address).status_code == 200
    assert world.client("employee").get(address).status_code == 404
    assert world.client("dean").get(address).status_code == 404
    services.open_up(actor=world.actor("leader"), record=process.record)
    assert world.client("employee").get(address).status_code == 200


def test_a_unit_that_it_touches_reads_it_and_is_told(world: World) -> None:
    process = make.started(world)
    client = world.client("leader")
    client.post(reverse("changes:touch", args=[process.pk]), {"unit": world.units["PHYS"].pk})
    address = reverse("changes:show", args=[process.pk])
    assert told("change.touches_you") == {"leader of physics", "rep of physics"}
    assert world.client("rep of physics").get(address).status_code == 200
    assert world.client("colleague").get(address).status_code == 404
    assert "Institutt for fysikk" in client.get(address).content.decode()


def test_who_comes_to_lead_what_it_touches_reads_it_too(world: World) -> None:
    process = make.started(world)
    services.touch(actor=world.actor("leader"), record=process.record, unit=world.units["LAB"])
    world.people["new"] = make.person("new")
    make.put(world, "new", RoleKey.LEADER, "LAB")
    assert Record.objects.visible_to(world.actor("new")).filter(kind=KIND).count() == 1


def test_two_who_write_at_once_lose_nothing(world: World) -> None:
    process = make.started(world)
    client, address = world.client("leader"), reverse("changes:describe", args=[process.pk])
    form = client.get(address).context["form"]
    seen = {name: form[name].value() for name in form.fields}
    seen = {name: "" if value is None else value for name, value in seen.items()}
    seen["decide_by"] = "2026-12-01"
    services.describe(
        actor=world.actor("coordinator"),
        record=process.record,
        given=services.Description("Annen tittel", "Fordi", "", process.decide_by),
    )
    answer = client.post(address, {**seen, "what": "Nye kolleger."})
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "has changed this since you opened it" in text
    assert "Annen tittel" in text
    assert "Nye kolleger." in text
