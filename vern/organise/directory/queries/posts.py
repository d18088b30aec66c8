"""Who has which post at a unit, or above it, on a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch
from django.urls import reverse

from vern.core.kernel import clock
from vern.core.org.actors import holding
from vern.core.org.models import Assignment, Person, Role, RoleKey, SafetyArea, SafetyAreaPart, Unit
from vern.core.org.queries import areas_on, named_stand_ins, say_stand_ins, with_stand_ins
from vern.core.org.titles import leader_title
from vern.core.org.tree import Place, Tree

SHOWN_AT_MOST = 4
# Posts that a unit shares with those above it: the nearest holder is shown.
HELPERS = (
    RoleKey.COORDINATOR,
    RoleKey.HSE_DEPARTMENT,
    RoleKey.OCCUPATIONAL_HEALTH,
    RoleKey.STUDENT_REP,
)
CHIEFS = (RoleKey.LOCAL_CHIEF_REP, RoleKey.MAIN_CHIEF_REP)
POSTS = (RoleKey.LEADER, RoleKey.DEPUTY_LEADER, *HELPERS, *CHIEFS)
REPRESENTATIVES = (RoleKey.SAFETY_REP, RoleKey.DEPUTY_SAFETY_REP)


def unit_url(code: str, on: dt.date) -> str:
    """A unit's page; today's needs no date."""
    url = reverse("directory:unit", args=[code])
    return url if on == clock.today() else f"{url}?on={on.isoformat()}"


@dataclass(frozen=True)
class Post:
    """A post, who holds it, and where: `elsewhere` is a unit above, empty at the unit itself."""

    label: str
    people: tuple[Person, ...]
    elsewhere: str = ""
    more: int = 0


@dataclass(frozen=True)
class Line:
    """The posts of a unit and of all above it, from the unit upward."""

    tree: Tree
    places: tuple[Place, ...]
    held: tuple[Assignment, ...]
    role_names: dict[str, str]

    def at(self, role: RoleKey, unit_id: int) -> tuple[Person, ...]:
        return tuple(
            each.person for each in self.held if each.role == role and each.unit_id == unit_id
        )

    def nearest(self, role: RoleKey) -> Post | None:
        """The post at the unit, or at the nearest above it where someone holds it."""
        for place in self.places:
            if people := self.at(role, place.unit_id):
                own = place.unit_id == self.places[0].unit_id
                return Post(
                    self.role_names[role],
                    people[:SHOWN_AT_MOST],
                    "" if own else place.name,
                    len(people[SHOWN_AT_MOST:]),
                )
        return None

    @cached_property
    def leader(self) -> Person | None:
        return next(iter(self.at(RoleKey.LEADER, self.places[0].unit_id)), None)

    @cached_property
    def leader_title(self) -> str:
        return leader_title(self.places[0].kind)

    @cached_property
    def stands_in(self) -> tuple[Person, Place] | None:
        """Who answers for the unit while its post is vacant, and as leader of which unit."""
        for place in self.places[1:]:
            if people := self.at(RoleKey.LEADER, place.unit_id):
                return people[0], place
        return None

    @cached_property
    def stands_in_title(self) -> str:
        return leader_title(self.stands_in[1].kind) if self.stands_in else ""

    @cached_property
    def deputy(self) -> Post | None:
        people = self.at(RoleKey.DEPUTY_LEADER, self.places[0].unit_id)
        return Post(self.role_names[RoleKey.DEPUTY_LEADER], people) if people else None

    @cached_property
    def helpers(self) -> list[Post]:
        return [post for role in HELPERS if (post := self.nearest(role))]

    @cached_property
    def chiefs(self) -> list[Post]:
        return [post for role in CHIEFS if (post := self.nearest(role))]


def line_of(tree: Tree, unit_id: int) -> Line:
    """Two queries."""
    places = tuple(tree.upward(unit_id))
    held = with_stand_ins(
        Assignment.objects.filter(
            holding(tree.on), role__in=POSTS, unit__in=[place.unit_id for place in places]
        ).order_by("person__sort_key"),
        tree.on,
    )
    names = {role.key: role.name for role in Role.objects.all()}
    return Line(tree, places, tuple(held), names)


def leaders(tree: Tree, unit_ids: Iterable[int]) -> dict[int, Person]:
    """The leaders on the tree's date, by unit. One query."""
    held = Assignment.objects.filter(
        holding(tree.on), role=RoleKey.LEADER, unit__in=list(unit_ids)
    ).select_related("person")
    return {each.unit_id: each.person for each in held}


@dataclass(frozen=True)
class Area:
    """A safety representative's area on a date, as pages show it."""

    area: SafetyArea
    covers: tuple[str, ...]
    representative: Person | None
    deputies: tuple[Person, ...]
    unit_name: str
    url: str

    @property
    def covers_text(self) -> str:
        return ", ".join(self.covers)

    @property
    def covers_more(self) -> str:
        """What it covers, where its name does not say it already."""
        name = self.area.name.casefold()
        return "" if all(each.casefold() in name for each in self.covers) else self.covers_text

    @property
    def unit_more(self) -> str:
        """Whose area it is, where neither its name nor what it covers says it already."""
        said = f"{self.area.name} {self.covers_text}".casefold()
        return "" if self.unit_name.casefold() in said else self.unit_name


def areas_for(tree: Tree, unit_ids: Iterable[int]) -> list[Area]:
    """The areas with a part in one of the units (those of a line cover the unit). Four queries."""
    parts = SafetyAreaPart.objects.filter(unit__in=list(unit_ids))
    return _areas(tree, areas_on(tree.on).filter(pk__in=parts.values("area")))


def all_areas(tree: Tree) -> list[Area]:
    """Every area that has not ended, by code. Three queries."""
    return _areas(tree, areas_on(tree.on))


def _areas(tree: Tree, areas: Iterable[SafetyArea]) -> list[Area]:
    held = Assignment.objects.filter(holding(tree.on), role__in=REPRESENTATIVES)
    found = areas.select_related("unit").prefetch_related(  # type: ignore[attr-defined]
        Prefetch("parts", SafetyAreaPart.objects.select_related("unit", "building")),
        Prefetch(
            "assignments", named_stand_ins(held, tree.on).order_by("person__sort_key"), "held"
        ),
    )
    return [_area(tree, area) for area in found]


def _area(tree: Tree, area: SafetyArea) -> Area:
    held = say_stand_ins(area.held)  # type: ignore[attr-defined]
    main = [each.person for each in held if each.role == RoleKey.SAFETY_REP]
    return Area(
        area,
        tuple(_covered(tree, part) for part in area.parts.all()),
        next(iter(main), None),
        tuple(each.person for each in held if each.role == RoleKey.DEPUTY_SAFETY_REP),
        name_on(tree, area.unit),
        unit_url(area.unit.code, tree.on),
    )


def _covered(tree: Tree, part: SafetyAreaPart) -> str:
    if part.unit is None:
        return part.building.name if part.building else ""
    name = name_on(tree, part.unit)
    return f"{name}: {part.part_of_unit}" if part.part_of_unit else name


def name_on(tree: Tree, unit: Unit) -> str:
    """What the unit was called on the tree's date."""
    place = tree.places.get(unit.pk)
    return place.name if place else unit.name
