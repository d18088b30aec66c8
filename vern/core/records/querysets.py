"""What one may see: the queryset form of the access rule (its twin for one record is in access)."""

from __future__ import annotations

import datetime as dt
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

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

MANY_UNITS = 24
"""From here on, walking the newest records costs less than asking each unit for its newest."""


class RecordQuerySet(QuerySet["Record"]):
    def visible_to(self, actor: Actor) -> RecordQuerySet:
        """Records that the actor may see: takes part in, or may by capability where they happened."""
        if actor.kind is ActorKind.SYSTEM:
            return self
        seen = Q(pk__in=self._taken_part_in(actor)) | (NOT_PERSONAL & reached_by(actor))
        return self.filter(seen | unsealed_by(actor)).exclude(pk__in=self._about(actor))

    def held_by(self, actor: Actor) -> RecordQuerySet:
        """Records that the actor reads whole: by capability or by name, not for having reported."""
        if actor.kind is ActorKind.SYSTEM:
            return self
        named = Q(pk__in=self._parties(actor, *WHOLE), sensitivity__lt=Sensitivity.SEALED)
        held = named | (NOT_PERSONAL & reached_by(actor)) | unsealed_by(actor)
        return self.filter(held).exclude(pk__in=self._about(actor))

    def reported_by(self, actor: Actor) -> RecordQuerySet:
        """Records that the actor has sent."""
        return self.filter(pk__in=self._parties(actor, Part.REPORTER))

    def anonymised(self) -> RecordQuerySet:
        """All that is not for named parties only, also what the reader may not see.

        The one named exception beside measures (ADR 8): who uses it shows coded values and
        published words, never free text, names, numbers or links.
        """
        return self.filter(NOT_PERSONAL)

    def _taken_part_in(self, actor: Actor) -> QuerySet[Any]:
        """Of a sealed record, only who reported it still does."""
        named = Q(parties__part__in=WHOLE, sensitivity__lt=Sensitivity.SEALED)
        found = self.model.objects.filter(_is(actor), named | Q(parties__part=Part.REPORTER))
        return found.values("pk")

    def _parties(self, actor: Actor, *parts: str) -> QuerySet[Any]:
        return self.model.objects.filter(_is(actor), parties__part__in=parts).values("pk")

    def _about(self, actor: Actor) -> QuerySet[Any]:
        return self._parties(actor, Part.SUBJECT)

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
        units = [] if scope.everywhere else unit_ids(scope)
        order = ("opened_at", "pk") if after else ("-opened_at", "-pk")
        if scope.everywhere or actor.kind is ActorKind.SYSTEM or len(units) > MANY_UNITS:
            found = list(rows.visible_to(actor).order_by(*order)[:limit])
            return found[::-1] if after else found
        rows = rows.exclude(pk__in=self._about(actor))
        public = rows.filter(NOT_PERSONAL)
        branches = [rows.filter(pk__in=self._taken_part_in(actor))]
        if kinds[kind].unseal and actor.has(kinds[kind].unseal):
            branches.append(rows.filter(unsealed_by(actor)))
        branches += [public.filter(unit=unit) for unit in units]
        branches += [public.filter(building=building) for building in scope.buildings]
        first, *others = (
            branch.order_by(*order).values_list("opened_at", "pk")[:limit] for branch in branches
        )
        nearest = first.union(*others).order_by(*order)[:limit] if others else first
        by_pk = {row.pk: row for row in self.filter(pk__in=[pk for _opened, pk in nearest])}
        return sorted(by_pk.values(), key=lambda row: (row.opened_at, row.pk), reverse=True)


def _is(actor: Actor) -> Q:
    """Parties that are the actor; to be joined with their part in the same filter."""
    if actor.code_digest:
        return Q(parties__code_digest=actor.code_digest)
    return Q(parties__person=actor.person_id) if actor.person_id else Q(pk__in=[])


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


def unit_ids(scope: Scope) -> list[int]:
    """Ids of the units that a scope's prefixes cover."""
    if not scope.prefixes:
        return []
    return list(Unit.objects.filter(under(scope.prefixes)).values_list("pk", flat=True))


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
