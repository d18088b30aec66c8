"""What the form takes beside its three questions, and what it measures."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from uuid import uuid4

import pytest

from vern.control.incidents import services
from vern.control.incidents.forms import opened
from vern.control.incidents.forms.attachments import FILE_FIELDS
from vern.control.incidents.models import Answer, Category
from vern.control.incidents.queries.lists import to_answer_for
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.kernel import clock
from vern.core.kernel.testing.client import AuditedClient
from vern.core.notices.models import Notice
from vern.core.org.models import Room
from vern.core.records.models import Party, Record, Sensitivity

URL = "/report/"
FORM = "/report/?channel=hse"
NOON = dt.datetime(2026, 3, 2, 11, 0, tzinfo=dt.UTC)


def filled(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "description": "En flaske falt og knuste.",
        "unit": str(world.units["CHEM"].pk),
        "type": "accident",
        "key": str(uuid4()),
        **({"about": [str(world.people["leader"].pk)]} if "about_leader" in changes else {}),
        **changes,
    }


def sent(world: World, who: str = "reporter", **changes: Any) -> Record:
    answer = world.client(who).post(URL, filled(world, **changes))
    assert answer.status_code == 302, answer.context["form"].errors
    return Record.objects.select_related("incident", "unit").latest("pk")


def names(record: Record, part: str) -> set[str]:
    found = Party.objects.filter(record=record, part=part)
    return set(found.values_list("person__given_name", flat=True))


def test_all_that_is_folded_away_is_kept(world: World) -> None:
    incident = sent(
        world,
        affected=["student", "guest"],
        affected_unit=str(world.units["PHYS"].pk),
        injury="yes",
        treatment="unknown",
        stopped_work="on",
        solved_at_once="on",
        on_behalf="on",
        name_for_handlers_only="on",
    ).incident
    assert incident.affected == ["student", "guest"]
    assert incident.affected_unit == world.units["PHYS"]
    assert (incident.injury, incident.treatment) == (Answer.YES, Answer.UNKNOWN)
    assert incident.stopped_work
    assert incident.solved_at_once
    assert incident.on_behalf
    assert incident.name_for_handlers_only


def test_what_nobody_filled_in_stays_unknown(world: World) -> None:
    incident = sent(world).incident
    assert incident.affected == []
    assert (incident.injury, incident.treatment) == ("", "")
    assert not any((incident.stopped_work, incident.solved_at_once, incident.on_behalf))
    assert incident.record.sensitivity == Sensitivity.HANDLERS


def test_no_field_asks_who_was_hurt_or_how(world: World) -> None:
    form = world.client("reporter").get(FORM).context["form"]
    assert set(form.fields) == {
        *(
            "description",
            "unit",
            "unit_unknown",
            "type",
            "solved_at_once",
            "day",
            "time",
            *FILE_FIELDS,
        ),
        *("building", "room", "done_at_once", "proposal", "stopped_work"),
        *("affected", "affected_unit", "injury", "treatment", "concerns", "restricted"),
        *("about_leader", "about", "name_for_handlers_only", "on_behalf", "key", "opened", "place"),
    }


def test_only_three_questions_must_be_answered(world: World) -> None:
    form = world.client("reporter").get(FORM).context["form"]
    required = {field.name for field in form.visible_fields() if field.field.required}
    assert required == {"description", "unit", "type"}


def test_the_handler_sees_what_was_ticked(world: World) -> None:
    record = sent(world, affected=["student"], injury="yes", stopped_work="on", solved_at_once="on")
    page = world.client("leader").get(f"/incidents/{record.pk}/").content.decode()
    for words in ("Student", "The work was stopped.", "It was solved on the spot."):
        assert words in page


# The right unit


def room_of(world: World, unit: str, name: str = "Auditorium 1") -> Room:
    return Room.objects.create(building=make.building(), name=name, unit=world.units[unit])


def test_the_rooms_unit_gets_it_and_ones_own_is_told(world: World) -> None:
    room = room_of(world, "PHYS")
    record = sent(world, building=str(room.building_id), room=room.name)
    assert record.unit == world.units["PHYS"]
    assert record.incident.affected_unit == world.units["CHEM"]
    told = {each.person.given_name: each.kind for each in Notice.objects.filter(record=record)}
    assert told["Leader of sibling"] == "incident.to_handle"
    assert told["Leader"] == "incident.copy"
    receipt = world.client("reporter").get(f"/report/sent/{record.pk}/").content.decode()
    assert "Institutt for fysikk answers for Auditorium 1, and handles it." in receipt
    assert "Institutt for kjemi is told too." in receipt


def test_a_room_of_ones_own_unit_changes_nothing(world: World) -> None:
    room = room_of(world, "CHEM")
    record = sent(world, building=str(room.building_id), room=room.name)
    assert record.unit == world.units["CHEM"]
    assert record.incident.affected_unit is None


@pytest.mark.parametrize("wish", [{"restricted": "on"}, {"about_leader": "on"}])
def test_what_is_about_people_does_not_go_to_those_who_run_the_room(
    world: World, wish: dict[str, str]
) -> None:
    room = room_of(world, "PHYS")
    record = sent(world, building=str(room.building_id), room=room.name, **wish)
    assert record.unit == world.units["CHEM"]
    assert "Leader of sibling" not in names(record, "named") | names(record, "handler")


def test_the_rooms_of_a_building_are_proposed(world: World) -> None:
    room = room_of(world, "PHYS")
    ended = clock.today() - dt.timedelta(days=1)
    Room.objects.create(building=room.building, name="Old", unit=room.unit, ended_on=ended)
    other = make.building("Et annet bygg")
    Room.objects.create(building=other, name="Elsewhere", unit=room.unit)
    page = world.client("reporter").get("/report/rooms/", {"building": room.building_id})
    assert page.content.decode().strip() == '<option value="Auditorium 1"></option>'
    for nothing in ("", "x", "0"):
        page = world.client("reporter").get("/report/rooms/", {"building": nothing})
        assert "option" not in page.content.decode()


def test_a_room_is_known_however_its_name_is_typed(world: World) -> None:
    room = room_of(world, "PHYS")
    record = sent(world, building=str(room.building_id), room=" auditorium  1 ")
    assert record.incident.known_room == room
    assert record.incident.room == ""


def test_a_room_of_another_building_is_kept_as_it_was_written(world: World) -> None:
    room_of(world, "PHYS")
    other = make.building("Et annet bygg")
    record = sent(world, building=str(other.pk), room="Auditorium 1")
    assert record.incident.known_room is None
    assert record.incident.room == "Auditorium 1"
    assert record.unit == world.units["CHEM"]


def test_where_someone_answers_for_the_room_no_unit_must_be_chosen(world: World) -> None:
    room = room_of(world, "PHYS")
    record = sent(world, unit="", building=str(room.building_id), room=room.name)
    assert record.unit == world.units["PHYS"]
    assert record.incident.affected_unit is None


def test_without_unit_and_known_room_one_is_asked_to_choose(world: World) -> None:
    answer = world.client("reporter").post(URL, filled(world, unit="", room="Et sted"))
    assert answer.context["form"].errors["unit"] == ["Choose a unit."]
    assert not Record.objects.exists()


# Not knowing the unit


def test_who_does_not_know_the_unit_gives_it_to_their_own(world: World) -> None:
    record = sent(world, unit="unknown")
    assert record.unit == world.units["CHEM"]
    assert record.owner is None


def nameless(world: World, **changes: Any) -> Record:
    answer = AuditedClient().post(URL, filled(world, unit="unknown", **changes))
    assert answer.status_code == 302, answer.context["form"].errors
    return Record.objects.select_related("incident", "unit").latest("pk")


def test_without_name_and_unit_the_hse_department_finds_out_whose_it_is(world: World) -> None:
    stranger = AuditedClient()
    stranger.post(URL, filled(world, unit="unknown"))
    record = Record.objects.get()
    assert record.unit == world.units["UNI"]
    assert record.owner == world.people["hse"]
    told = {each.person.given_name: each.kind for each in Notice.objects.filter(record=record)}
    assert told == {"Hse": "incident.to_place"}
    assert [each.pk for each in to_answer_for(world.actor("hse"), 9, 9).first] == [record.pk]
    assert not to_answer_for(world.actor("rector"), 9, 9).count
    receipt = stranger.get(f"/report/sent/{record.pk}/").content.decode()
    assert "Hse Prøve in the HSE department, who finds out which unit it belongs to" in receipt
    services.move(actor=world.actor("hse"), record=record, unit=world.units["PHYS"])
    assert to_answer_for(world.actor("leader of sibling"), 9, 9).count == 1
    assert not to_answer_for(world.actor("hse"), 9, 9).count


def test_only_the_hse_department_reads_it_where_it_is_for_named_people(world: World) -> None:
    record = nameless(world, restricted="on")
    assert world.client("hse").get(f"/incidents/{record.pk}/").status_code == 200
    for who in ("rector", "leader", "safety rep"):
        assert world.client(who).get(f"/incidents/{record.pk}/").status_code == 404, who


def test_nobody_guesses_whose_leader_it_is_about(world: World) -> None:
    form = filled(world, unit="unknown", about_leader="on")
    answer = AuditedClient().post(URL, form)
    assert answer.context["form"].errors["unit"] == [
        "Choose the unit whose leader must not read it."
    ]
    assert not Record.objects.exists()
    record = sent(world, unit="unknown", about_leader="on")
    assert names(record, "subject") == {"Leader"}


def test_ones_own_units_stand_first_and_each_can_be_found_by_its_code(world: World) -> None:
    field = world.client("reporter").get(FORM).context["form"].fields["unit"]
    first = [each for each, _rest in zip(field.choices, range(3), strict=False)]
    assert first[1][1] == ((str(world.units["CHEM"].pk), "Institutt for kjemi"),)
    assert first[2] == ("unknown", "I don't know")
    codes = json.loads(field.widget.attrs["data-find-words"])
    assert codes[str(world.units["PHYS"].pk)] == "PHYS"


# Who may read it


@pytest.mark.parametrize("key", ["violence_threats", "psychosocial"])
def test_violence_and_psychosocial_matters_are_for_named_people_from_the_start(
    world: World, key: str
) -> None:
    record = sent(world, concerns=[key])
    assert [each.key for each in record.incident.categories.all()] == [key]
    assert record.sensitivity == Sensitivity.PARTIES
    for who, answer in {"leader": 200, "leader above": 404, "safety rep": 404, "hse": 404}.items():
        assert world.client(who).get(f"/incidents/{record.pk}/").status_code == answer, who


def test_which_categories_restrict_is_for_the_institution_to_say(world: World) -> None:
    Category.objects.filter(key="intrusion_theft").update(restricts=True)
    record = sent(world, concerns=["intrusion_theft"])
    assert record.sensitivity == Sensitivity.PARTIES


def test_the_reporter_may_ask_for_named_people_only(world: World) -> None:
    record = sent(world, restricted="on")
    assert world.client("leader").get(f"/incidents/{record.pk}/").status_code == 200
    assert world.client("safety rep").get(f"/incidents/{record.pk}/").status_code == 404


def test_what_is_about_the_leader_goes_past_the_leader(world: World) -> None:
    record = sent(world, about_leader="on")
    assert names(record, "subject") == {"Leader"}
    assert world.client("leader").get(f"/incidents/{record.pk}/").status_code == 404
    page = world.client("leader above").get(f"/incidents/{record.pk}/")
    assert page.context["steps"]


def test_a_name_for_the_handler_only_is_shown_to_nobody_else(world: World) -> None:
    record = sent(world, name_for_handlers_only="on")
    url = f"/incidents/{record.pk}/"
    assert "Reporter Prøve" in world.client("leader").get(url).content.decode()
    seen = world.client("safety rep").get(url).content.decode()
    assert "Reporter Prøve" not in seen
    assert "Known only to the one who handles it" in seen
    open_one = sent(world, description="Noe annet")
    seen = world.client("safety rep").get(f"/incidents/{open_one.pk}/").content.decode()
    assert "Reporter Prøve" in seen


# How long it takes


def form_of(client: AuditedClient) -> dict[str, str]:
    form = client.get(FORM).context["form"]
    return {name: str(form[name].value() or "") for name in ("key", "opened", "unit")}


def test_the_time_from_opening_to_sending_is_measured(world: World) -> None:
    client = world.client("reporter")
    with clock.at(NOON):
        given = form_of(client)
    with clock.at(NOON + dt.timedelta(seconds=42)):
        client.post(URL, {**given, "description": "Glatt gulv", "type": "accident"})
    assert Record.objects.get().incident.seconds_to_send == 42


def test_the_time_runs_on_while_something_is_put_right(world: World) -> None:
    client = world.client("reporter")
    with clock.at(NOON):
        given = form_of(client)
    with clock.at(NOON + dt.timedelta(seconds=20)):
        wrong = client.post(URL, {**given, "description": "", "type": "accident"})
        again = {name: wrong.context["form"][name].value() for name in given}
    with clock.at(NOON + dt.timedelta(seconds=50)):
        client.post(URL, {**again, "description": "Glatt gulv", "type": "accident"})
    assert Record.objects.get().incident.seconds_to_send == 50


@pytest.mark.parametrize("stamp", ["", "nonsense", "1700000000 0", "1700000000 0:forged", "ü:ü"])
def test_a_time_that_is_not_ours_is_not_believed(world: World, stamp: str) -> None:
    assert sent(world, opened=stamp).incident.seconds_to_send is None


def test_a_form_that_was_left_lying_does_not_count(world: World) -> None:
    person = world.people["reporter"].pk
    with clock.at(NOON):
        stamp = opened.stamp(person)
    for later, expected in ((3600, 3600), (3601, None), (-1, None), (0, 1)):
        with clock.at(NOON + dt.timedelta(seconds=later)):
            written = opened.read(stamp)
        assert written is not None
        with clock.at(NOON + dt.timedelta(seconds=later)):
            assert written.seconds == expected


# Signed out meanwhile


def test_what_was_sent_after_one_was_signed_out_is_there_after_signing_in(world: World) -> None:
    client = world.client("reporter")
    given = form_of(client)
    client.session.flush()
    typed = {**given, "description": "Skrevet lenge", "type": "accident", "room": "Lab 3"}
    answer = client.post(URL, typed)
    assert "/accounts/login/" in answer["Location"]
    assert not Record.objects.exists()
    user = world.people["reporter"].user
    assert user is not None
    client.force_login(user)
    form = client.get(FORM).context["form"]
    kept = {name: str(form[name].value()) for name in typed if name != "opened"}
    assert kept == {name: value for name, value in typed.items() if name != "opened"}
    client.post(URL, {**kept, "opened": form["opened"].value()})
    record = Record.objects.get()
    assert names(record, "reporter") == {"Reporter"}
    assert client.get(FORM).context["form"]["description"].value() is None


def test_it_is_not_shown_to_someone_else_who_signs_in(world: World) -> None:
    client = world.client("reporter")
    given = form_of(client)
    client.session.flush()
    client.post(URL, {**given, "description": "Hemmelig", "type": "accident"})
    user = world.people["colleague"].user
    assert user is not None
    client.force_login(user)
    assert "Hemmelig" not in client.get(FORM).content.decode()


def test_who_signs_in_while_writing_sees_that_it_gets_their_name(world: World) -> None:
    stranger = AuditedClient()
    given = form_of(stranger)
    typed = {
        **given,
        "unit": str(world.units["CHEM"].pk),
        "description": "Skrevet uten navn",
        "type": "accident",
    }
    client = world.client("reporter")
    answer = client.post(URL, typed)
    assert "You are signed in now." in answer.context["form"].errors["__all__"][0]
    assert not Record.objects.exists()
    client.post(URL, {**typed, "opened": answer.context["form"]["opened"].value()})
    assert names(Record.objects.get(), "reporter") == {"Reporter"}
