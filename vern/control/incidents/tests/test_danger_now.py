"""Someone in danger: whom to call stands where one begins, and what to do at once where it matters."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.utils.html import strip_tags

from vern.control.incidents.models import Channel, ReportPlace
from vern.control.incidents.tests.make import World
from vern.core.kernel import clock
from vern.core.kernel.testing.client import AuditedClient
from vern.core.records.models import Record

URL = "/report/"
FORM = "/report/?channel=hse"
ASKS = "Is anyone in danger now?"
NOW = "Is it dangerous right now?"


def words(page: Any) -> str:
    return " ".join(strip_tags(page.content.decode()).split())


def receipt(world: World, **changes: Any) -> str:
    form = {
        "description": "Løs vaier over inngangen",
        "unit": str(world.units["CHEM"].pk),
        "type": "hazardous_condition",
        "key": str(uuid4()),
        **changes,
    }
    page = world.client("reporter").post(URL, form, follow=True)
    assert Record.objects.count() == 1
    return words(page)


def test_the_numbers_stand_where_one_begins_and_not_again_on_the_form(world: World) -> None:
    client = world.client("reporter")
    assert ASKS in words(client.get(URL))
    assert ASKS not in words(client.get(FORM))


@pytest.mark.parametrize("way", ["code on the wall", "no other channel", "kept on the device"])
def test_where_the_form_comes_first_they_stand_there(world: World, way: str) -> None:
    client, address = world.client("reporter"), FORM
    if way == "no other channel":
        Channel.objects.exclude(url="").update(offered=False)
    elif way == "kept on the device":
        address = "/report/shell/"
    else:
        place = ReportPlace.objects.create(
            name="Lab 214", unit=world.units["CHEM"], made_at=clock.now()
        )
        address = f"/report/?place={place.key}"
    assert ASKS in words(client.get(address))


def test_what_to_do_at_once_is_for_the_institution_to_say(world: World) -> None:
    Channel.objects.filter(url="").update(help_en="Everything.\nRing the bell.\nOpen the doors.")
    page = words(AuditedClient().get(FORM))
    assert NOW in page
    assert "Ring the bell.Open the doors." in page
    assert "A report is not read at once." in page


def test_where_it_says_nothing_there_is_still_something_to_do(world: World) -> None:
    Channel.objects.filter(url="").update(help_en="Everything.", help_nb="Alt.", help_nn="Alt.")
    assert "Warn those who are near." in words(world.client("reporter").get(FORM))


@pytest.mark.parametrize("kind", ["hazardous_condition", "accident"])
def test_the_receipt_of_a_danger_says_what_to_do_meanwhile(world: World, kind: str) -> None:
    text = receipt(world, type=kind)
    assert NOW in text
    assert ASKS not in text


def test_the_receipt_of_an_injury_says_whom_to_call(world: World) -> None:
    text = receipt(world, type="accident", injury="yes")
    assert ASKS in text
    assert NOW not in text


@pytest.mark.parametrize("given", [{"type": "suggestion"}, {"solved_at_once": "on"}])
def test_no_other_receipt_alarms_anyone(world: World, given: dict[str, str]) -> None:
    text = receipt(world, **given)
    assert ASKS not in text
    assert NOW not in text
