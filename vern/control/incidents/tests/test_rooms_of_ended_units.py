"""A report from a room whose unit has ended goes to the unit that took its place (A16)."""

from __future__ import annotations

from vern.control.incidents.queries.reporting import room_decided
from vern.control.incidents.rules import IncidentType
from vern.control.incidents.services import Draft, report
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.kernel import clock
from vern.core.notices.models import Notice
from vern.core.org.actors import SYSTEM
from vern.core.org.models import Room, Unit
from vern.core.org.services.units import merge_units


def ended_into(world: World, code: str) -> Room:
    """A room whose unit has gone up in another today."""
    room = Room.objects.create(building=make.building(), name="112", unit=world.units["PHYS"])
    into = world.units[code]
    merge_units(actor=SYSTEM, units=[room.unit], into=into, on=clock.today())
    return Room.objects.select_related("unit", "building").get(pk=room.pk)


def draft(world: World, room: Room, unit: str) -> Draft:
    chosen = Unit.objects.get(pk=world.units[unit].pk)
    return Draft("Vann på gulvet", chosen, next(iter(IncidentType)), known_room=room)


def test_the_successor_of_the_rooms_unit_gets_the_report(world: World) -> None:
    room = ended_into(world, "CHEM")
    record = report(actor=world.actor("reporter"), draft=draft(world, room, "FAC"))
    assert record.unit == world.units["CHEM"]
    assert record.incident.affected_unit == world.units["FAC"]
    told = Notice.objects.filter(record=record, kind="incident.to_handle")
    assert [each.person for each in told] == [world.people["leader"]]
    assert room_decided(record) is not None


def test_who_chose_the_successor_already_changes_nothing(world: World) -> None:
    room = ended_into(world, "CHEM")
    record = report(actor=world.actor("reporter"), draft=draft(world, room, "CHEM"))
    assert record.unit == world.units["CHEM"]
    assert record.incident.affected_unit is None
    assert room_decided(record) is None
