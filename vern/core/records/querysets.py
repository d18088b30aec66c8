"""What one may see: the queryset form of the access rule (its twin for one record is in access)."""

from __future__ import annotations

import datetime as dt
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from vern.core.org.actors import Actor, ActorKind, Scope
from vern.core.org.models import Unit
from vern.core.records.kinds import kinds
from vern.core.records.states import Sensitivity

if TYPE_CHECKING:
    from vern.core.records.models import Record

Position = tuple[dt.datetime, int]
"""When a record was opened, and its key: where one stands in a list by time."""

NOT_PERSONAL = Q(sensitivity__lt=Sensitivity.PARTIES)
"""Not for the named parties only."""


class RecordQuerySet(QuerySet["Record"]):
    def visible_to(self, actor: Actor) -> RecordQuerySet:
        """Records that the actor may see: takes part in, or may by capability where they happened."""
        if actor.kind is ActorKind.SYSTEM:
            return self
        named = Q(pk__in=self._taken_part_in(actor))
        return self.filter(named | (NOT_PERSONAL & reached_by(actor)))

    def held_by(self, actor: Actor) -> RecordQuerySet:
        """Records that the actor sees by capability, not only because they take part in them."""
        if actor.kind is ActorKind.SYSTEM:
            return self
        named = Q(pk__in=self._taken_part_in(actor))
        return self.filter(reached_by(actor) & (NOT_PERSONAL | named))

    def _taken_part_in(self, actor: Actor) -> QuerySet[Any]:
        if actor.person_id is None:
            return self.model.objects.none().values("pk")
        parties: QuerySet[Any] = QuerySet(self.model.parties.rel.related_model)
        return parties.filter(person=actor.person_id).values("record")

    def newest_visible(
        self,
        actor: Actor,
        *,
        kind: str,
        limit: int,
        before: Position | None = None,
        after: Position | None = None,
    ) -> list[Record]:
        """The newest of a kind that the actor may see, at most `limit`, older than `before`; or,
        with `after`, those that come next after it. Newest first in any case.

        Says the same as `visible_to`, but asks each unit for its newest, so that a person with
        few rights does not pay for all the records that they may not see.
        """
        scope = actor.scope(kinds[kind].see)
        rows = _between(self.filter(kind=kind), before, after)
        order = ("opened_at", "pk") if after else ("-opened_at", "-pk")
        if scope.everywhere or actor.kind is ActorKind.SYSTEM:
            found = list(rows.visible_to(actor).order_by(*order)[:limit])
            return found[::-1] if after else found
        places = _newest_in_each(rows.filter(NOT_PERSONAL), scope, order, limit)
        if actor.person_id is not None:
            own = rows.filter(pk__in=self._taken_part_in(actor)).order_by(*order)
            places.append(_sql(own.values_list("opened_at", "pk")[:limit]))
        nearest = _nearest(places, limit, backwards=bool(after))
        by_pk = {row.pk: row for row in self.filter(pk__in=nearest)} if nearest else {}
        return sorted(by_pk.values(), key=lambda row: (row.opened_at, row.pk), reverse=True)


Sql = tuple[str, tuple[Any, ...]]


def _newest_in_each(
    rows: RecordQuerySet, scope: Scope, order: tuple[str, str], limit: int
) -> list[Sql]:
    """The newest in each unit and building of a scope, each as a statement of moment and key."""

    def newest(**place: Any) -> Sql:
        return _sql(rows.filter(**place).order_by(*order).values_list("opened_at", "pk")[:limit])

    found = [newest(building=building) for building in scope.buildings]
    if scope.prefixes:
        # One statement however many units there are: each is asked through its own index.
        units, given = _sql(Unit.objects.filter(under(scope.prefixes)).order_by().values("pk"))
        each, wanted = newest(unit=RawSQL("reached.id", ()))
        lateral = (
            f"SELECT newest.* FROM ({units}) AS reached (id)"  # noqa: S608 (written by Django)
            f" CROSS JOIN LATERAL ({each}) AS newest"
        )
        found.append((lateral, given + wanted))
    return found


def _nearest(statements: list[Sql], limit: int, *, backwards: bool) -> RawSQL | None:
    """Keys of the first ones among what statements of moment and key give."""
    if not statements:
        return None
    union = " UNION ".join(f"({statement})" for statement, _params in statements)
    way = "ASC" if backwards else "DESC"
    keys = (
        f"SELECT id FROM ({union}) AS near (opened_at, id)"  # noqa: S608 (written by Django)
        f" ORDER BY opened_at {way}, id {way} LIMIT {limit:d}"
    )
    return RawSQL(keys, tuple(each for _sql, params in statements for each in params))  # noqa: S611


def _sql(rows: QuerySet[Any, Any]) -> Sql:
    statement, params = rows.query.sql_with_params()
    return statement, tuple(params)


def _between(
    rows: RecordQuerySet, before: Position | None, after: Position | None
) -> RecordQuerySet:
    if before is not None:
        opened, pk = before
        rows = rows.filter(Q(opened_at__lt=opened) | Q(opened_at=opened, pk__lt=pk))
    if after is not None:
        opened, pk = after
        rows = rows.filter(Q(opened_at__gt=opened) | Q(opened_at=opened, pk__gt=pk))
    return rows


def under(prefixes: tuple[str, ...], field: str = "path") -> Q:
    """Rows whose path begins with one of the prefixes."""
    found = Q()
    for prefix in prefixes:
        found |= Q(**{f"{field}__startswith": prefix})
    return found


def reached_by(actor: Actor) -> Q:
    """Records that the actor's capabilities to see reach."""
    reached = (by_capability(actor.scope(kind.see), kind.key) for kind in kinds)
    return reduce(or_, reached)


def by_capability(scope: Scope, kind: str) -> Q:
    """Records of a kind within a scope."""
    if scope.everywhere:
        return Q(kind=kind)
    places = Q(building__in=scope.buildings) if scope.buildings else Q(pk__in=[])
    if scope.prefixes:
        places |= Q(unit__in=Unit.objects.filter(under(scope.prefixes)).values("pk"))
    return Q(kind=kind) & places
