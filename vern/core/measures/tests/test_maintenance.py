"""Measures that building maintenance carries out."""

from __future__ import annotations

import pytest
from django.urls import reverse

from vern.core.history.models import HistoryLine
from vern.core.kernel.errors import Refused
from vern.core.measures import maintenance, services
from vern.core.measures.maintenance import MaintenanceForm, Status, maintenance_forms
from vern.core.measures.models import MaintenanceOrder, Measure
from vern.core.measures.tests.conftest import World
from vern.core.notices.models import Notice


def url(measure: Measure, name: str = "maintain") -> str:
    return reverse(f"measures:{name}", args=[measure.pk])


def test_it_is_sent_with_a_number_and_comes_back_with_a_status(world: World) -> None:
    measure = world.measure()
    client = world.client("employee")
    page = client.get(url(measure, "show")).content.decode()
    assert f"Our reference: measure {measure.pk}" in page
    assert client.post(url(measure), {"reference": "D-17"}).status_code == 302
    order = MaintenanceOrder.objects.get()
    assert (order.status, order.reference) == ("sent", "D-17")
    assert order.set_by == world.people["employee"]
    for _twice in range(2):
        sent = {"reference": "D-17", "status": "ordered"}
        assert client.post(url(measure), sent).status_code == 302
    assert MaintenanceOrder.objects.get().status == "ordered"
    steps = HistoryLine.objects.filter(verb="measure.maintenance").order_by("pk")
    assert [line.facts["status"] for line in steps] == ["sent", "ordered"]
    assert "D-17" not in str([line.facts for line in steps])
    assert "D-17" in world.client("leader").get(url(measure, "show")).content.decode()


def test_done_there_asks_the_responsible_to_see_that_it_is(world: World) -> None:
    measure = world.measure()
    leader = world.actor("leader")
    for status in (Status.SENT, Status.DONE):
        maintenance.set_status(actor=leader, measure=measure, status=status)
    assert Notice.objects.get(kind="measure.maintenance_done").person == world.people["employee"]
    measure.refresh_from_db()
    assert not measure.done
    client = world.client("employee")
    assert "Is this done now?" in client.get(url(measure, "show")).content.decode()
    assert "Maintenance says done" in client.get("/measures/mine/").content.decode()
    client.post(url(measure, "done"), {"comment": ""})
    assert "Is this done now?" not in client.get(url(measure, "show")).content.decode()


def test_refused_there_can_be_sent_once_more(world: World) -> None:
    measure, leader = world.measure(), world.actor("leader")
    for status in (Status.SENT, Status.REFUSED, Status.SENT):
        maintenance.set_status(actor=leader, measure=measure, status=status)
    assert MaintenanceOrder.objects.get().status == "sent"


def test_an_answer_to_what_was_never_sent_and_to_what_is_done_is_refused(world: World) -> None:
    measure, leader = world.measure(), world.actor("leader")
    with pytest.raises(Refused):
        maintenance.set_status(actor=leader, measure=measure, status=Status.ORDERED)
    services.complete(actor=leader, measure=measure)
    with pytest.raises(Refused):
        maintenance.set_status(actor=leader, measure=measure, status=Status.SENT)
    assert not MaintenanceOrder.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("chief", 403), ("sibling", 404)])
def test_only_the_responsible_and_handlers_note_it(world: World, who: str, status: int) -> None:
    assert world.client(who).post(url(world.measure()), {}).status_code == status
    assert not MaintenanceOrder.objects.exists()


def test_what_is_sent_is_neutral_and_the_institutions_form_is_linked(world: World) -> None:
    measure = world.measure()
    assert "Ola" not in maintenance.text_to_send(measure)
    form = MaintenanceForm("test", lambda: "https://maintenance.vern.example/")
    with maintenance_forms.holding(form):
        html = world.client("leader").get(url(measure, "show")).content.decode()
    assert 'href="https://maintenance.vern.example/"' in html
