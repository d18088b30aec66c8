"""What stands in the open on the form: not knowing the unit, and what is for named people only."""

from __future__ import annotations

from vern.control.incidents.tests.make import World
from vern.control.incidents.tests.test_the_form import FORM, URL, filled
from vern.core.kernel.testing.client import AuditedClient
from vern.core.records.models import Record


def test_who_does_not_know_the_unit_says_so_beside_the_list(world: World) -> None:
    client = world.client("reporter")
    page = client.get(FORM).content.decode()
    assert 'name="unit_unknown"' in page
    assert "Then your own unit gets it." in page
    client.post(URL, filled(world, unit=str(world.units["PHYS"].pk), unit_unknown="on"))
    assert Record.objects.get().unit == world.units["CHEM"]


def test_a_stranger_who_does_not_know_it_need_choose_nothing(world: World) -> None:
    stranger = AuditedClient()
    assert "Then the HSE department finds out." in stranger.get(FORM).content.decode()
    stranger.post(URL, filled(world, unit="", unit_unknown="on"))
    assert Record.objects.get().owner == world.people["hse"]


def test_the_leaders_named_then_are_those_of_ones_own_unit(world: World) -> None:
    asked = {"unit": str(world.units["ARTS"].pk), "unit_unknown": "on", "about_leader": "on"}
    assert (
        "Leader Prøve" in world.client("reporter").get("/report/leaders/", asked).content.decode()
    )


def test_violence_and_harassment_are_asked_of_beside_what_it_is(world: World) -> None:
    page = world.client("reporter").get(FORM).content.decode()
    before, _summary, _folded = page.partition("Photos, files and time")
    assert before.index('name="type"') < before.index('value="violence_threats"')
    assert "Harassment, bullying and conflict" in before
