"""Who gets a report is said before it is sent, and afterwards by the same name."""

from __future__ import annotations

import re
from typing import Any

import pytest

from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.control.incidents.tests.test_without_an_account import filled
from vern.core.kernel.testing.client import AuditedClient
from vern.core.org.models import RoleKey, Room
from vern.core.records.models import Record

FORM = "/report/?channel=hse"
ASKED = "/report/recipient/"
LINE = re.compile(r'class="incident-recipient".*?<p>(.*?)</p>', re.DOTALL)
ABOUT_LEADER = {"about_leader": "on"}


@pytest.fixture
def handler(world: World) -> World:
    """The faculty's case handler has the written assignment."""
    world.people["handler"] = make.person("handler")
    make.put(world, "handler", RoleKey.CASE_HANDLER, "FAC")
    return world


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def before(client: AuditedClient, answers: dict[str, Any]) -> str:
    """What the page says of the recipient, for these answers."""
    return words(client.get(ASKED, answers).content.decode()).removeprefix("Who gets it: ")


def after(client: AuditedClient, answers: dict[str, Any]) -> tuple[str, str]:
    """The receipt, and the page where it is followed."""
    receipt = client.get(client.post("/report/", answers)["Location"])
    record = Record.objects.latest("pk")
    return words(receipt.content.decode()), words(
        client.get(f"/incidents/{record.pk}/").content.decode()
    )


def test_the_form_says_who_gets_it_before_anything_is_written(handler: World) -> None:
    page = handler.client("reporter").get(FORM).content.decode()
    found = LINE.search(page)
    assert found
    assert words(found.group(1)) == (
        "Who gets it: Handler Prøve, with the written assignment to handle reports at "
        "Institutt for kjemi"
    )


def test_where_nobody_has_the_assignment_it_is_the_units_leader(world: World) -> None:
    page = world.client("reporter").get(FORM).content.decode()
    assert "Leader Prøve, leader of Institutt for kjemi" in words(page)


def test_a_stranger_is_asked_for_the_unit_first(world: World) -> None:
    page = AuditedClient().get(FORM).content.decode()
    assert "Choose the unit, under Where. Then you see here who gets it." in words(page)


CASES: dict[str, dict[str, Any]] = {
    "as it is": {},
    "about the leader": ABOUT_LEADER,
    "for named people": {"restricted": "on"},
    "both": {"restricted": "on", **ABOUT_LEADER},
    "about harassment": {"concerns": ["psychosocial"]},
    "another unit": {"unit": "PHYS"},
    "a vacant post": {"unit": "ARTS"},
    "not known": {"unit": "unknown"},
    "said beside the list": {"unit": "PHYS", "unit_unknown": "on"},
}


def test_form_receipt_and_follow_up_name_the_same_one(handler: World) -> None:
    for who in ("reporter", "leader", "handler", "leader above", ""):
        client = handler.client(who) if who else AuditedClient()
        for case, given in CASES.items():
            told_as_foreseen(handler, client, given, f"{who or 'a stranger'}, {case}")


def told_as_foreseen(found: World, client: AuditedClient, given: dict[str, Any], case: str) -> None:
    unit = given.get("unit", "CHEM")
    chosen = {**given, "unit": str(found.units[unit].pk) if unit in found.units else unit}
    if "about_leader" in chosen:  # whoever is assumed, ticked
        shown = client.get("/report/leaders/", chosen).content.decode()
        chosen["about"] = re.findall(r'value="(\d+)"[^>]*checked', shown)
        assert chosen["about"]
    said = before(client, chosen)
    receipt, followed = after(client, filled(found, **chosen, description=case))
    name = re.split(r",| in the ", said)[0]
    assert said in receipt, case
    assert name in followed, case
    about = {each.name for each in found.people.values() if str(each.pk) in chosen.get("about", [])}
    assert name not in about, case


def test_it_names_the_unit_that_answers_for_the_room(world: World) -> None:
    place = make.building()
    Room.objects.create(building=place, name="K-101", unit=world.units["PHYS"])
    answers = {"unit": str(world.units["CHEM"].pk), "building": str(place.pk), "room": "k-101"}
    assert before(world.client("reporter"), answers) == (
        "Leader of sibling Prøve, leader of Institutt for fysikk"
    )


def test_without_scripts_a_button_shows_it_and_keeps_what_is_written(world: World) -> None:
    given = filled(world, unit=str(world.units["PHYS"].pk))
    page = world.client("reporter").post(ASKED, given).content.decode()
    assert "Leader of sibling Prøve, leader of Institutt for fysikk" in words(page)
    assert given["description"] in page
    assert not Record.objects.exists()


def test_what_the_device_keeps_names_nobody(world: World) -> None:
    assert "Leader Prøve" not in world.client("reporter").get("/report/shell/").content.decode()


def test_asking_takes_no_text_along(world: World) -> None:
    page = world.client("reporter").get(FORM).content.decode()
    found = re.search(
        r'data-recipient="/report/recipient/".*?data-decides="([^"]*)"', page, re.DOTALL
    )
    assert found
    assert set(found.group(1).split(",")).isdisjoint({"description", "proposal", "done_at_once"})


def test_another_keeps_it_where_the_nearest_with_the_assignment_sent_it(handler: World) -> None:
    handler.people["nearer"] = make.person("nearer")
    make.put(handler, "nearer", RoleKey.CASE_HANDLER, "CHEM")
    answers = {"unit": str(handler.units["CHEM"].pk)}
    assert before(handler.client("reporter"), answers).startswith("Nearer Prøve")
    assert before(handler.client("nearer"), answers).startswith("Handler Prøve")
