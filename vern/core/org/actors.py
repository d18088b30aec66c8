"""Who is acting: a person with what they may do and where, or the system itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from django.db.models import Q

from vern.core.kernel import clock
from vern.core.org.capabilities import capabilities
from vern.core.org.models import Assignment, Person, RoleCapability, SafetyAreaPart


class ActorKind(StrEnum):
    PERSON = "person"
    SYSTEM = "system"
    CODE = "code"
    STRANGER = "stranger"


@dataclass(frozen=True)
class Scope:
    """Where a capability holds: subtrees by path prefix, and buildings."""

    prefixes: tuple[str, ...] = ()
    buildings: tuple[int, ...] = ()

    @property
    def everywhere(self) -> bool:
        """Whether it holds from the root of the institution down."""
        return any(prefix.count(".") <= 1 for prefix in self.prefixes)

    def covers(self, path: str, building_id: int | None = None) -> bool:
        return path.startswith(self.prefixes) or (
            building_id is not None and building_id in self.buildings
        )


NOWHERE = Scope()
EVERYWHERE = Scope(prefixes=("",))


@dataclass(frozen=True)
class Post:
    """A role that a person has today, and where."""

    role: str
    unit_id: int
    path: str


@dataclass(frozen=True)
class Actor:
    """Built once per request. A plain value, so that rules about it need no database.

    `posts` are the roles held today; `known` is what has been found out about the actor so far.
    """

    kind: ActorKind
    person_id: int | None = None
    name: str = ""
    language: str = "nb"
    scopes: Mapping[str, Scope] = field(default_factory=lambda: MappingProxyType({}))
    home_unit_id: int | None = None
    code_digest: str = ""
    posts: tuple[Post, ...] = ()
    known: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def signed_in(self) -> bool:
        return self.kind in (ActorKind.PERSON, ActorKind.SYSTEM)

    @property
    def holds_code(self) -> bool:
        """Whether it is someone without an account who holds the code of a report."""
        return self.kind is ActorKind.CODE

    def scope(self, capability: str) -> Scope:
        """Where the capability holds. An unknown capability raises KeyError."""
        capabilities[capability]
        if self.kind is ActorKind.SYSTEM:
            return EVERYWHERE
        return self.scopes.get(capability, NOWHERE)

    def has(self, capability: str) -> bool:
        """Whether the capability holds anywhere."""
        return self.scope(capability) != NOWHERE


STRANGER = Actor(kind=ActorKind.STRANGER)
SYSTEM = Actor(kind=ActorKind.SYSTEM, name="Vern")


def code_holder(digest: str) -> Actor:
    """Someone without an account who holds a report's code: may do what its reporter may."""
    return Actor(kind=ActorKind.CODE, code_digest=digest)


def holding(day: dt.date) -> Q:
    """Rows whose period includes the day."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def for_person(person: Person, *, on: dt.date | None = None) -> Actor:
    """The actor that a person is on a day (today if not given)."""
    day = on or clock.today()
    held = list(Assignment.objects.filter(holding(day), person=person).select_related("unit"))
    return _actor(person, held)


def for_user(user_id: int) -> Actor:
    """The actor behind an account; a stranger if the account has no person."""
    held = list(
        Assignment.objects.filter(holding(clock.today()), person__user_id=user_id).select_related(
            "unit", "person"
        )
    )
    person = held[0].person if held else Person.objects.filter(user_id=user_id).first()
    return _actor(person, held) if person else STRANGER


def _actor(person: Person, held: list[Assignment]) -> Actor:
    held = [each for each in held if each.unit.path]  # a unit to come has no place yet
    places = _places(held)
    prefixes: dict[str, set[str]] = {}
    buildings: dict[str, set[int]] = {}
    rights = RoleCapability.objects.filter(role__in={each.role for each in held})
    for role, capability in rights.values_list("role_id", "capability"):
        for each in held:
            if each.role == role:
                paths, houses = places[each.pk]
                prefixes.setdefault(capability, set()).update(paths)
                buildings.setdefault(capability, set()).update(houses)
    return Actor(
        kind=ActorKind.PERSON,
        person_id=person.pk,
        name=person.name,
        language=person.language,
        scopes=MappingProxyType(
            {
                capability: Scope(shortest(paths), tuple(sorted(buildings[capability])))
                for capability, paths in prefixes.items()
            }
        ),
        home_unit_id=_home(held),
        posts=tuple(Post(each.role, each.unit_id, each.unit.path) for each in held),
    )


def _places(held: list[Assignment]) -> dict[int, tuple[set[str], set[int]]]:
    """Paths and buildings that each assignment reaches: its unit, or the parts of its area."""
    areas = {each.area_id for each in held if each.area_id}
    parts: dict[int, tuple[set[str], set[int]]] = {area: (set(), set()) for area in areas if area}
    if parts:
        for part in SafetyAreaPart.objects.filter(area__in=areas).select_related("unit"):
            if part.unit and part.unit.path:  # an empty path would reach everywhere
                parts[part.area_id][0].add(part.unit.path)
            if part.building_id:
                parts[part.area_id][1].add(part.building_id)
    return {
        each.pk: parts[each.area_id] if each.area_id else ({each.unit.path}, set()) for each in held
    }


def _home(held: list[Assignment]) -> int | None:
    """The unit that a report is proposed for: where one is employed, else studies, else acts."""
    order = ("employee", "student")
    ranked = sorted(held, key=lambda each: order.index(each.role) if each.role in order else 9)
    return ranked[0].unit_id if ranked else None


def shortest(paths: Iterable[str]) -> tuple[str, ...]:
    """The paths that no other one covers, in order."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return tuple(kept)
