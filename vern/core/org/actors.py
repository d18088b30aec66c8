"""Who is acting: a person with what they may do and where, or the system itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q

from vern.core.kernel import clock
from vern.core.kernel.ports import Port
from vern.core.org.capabilities import capabilities
from vern.core.org.models import Person, SafetyAreaPart


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

    `posts` are the roles held today; `recent`: has signed in a little while ago, or needs not;
    `known` is what has been found out about the actor so far.
    """

    kind: ActorKind
    person_id: int | None = None
    name: str = ""
    language: str = "nb"
    scopes: Mapping[str, Scope] = field(default_factory=lambda: MappingProxyType({}))
    home_unit_id: int | None = None
    code_digest: str = ""
    posts: tuple[Post, ...] = ()
    recent: bool = True
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


@dataclass(frozen=True)
class AskedAlong:
    """Something about the person behind an account that every page needs, asked in the statement
    that finds them: `sql` is one value of the row `person`. Found in `Actor.known` by its key."""

    key: str
    sql: str


asked_along: Port[AskedAlong] = Port("asked along with the actor")

STRANGER = Actor(kind=ActorKind.STRANGER)
SYSTEM = Actor(kind=ActorKind.SYSTEM, name="Vern")


def code_holder(digest: str) -> Actor:
    """Someone without an account who holds a report's code: may do what its reporter may."""
    return Actor(kind=ActorKind.CODE, code_digest=digest)


def holding(day: dt.date) -> Q:
    """Rows whose period includes the day."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


_HELD = """
SELECT held.id, held.role, held.unit_id, unit.path, held.area_id
FROM org_assignment held JOIN org_unit unit ON unit.id = held.unit_id
WHERE held.person_id = %(person)s
  AND held.valid_from <= %(day)s AND (held.valid_to IS NULL OR held.valid_to > %(day)s)
ORDER BY held.role, held.valid_from, held.id
"""
_HELD_BY_USER = """
SELECT person.*, held.id, held.role, held.unit_id, unit.path, held.area_id
FROM (
  SELECT person.id, person.given_name, person.family_name, person.language{along}
  FROM org_person person WHERE person.user_id = %(user)s OFFSET 0
) person LEFT JOIN (
  org_assignment held JOIN org_unit unit ON unit.id = held.unit_id
) ON held.person_id = person.id
  AND held.valid_from <= %(day)s AND (held.valid_to IS NULL OR held.valid_to > %(day)s)
ORDER BY held.role, held.valid_from, held.id
"""
_RIGHTS = "SELECT role_id, capability FROM org_rolecapability WHERE role_id = ANY(%(roles)s)"


class _Held(NamedTuple):
    """What somebody holds, as the statements give it. They are composed by hand: every request
    asks them, and composing costs most of it."""

    pk: int
    role: str
    unit_id: int
    path: str
    area_id: int | None


def for_person(person: Person, *, on: dt.date | None = None) -> Actor:
    """The actor that a person is on a day (today if not given)."""
    held = _rows(_HELD, person=person.pk, day=on or clock.today())
    return _actor(person, [_Held(*each) for each in held])


def for_user(user_id: int) -> Actor:
    """The actor behind an account; a stranger if the account has no person."""
    along = "".join(f", {each.sql}" for each in asked_along)
    rows = _rows(_HELD_BY_USER.format(along=along), user=user_id, day=clock.today())
    if not rows:
        return STRANGER
    pk, given, family, language, *_rest = rows[0]
    person = Person(pk=pk, given_name=given, family_name=family, language=language)
    first = 4 + len(asked_along)
    actor = _actor(person, [_Held(*each[first:]) for each in rows if each[first]])
    actor.known.update(zip((each.key for each in asked_along), rows[0][4:first], strict=True))
    return actor


def _rows(statement: str, **given: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())


def _actor(person: Person, held: list[_Held]) -> Actor:
    held = [each for each in held if each.path]  # a unit to come has no place yet
    places = _places(held)
    prefixes: dict[str, set[str]] = {}
    buildings: dict[str, set[int]] = {}
    roles = sorted({each.role for each in held})
    for role, capability in _rows(_RIGHTS, roles=roles) if roles else ():
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
        posts=tuple(Post(each.role, each.unit_id, each.path) for each in held),
    )


def _places(held: list[_Held]) -> dict[int, tuple[set[str], set[int]]]:
    """Paths and buildings that each assignment reaches: its unit, or the parts of its area."""
    areas = {each.area_id for each in held if each.area_id}
    parts: dict[int, tuple[set[str], set[int]]] = {area: (set(), set()) for area in areas if area}
    if parts:
        for part in SafetyAreaPart.objects.filter(area__in=areas).select_related("unit"):
            if part.unit and part.unit.path:  # an empty path would reach everywhere
                parts[part.area_id][0].add(part.unit.path)
            if part.building_id:
                parts[part.area_id][1].add(part.building_id)
    return {each.pk: parts[each.area_id] if each.area_id else ({each.path}, set()) for each in held}


def _home(held: list[_Held]) -> int | None:
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
