"""Who is acting: a person with what they may do and where, or the system itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q

from vern.core.kernel import clock
from vern.core.kernel.ports import Port
from vern.core.org.capabilities import capabilities
from vern.core.org.models import Person, RoleKey, SafetyAreaPart


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
    instead_of: int | None = None


Scopes = Mapping[str, Scope]


@dataclass(frozen=True)
class StandingIn:
    """Someone is away, and the actor stands in: what it gives, for `posts` with a deputy; `covers`:
    also for what that person handles by name, and is to carry out."""

    person_id: int
    scopes: Scopes = field(default_factory=lambda: MappingProxyType({}))
    covers: bool = False


@dataclass(frozen=True)
class Actor:
    """Built once per request. A plain value, so that rules about it need no database.

    `posts` are the roles held today, with those of people for whom the actor stands in (`standing_in`);
    `scopes` what they give together, `own_scopes` what the actor's own give. `recent`: has signed
    in a little while ago, or needs not; `known` is what has been found out about the actor so far.
    """

    kind: ActorKind
    person_id: int | None = None
    name: str = ""
    language: str = "nb"
    scopes: Scopes = field(default_factory=lambda: MappingProxyType({}))
    home_unit_id: int | None = None
    code_digest: str = ""
    posts: tuple[Post, ...] = ()
    standing_in: tuple[StandingIn, ...] = ()
    own_scopes: Scopes = field(default_factory=lambda: MappingProxyType({}))
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

    @property
    def covered(self) -> tuple[int, ...]:
        """The people whose tasks by name the actor has taken over for a while."""
        return tuple(each.person_id for each in self.standing_in if each.covers)

    @property
    def doing_for(self) -> tuple[int, ...]:
        """The actor, and those whose tasks by name they have taken over."""
        return (self.person_id, *self.covered) if self.person_id is not None else ()

    def leading_for(self) -> tuple[int, ...]:
        """The actor, and the leaders for whom they stand in."""
        led = {post.instead_of for post in self.posts if post.role == RoleKey.LEADER}
        return tuple(sorted(each for each in {self.person_id, *led} if each is not None))

    def without(self, person_id: int) -> Actor:
        """The same actor, not standing in for this person."""
        left = tuple(each for each in self.standing_in if each.person_id != person_id)
        return replace(
            self,
            posts=tuple(post for post in self.posts if post.instead_of != person_id),
            standing_in=left,
            scopes=_together([self.own_scopes, *(each.scopes for each in left)]),
            known={},
        )


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
SELECT person.*, held.id, held.role, held.unit_id, unit.path, held.area_id, held.instead_of_id
FROM (
  SELECT person.id, person.given_name, person.family_name, person.language,
    ARRAY(
      SELECT away.person_id FROM org_absence away
      WHERE away.cover_id = person.id AND away.answer = 'yes'
        AND away.valid_from <= %(day)s AND away.valid_to > %(day)s
      ORDER BY away.person_id
    ){along}
  FROM org_person person WHERE person.{which} = %(key)s OFFSET 0
) person LEFT JOIN (
  org_held held JOIN org_unit unit ON unit.id = held.unit_id
) ON held.person_id = person.id
  AND held.valid_from <= %(day)s AND (held.valid_to IS NULL OR held.valid_to > %(day)s)
ORDER BY held.role, held.valid_from, held.id, held.instead_of_id NULLS FIRST
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
    instead_of: int | None


def for_person(person: Person, *, on: dt.date | None = None) -> Actor:
    """The actor that a person is on a day (today if not given)."""
    rows = _rows(_HELD.format(which="id", along=""), key=person.pk, day=on or clock.today())
    return _actor(person, rows, _PERSON)


def for_user(user_id: int) -> Actor:
    """The actor behind an account; a stranger if the account has no person."""
    along = "".join(f", {each.sql}" for each in asked_along)
    statement = _HELD.format(which="user_id", along=along)
    rows = _rows(statement, key=user_id, day=clock.today())
    if not rows:
        return STRANGER
    pk, given, family, language, *_rest = rows[0]
    person = Person(pk=pk, given_name=given, family_name=family, language=language)
    first = _PERSON + len(asked_along)
    actor = _actor(person, rows, first)
    found = rows[0][_PERSON:first]
    actor.known.update(zip((each.key for each in asked_along), found, strict=True))
    return actor


_PERSON = 5
"""Columns about the person, before what is asked along: the last one is whom they cover for."""


def _rows(statement: str, **given: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())


def _actor(person: Person, rows: list[tuple[Any, ...]], first: int) -> Actor:
    """From the statement's rows; what is held stands from column `first`."""
    every = [_Held(*row[first:]) for row in rows if row[first]]
    held = [each for each in every if each.path]  # a unit to come has no place yet
    covered = rows[0][_PERSON - 1] if rows else []
    own, instead = _scopes(held)
    away = sorted({*covered, *instead})
    standing_in = tuple(
        StandingIn(each, _frozen(instead.get(each, {})), each in covered) for each in away
    )
    own_scopes = _frozen(own)
    return Actor(
        kind=ActorKind.PERSON,
        person_id=person.pk,
        name=person.name,
        language=person.language,
        scopes=_together([own_scopes, *(each.scopes for each in standing_in)]),
        home_unit_id=_home([each for each in held if each.instead_of is None]),
        posts=tuple(Post(each.role, each.unit_id, each.path, each.instead_of) for each in held),
        standing_in=standing_in,
        own_scopes=own_scopes,
    )


Reached = dict[str, tuple[set[str], set[int]]]


def _scopes(held: list[_Held]) -> tuple[Reached, dict[int, Reached]]:
    """What one's own posts reach by capability, and those of each person for whom one stands in."""
    places = _places(held)
    roles = sorted({each.role for each in held})
    own: Reached = {}
    instead: dict[int, Reached] = {each.instead_of: {} for each in held if each.instead_of}
    for role, key in _rows(_RIGHTS, roles=roles) if roles else ():
        capability = capabilities.get(key)
        personal = capability is not None and capability.personal
        for each in held:
            if each.role != role or (personal and each.instead_of):
                continue
            into = instead[each.instead_of] if each.instead_of else own
            paths, houses = into.setdefault(key, (set(), set()))
            paths.update(places[each.pk][0])
            houses.update(places[each.pk][1])
    return own, instead


def _frozen(reached: Reached) -> Scopes:
    return MappingProxyType(
        {
            capability: Scope(shortest(paths), tuple(sorted(houses)))
            for capability, (paths, houses) in reached.items()
        }
    )


def _together(every: list[Scopes]) -> Scopes:
    """All that these reach."""
    if len(every) == 1:
        return every[0]
    reached: Reached = {}
    for scopes in every:
        for capability, scope in scopes.items():
            paths, houses = reached.setdefault(capability, (set(), set()))
            paths.update(scope.prefixes)
            houses.update(scope.buildings)
    return _frozen(reached)


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
