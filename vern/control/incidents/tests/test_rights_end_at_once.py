"""A right that is taken away while a page is open counts from the next request, to read and to send
(ASVS 5.0, 8.3.2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.core.files.base import ContentFile

from vern.control.incidents import services
from vern.control.incidents.capabilities import HANDLE, SEE
from vern.control.incidents.models import Incident
from vern.control.incidents.services.attachments import add_files
from vern.control.incidents.tests import make, readers
from vern.control.incidents.tests.make import World
from vern.core.files.models import Attachment
from vern.core.files.uploads import receive
from vern.core.kernel import clock
from vern.core.kernel.testing.client import AuditedClient
from vern.core.kernel.testing.shared import once_per_module
from vern.core.org.actors import SYSTEM
from vern.core.org.models import Assignment, RoleCapability, RoleKey, User
from vern.core.org.services.people import end_assignment
from vern.core.records.models import Record

shared_world = once_per_module(readers.staffed_world)

SUMMARY = {"summary": "Det luktet gass. Pakningen er byttet."}
A_WEEK_AGO = dt.timedelta(days=7)


def end_of_role(world: World, record: Record) -> None:
    held = Assignment.objects.get(person=world.people["leader"], role=RoleKey.LEADER)
    end_assignment(actor=SYSTEM, held=held, last_day=clock.today() - A_WEEK_AGO)


def account_closed(world: World, record: Record) -> None:
    User.objects.filter(person=world.people["leader"]).update(is_active=False)


def role_changed(world: World, record: Record) -> None:
    rights = RoleCapability.objects.filter(role=RoleKey.LEADER, capability__in=(SEE, HANDLE))
    rights.delete()


def moved(world: World, record: Record) -> None:
    services.move(actor=world.actor("leader"), record=record, unit=world.units["ARTS"])


def handed_over(world: World, record: Record) -> None:
    services.hand_over(actor=world.actor("leader above"), record=record, reason="Lovbrudd")


@dataclass(frozen=True)
class Loss:
    """What takes the right away, and what is answered then."""

    happens: Callable[[World, Record], None]
    read: int = 404
    send: int = 404


LOSSES = {
    "the role has ended": Loss(end_of_role),
    "the account is closed": Loss(account_closed, 302, 302),
    "the role may no more": Loss(role_changed),
    "the report was moved to another faculty": Loss(moved),
    "the report was handed over as whistleblowing": Loss(handed_over),
}


@pytest.mark.parametrize("why", LOSSES)
def test_of_the_one_who_handles_it(world: World, why: str) -> None:
    loss, record = LOSSES[why], make.told(world)
    leader = world.client("leader")
    page, form = f"/incidents/{record.pk}/", f"/incidents/{record.pk}/summary/"
    file = photo_of(world, record)
    assert [status(leader, url) for url in (page, form, file)] == [200] * 3
    loss.happens(world, record)
    assert [status(leader, url) for url in (page, form, file)] == [loss.read] * 3
    assert leader.post(form, SUMMARY).status_code == loss.send
    assert Incident.objects.get(pk=record.pk).summary == ""
    assert record.number not in leader.get("/incidents/").content.decode()


def status(client: AuditedClient, url: str) -> int:
    answer = client.get(url)
    if answer.streaming:
        list(answer)  # read to its end, it closes its file
    return int(answer.status_code)


def photo_of(world: World, record: Record) -> str:
    files = [receive(ContentFile(make.photo()), name="lukt.jpg")]
    add_files(actor=world.actor("reporter"), record=record, attachments=files)
    return f"/files/{Attachment.objects.get(record=record).pk}/"


def test_of_the_one_who_was_let_read_it(world: World) -> None:
    record, colleague = make.told(world), world.client("colleague")
    page, form = f"/incidents/{record.pk}/", f"/incidents/{record.pk}/comment/"
    person = world.people["colleague"]
    services.let_read(actor=world.actor("leader"), record=record, person=person)
    assert colleague.get(page).status_code == colleague.get(form).status_code == 200
    services.stop_reading(actor=world.actor("leader"), record=record, person=person)
    assert colleague.get(page).status_code == colleague.get(form).status_code == 404
    assert colleague.post(form, {"text": "Jeg så det også."}).status_code == 404
    assert not record.comments.exists()


def test_of_the_representative_when_it_is_for_named_people(world: World) -> None:
    record, rep = make.told(world), world.client("safety rep")
    page, form = f"/incidents/{record.pk}/", f"/incidents/{record.pk}/comment/"
    assert rep.get(page).status_code == rep.get(form).status_code == 200
    services.restrict(actor=world.actor("reporter"), record=record)
    assert rep.get(page).status_code == rep.get(form).status_code == 404
    assert rep.post(form, {"text": "Jeg så det også."}).status_code == 404
    assert not record.comments.exists()


def test_of_the_coordinator_who_was_relieved(world: World) -> None:
    record, leader = make.told(world), world.actor("leader")
    world.people["coordinator"] = make.person("coordinator")
    make.put(world, "coordinator", RoleKey.COORDINATOR, "CHEM")
    services.assign(actor=leader, record=record, person=world.people["coordinator"])
    coordinator, form = world.client("coordinator"), f"/incidents/{record.pk}/summary/"
    assert coordinator.get(form).status_code == 200
    services.assign(actor=leader, record=record, person=world.people["leader above"])
    assert coordinator.get(form).status_code == 404
    assert coordinator.post(form, SUMMARY).status_code == 404
    assert Incident.objects.get(pk=record.pk).summary == ""


def test_of_the_reception_that_handed_it_back(world: World) -> None:
    record, client = make.told(world), world.client("reception")
    services.hand_over(actor=world.actor("leader"), record=record, reason="Lovbrudd")
    page, form = f"/incidents/{record.pk}/", f"/incidents/{record.pk}/ask/"
    assert client.get(page).status_code == client.get(form).status_code == 200
    services.hand_back(actor=world.actor("reception"), record=record, message="Ikke varsling")
    assert client.get(page).status_code == client.get(form).status_code == 404
    assert client.post(form, {"text": "Hvem var der?"}).status_code == 404
