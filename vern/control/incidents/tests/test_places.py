"""Places with a poster, and the page behind the code."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from vern.control.incidents import services
from vern.control.incidents.models import ReportPlace
from vern.control.incidents.services import learning
from vern.control.incidents.services.places import NewPlace, make_place, retire_place
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.kernel import clock
from vern.core.kernel.testing.client import AuditedClient
from vern.core.measures.services import complete
from vern.core.org.models import Room
from vern.core.records.models import Record


def place(world: World, name: str = "Syntesesalen", *, who: str = "leader") -> ReportPlace:
    new = NewPlace(name=name, unit=world.units["CHEM"])
    return make_place(actor=world.actor(who), new=new)


def closed(world: World, at: ReportPlace, text: str, summary: str = "", **more: Any) -> Record:
    record = make.told(world, text, source=at, **more)
    measure = make.decided(world, record, "Hemmelig tiltaksnavn")
    complete(actor=world.actor("leader"), measure=measure)
    services.close(
        actor=world.actor("leader"), record=record, message="Takk, Kari.", summary=summary
    )
    return record


def behind(at: ReportPlace) -> str:
    page = AuditedClient().get(f"/r/{at.key}/", headers={"accept-language": "en"})
    assert page.status_code == 200
    return page.content.decode()


def test_the_code_leads_anyone_to_the_form_with_the_place_filled_in(world: World) -> None:
    at = place(world)
    text = behind(at)
    assert "Syntesesalen" in text
    assert f"/report/?place={at.key}" in text
    form = AuditedClient().get(f"/report/?place={at.key}").context["form"]
    assert form.initial["unit"] == str(world.units["CHEM"].pk)
    assert form.source == at


def test_an_unknown_code_leads_nowhere(world: World) -> None:
    assert Client().get("/r/nosuchkey/").status_code == 404


def test_what_came_of_it_is_told_in_neutral_words_only(world: World) -> None:
    at = place(world)
    closed(world, at, "Hemmelig beskrivelse.", "Et lokk ble skiftet.")
    text = behind(at)
    assert "Et lokk ble skiftet." in text
    assert "Plan: Hemmelig tiltaksnavn" in text
    for hidden in ("Hemmelig beskrivelse", "Takk, Kari", "Reporter", "AVV-"):
        assert hidden not in text


def test_a_summary_is_shown_only_when_the_case_is_closed(world: World) -> None:
    at = place(world)
    record = closed(world, at, "Noe", "Et lokk ble skiftet.")
    services.reopen(actor=world.actor("leader"), record=record, reason="Mer å gjøre")
    assert "Et lokk ble skiftet." not in behind(at)


def test_what_is_for_named_people_only_leaves_no_trace(world: World) -> None:
    at = place(world)
    record = closed(world, at, "Noe", "En hendelse.")
    services.restrict(actor=world.actor("leader"), record=record)
    text = behind(at)
    assert "En hendelse." not in text
    assert "Plan: Hemmelig tiltaksnavn" not in text
    assert "No reports yet" in text


def test_lessons_for_everyone_or_the_unit_are_shown_and_others_are_not(world: World) -> None:
    at = place(world)
    record = closed(world, at, "Noe")
    for title, units in (("For alle", ()), ("For fakultetet", ("FAC",)), ("For kunst", ("ARTS",))):
        learning.publish_lesson(
            actor=world.actor("leader"),
            record=record,
            new=learning.NewLesson(
                title, "Noe", "Lær", not units, [world.units[each] for each in units]
            ),
        )
    text = behind(at)
    assert "For alle" in text
    assert "For fakultetet" in text
    assert "For kunst" not in text


def test_reports_of_the_same_room_count_without_the_poster(world: World) -> None:
    building = make.building()
    room = Room.objects.create(building=building, name="112", unit=world.units["CHEM"])
    new = NewPlace("Rom 112", world.units["CHEM"], building, room)
    at = make_place(actor=world.actor("leader"), new=new)
    make.told(world, "Ved rommet", known_room=room)
    make.told(world, "Et annet sted", building=building)
    page = AuditedClient().get(f"/r/{at.key}/")
    assert [each.count for each in page.context["results"].years] == [1]
    words = " ".join(strip_tags(page.content.decode()).split())
    assert f"1 report in {clock.today().year} 0 measures done" in words


def test_a_place_is_made_and_its_poster_printed(world: World) -> None:
    client = world.client("leader")
    sent = {"name": "Verkstedet", "unit": world.units["LAB"].pk, "building": "", "room": ""}
    for _twice in range(2):
        assert client.post("/places/new/", sent).status_code == 302
    at = ReportPlace.objects.get()
    page = client.get(f"/places/{at.pk}/poster/").content.decode()
    assert "<svg" in page
    for language in ("nb", "nn", "en"):
        assert f'lang="{language}"' in page
    pdf = client.get(f"/places/{at.pk}/poster.pdf")
    assert pdf["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(pdf.content)) as opened:
        assert len(opened.pages) == 1
        assert str(opened.Root.Lang) == "nb"


def test_rooms_of_a_building_are_shown_without_losing_what_was_typed(world: World) -> None:
    building = make.building()
    Room.objects.create(building=building, name="112", unit=world.units["CHEM"])
    sent = {"name": "Salen", "unit": "", "building": building.pk, "show_rooms": "yes"}
    page = world.client("leader").post("/places/new/", sent)
    assert page.status_code == 200
    assert not page.context["form"].errors
    assert "112" in page.content.decode()
    assert 'value="Salen"' in page.content.decode()


def test_nobody_makes_posters_for_others_or_without_the_right(world: World) -> None:
    sent = {"name": "Atelieret", "unit": world.units["ARTS"].pk}
    assert world.client("reporter").get("/places/").status_code == 403
    assert world.client("reporter").post("/places/new/", sent).status_code == 403
    assert world.client("leader").post("/places/new/", sent).status_code == 200
    assert not ReportPlace.objects.exists()
    with pytest.raises(PermissionDenied):
        make_place(actor=world.actor("leader"), new=NewPlace("A", world.units["ARTS"]))
    at = place(world)
    for path in ("", "poster/", "poster.pdf"):
        assert world.client("leader of sibling").get(f"/places/{at.pk}/{path}").status_code == 404
    assert world.client("leader of sibling").post(f"/places/{at.pk}/retire/").status_code == 404


def test_a_retired_place_still_leads_to_the_form_and_can_be_used_again(world: World) -> None:
    at, client = place(world), world.client("leader")
    for _twice in range(2):
        assert client.post(f"/places/{at.pk}/retire/").status_code == 302
    assert not ReportPlace.objects.filter(retired_at=None).exists()
    assert "Report something here" in behind(at)
    client.post(f"/places/{at.pk}/use-again/")
    assert ReportPlace.objects.filter(retired_at=None).exists()
    assert at.retired_at is None
    with pytest.raises(PermissionDenied):
        retire_place(actor=world.actor("leader of sibling"), place=at)


def test_the_list_says_how_many_came_through_each(world: World) -> None:
    at = place(world)
    place(world, "Lageret")
    for number in range(2):
        make.told(world, f"Sak {number}", source=at)
    found = world.client("leader").get("/places/").context["places"]
    assert [(each.name, each.came) for each in found] == [("Lageret", 0), ("Syntesesalen", 2)]


@pytest.mark.parametrize("path", ["/places/", "/r/{key}/", "/places/{pk}/", "/places/new/"])
def test_each_page_costs_at_most_fifteen_queries(world: World, path: str) -> None:
    at = place(world)
    for number in range(3):
        closed(world, at, f"Sak {number}", f"Kort {number}")
    address = path.format(key=at.key, pk=at.pk)
    client = world.client("leader")
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    assert len(queries) <= 15, [each["sql"][:100] for each in queries]
