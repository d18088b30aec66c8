"""Someone signed in goes on without their name: nothing typed is lost, and nothing ties it to them."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from vern.control.incidents.models import ReportingPolicy
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.files.models import Attachment, WaitingFile
from vern.core.kernel import clock
from vern.core.kernel.testing.client import AuditedClient
from vern.core.org.models import Person
from vern.core.records.models import Party, Record

URL = "/report/"
FORM = "/report/?channel=hse"
AWAY = "/report/nameless/"
TYPED = {"description": "Skrevet halvveis", "room": "Lab 3", "restricted": "on"}


def form_of(client: AuditedClient) -> dict[str, Any]:
    form = client.get(FORM).context["form"]
    return {each.name: each.value() or "" for each in form.hidden_fields()} | TYPED


def photo(name: str, width: int = 64) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, make.photo(size=(width, 48)), content_type="image/jpeg")


def test_what_was_typed_stands_in_the_same_form_without_the_name(world: World) -> None:
    client = world.client("reporter")
    page = client.post(AWAY, form_of(client))
    form = page.context["form"]
    assert {name: form[name].value() for name in ("description", "room")} == {
        name: TYPED[name] for name in ("description", "room")
    }
    assert not form.errors
    assert "_auth_user_id" not in client.session
    assert "Reporter Prøve" not in page.content.decode()
    assert "name_for_handlers_only" not in form.fields
    assert not Record.objects.exists()


def test_it_can_be_sent_from_there_and_no_name_goes_with_it(world: World) -> None:
    client = world.client("reporter")
    given = form_of(client)
    form = client.post(AWAY, given).context["form"]
    assert form["key"].value() != given["key"]
    more = {"unit": str(world.units["CHEM"].pk), "type": "accident"}
    hidden = {each.name: each.value() or "" for each in form.hidden_fields()}
    answer = client.post(URL, {**TYPED, **hidden, **more})
    assert answer.status_code == 302
    record = Record.objects.get()
    assert not Party.objects.filter(record=record, part="reporter", person__isnull=False).exists()


def test_photos_that_wait_come_along_and_are_nobodys(world: World) -> None:
    client = world.client("reporter")
    given = form_of(client)
    client.post(URL, {**given, "description": "", "attached": photo("first.jpg")})
    assert WaitingFile.objects.get().person == world.people["reporter"]
    form = client.post(AWAY, {**given, "attached": photo("second.jpg", 80)}).context["form"]
    assert not WaitingFile.objects.exclude(person=None).exists()
    hidden = {each.name: each.value() or "" for each in form.hidden_fields()}
    more = {"unit": str(world.units["CHEM"].pk), "type": "accident"}
    client.post(URL, {**TYPED, **hidden, **more})
    held = Attachment.objects.filter(record=Record.objects.get())
    assert {each.name for each in held} == {"first.jpg", "second.jpg"}


def test_nothing_stays_for_the_one_who_signs_in_next(world: World) -> None:
    client = world.client("reporter")
    answer = client.post(AWAY, form_of(client))
    assert "no-store" in answer["Cache-Control"]
    colleague: Person = world.people["colleague"]
    assert colleague.user is not None
    client.force_login(colleague.user)
    assert "Skrevet halvveis" not in client.get(FORM).content.decode()


def test_it_also_works_where_the_session_had_run_out(world: World) -> None:
    client = world.client("reporter")
    given = form_of(client)
    client.session.flush()
    form = client.post(AWAY, given).context["form"]
    assert form["description"].value() == TYPED["description"]


def test_the_address_alone_leads_to_the_form(world: World) -> None:
    client = world.client("reporter")
    assert client.get(AWAY)["Location"] == FORM
    assert "_auth_user_id" in client.session


def test_where_the_institution_wants_names_nobody_is_signed_out(world: World) -> None:
    ReportingPolicy.objects.update_or_create(pk=1, defaults={"nameless_allowed": False})
    client = world.client("reporter")
    assert client.post(AWAY, {"key": str(uuid4()), **TYPED}).status_code == 403
    assert "_auth_user_id" in client.session


def test_the_way_back_later_shows_nothing_of_it_to_the_next_one(world: World) -> None:
    client = world.client("reporter")
    given = form_of(client)
    client.post(AWAY, given)
    with time_machine.travel(clock.now() + dt.timedelta(minutes=1), tick=False):
        again = client.post(AWAY, given)
    assert again["Location"] == FORM
    with time_machine.travel(clock.now() + dt.timedelta(minutes=1), tick=False):
        own = world.client("reporter").post(AWAY, given)
    assert TYPED["description"] in own.content.decode()


def test_a_second_press_still_shows_it(world: World) -> None:
    client = world.client("reporter")
    given = form_of(client)
    client.post(AWAY, given)
    assert TYPED["description"] in client.post(AWAY, given).content.decode()
