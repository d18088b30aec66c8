"""Buildings, their rooms and the other employers there, as those who administer see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from vern.core.kernel import clock
from vern.core.org.actors import Actor
from vern.core.org.models import Building, OtherEmployer, Room, Unit
from vern.core.org.queries import line_of
from vern.core.org.tree import Tree
from vern.organise.directory.queries.administration import everywhere, rooms_in_use

PAGE = 100


@dataclass(frozen=True)
class Listed:
    """A building in the list."""

    building: Building
    rooms: int
    astray: int
    """Rooms whose unit has ended."""


def listed() -> list[Listed]:
    """All buildings, by name. One query."""
    used = Q(rooms__isnull=False) & (
        Q(rooms__ended_on__isnull=True) | Q(rooms__ended_on__gt=clock.today())
    )
    found = Building.objects.select_related("unit").annotate(
        used=Count("rooms", filter=used),
        astray=Count("rooms", filter=used & Q(rooms__unit__active=False)),
    )
    return [Listed(each, each.used, each.astray) for each in found.order_by("name")]


def get_building(actor: Actor, pk: int) -> Building:
    """A building, for someone who reaches all units: it belongs to none of them.

    Raises PermissionDenied for others, Http404 if there is none.
    """
    everywhere(actor)
    return get_object_or_404(Building.objects.select_related("unit"), pk=pk)


def get_room(actor: Actor, pk: int) -> Room:
    """As `get_building`."""
    everywhere(actor)
    return get_object_or_404(Room.objects.select_related("building", "unit"), pk=pk)


def get_employer(actor: Actor, building: int, pk: int) -> OtherEmployer:
    """As `get_building`."""
    found = employer_or_none(actor, building, pk)
    if found is None:
        raise Http404
    return found


def employer_or_none(actor: Actor, building: int, pk: int) -> OtherEmployer | None:
    """One in the building, if it is still there."""
    everywhere(actor)
    found = OtherEmployer.objects.filter(pk=pk, building=building)
    return found.select_related("building").first()


@dataclass(frozen=True)
class RoomLine:
    """A room in the list. Where its unit has ended, `successor` gets the reports from there."""

    room: Room
    unit: Unit
    successor: Unit | None


@dataclass(frozen=True)
class Rooms:
    """A page of a building's rooms; `more` is the address of the next. `successor` answers for
    the building where its own unit has ended."""

    lines: list[RoomLine]
    more: str
    successor: Unit | None


def rooms(building: Building, words: str, after: str) -> Rooms:
    """The rooms in use whose name has the words, by name, from one name on. Two queries."""
    found = Room.objects.filter(rooms_in_use(), building=building, name__icontains=words)
    if after and "\0" not in after:
        found = found.filter(name__gt=after)
    page = list(found.order_by("name").select_related("unit")[: PAGE + 1])
    shown = page[:PAGE]
    own = [building.unit] if building.unit else []
    successors = _successors([*own, *(room.unit for room in shown)])
    query = urlencode({"q": words, "after": shown[-1].name}) if len(page) > PAGE else ""
    return Rooms(
        [RoomLine(room, room.unit, successors.get(room.unit_id)) for room in shown],
        f"?{query}" if query else "",
        successors.get(building.unit_id or 0),
    )


def _successors(units: Iterable[Unit]) -> dict[int, Unit]:
    """By the ended unit's id, the unit that it hangs under today. One query, if any has ended."""
    lines = {unit.pk: line_of(unit) for unit in units if not unit.active}
    if not lines:
        return {}
    above = {step for line in lines.values() for step in line}
    active = {each.pk: each for each in Unit.objects.filter(pk__in=above, active=True)}
    nearest = {
        pk: next((active[step] for step in reversed(line) if step in active), None)
        for pk, line in lines.items()
    }
    return {pk: unit for pk, unit in nearest.items() if unit}


@dataclass(frozen=True)
class AnsweredFor:
    """A building, and the rooms in it that a unit answers for."""

    building: str
    rooms: tuple[str, ...]

    @property
    def text(self) -> str:
        return ", ".join(self.rooms)


def answered_for(tree: Tree, unit_id: int) -> list[AnsweredFor]:
    """The rooms that a unit answers for today, with those of ended units whose place it took, by
    building. One query."""
    ended = [place.unit_id for place in tree.places.values() if not place.active]
    taken_over = [pk for pk in ended if _stands_for(tree, pk) == unit_id]
    found = Room.objects.filter(rooms_in_use(), unit__in=[unit_id, *taken_over])
    by_building: dict[str, list[str]] = {}
    for building, name in found.order_by("building__name", "name").values_list(
        "building__name", "name"
    ):
        by_building.setdefault(building, []).append(name)
    return [AnsweredFor(building, tuple(names)) for building, names in by_building.items()]


def _stands_for(tree: Tree, unit_id: int) -> int | None:
    return next((place.unit_id for place in tree.upward(unit_id) if place.active), None)
