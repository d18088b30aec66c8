"""Which measures one may know of, is responsible for, or is to say whether they helped."""

from __future__ import annotations

from collections.abc import Collection
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import (
    BooleanField,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Length

from vern.core.kernel import clock
from vern.core.measures.responsible import carried_by
from vern.core.org.actors import Actor, ActorKind, holding
from vern.core.org.models import Assignment, RoleCapability, RoleKey, Unit
from vern.core.org.queries import answered_if_known
from vern.core.records.kinds import kinds
from vern.core.records.models import Party, Record, Sensitivity
from vern.core.records.querysets import NOT_PERSONAL, by_capability, under

if TYPE_CHECKING:
    from vern.core.measures.models import Measure  # noqa: F401 (named in a string below)

SEE_PLAN = "measures.see_plan"


class MeasureQuerySet(QuerySet["Measure"]):
    def unsealed_for(self, actor: Actor) -> MeasureQuerySet:
        """Without the measures of sealed records (whistleblowing), but for who may read those.

        Every list, count and page about measures begins here.
        """
        if actor.kind is ActorKind.SYSTEM:
            return self
        sealed = Record.objects.filter(sensitivity=Sensitivity.SEALED)
        return self.filter(
            Q(origin__sensitivity__lt=Sensitivity.SEALED)
            | Q(origin__in=sealed.visible_to(actor).values("pk"))
        )

    def visible_to(self, actor: Actor) -> MeasureQuerySet:
        """Measures one may know of: one's own, those at one's unit, those of records one sees.

        Where the record itself is unseen, pages show the neutral words of the plan only.
        """
        rows = self.unsealed_for(actor)
        scope = actor.scope(SEE_PLAN)
        if actor.kind is ActorKind.SYSTEM or scope.everywhere:
            return rows
        known = Q(origin__in=Record.objects.visible_to(actor).values("pk"))
        if actor.person_id is not None:
            known |= carried_by(actor.person_id, answered_if_known(actor))
        if scope.prefixes:
            known |= Q(unit__in=Unit.objects.filter(under(scope.prefixes)).values("pk"))
        return rows.filter(known)

    def carried_by(self, actor: Actor) -> MeasureQuerySet:
        """Measures that the actor is responsible for today."""
        if actor.person_id is None:
            return self.none()
        return self.unsealed_for(actor).filter(
            carried_by(actor.person_id, answered_if_known(actor))
        )

    def to_judge(self, actor: Actor) -> MeasureQuerySet:
        """Measures of which the actor is to say whether they helped, and the day for it has come.

        It is for the one who decided it; where they no longer handle the case, for the one who
        answers for the unit that does, and for those who handle it by name.
        """
        if actor.person_id is None:
            return self.none()
        waiting = self.unsealed_for(actor).filter(
            check_on__lte=clock.today(), effect="", origin__in=handled_by(actor)
        )
        leading = Q(leader__in=actor.leading_for())
        instead = leading | Q(origin__in=_named_in(actor.doing_for))
        return waiting.alias(leader=_leader_of("origin__handling_unit__path")).filter(
            Q(decided_by__in=actor.doing_for) | (~_decider_handles() & instead)
        )

    def to_be_judged(self) -> MeasureQuerySet:
        """Measures of which someone is to say whether they helped, now or on a day to come, of all
        but sealed records: with `decider_handles` and `leader`, of whom `to_judge` speaks."""
        waiting = self.filter(
            check_on__isnull=False, effect="", origin__sensitivity__lt=Sensitivity.SEALED
        )
        return waiting.annotate(
            leader=_leader_of("origin__handling_unit__path"),
            decider_handles=ExpressionWrapper(_decider_handles(), BooleanField()),
        )


def handled_by(actor: Actor) -> QuerySet[Record, Any]:
    """Keys of the records that the actor may handle, as `records.access.may` says of one."""
    reached = (
        by_capability(actor.scope(kind.handle), kind.key)
        & by_capability(actor.scope(kind.handle), kind.key, unit="handling_unit")
        for kind in kinds
        if kind.handle
    )
    by_right = reduce(or_, reached, Q(pk__in=[])) & NOT_PERSONAL
    named = Q(pk__in=_named_in((actor.person_id,)), sensitivity__lt=Sensitivity.SEALED)
    if actor.covered:
        named |= Q(pk__in=_named_in(actor.covered)) & NOT_PERSONAL
    handled = Record.objects.filter(by_right | named).exclude(pk__in=_barring(actor.person_id))
    for each in actor.standing_in:  # what they may not handle, nobody handles in their place
        alone = handled_by(actor.without(each.person_id))
        handled = handled.exclude(Q(pk__in=_barring(each.person_id)) & ~Q(pk__in=alone))
    return handled.values("pk")


def _barring(person_id: int | None) -> QuerySet[Party, Any]:
    parts = (Party.Part.REPORTER, Party.Part.SUBJECT)
    return Party.objects.filter(person=person_id, part__in=parts).values("record")


def _named_in(people: Collection[int | None]) -> QuerySet[Party, Any]:
    return Party.objects.filter(person__in=people, part=Party.Part.HANDLER).values("record")


def _leader_of(path: str) -> Subquery:
    """The person who answers for a unit today: its leader, or the nearest one above."""
    leaders = Assignment.objects.filter(holding(clock.today()), role=RoleKey.LEADER)
    above = _above(leaders, path).order_by(Length("unit__path").desc())
    return Subquery(above.values("person")[:1])


def _above(held: QuerySet[Assignment], path: str) -> QuerySet[Assignment]:
    """Assignments at a unit or above it, by the path of the outer row's unit."""
    at = ExpressionWrapper(OuterRef(path), output_field=CharField())
    return held.exclude(unit__path="").alias(at=at).filter(at__startswith=F("unit__path"))


def _decider_handles() -> Q:
    """Whether the one who decided it still handles such cases there, by post or by name."""
    handles = [kind.handle for kind in kinds if kind.handle]
    roles = RoleCapability.objects.filter(capability__in=handles).values("role")
    held = Assignment.objects.filter(
        holding(clock.today()), person=OuterRef("decided_by"), role__in=roles
    )
    posts = _above(held, "origin__handling_unit__path")
    parts = Party.objects.filter(
        record=OuterRef("origin"), person=OuterRef("decided_by"), part=Party.Part.HANDLER
    )
    barred = Party.objects.filter(
        record=OuterRef("origin"),
        person=OuterRef("decided_by"),
        part__in=(Party.Part.REPORTER, Party.Part.SUBJECT),
    )
    by_post = Q(Exists(posts)) & Q(origin__sensitivity__lt=Sensitivity.PARTIES)
    return (by_post | Q(Exists(parts))) & ~Q(Exists(barred))
