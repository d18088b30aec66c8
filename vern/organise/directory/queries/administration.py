"""What those who change the organisation see and reach."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from vern.core.kernel import clock
from vern.core.kernel.numbers import whole_number
from vern.core.kernel.ui import dates
from vern.core.org.actors import Actor, holding
from vern.core.org.capabilities import ADMINISTER
from vern.core.org.models import (
    Assignment,
    Building,
    Person,
    Role,
    RoleKey,
    Room,
    SafetyArea,
    Unit,
    UnitKind,
    UnitPlacement,
)
from vern.core.org.queries import areas_on, find_people, uncovered
from vern.core.org.services.placements import from_day
from vern.core.org.sorting import sort_key
from vern.core.org.tree import Tree, tree_on
from vern.organise.directory.queries.posts import Area, all_areas

PAGE = 50
CANDIDATES = 12
MEMBERS = (RoleKey.EMPLOYEE, RoleKey.STUDENT)


def reaches(actor: Actor, unit: Unit) -> bool:
    """Whether the actor may change this unit and what belongs to it. A unit to come has no place
    in today's tree yet: then the place that it will have counts."""
    scope = actor.scope(ADMINISTER)
    if unit.path:
        return scope.covers(unit.path)
    first = UnitPlacement.objects.filter(unit=unit).select_related("parent").first()
    parent = first.parent if first else None
    return scope.everywhere or (parent is not None and reaches(actor, parent))


def get_unit(actor: Actor, code: str) -> Unit:
    """Raises Http404 if there is none, PermissionDenied if it lies outside the actor's scope."""
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise Http404
    if not reaches(actor, unit):
        raise PermissionDenied
    return unit


def get_area(actor: Actor, code: str) -> SafetyArea:
    """As `get_unit`, by the unit that the area belongs to and all that it covers. A building
    belongs to no unit: it takes someone who reaches them all."""
    area = SafetyArea.objects.filter(code=code).select_related("unit").first()
    if area is None:
        raise Http404
    if not actor.scope(ADMINISTER).everywhere:
        units = [part.unit for part in area.parts.select_related("unit")]
        if not all(unit and reaches(actor, unit) for unit in [area.unit, *units]):
            raise PermissionDenied
    return area


def get_assignment(actor: Actor, pk: int) -> Assignment:
    """As `get_unit`, by the unit of the assignment."""
    held = Assignment.objects.filter(pk=pk).select_related("unit", "person", "area").first()
    if held is None:
        raise Http404
    if not reaches(actor, held.unit):
        raise PermissionDenied
    return held


def get_person(actor: Actor, pk: int, *, to_change: bool = False) -> Person:
    """A person. Their details and account may be changed by those who reach all their roles:
    whoever changes an e-mail address can become that person.

    Raises Http404 if there is none, PermissionDenied if the actor may not change them.
    """
    person = Person.objects.filter(pk=pk).select_related("user").first()
    if person is None:
        raise Http404
    if to_change and not may_change(actor, person):
        raise PermissionDenied
    return person


def people_called(text: str) -> list[Person]:
    """Who has the e-mail address; else those whose names fit, one more than can be chosen from."""
    if not text.strip():
        return []
    exact = list(Person.objects.filter(email__iexact=text.strip()))
    return exact or list(find_people(text)[: CANDIDATES + 1])


def person_or_none(pk: str) -> Person | None:
    """The person that an address proposes."""
    number = whole_number(pk)
    return None if number is None else Person.objects.filter(pk=number).first()


def unit_or_none(code: str) -> Unit | None:
    """The unit that an address proposes."""
    return None if "\0" in code else Unit.objects.filter(code=code).first()


def may_change(actor: Actor, person: Person) -> bool:
    if actor.scope(ADMINISTER).everywhere:
        return True
    held = Assignment.objects.filter(from_day(clock.today()), person=person)
    return all(reaches(actor, each.unit) for each in held.select_related("unit"))


def everywhere(actor: Actor) -> None:
    """Raises PermissionDenied for who may change a part of the institution only."""
    if not actor.scope(ADMINISTER).everywhere:
        raise PermissionDenied


def units_by_branch(actor: Actor) -> list[tuple[str, list[Unit]]]:
    """The units that the actor may choose: standing ones by branch, then those to come. The
    branch of the institution itself has no name."""
    units = {unit.pk: unit for unit in Unit.objects.all()}
    scope = actor.scope(ADMINISTER)
    branches: dict[str, list[Unit]] = {"": []}
    to_come = [u for u in units.values() if not u.path and reaches(actor, u)]
    for unit in sorted(units.values(), key=lambda u: (u.path.count("."), sort_key(u.name))):
        if unit.active and scope.covers(unit.path):
            line = unit.path.split(".")[:-1]
            top = units[int(line[1])].name if len(line) > 1 else ""
            branches.setdefault(top, []).append(unit)
    if to_come:
        branches[_("Units to come")] = to_come
    return [(name, found) for name, found in branches.items() if found]


@dataclass(frozen=True)
class Attention:
    """What those who administer should see at once. `everywhere`: they administer all units, and so
    the buildings too."""

    vacant: list[Unit]
    bare_areas: int
    bare_units: int
    stray_rooms: int
    everywhere: bool


def rooms_in_use() -> Q:
    """Rooms that have not ended."""
    return Q(ended_on__isnull=True) | Q(ended_on__gt=clock.today())


def stray_rooms() -> int:
    """How many rooms in use belong to a unit that has ended."""
    return Room.objects.filter(rooms_in_use(), unit__active=False).count()


def attention(actor: Actor) -> Attention:
    """Vacant leaders' posts and missing safety representatives within reach, today."""
    today = clock.today()
    tree = tree_on(today)
    scope = actor.scope(ADMINISTER)
    led = set(
        Assignment.objects.filter(holding(today), role=RoleKey.LEADER).values_list(
            "unit_id", flat=True
        )
    )
    active = {unit.pk: unit for unit in Unit.objects.filter(active=True)}
    mine = {pk for pk, unit in active.items() if scope.covers(unit.path)}
    without = uncovered(tree)
    return Attention(
        vacant=[active[pk] for pk in active if pk in mine and pk not in led],
        bare_areas=sum(area.unit_id in mine for area in without.areas),
        bare_units=sum(pk in mine for pk in without.units),
        stray_rooms=stray_rooms() if scope.everywhere else 0,
        everywhere=scope.everywhere,
    )


@dataclass(frozen=True)
class Held:
    """An assignment in a list."""

    assignment: Assignment
    role: str
    past: bool
    ahead: bool

    @property
    def period(self) -> str:
        """First and last day, as far as they are known."""
        first = dates.short_day(self.assignment.valid_from)
        if self.assignment.valid_to is None:
            return _("From %(day)s") % {"day": first}
        last = dates.short_day(self.assignment.valid_to - dt.timedelta(days=1))
        return f"{first}–{last}"


def held_at(unit: Unit) -> list[Held]:
    """The posts at a unit today and ahead; its members are many and are not listed."""
    rows = (
        Assignment.objects.filter(from_day(clock.today()), unit=unit)
        .exclude(role__in=MEMBERS)
        .select_related("person", "area", "unit")
        .order_by("role", "valid_from")
    )
    return _held(rows)


def held_by(person: Person) -> list[Held]:
    """All that a person has been, the newest first."""
    rows = person.assignments.select_related("unit", "area").order_by("-valid_from", "-pk")
    return _held(rows)


def _held(rows: Iterable[Assignment]) -> list[Held]:
    today = clock.today()
    roles = {role.key: (role.order, role.name) for role in Role.objects.all()}
    found = [
        Held(
            each,
            roles[each.role][1],
            past=each.valid_to is not None and each.valid_to <= today,
            ahead=each.valid_from > today,
        )
        for each in rows
    ]
    return sorted(found, key=lambda each: (each.past, roles[each.assignment.role][0]))


def members_at(unit: Unit, on: dt.date) -> int:
    """How many belong to a unit on a day or later, as employees or students."""
    return Assignment.objects.filter(from_day(on), unit=unit, role__in=MEMBERS).count()


@dataclass(frozen=True)
class PeoplePage:
    people: list[Person]
    older: str


def people(words: str, after: str) -> PeoplePage:
    """People whose names fit, alphabetically, from a place in the alphabet on (`key|id`)."""
    found = find_people(words)
    key, _bar, pk = after.rpartition("|")
    number = whole_number(pk)
    if number is not None and "\0" not in key:
        found = found.filter(sort_key__gte=key).exclude(sort_key=key, pk__lte=number)
    page = list(found.order_by("sort_key", "pk").select_related("user")[: PAGE + 1])
    last = page[PAGE - 1] if len(page) > PAGE else None
    return PeoplePage(page[:PAGE], f"{last.sort_key}|{last.pk}" if last else "")


@dataclass(frozen=True)
class Change:
    """A placement of a unit, in the list of how it was and will be."""

    name: str
    above: str
    kind: str
    active: bool
    valid_from: dt.date
    ahead: bool


def life(unit: Unit) -> list[Change]:
    """The unit's placements, newest first."""
    rows = UnitPlacement.objects.filter(unit=unit).select_related("parent").order_by("-valid_from")
    today = clock.today()
    return [
        Change(
            row.name,
            row.parent.name if row.parent else "",
            str(UnitKind(row.kind).label),
            row.active,
            row.valid_from,
            row.valid_from > today,
        )
        for row in rows
    ]


def areas(actor: Actor) -> list[SafetyArea]:
    """The areas that the actor may change."""
    found = areas_on(clock.today()).select_related("unit")
    return [area for area in found if reaches(actor, area.unit)]


def areas_with_representatives(actor: Actor) -> list[Area]:
    """The areas that the actor may change, with who represents them today."""
    mine = {area.pk for area in areas(actor)}
    return [each for each in all_areas(tree_on(clock.today())) if each.area.pk in mine]


def all_buildings() -> list[Building]:
    return list(Building.objects.all())


def tree_for(actor: Actor, words: str) -> list[Unit]:
    """The units that the actor may change whose names fit; ended ones last."""
    parts = words.casefold().split()
    scope = actor.scope(ADMINISTER)
    found = [
        unit
        for unit in Unit.objects.all()
        if (scope.covers(unit.path) if unit.path else scope.everywhere)
        and all(part in f"{unit.code} {unit.name}".casefold() for part in parts)
    ]
    return sorted(found, key=lambda u: (not u.active and bool(u.path), sort_key(u.name)))


def members_left(tree: Tree, unit: Unit) -> int:
    """How many still belong to a unit that has ended, and must be given a new one."""
    place = tree.places.get(unit.pk)
    return members_at(unit, tree.on) if place and not place.active else 0
