"""Someone speaks for LOSAM at a faculty: they are told, read, answer and ask, without being named each time."""

from __future__ import annotations

from django.urls import reverse

from vern.core.history.models import HistoryLine
from vern.core.kernel import clock
from vern.hub.desk.ports import task_sources
from vern.plan.changes import services
from vern.plan.changes.models import Body, Speaker
from vern.plan.changes.tests import make
from vern.plan.changes.tests.make import World


def named(world: World, unit: str = "FAC") -> Speaker:
    return services.name_speaker(
        actor=world.actor("dean"),
        body=Body.objects.get(pk="losam"),
        unit=world.units[unit],
        person=world.people["secretary"],
    )


def test_they_read_what_begins_below_also_what_few_read(world: World) -> None:
    named(world)
    process = make.started(world, named_only=True)
    client = world.client("secretary")
    page = client.get(reverse("changes:show", args=[process.pk]))
    assert page.status_code == 200
    one = make.took_part(world, process, "losam")
    tasks = task_sources["changes_to_answer"].tasks(world.actor("secretary"), clock.today(), 10)
    assert [each.status for each in tasks] == ["Is it right?"]  # type: ignore[union-attr]
    client.post(reverse("changes:right", args=[process.pk, one.pk]))
    one.refresh_from_db()
    assert one.right is True


def test_what_goes_on_already_they_read_too(world: World) -> None:
    process = make.started(world, named_only=True)
    assert (
        world.client("secretary").get(reverse("changes:show", args=[process.pk])).status_code == 404
    )
    named(world)
    assert (
        world.client("secretary").get(reverse("changes:show", args=[process.pk])).status_code == 200
    )


def test_they_speak_nowhere_else(world: World) -> None:
    named(world, "PHYS")
    process = make.started(world)
    one = make.took_part(world, process, "losam")
    services.let_read(
        actor=world.actor("leader"),
        record=process.record,
        person_id=world.people["secretary"].pk,
    )
    address = reverse("changes:right", args=[process.pk, one.pk])
    assert world.client("secretary").post(address).status_code == 403


def test_they_are_named_on_a_page_and_it_is_ended_there(world: World) -> None:
    client, address = world.client("dean"), reverse("changes:speakers")
    sent = {"body": "losam", "unit": world.units["FAC"].pk}
    found = client.post(address, {**sent, "who": "secretary"})
    assert "Secretary Prøve" in found.content.decode()
    client.post(address, {**sent, "person": world.people["secretary"].pk})
    speaker = Speaker.objects.get()
    assert "Secretary Prøve" in client.get(address).content.decode()
    assert HistoryLine.objects.filter(verb="change.speaker_named").count() == 1
    end = reverse("changes:end_speaker", args=[speaker.pk])
    assert world.client("leader").post(end).status_code == 403
    client.post(end)
    assert not Speaker.objects.exists()
    assert world.client("employee").get(address).status_code == 403


def test_a_role_that_speaks_is_not_named_here(world: World) -> None:
    client = world.client("dean")
    sent = {
        "body": "safety_rep",
        "unit": world.units["FAC"].pk,
        "person": world.people["secretary"].pk,
    }
    assert "body" in client.post(reverse("changes:speakers"), sent).context["form"].errors
