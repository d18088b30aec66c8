"""Someone tells what happened: the form, and the receipt."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from vern.control.incidents.models import EmergencyNumber
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.files.models import Attachment
from vern.core.kernel import clock
from vern.core.notices.models import Notice
from vern.core.org.models import Assignment, RoleKey
from vern.core.org.services.people import end_assignment
from vern.core.records.models import Record

URL = "/report/"
FORM = "/report/?channel=hse"


def filled(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "description": "En flaske falt og knuste.",
        "unit": str(world.units["CHEM"].pk),
        "type": "accident",
        "key": str(uuid4()),
        **changes,
    }


def upload(content: bytes | None = None, name: str = "IMG_1.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or make.photo(), "image/jpeg")


def errors(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200
    found: dict[str, list[str]] = response.context["form"].errors
    return found


@pytest.mark.parametrize("first", ["/report/", "/report/shell/"])
def test_what_one_meets_first_asks_whether_anyone_is_in_danger(world: World, first: str) -> None:
    page = world.client("reporter").get(first).content.decode()
    for each in EmergencyNumber.objects.all():
        assert f'href="tel:{each.number}"' in page
    assert EmergencyNumber.objects.count() >= 3
    assert page.index("tel:113") < page.index(FORM if first == "/report/" else "<textarea")


def test_the_unit_is_proposed_from_who_one_is(world: World) -> None:
    page = world.client("reporter").get(FORM)
    assert page.context["form"]["unit"].value() == str(world.units["CHEM"].pk)


def test_units_are_grouped_by_faculty_and_ended_ones_left_out(world: World) -> None:
    world.units["LAB"].active = False
    groups = dict(
        option
        for option in world.client("reporter").get(FORM).context["form"].fields["unit"].choices
        if isinstance(option[1], (list, tuple))
    )
    names = [name for _pk, name in groups["Fakultet for naturvitenskap"]]
    assert names[0] == "Fakultet for naturvitenskap"
    assert [name.strip("\u00a0") for name in names[1:]] == [
        "Institutt for fysikk",
        "Institutt for kjemi",
        "Seksjon for syntese",
    ]


def test_three_answers_are_enough_and_lead_to_a_receipt(world: World) -> None:
    client = world.client("reporter")
    sent = client.post(URL, filled(world))
    record = Record.objects.get()
    assert sent["Location"] == f"/report/sent/{record.pk}/"
    receipt = client.get(sent["Location"]).content.decode()
    assert record.number in receipt
    assert "Leader Prøve, leader of Institutt for kjemi" in receipt
    assert f'href="/incidents/{record.pk}/"' in receipt
    assert record.incident.description == "En flaske falt og knuste."
    assert Notice.objects.get(kind="incident.to_handle").person == world.people["leader"]


def test_everything_optional_is_kept(world: World) -> None:
    house = make.building()
    world.client("reporter").post(
        URL,
        filled(
            world,
            day="2025-03-04",
            time="13:37",
            building=str(house.pk),
            room="214",
            done_at_once="Vasket opp.",
            proposal="Lavere hylle.",
        ),
    )
    record = Record.objects.select_related("incident", "building").get()
    assert record.building == house
    assert record.incident.room == "214"
    assert record.incident.done_at_once == "Vasket opp."
    assert record.incident.proposal == "Lavere hylle."
    assert record.incident.happened_at == dt.datetime(2025, 3, 4, 12, 37, tzinfo=dt.UTC)


def test_a_vacant_post_is_named_and_the_leader_above_handles_it(world: World) -> None:
    held = Assignment.objects.get(role=RoleKey.LEADER, unit=world.units["CHEM"])
    yesterday = clock.today() - dt.timedelta(days=1)
    end_assignment(actor=world.actor("hse"), held=held, last_day=yesterday)
    client = world.client("reporter")
    receipt = client.get(client.post(URL, filled(world))["Location"]).content.decode()
    assert "The post as leader of Institutt for kjemi is vacant." in receipt
    assert "Leader above Prøve, leader of Fakultet for naturvitenskap, handles it." in receipt


def test_where_nobody_leads_the_hse_department_is_told(world: World) -> None:
    yesterday = clock.today() - dt.timedelta(days=1)
    for held in Assignment.objects.filter(role=RoleKey.LEADER):
        end_assignment(actor=world.actor("hse"), held=held, last_day=yesterday)
    client = world.client("reporter")
    receipt = client.get(client.post(URL, filled(world))["Location"]).content.decode()
    assert "The HSE department handles the report." in receipt
    assert Notice.objects.get(kind="incident.to_handle").person == world.people["hse"]


@pytest.mark.parametrize("who", ["leader", "colleague", "hse"])
def test_the_receipt_is_its_reporters_only(world: World, who: str) -> None:
    record = make.told(world)
    assert world.client(who).get(f"/report/sent/{record.pk}/").status_code == 404
    assert world.client("reporter").get(f"/report/sent/{record.pk}/").status_code == 200


def test_the_same_form_sent_twice_makes_one_record(world: World) -> None:
    client, form = world.client("reporter"), filled(world)
    first = client.post(URL, {**form, "attached": upload()})
    second = client.post(URL, {**form, "attached": upload()})
    assert first["Location"] == second["Location"]
    assert Record.objects.count() == 1
    assert Attachment.objects.count() == 1
    assert Notice.objects.filter(kind="incident.to_handle").count() == 1


def test_the_same_key_from_someone_else_makes_another_record(world: World) -> None:
    form = filled(world)
    world.client("reporter").post(URL, form)
    world.client("colleague").post(URL, form)
    assert Record.objects.count() == 2


def test_another_text_on_a_form_that_was_sent_is_not_lost(world: World) -> None:
    client, form = world.client("reporter"), filled(world)
    client.post(URL, form)
    again = client.post(URL, {**form, "description": "Noe helt annet."})
    assert "You have sent this form already" in errors(again)["__all__"][0]
    assert Record.objects.count() == 1
    key = again.context["form"]["key"].value()
    assert key != form["key"]
    assert again.context["form"]["description"].value() == "Noe helt annet."
    client.post(URL, {**form, "description": "Noe helt annet.", "key": key})
    assert Record.objects.count() == 2


WRONG: list[tuple[dict[str, str], str, str]] = [
    ({"description": "  "}, "description", "Write what happened."),
    ({"description": "x" * 5001}, "description", "too long: 5001 characters"),
    ({"unit": ""}, "unit", "Choose a unit."),
    ({"unit": "999999"}, "unit", "999999"),
    ({"type": ""}, "type", "Choose a type."),
    ({"room": "x" * 101}, "room", "too long"),
    ({"done_at_once": "x" * 2001}, "done_at_once", "too long"),
    ({"proposal": "x" * 2001}, "proposal", "too long"),
    ({"day": "2099-01-01"}, "day", "has not come yet"),
    ({"day": "0024-01-01"}, "day", "Check the year"),
    ({"time": "10:00"}, "day", "Choose the day as well."),
    ({"key": "nonsense"}, "key", "Send it once more"),
]


def test_what_is_wrong_is_said_by_its_field(world: World) -> None:
    client = world.client("reporter")
    for changes, field, message in WRONG:
        answer = client.post(URL, filled(world, **changes))
        assert message in errors(answer)[field][0], changes
    assert Record.objects.count() == 0


def test_a_time_later_today_is_refused(world: World) -> None:
    with clock.at(dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)):
        answer = world.client("reporter").post(URL, filled(world, day="2026-03-02", time="23:30"))
    assert "has not come yet" in errors(answer)["time"][0]


def test_nothing_that_was_typed_is_lost(world: World) -> None:
    typed = filled(
        world,
        type="",
        day="2025-03-04",
        time="13:37",
        room="214",
        done_at_once="Vasket opp.",
        proposal="Lavere hylle.",
    )
    form = world.client("reporter").post(URL, typed).context["form"]
    kept = {name: str(form[name].value()) for name in typed}
    assert kept == typed
