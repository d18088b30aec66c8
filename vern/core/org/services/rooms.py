"""Rooms, and the unit that answers for each: add one or many, change, end (A16)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.org.actors import Actor
from vern.core.org.models import Building, Room, Unit
from vern.core.org.services.places import locked, tell

NAME_LENGTH = 100


@dataclass(frozen=True)
class RoomRow:
    """A line of a list of rooms. Without a code it is the building's own unit that answers."""

    number: int
    name: str
    code: str = ""


@dataclass
class RoomList:
    """What a list of rooms comes to: each new room with its unit, how many stand there already
    just so, and what is wrong, row by row."""

    new: dict[str, Unit] = field(default_factory=dict)
    there: int = 0
    wrong: list[str] = field(default_factory=list)


def tidy(name: str) -> str:
    """A room's name without superfluous spaces: what two people write alike is one room."""
    return " ".join(name.split())


@transaction.atomic
def add_room(*, actor: Actor, building: Building, name: str, unit: Unit) -> Room:
    """A room that can be chosen by who reports. One that has ended comes into use again; one that
    stands there with this very unit is left as it is.

    Raises Refused if the building has the room with another unit, or the unit is none today.
    """
    building, name = locked(building), tidy(name)
    _refuse_unless_active(unit)
    room = Room.objects.filter(building=building, name__iexact=name).first()
    if room is None:
        room = Room(building=building)
    elif room.ended_on is None:
        if room.unit_id == unit.pk:
            return room
        raise _there_already()
    _put_in_use(room, name, unit)
    tell("room.added", actor, building, room=room.pk, unit=unit.code)
    return room


@transaction.atomic
def add_rooms(*, actor: Actor, building: Building, rows: Sequence[RoomRow]) -> int:
    """Many rooms at once, all or none; gives how many are new. Those that stand there with the
    very same unit are left as they are.

    Raises Refused with what is wrong with the first row that is wrong.
    """
    building = locked(building)
    read = read_list(building, rows)
    if read.wrong:
        raise Refused(read.wrong[0], field="lines")
    if not read.new:
        return 0
    before = {each.name.casefold(): each for each in Room.objects.filter(building=building)}
    made = []
    for name, unit in read.new.items():
        if room := before.get(name.casefold()):
            _put_in_use(room, name, unit)
        else:
            made.append(Room(building=building, name=name, unit=unit))
    Room.objects.bulk_create(made)
    units = {unit.code for unit in read.new.values()}
    tell(
        "rooms.added",
        actor,
        building,
        rooms=len(read.new),
        unit=units.pop() if len(units) == 1 else None,
    )
    return len(read.new)


def read_list(building: Building, rows: Sequence[RoomRow]) -> RoomList:
    """Look through a list of rooms, changing nothing. Two queries however many rows."""
    read = RoomList()
    units = {unit.code.casefold(): unit for unit in Unit.objects.filter(active=True)}
    known = {
        each.name.casefold(): each
        for each in Room.objects.filter(building=building, ended_on=None).select_related("unit")
    }
    own = next((unit for unit in units.values() if unit.pk == building.unit_id), None)
    seen: dict[str, int] = {}
    for row in rows:
        name = tidy(row.name)
        unit = units.get(row.code.casefold()) if row.code else own
        first = seen.setdefault(name.casefold(), row.number)
        stands = known.get(name.casefold())
        why = _why_not(row, name, unit, stands, first)
        if why:
            told = {"number": row.number, "why": why}
            read.wrong.append(gettext("Row %(number)s: %(why)s") % told)
        elif stands:
            read.there += 1
        elif unit:
            read.new[name] = unit
    return read


def _why_not(row: RoomRow, name: str, unit: Unit | None, stands: Room | None, first: int) -> str:
    if not name:
        return gettext("The name of the room is missing.")
    if len(name) > NAME_LENGTH:
        return gettext("The name of the room is too long.")
    if first != row.number:
        return gettext("%(room)s stands in row %(number)s too.") % {"room": name, "number": first}
    if unit is None:
        return _no_unit(row.code)
    if stands and stands.unit_id != unit.pk:
        told = {"room": name, "unit": stands.unit.name}
        return gettext("%(room)s is there already, and %(unit)s answers for it.") % told
    return ""


def _no_unit(code: str) -> str:
    if not code:
        return gettext("The unit's code is missing, and no unit answers for the building.")
    return gettext("No unit has the code %(code)s today.") % {"code": code}


@transaction.atomic
def change_room(*, actor: Actor, room: Room, name: str, unit: Unit) -> None:
    """Another unit answers for the room, or it is called something else. Reports that were made
    stay where they are. Nothing happens where nothing is different.

    Raises Refused for a room that has ended, a name that another room has, and a unit that is
    none today.
    """
    building, name = locked(room.building), tidy(name)
    room = Room.objects.select_related("unit").get(pk=room.pk)
    if room.name == name and room.unit_id == unit.pk:
        return
    if _is_over(room):
        raise Refused(_("The room is not in use any more. Add it anew."), field="name")
    if Room.objects.filter(building=building, name__iexact=name).exclude(pk=room.pk).exists():
        raise _there_already()
    _refuse_unless_active(unit)
    former, former_unit = room.name, room.unit
    room.name, room.unit = name, unit
    room.save(update_fields=["name", "unit"])
    tell(
        "room.changed",
        actor,
        building,
        {"name": former} if former != name else {},
        room=room.pk,
        unit=unit.code if former_unit != unit else None,
        unit_before=former_unit.code if former_unit != unit else None,
    )


@transaction.atomic
def end_room(*, actor: Actor, room: Room, on: dt.date) -> None:
    """From a day on the room cannot be chosen; reports from there keep it. The same day twice
    changes nothing, and an end that has not come yet can get another day.

    Raises Refused if it has ended already.
    """
    building = locked(room.building)
    room = Room.objects.get(pk=room.pk)
    if room.ended_on == on:
        return
    if _is_over(room):
        raise Refused(_("The room is not in use any more."), field="on")
    room.ended_on = on
    room.save(update_fields=["ended_on"])
    tell("room.ended", actor, building, room=room.pk, on=on.isoformat())


def _is_over(room: Room) -> bool:
    return room.ended_on is not None and room.ended_on <= clock.today()


def _put_in_use(room: Room, name: str, unit: Unit) -> None:
    room.name, room.unit, room.ended_on = name, unit, None
    room.save()


def _refuse_unless_active(unit: Unit) -> None:
    if not unit.active:
        raise Refused(_("This unit does not exist today."), field="unit")


def _there_already() -> Refused:
    return Refused(_("The building has a room with this name already."), field="name")
