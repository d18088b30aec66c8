"""Which reports may be of the same thing, and being asked before unlike ones are merged."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from vern.control.incidents.models import Incident
from vern.control.incidents.queries.merging import alike
from vern.control.incidents.rules import IncidentState, IncidentType
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.control.incidents.tests.test_merging import at, close, send, state, two
from vern.core.kernel import clock
from vern.core.records.models import Record


def test_similar_ones_are_recent_open_and_handled_by_the_same(world: World) -> None:
    main, other = two(world)
    with clock.at(clock.now() - dt.timedelta(days=90)):
        make.told(world, "Gulvet var glatt i vinter også")
    closed = make.told(world, "Gulvet er glatt")
    close(world, closed)
    make.told(world, "Gulvet er glatt hos oss", unit="PHYS")
    own = make.told(world, "Gulvet er glatt, sier lederen", who="leader")
    assert found(world, other) == [main]
    assert own not in found(world, main)


def found(world: World, record: Record, who: str = "leader") -> list[Record]:
    return [each.record for each in alike(world.actor(who), record)]


def test_those_most_alike_come_first_with_what_speaks_for_them(world: World) -> None:
    house = make.building()
    now = timezone.localtime(clock.now())

    def days_ago(days: int, text: str, **more: Any) -> Record:
        with clock.at(now - dt.timedelta(days=days)):
            return make.told(world, text, who="colleague", **more)

    old = days_ago(40, "Det var glatte gulv i går også")
    building = days_ago(3, "Lekkasje i taket", building=house)
    room = days_ago(3, "Taket drypper", building=house, room="a101")
    words = days_ago(1, "Glatte gulver ved inngangen", building=house, room="A101")
    one = make.told(world, "Gulvet er glatt ved inngangen", building=house, room="A101")
    ranked = alike(world.actor("leader"), one)
    assert [each.record for each in ranked] == [words, room, old, building]
    assert ranked[0].facts == [
        *("Same unit", "Same room", "1 day apart", "Both say: gulvet, glatt, inngangen"),
    ]
    assert ranked[3].facts == ["Same unit", "Same building", "3 days apart"]
    page = world.client("leader").get(at(one, "merge")).content.decode()
    assert "Same unit. Same room. 1 day apart. Both say: gulvet, glatt, inngangen." in page


def test_the_same_words_are_found_at_a_sibling_unit_too(world: World) -> None:
    here = make.told(world, "Gulvet er glatt ved inngangen")
    there = make.told(world, "Glatt gulv ved inngangen", unit="PHYS", who="colleague")
    make.told(world, "Avtrekket står stille", unit="PHYS", who="colleague")
    make.told(world, "Glatt gulv ved inngangen", unit="ARTS", who="colleague")
    ranked = alike(world.actor("leader above"), here)
    assert [each.record for each in ranked] == [there]
    assert ranked[0].facts[0] == "At Institutt for fysikk"
    assert found(world, here) == []


def test_words_that_stand_in_very_many_reports_match_nothing(world: World) -> None:
    with clock.at(clock.now() - dt.timedelta(days=90)):
        for number in range(30):
            make.told(world, f"Støy i hallen, hendelse {number}", who="colleague", room="Hall")
    here = make.told(world, "Støy i hallen, og det lukter klor", room="Hall")
    make.told(world, "Støy i hallen igjen", unit="PHYS", who="colleague", room="Hall")
    there = make.told(world, "Lukten av klor i hallen", unit="PHYS", who="colleague", room="Hall")
    ranked = alike(world.actor("leader above"), here)
    assert [each.record for each in ranked] == [there]
    assert ranked[0].facts[-1] == "Both say: lukter, klor"
    assert "Same room" not in ranked[0].facts


def test_a_rooms_name_without_a_building_says_nothing_at_another_unit(world: World) -> None:
    here = make.told(world, "Vinduet er knust", room="Kaldrom")
    same = make.told(world, "Noe annet der", who="colleague", room="kaldrom")
    make.told(world, "Døra går ikke igjen", unit="PHYS", who="colleague", room="Kaldrom")
    ranked = alike(world.actor("leader above"), here)
    assert [each.record for each in ranked] == [same]
    assert "Same room" in ranked[0].facts


def unlike_ones(world: World) -> tuple[Record, Record]:
    # Local time: summer time may have ended meanwhile.
    with clock.at(timezone.localtime(clock.now()) - dt.timedelta(days=45)):
        into = make.told(world, "Gulvet er glatt", unit="PHYS", type_=IncidentType.ACCIDENT)
    return into, make.told(world, "Lys i gangen", who="colleague")


def test_one_is_asked_to_be_sure_before_unlike_reports_are_merged(world: World) -> None:
    into, record = unlike_ones(world)
    client = world.client("leader above")
    assert "sure" not in client.get(at(record, "merge")).context["form"].fields
    typed = {"number": into.number, "which": "other"}
    asked = client.post(at(record, "merge"), typed)
    page = asked.content.decode()
    for doubt in (
        "They are from different units: Institutt for kjemi and Institutt for fysikk.",
        "They are of different kinds: Hazardous condition and Accident.",
        "They are 45 days apart.",
    ):
        assert doubt in page
    assert into.number in page
    assert state(record) == IncidentState.RECEIVED
    form = asked.context["form"]
    again = {**typed, "asked_of": form["asked_of"].value(), "sure": "on"}
    assert client.post(at(record, "merge"), again)["Location"] == at(record)
    assert Incident.objects.get(pk=record.pk).merged_into_id == into.pk


def test_to_be_sure_of_one_is_not_to_be_sure_of_another(world: World) -> None:
    into, record = unlike_ones(world)
    other = make.told(world, "Noe helt annet", unit="PHYS", who="colleague")
    client = world.client("leader above")
    typed = {"number": other.number, "which": "other", "asked_of": str(into.pk), "sure": "on"}
    form = client.post(at(record, "merge"), typed).context["form"]
    assert list(form.errors) == ["sure"]
    assert form["asked_of"].value() == str(other.pk)
    assert not form["sure"].value()
    assert state(record) == IncidentState.RECEIVED


def test_reports_that_are_alike_are_merged_at_once(world: World) -> None:
    main, _other = two(world)
    unknown = make.told(world, "Vet ikke", who="colleague", type_=IncidentType.UNKNOWN)
    send(world, unknown, which="other", number=main.number)
    assert state(unknown) == IncidentState.MERGED
