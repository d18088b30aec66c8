"""Whom a change process concerns: those who speak for bodies, and those who lead what it touches."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from vern.core.org.actors import Actor
from vern.core.org.models import Person, RoleKey, Unit
from vern.core.org.queries import (
    chief_representatives_of,
    held_at,
    line_of,
    representatives_of,
    responsible_for,
)
from vern.core.records.models import Record
from vern.plan.changes.capabilities import REPRESENT
from vern.plan.changes.models import Body, ChangeProcess, Involvement, Speaker

_SPEAKS = "changes.speaks"


def places_of(process: ChangeProcess) -> list[Unit]:
    """Its own unit, and those that it touches besides."""
    return [process.record.unit, *process.touched.all()]


def paths_of(process: ChangeProcess) -> list[str]:
    """Where they stand today."""
    return [unit.path for unit in places_of(process)]


def speaking_for(body: Body, units: Iterable[Unit]) -> list[int]:
    """Ids of the people who speak for a body at some units today, by their role or by name: of the
    nearest unit upward where someone does."""
    found: dict[int, None] = {}
    for unit in units:
        found.update(dict.fromkeys(_at(body.role, unit) if body.role else _named_at(body, unit)))
    return [*found]


def _named_at(body: Body, unit: Unit) -> list[int]:
    line = line_of(unit)
    held = list(Speaker.objects.filter(body=body, unit__in=line).values_list("unit", "person"))
    nearest = max((line.index(at) for at, _who in held), default=None)
    return [who for at, who in held if nearest is not None and at == line[nearest]]


def _at(role: str, unit: Unit) -> list[int]:
    if role == RoleKey.SAFETY_REP:
        return [each.pk for each in representatives_of(unit)]
    if role == RoleKey.LOCAL_CHIEF_REP:
        return [each.pk for each in chief_representatives_of(unit)]
    line = line_of(unit)
    held = held_at([role], line)
    nearest = max((line.index(at) for _role, at, _who in held), default=None)
    return [who for _role, at, who in held if nearest is not None and at == line[nearest]]


def speaks_for(actor: Actor, body: Body, places: Collection[str]) -> bool:
    """Whether the actor speaks for the body at one of the units with these paths, by a role of today
    (no query), or by name (one, once for an actor)."""
    if not body.role:
        own = tuple(path for key, path in spoken_for(actor) if key == body.key)
        return bool(own) and any(path.startswith(own) for path in places)
    paths = [post.path for post in actor.posts if post.role == body.role]
    if not paths:
        return False
    scope = actor.scope(REPRESENT)
    return any(path.startswith(tuple(paths)) or scope.covers(path) for path in places)


def spoken_for(actor: Actor) -> list[tuple[str, str]]:
    """Bodies for which the actor speaks by name, and the paths of the units; asked once."""
    if actor.person_id is None:
        return []
    if _SPEAKS not in actor.known:
        rows = Speaker.objects.filter(person__in=actor.doing_for)
        actor.known[_SPEAKS] = list(rows.values_list("body", "unit__path"))
    found: list[tuple[str, str]] = actor.known[_SPEAKS]
    return found


def may_answer(actor: Actor, involvement: Involvement, places: Collection[str]) -> bool:
    """Whether the actor is to say if what stands about a body is right: who is named for it, or
    speaks for it by role."""
    if actor.person_id is None:
        return False
    named = involvement.person_id in actor.doing_for if involvement.person_id else False
    return named or speaks_for(actor, involvement.body, places)


def leads(unit: Unit) -> Iterator[Person]:
    """Who answers for a unit today, if anyone does."""
    responsible = responsible_for(unit)
    if responsible is not None:
        yield responsible.person


def carriers_of(record: Record) -> frozenset[int]:
    """Who is to go on with it: who was asked to; else who answers for the unit."""
    if record.owner_id is not None:
        return frozenset({record.owner_id})
    return frozenset(each.pk for each in leads(record.handling_unit))
