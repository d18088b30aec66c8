"""What one may see: the queryset form of the access rule (its twin for one record is in access)."""

from __future__ import annotations

import datetime as dt
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, Q, QuerySet
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


class Part:
    """The parts that the rule speaks of, as in the party table, which stands above this one."""

    REPORTER = "reporter"
    HANDLER = "handler"
    NAMED = "named"
    SUBJECT = "subject"


WHOLE = (Part.HANDLER, Part.NAMED)
"""Parts that read all of a record."""

NAMED = Q(part__in=WHOLE, record__sensitivity__lt=Sensitivity.SEALED)
"""Parties that read all of theirs."""


class RecordQuerySet(QuerySet["Record"]):
    def visible_to(self, actor: Actor) -> RecordQuerySet:
        """Records that the actor may see: takes part in, or may by capability where they happened."""
        if actor.kind is ActorKind.SYSTEM:
            return self
        seen = Q(pk__in=self._taken_part_in(actor)) | (NOT_PERSONAL & reached_by(actor))
        return self.filter(seen | unsealed_by(actor)).open_to(actor)

    def held_by(self, actor: Actor) -> RecordQuerySet:
        """Records that the actor reads whole: by capability or by name, not for having reported."""
        if actor.kind is ActorKind.SYSTEM:
            return self
        named = Q(pk__in=self._named_in(actor))
        held = named | (NOT_PERSONAL & reached_by(actor)) | unsealed_by(actor)
        return self.filter(held).open_to(actor, whole=True)

    def reported_by(self, actor: Actor) -> RecordQuerySet:
        """Records that the actor has sent."""
        return self.filter(pk__in=self._parties(actor, Part.REPORTER))

    def anonymised(self) -> RecordQuerySet:
        """All that is not for named parties only, also what the reader may not see.

        The one named exception beside measures (ADR 8): who uses it shows coded values and
        published words, never free text, names, numbers or links.
        """
        return self.filter(NOT_PERSONAL)

    def reviewed_by(self, actor: Actor, *, kind: str, capability: str) -> RecordQuerySet:
        """The same for those who review all that a capability of theirs reaches (AML § 7-2): also
        what is for named parties only, never what is sealed or about themselves."""
        reached = self.filter(by_capability(actor.scope(capability), kind))
        unsealed = reached.filter(sensitivity__lt=Sensitivity.SEALED)
        return unsealed.exclude(pk__in=self._about(actor))

    def open_to(self, actor: Actor, *, whole: bool = False) -> RecordQuerySet:
        """Without those about the actor; and, of those about someone for whom the actor stands in,
        with those only that they would see (or read whole) in any case: a stand-in reads no more of
        such a case than the one whose place they take."""
        rows = self.exclude(pk__in=self._about(actor))
        for each in actor.standing_in:
            about = self._parties_of((each.person_id,)).filter(part=Part.SUBJECT).values("record")
            alone, every = actor.without(each.person_id), RecordQuerySet(self.model)
            seen = every.held_by(alone) if whole else every.visible_to(alone)
            rows = rows.exclude(Q(pk__in=about) & ~Q(pk__in=seen.order_by().values("pk")))
        return rows

    def _taken_part_in(self, actor: Actor) -> QuerySet[Any]:
        """Of a sealed record, only who reported it still does."""
        reported = Q(part=Part.REPORTER)
        if actor.code_digest:
            return self._party_of(actor).filter(NAMED | reported).values("record")
        return self._named(actor, NAMED | reported)

    def _named_in(self, actor: Actor) -> QuerySet[Any]:
        """Records that one reads whole by a part in them; a sealed one is nobody's by that."""
        return self._named(actor, NAMED)

    def _named(self, actor: Actor, own: Q) -> QuerySet[Any]:
        """The actor's own parts; and what those handle by name whose tasks the actor has taken over,
        but where only those named may read it."""
        found = Q(person=actor.person_id) & own
        if actor.covered:
            open_to_roles = Q(part=Part.HANDLER, record__sensitivity__lt=Sensitivity.PARTIES)
            found |= Q(person__in=actor.covered) & open_to_roles
        parties: QuerySet[Any] = QuerySet(self.model.parties.rel.related_model)
        return (parties.filter(found) if actor.person_id else parties.none()).values("record")

    def _parties(self, actor: Actor, *parts: str) -> QuerySet[Any]:
        return self._party_of(actor).filter(part__in=parts).values("record")

    def _about(self, actor: Actor) -> QuerySet[Any]:
        return self._parties(actor, Part.SUBJECT)

    def _party_of(self, actor: Actor) -> QuerySet[Any]:
        """The actor's parts, asked of the parties alone: they are few."""
        parties: QuerySet[Any] = QuerySet(self.model.parties.rel.related_model)
        if actor.code_digest:
            return parties.filter(code_digest=actor.code_digest)
        return parties.filter(person=actor.person_id) if actor.person_id else parties.none()

    def _parties_of(self, people: tuple[int, ...]) -> QuerySet[Any]:
        parties: QuerySet[Any] = QuerySet(self.model.parties.rel.related_model)
        return parties.filter(person__in=people)

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
        rows = rows.open_to(actor)
        places = _newest_in_each(rows.filter(NOT_PERSONAL), scope, order, limit)
        others = [rows.filter(_one_of(self._taken_part_in(actor)))]
        if kinds[kind].unseal and actor.has(kinds[kind].unseal):
            others.append(rows.filter(unsealed_by(actor)))
        for found_otherwise in others if actor.person_id or actor.code_digest else ():
            newest = found_otherwise.order_by(*order).values_list("opened_at", "pk")[:limit]
            places.append(_sql(newest))
        nearest = _nearest(places, limit, backwards=bool(after))
        by_pk = {row.pk: row for row in self.filter(pk__in=nearest)} if nearest else {}
        return sorted(by_pk.values(), key=lambda row: (row.opened_at, row.pk), reverse=True)

    def newest_held(self, actor: Actor, *, kind: str, limit: int) -> RawSQL:
        """Keys of the newest of a kind that the actor reads whole, for `pk__in`: says the same as
        `held_by`, unit by unit, as `newest_visible` does."""
        scope = actor.scope(kinds[kind].see)
        order = ("-opened_at", "-pk")
        rows = self.filter(kind=kind)
        if scope.everywhere or actor.kind is ActorKind.SYSTEM:
            everywhere = rows.held_by(actor).order_by(*order).values_list("opened_at", "pk")
            return _nearest([_sql(everywhere[:limit])], limit, backwards=False) or _NONE
        rows = rows.open_to(actor, whole=True)
        places = _newest_in_each(rows.filter(NOT_PERSONAL), scope, order, limit)
        others = [rows.filter(_one_of(self._named_in(actor)), sensitivity__lt=Sensitivity.SEALED)]
        if kinds[kind].unseal and actor.has(kinds[kind].unseal):
            others.append(rows.filter(unsealed_by(actor)))
        for found_otherwise in others if actor.person_id or actor.code_digest else ():
            newest = found_otherwise.order_by(*order).values_list("opened_at", "pk")[:limit]
            places.append(_sql(newest))
        return _nearest(places, limit, backwards=False) or _NONE


_NONE = RawSQL("SELECT NULL::bigint WHERE false", ())

Sql = tuple[str, tuple[Any, ...]]


def _one_of(keys: QuerySet[Any]) -> Func:
    """Rows with these keys, which are few: found first, not looked for among all from the newest."""
    return Func(
        F("pk"),
        ArraySubquery(keys),
        template="%(expressions)s)",
        arg_joiner=" = ANY(",
        output_field=BooleanField(),
    )


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


def unsealed_by(actor: Actor) -> Q:
    """Sealed records that the actor's capabilities to unseal reach."""
    sealed = Q(sensitivity=Sensitivity.SEALED)
    reached = [
        by_capability(actor.scope(kind.unseal), kind.key)
        for kind in kinds
        if kind.unseal and actor.has(kind.unseal)
    ]
    return sealed & reduce(or_, reached) if reached else Q(pk__in=[])


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


def by_capability(scope: Scope, kind: str, *, unit: str = "unit") -> Q:
    """Records of a kind within a scope; `unit`: or those that are handled there."""
    if scope.everywhere:
        return Q(kind=kind)
    places = Q(building__in=scope.buildings) if scope.buildings else Q(pk__in=[])
    if scope.prefixes:
        reached = Unit.objects.filter(under(scope.prefixes)).values("pk")
        places |= Q(**{f"{unit}__in": reached})
    return Q(kind=kind) & places
