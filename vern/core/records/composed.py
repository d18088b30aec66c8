"""Statements about what an actor may see or is to do, composed once for all who have as many rights.

Composing such a question costs Django ten times what asking it costs the database. So it is
composed for a stand-in, an actor of the same shape whose person, places and buildings are numbers
that nothing has, and asked with the true ones in their place. What could not be put in its place
stays a number that nothing has: such a statement finds too little, never what is another's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db.models import BigIntegerField, BooleanField, F, Func, Q, QuerySet, Value
from django.db.models.expressions import RawSQL

from vern.core.kernel import clock
from vern.core.org.actors import Actor, ActorKind, Post, Scope, Scopes, StandingIn
from vern.core.org.queries import answered_if_known
from vern.core.records.kinds import kinds
from vern.core.records.models import Record

Statement = tuple[str, tuple[Any, ...]]
Rows = Callable[..., QuerySet[Any, Any]]

NOTHING: Statement = ("SELECT NULL::bigint WHERE false", ())
_PERSON, _ANSWERED, _NUMBER = -7_919_000_001, -7_919_000_002, -7_919_001_000
_STEP = 7_919_000_000
KEPT = 512
"""Shapes times questions that are kept; an institution has some dozens."""


def among(name: str, keys: Collection[int]) -> Q:
    """Rows whose column is one of these keys: one parameter, however many they are."""
    if not keys:
        return Q(pk__in=[])
    given = Value(sorted(keys), output_field=ArrayField(BigIntegerField()))
    one_of = Func(
        F(name),
        given,
        template="%(expressions)s)",
        arg_joiner=" = ANY(",
        output_field=BooleanField(),
    )
    return Q(one_of)


def among_found(name: str, found: QuerySet[Any, Any]) -> Q:
    """Rows whose column is one of the keys found, which are few: these are found first."""
    one_of = Func(
        F(name),
        ArraySubquery(found),
        template="%(expressions)s)",
        arg_joiner=" = ANY(",
        output_field=BooleanField(),
    )
    return Q(one_of)


def reads(actor: Actor, column: str) -> RawSQL:
    """Whether the actor reads the record whole whose key stands in a column, named with its table.
    For some dozens of rows: it looks each of them up."""
    held, given = composed(_held, actor)
    # No EXISTS: for it the database may find all that the actor reads, and then look among these.
    seen = f"COALESCE((SELECT true FROM ({held}) AS held (id) WHERE held.id = {column}), false)"  # noqa: S608 (by Django)
    return RawSQL(seen, given, output_field=BooleanField())  # noqa: S611


def reads_any(actor: Actor, column: str) -> RawSQL:
    """The same for as many rows as there may be: what the actor reads may be found first."""
    held, given = composed(_held, actor)
    seen = f"EXISTS(SELECT 1 FROM ({held}) AS held (id) WHERE held.id = {column})"  # noqa: S608 (by Django)
    return RawSQL(seen, given, output_field=BooleanField())  # noqa: S611


def _held(actor: Actor) -> QuerySet[Any, Any]:
    return Record.objects.held_by(actor).order_by().values("pk")


def composed(rows: Rows, actor: Actor, *given: Hashable) -> Statement:
    """The statement of `rows(actor, *given)`. `rows` is a function of a module; it reads nothing
    from the database and asks of the actor only scopes, posts, person and units answered for."""
    if actor.kind is not ActorKind.PERSON:
        return _compiled(rows(actor, *given))
    shape, values = _shape(actor)
    every_kind = tuple(each.key for each in kinds)
    statement, params = _of_shape(rows, shape, given, clock.today(), every_kind)
    return statement, tuple(_true(param, values) for param in params)


def keys(statement: Statement) -> RawSQL:
    """To be used as `pk__in=keys(…)`."""
    return RawSQL(*statement)  # noqa: S611 (written by Django)


_Reached = tuple[tuple[str, tuple[str, ...], tuple[int, ...]], ...]


def _scopes_of(reached: _Reached) -> Scopes:
    return MappingProxyType({key: Scope(paths, houses) for key, paths, houses in reached})


@dataclass(frozen=True)
class _Shape:
    """What of an actor decides how a statement is written: how many places, not which."""

    scopes: _Reached
    posts: tuple[tuple[str, int, str, int | None], ...]
    answers: bool | None
    own_scopes: _Reached = ()
    standing_in: tuple[tuple[int, _Reached, bool], ...] = ()

    def stand_in(self) -> Actor:
        known = {} if self.answers is None else {"answers_for": {_ANSWERED} if self.answers else {}}
        return Actor(
            kind=ActorKind.PERSON,
            person_id=_PERSON,
            scopes=_scopes_of(self.scopes),
            own_scopes=_scopes_of(self.own_scopes),
            posts=tuple(Post(*each) for each in self.posts),
            standing_in=tuple(
                StandingIn(person, _scopes_of(scopes), covers)
                for person, scopes, covers in self.standing_in
            ),
            known=known,
        )


@dataclass
class _Names:
    """Numbers that nothing has, for true ones."""

    values: dict[Any, Any] = field(default_factory=dict)
    given: dict[Any, Any] = field(default_factory=dict)

    def path(self, true: str) -> str:
        if true not in self.given:
            number = f"{_STEP + len(self.given)}."
            stands = number if Scope((true,)).everywhere else f"{_STEP}.{number}"
            self.given[true] = stands
            self.values |= {stands: true, f"{stands}%": f"{true}%"}
        found: str = self.given[true]
        return found

    def number(self, true: int) -> int:
        if true not in self.given:
            self.given[true] = _NUMBER - len(self.given)
            self.values[self.given[true]] = true
        found: int = self.given[true]
        return found

    def reached(self, scopes: Scopes) -> _Reached:
        return tuple(
            (key, tuple(map(self.path, scope.prefixes)), tuple(map(self.number, scope.buildings)))
            for key, scope in sorted(scopes.items())
        )


def _shape(actor: Actor) -> tuple[_Shape, Mapping[Any, Any]]:
    """The shape, and what stands for what in it."""
    names = _Names()
    answered = answered_if_known(actor)
    names.values |= {_PERSON: actor.person_id, _ANSWERED: sorted(answered or ())}
    scopes = names.reached(actor.scopes)
    posts = tuple(
        (
            post.role,
            names.number(post.unit_id),
            names.path(post.path),
            names.number(post.instead_of) if post.instead_of else None,
        )
        for post in actor.posts
    )
    answers = None if answered is None else bool(answered)
    if not actor.standing_in:
        return _Shape(scopes, posts, answers), names.values
    standing_in = tuple(
        (names.number(each.person_id), names.reached(each.scopes), each.covers)
        for each in actor.standing_in
    )
    shape = _Shape(scopes, posts, answers, names.reached(actor.own_scopes), standing_in)
    return shape, names.values


@lru_cache(maxsize=KEPT)
def _of_shape(
    rows: Rows,
    shape: _Shape,
    given: tuple[Hashable, ...],
    day: dt.date,  # noqa: ARG001 (statements ask who holds what today)
    every_kind: tuple[str, ...],  # noqa: ARG001 (and of every kind that there is)
) -> Statement:
    return _compiled(rows(shape.stand_in(), *given))


def _compiled(rows: QuerySet[Any, Any]) -> Statement:
    try:
        statement, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return NOTHING
    return statement, tuple(params)


def _true(param: Any, values: Mapping[Any, Any]) -> Any:
    if isinstance(param, list):
        return values[_ANSWERED] if param == [_ANSWERED] else [_true(one, values) for one in param]
    return values.get(param, param) if isinstance(param, str | int) else param
