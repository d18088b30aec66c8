"""The channel is asked for before anything is written."""

from __future__ import annotations

from html import unescape

import pytest

from vern.control.incidents.models import Channel, ReportingPolicy, ReportPlace
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.kernel import clock
from vern.core.kernel.testing.client import AuditedClient
from vern.core.org.models import Room
from vern.core.records.models import Record

URL = "/report/"
FORM = "/report/?channel=hse"


def test_the_address_alone_asks_where_it_belongs(world: World) -> None:
    page = unescape(world.client("reporter").get(URL).content.decode())
    assert "<textarea" not in page
    assert f'href="{FORM}"' in page
    others = Channel.objects.exclude(url="")
    assert {each.key for each in others} == {
        *("whistleblowing", "building", "it_security", "students")
    }
    for each in others:
        assert f'href="/report/elsewhere/{each.key}/"' in page
        assert each.name in page
        assert each.help_en.splitlines()[0] in page


@pytest.mark.parametrize("key", ["whistleblowing", "building", "it_security", "students"])
def test_one_sees_where_a_channel_leads_before_one_leaves(world: World, key: str) -> None:
    channel = Channel.objects.get(key=key)
    channel.url = f"https://{key}.uni.test/"
    channel.save()
    page = unescape(world.client("reporter").get(f"/report/elsewhere/{key}/").content.decode())
    assert f'href="{channel.url}"' in page
    assert "Nothing of it is kept here" in page
    assert "leads nowhere" not in page
    assert f'href="{URL}"' in page
    for line in channel.help_en.splitlines():
        assert line in page


def test_an_example_address_says_that_it_leads_nowhere_and_is_no_link(world: World) -> None:
    page = world.client("reporter").get("/report/elsewhere/building/").content.decode()
    assert "drift.vern.example leads nowhere." in page
    assert 'href="https://drift.vern.example/"' not in page
    assert f'href="{URL}"' in page


def test_what_is_whistleblowing_is_told_apart_where_one_can_choose_it(world: World) -> None:
    client = world.client("reporter")
    told = "What is reported here can be handed over as whistleblowing later."
    assert told in unescape(client.get(URL).content.decode())
    Channel.objects.filter(key="whistleblowing").update(offered=False)
    assert told not in unescape(client.get(URL).content.decode())


def test_how_a_whistleblower_is_protected_is_said_in_the_institutions_own_words(
    world: World,
) -> None:
    Channel.objects.filter(key="whistleblowing").update(help_en="Wrongdoing.\nOur own promise.")
    chooser = world.client("reporter").get(URL).content.decode()
    assert "Our own promise." not in chooser
    page = world.client("reporter").get("/report/elsewhere/whistleblowing/").content.decode()
    assert "Our own promise." in page


@pytest.mark.parametrize("key", ["hse", "nonsense"])
def test_no_page_leads_to_a_channel_that_is_not_elsewhere(world: World, key: str) -> None:
    assert world.client("reporter").get(f"/report/elsewhere/{key}/").status_code == 404
    Channel.objects.filter(key="students").update(offered=False)
    assert world.client("reporter").get("/report/elsewhere/students/").status_code == 404


def test_one_step_leads_to_the_form(world: World) -> None:
    assert "<textarea" in world.client("reporter").get(FORM).content.decode()


def test_whoever_is_in_danger_is_told_to_call_before_choosing(world: World) -> None:
    page = world.client("reporter").get(URL).content.decode()
    assert page.index("tel:113") < page.index(f'href="{FORM}"')


def test_a_channel_that_is_not_offered_is_not_shown(world: World) -> None:
    Channel.objects.filter(key="students").update(offered=False)
    page = world.client("reporter").get(URL).content.decode()
    assert "elsewhere/building/" in page
    assert "students" not in page


def test_where_there_is_no_other_channel_one_comes_straight_to_the_form(world: World) -> None:
    Channel.objects.exclude(url="").update(offered=False)
    assert world.client("reporter").get(URL)["Location"] == FORM


def test_the_form_leads_back_to_the_choice(world: World) -> None:
    page = world.client("reporter").get(FORM).content.decode()
    main = page[page.index("<main") :]
    assert f'href="{URL}"' in main


def test_a_code_on_the_wall_leads_straight_to_the_form_and_fills_in_where(world: World) -> None:
    house = make.building()
    room = Room.objects.create(building=house, name="Lab 214", unit=world.units["PHYS"])
    place = ReportPlace.objects.create(
        name="Lab 214, Kjemibygget",
        unit=world.units["PHYS"],
        building=house,
        room=room,
        made_at=clock.now(),
    )
    client = world.client("reporter")
    page = client.get(URL, {"place": place.key})
    form = page.context["form"]
    assert "Lab 214, Kjemibygget" in page.content.decode()
    proposed = {
        name: str(form[name].value())
        for name in (*("description", "unit", "building", "room", "place", "key", "opened"),)
    }
    assert proposed["unit"] == str(world.units["PHYS"].pk)
    client.post(URL, {**proposed, "description": "Søl ved avtrekket", "type": "accident"})
    incident = Record.objects.get().incident
    assert incident.source == place
    assert incident.known_room == room
    assert incident.record.building == house


def test_an_unknown_code_on_the_wall_still_leads_to_the_form(world: World) -> None:
    page = world.client("reporter").get(URL, {"place": "nonsense"})
    assert page.context["form"]["unit"].value() == str(world.units["CHEM"].pk)


@pytest.mark.django_db
@pytest.mark.parametrize("url", [URL, FORM])
def test_a_stranger_chooses_too_where_the_institution_lets_them_report(url: str) -> None:
    assert AuditedClient().get(url).status_code == 200
    ReportingPolicy.objects.create(pk=1, nameless_allowed=False)
    answer = AuditedClient().get(url)
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


@pytest.mark.parametrize("url", [URL, FORM])
def test_an_account_without_a_place_at_the_institution_cannot_report(
    world: World, url: str
) -> None:
    world.people["nobody"] = make.person("nobody")
    assert world.client("nobody").get(url).status_code == 403


def test_the_pages_cost_at_most_fifteen_queries(
    world: World, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    house = make.building()
    for number in range(5):
        Room.objects.create(building=house, name=f"{number}", unit=world.units["PHYS"])
    client = world.client("reporter")
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        client.get(URL)
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        client.get(FORM)
