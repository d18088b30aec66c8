"""The page of a change process: steps, the work environment, measures, papers; what it costs."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from vern.core.kernel import clock
from vern.core.measures.models import Measure
from vern.core.records.models import Link, LinkKind
from vern.plan.changes import services
from vern.plan.changes.models import Aspect, Body, Consequence
from vern.plan.changes.tests import make
from vern.plan.changes.tests.make import DAY, World

AT_MOST = 15


def address(name: str, *args: int) -> str:
    return reverse(f"changes:{name}", args=args)


def test_a_step_is_done_with_one_tap_and_opened_again(world: World) -> None:
    process = make.started(world)
    step = process.milestones.first()
    assert step is not None
    client = world.client("coordinator")
    client.post(address("step_done", process.pk, step.pk))
    step.refresh_from_db()
    assert step.done_on == clock.today()
    client.post(address("step_done", process.pk, step.pk), {"undo": "yes"})
    step.refresh_from_db()
    assert step.done_on is None


def test_steps_are_added_moved_and_removed(world: World) -> None:
    process = make.started(world)
    client = world.client("leader")
    sent = {"title": "Allmøte", "due_on": "2026-09-01"}
    for _ in range(2):  # a double click
        client.post(address("step", process.pk), sent)
    step = process.milestones.get(title="Allmøte")
    client.post(address("change_step", process.pk, step.pk), {**sent, "due_on": "2026-09-08"})
    step.refresh_from_db()
    assert step.due_on == dt.date(2026, 9, 8)
    client.post(address("drop_step", process.pk, step.pk))
    assert not process.milestones.filter(title="Allmøte").exists()


def test_each_answer_about_the_work_environment_is_saved_as_it_is_given(world: World) -> None:
    process = make.started(world)
    client = world.client("leader")
    sent = {"workload-judgement": "worse", "workload-words": "Dobbeltarbeid i et halvt år."}
    answer = client.post(address("consequences", process.pk), sent, headers={"HX-Request": "true"})
    assert answer.content.decode().startswith("Saved")
    found = Consequence.objects.get(process=process)
    assert (found.aspect_id, found.judgement) == ("workload", "worse")
    client.post(
        address("consequences", process.pk),
        {"demands-judgement": "better", "demands-words": ""},
        headers={"HX-Request": "true"},
    )
    assert Consequence.objects.filter(process=process).count() == 2


def test_without_a_script_the_button_saves_all(world: World) -> None:
    process = make.started(world)
    client = world.client("leader")
    page = client.get(address("consequences", process.pk))
    keys = [each.key for each, _judgement, _words in page.context["form"].pairs()]
    sent = {f"{key}-words": "" for key in keys} | {"premises-judgement": "same"}
    assert client.post(address("consequences", process.pk), sent).status_code == 302
    assert Consequence.objects.get(process=process, judgement="same").aspect_id == "premises"


def test_what_gets_worse_without_a_measure_is_said(world: World) -> None:
    process = make.started(world)
    services.judge(
        actor=world.actor("leader"),
        record=process.record,
        aspect=Aspect.objects.get(pk="workload"),
        judgement="worse",
    )
    client = world.client("leader")
    warning = "Something gets worse, and no measure is decided"
    assert warning in client.get(address("show", process.pk)).content.decode()
    answer = client.post(
        address("measure", process.pk),
        {
            "title": "Ansette vikar i overgangen",
            "responsible": str(world.people["leader"].pk),
            "due_on": "2026-09-01",
            "type": "preventive",
            "priority": "2",
        },
        follow=True,
    )
    assert "has been told" not in answer.content.decode()
    measure = Measure.objects.get()
    assert (measure.origin_id, measure.plan_text) == (process.pk, "Ansette vikar i overgangen")
    assert warning not in client.get(address("show", process.pk)).content.decode()


def test_an_assessment_that_is_made_is_linked_by_its_number(world: World) -> None:
    process, other = make.started(world), make.started(world, "Vurdering")
    make.APPROVED.add(other.pk)
    client = world.client("leader")
    client.post(address("link", process.pk), {"number": f" {other.record.number.lower()} "})
    assert Link.objects.get().kind == LinkKind.BELONGS_WITH
    assert "Approved risk assessment" in client.get(address("show", process.pk)).content.decode()
    wrong = client.post(address("link", process.pk), {"number": "RV-2026-99999"})
    assert "number" in wrong.context["form"].errors


def test_on_paper_it_says_the_same(world: World) -> None:
    process = make.started(world)
    make.took_part(world, process, "safety_rep", words="Vil ha med verneområde B.")
    client = world.client("employee")
    pdf = client.get(address("pdf", process.pk))
    assert pdf.content.startswith(b"%PDF")
    word = client.get(address("word", process.pk))
    with zipfile.ZipFile(io.BytesIO(word.content)) as file:
        text = file.read("word/document.xml").decode()
    assert "Vil ha med verneområde B." in text
    assert process.record.title in text
    assert world.client("colleague").get(address("pdf", process.pk)).status_code == 404


def test_every_page_is_there_for_whoever_prepares_it(world: World) -> None:
    process = make.started(world)
    one, step = make.involvement(process, "losam"), process.milestones.first()
    assert step is not None
    client = world.client("leader")
    for name, more in (
        *((name, ()) for name in ("describe", "touch", "let_read", "assign", "plan")),
        *((name, ()) for name in ("comment", "step", "consequences", "measure", "link", "drop")),
        ("hold", (one.pk,)),
        ("change_step", (step.pk,)),
    ):
        assert client.get(address(name, process.pk, *more)).status_code == 200, name
    assert client.get(address("evaluate", process.pk)).status_code == 302


def test_those_who_only_read_it_change_nothing(world: World) -> None:
    process = make.started(world)
    step = process.milestones.first()
    assert step is not None
    client = world.client("employee")
    for name in ("describe", "plan", "step", "consequences", "measure", "link", "assign"):
        assert client.get(address(name, process.pk)).status_code == 403, name
    assert client.post(address("step_done", process.pk, step.pk)).status_code == 403
    page = client.get(address("show", process.pk)).content.decode()
    assert address("plan", process.pk) not in page
    assert address("comment", process.pk) in page


def test_the_page_asks_as_much_however_much_there_is(world: World) -> None:
    process = make.started(world)
    make.took_part(world, process, "safety_rep")
    make.assessed(world, process)
    client = world.client("leader")
    client.get(address("show", process.pk))
    with CaptureQueriesContext(connection) as few:
        client.get(address("show", process.pk))
    leader = world.actor("leader")
    for number in range(6):
        body = Body.objects.all()[number % 4]
        plan = services.Plan(body, clock.today() + number * DAY)
        services.plan(actor=leader, record=process.record, given=plan)
        services.add_step(
            actor=leader,
            record=process.record,
            title=f"Steg {number}",
            due_on=clock.today() + DAY,
        )
        make.assessed(world, process)
        services.comment(actor=leader, record=process.record, text=f"Ord {number}")
    for aspect in Aspect.objects.all():
        services.judge(
            actor=leader, record=process.record, aspect=aspect, judgement="worse", words="x"
        )
    with CaptureQueriesContext(connection) as many:
        client.get(address("show", process.pk))
    assert len(many) <= len(few) + 1, [each["sql"][:90] for each in many]
    assert len(many) <= AT_MOST, [each["sql"][:90] for each in many]


def test_the_list_asks_as_much_however_many_there_are(world: World) -> None:
    make.started(world)
    client = world.client("rector")
    client.get(address("list"))
    with CaptureQueriesContext(connection) as few:
        client.get(address("list"))
    for number in range(5):
        make.started(world, f"Endring {number}", unit=("CHEM", "FAC")[number % 2], who="dean")
    with CaptureQueriesContext(connection) as many:
        client.get(address("list"))
    assert len(many) <= len(few)
    assert len(many) <= AT_MOST
