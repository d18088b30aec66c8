"""“My leader must not read it”: the form says who that is, and one can name another."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from vern.control.incidents.services import Wishes
from vern.control.incidents.tests import make
from vern.control.incidents.tests.hands import at, named, now
from vern.control.incidents.tests.make import World
from vern.core.kernel.errors import Refused
from vern.core.kernel.offline import WRITTEN_BY, device_key
from vern.core.kernel.testing.client import AuditedClient
from vern.core.records.models import Party, Record

URL = "/report/"
LEADERS = "/report/leaders/"


def filled(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "description": "Det er om lederen.",
        "unit": str(world.units["CHEM"].pk),
        "type": "illness",
        "about_leader": "on",
        "key": str(uuid4()),
        **changes,
    }


def offered(page: Any) -> dict[str, str]:
    return {str(label): str(key) for key, label in page.context["form"].fields["about"].choices}


def ticked(page: Any) -> list[str]:
    value = page.context["form"]["about"].value()
    names = {key: label for label, key in offered(page).items()}
    return [names[key] for key in value]


def subjects(record: Record) -> set[str]:
    return named(record, Party.Part.SUBJECT)


def test_without_scripts_the_form_comes_back_and_names_who_it_is_kept_from(world: World) -> None:
    client = world.client("reporter")
    form = filled(world)
    page = client.post(URL, form)
    assert page.context["form"].errors["about"] == ["Check who it is about, and press Send again."]
    assert not Record.objects.exists()
    assert list(offered(page)) == [
        "Leader Prøve, leader of Institutt for kjemi",
        "Leader above Prøve, leader of Fakultet for naturvitenskap",
        "Rector Prøve, leader of Universitetet",
    ]
    assert ticked(page) == ["Leader Prøve, leader of Institutt for kjemi"]
    client.post(URL, {**form, "about": page.context["form"]["about"].value()})
    assert subjects(Record.objects.get()) == {"Leader"}


def test_another_leader_of_the_line_can_be_named(world: World) -> None:
    above = str(world.people["leader above"].pk)
    world.client("reporter").post(URL, filled(world, about=[above]))
    record = Record.objects.get()
    assert subjects(record) == {"Leader above"}
    assert now(record).handling_unit.code == "UNI"
    assert world.client("leader above").get(at(record)).status_code == 404


def test_where_only_named_people_read_it_those_who_answer_to_that_leader_do_not(
    world: World,
) -> None:
    above = str(world.people["leader above"].pk)
    world.client("reporter").post(URL, filled(world, about=[above], restricted="on"))
    record = Record.objects.get()
    assert world.client("leader").get(at(record)).status_code == 404
    assert world.client("rector").get(at(record)).status_code == 200


def test_ones_own_leader_and_the_units_are_both_ticked(world: World) -> None:
    page = world.client("reporter").post(URL, filled(world, unit=str(world.units["LAB"].pk)))
    assert ticked(page) == [
        "Leader of lab Prøve, leader of Seksjon for syntese",
        "Leader Prøve, leader of Institutt for kjemi",
    ]


def test_a_leader_who_has_it_no_longer_counts_as_named_when_the_unit_is_changed(
    world: World,
) -> None:
    sibling = str(world.people["leader of sibling"].pk)
    page = world.client("reporter").post(URL, filled(world, about=[sibling]))
    assert "about" in page.context["form"].errors
    assert not Record.objects.exists()


def test_nobody_outside_the_line_can_be_named_past_the_form(world: World) -> None:
    about = frozenset({world.people["leader of sibling"].pk})
    with pytest.raises(Refused):
        make.told(world, wishes=Wishes(about_leader=True, about=about))


def test_a_leader_who_reports_is_not_among_them(world: World) -> None:
    page = world.client("leader").post(URL, filled(world))
    assert ticked(page) == ["Leader above Prøve, leader of Fakultet for naturvitenskap"]
    assert not any(label.startswith("Leader Prøve") for label in offered(page))


def test_without_a_name_one_sees_the_leaders_of_the_unit_that_was_chosen(world: World) -> None:
    page = AuditedClient().post(URL, filled(world, unit=str(world.units["PHYS"].pk)))
    assert ticked(page) == ["Leader of sibling Prøve, leader of Institutt for fysikk"]


def test_a_tick_brings_the_names_while_one_writes(world: World) -> None:
    client = world.client("reporter")
    given = {"unit": str(world.units["PHYS"].pk), "about_leader": "on"}
    shown = client.get(LEADERS, given).content.decode()
    assert "Leader of sibling Prøve" in shown
    assert shown.count("checked") == 2  # of physics, and where one works
    unknown = client.get(LEADERS, {"unit": "unknown", "about_leader": "on"}).content.decode()
    assert "Leader Prøve, leader of Institutt for kjemi" in unknown
    assert client.get(LEADERS, {"unit": given["unit"]}).content.decode().strip() == ""


def test_who_has_no_unit_is_asked_to_choose_one(world: World) -> None:
    shown = AuditedClient().get(LEADERS, {"unit": "unknown", "about_leader": "on"})
    assert "Choose the unit that they lead, under Where." in shown.content.decode()


def test_the_control_sends_the_unit_along_and_no_text(world: World) -> None:
    page = world.client("reporter").get("/report/?channel=hse").content.decode()
    assert 'hx-params="unit,unit_unknown,about_leader"' in page


def test_what_a_device_has_kept_is_taken_though_nobody_can_be_asked(world: World) -> None:
    who = device_key(world.people["reporter"].pk)
    answer = world.client("reporter").post(URL, filled(world), headers={WRITTEN_BY: who})
    assert answer.json()["outcome"] == "sent"
    assert subjects(Record.objects.get()) == {"Leader"}


def test_the_service_takes_my_leader_where_nobody_was_named(world: World) -> None:
    record = make.told(world, wishes=Wishes(about_leader=True))
    assert subjects(record) == {"Leader"}
