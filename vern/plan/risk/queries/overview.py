"""A unit's overview: what it has assessed, what is due, and which kinds are missing; and below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404

from vern.core.org.actors import Actor
from vern.core.org.models import Unit
from vern.core.org.queries import tree_of
from vern.core.org.tree import Place
from vern.core.records.models import Record
from vern.plan.risk.capabilities import SEE
from vern.plan.risk.queries import coverage
from vern.plan.risk.queries.coverage import Coverage, Kind, Standing
from vern.plan.risk.rules import Age


@dataclass(frozen=True)
class KindLine:
    """A kind at the unit. `seen`: the reader may open its newest assessment."""

    kind: Kind
    standing: Standing
    seen: bool


@dataclass(frozen=True)
class Below:
    """A unit right below: of each expected kind, how many of its units have it, and of how many."""

    place: Place
    shares: Sequence[tuple[Kind, int, int]]

    @property
    def complete(self) -> bool:
        return all(done == of for _kind, done, of in self.shares)


@dataclass(frozen=True)
class Overview:
    """`counts`: the unit itself is to have assessments, alone or as part of one that reports."""

    unit: Unit
    place: Place
    above: Place | None
    lines: Sequence[KindLine]
    below: Sequence[Below]
    years: int
    totals: Sequence[tuple[Kind, int, int]]
    counts: bool

    @property
    def own(self) -> bool:
        """Whether there is anything to say of the unit itself."""
        return self.counts or any(each.standing.newest for each in self.lines)

    @property
    def missing(self) -> list[Kind]:
        """Expected kinds that the unit itself has not in the last years."""
        return [
            each.kind
            for each in self.lines
            if each.kind.expected and each.standing.age in (Age.NONE, Age.OLD)
        ]


def unit_seen(actor: Actor, code: str) -> Unit:
    """Raises Http404 for a unit that is unknown or whose assessments the actor may not see."""
    unit = Unit.objects.filter(code=code).first()
    if unit is None or not actor.scope(SEE).covers(unit.path):
        raise Http404
    found: Unit = unit
    return found


def overview(actor: Actor, unit: Unit) -> Overview:
    """Three queries, however many units and years there are."""
    tree = tree_of(actor)
    place = tree.places.get(unit.pk)
    if place is None:
        raise Http404
    stands, asked = coverage.today(tree, unit.path if place.parent_id else "")
    kinds = asked.kinds
    lines = [(kind, stands.of(unit.pk, kind.pk)) for kind in kinds]
    keys = [each.newest.record_id for _kind, each in lines if each.newest]
    seen = set(
        Record.objects.visible_to(actor).filter(pk__in=keys).values_list("pk", flat=True)
        if keys
        else ()
    )
    expected = [each for each in kinds if each.expected]
    reporting = stands.reporting_below(unit.pk)
    above = next((at for at in tree.upward(unit.pk) if at.unit_id != unit.pk), None)
    return Overview(
        unit=unit,
        place=place,
        above=above if above and _covers(actor, tree.upward(above.unit_id)) else None,
        lines=[
            KindLine(kind, each, bool(each.newest and each.newest.record_id in seen))
            for kind, each in lines
        ],
        below=_below(stands, unit.pk, expected, reporting),
        years=asked.years,
        totals=_shares(stands, reporting, expected),
        counts=any(at.reports for at in tree.upward(unit.pk)),
    )


def _covers(actor: Actor, upward: object) -> bool:
    steps = [str(at.unit_id) for at in upward]  # type: ignore[attr-defined]
    return actor.scope(SEE).covers(".".join(reversed(steps)) + ".")


def _shares(
    stands: Coverage, places: Sequence[Place], kinds: Sequence[Kind]
) -> list[tuple[Kind, int, int]]:
    return [(kind, *stands.share(places, kind.pk)) for kind in kinds]


def _below(
    stands: Coverage, unit_id: int, kinds: Sequence[Kind], reporting: Sequence[Place]
) -> list[Below]:
    """Units right below that report, or have units below them that do."""
    children = stands.tree.children(unit_id)
    at: dict[int, list[Place]] = {}
    for each in reporting:
        line = [step.unit_id for step in stands.tree.upward(each.unit_id)]
        if unit_id in line[1:]:
            at.setdefault(line[line.index(unit_id) - 1], []).append(each)
    return [
        Below(child, _shares(stands, at[child.unit_id], kinds))
        for child in children
        if child.unit_id in at
    ]


@dataclass(frozen=True)
class Missing:
    """Units that lack a kind in the last years, with how it stands there."""

    kind: Kind
    places: Sequence[tuple[Place, Standing]]
    of: int
    years: int


def missing(actor: Actor, unit: Unit, key: str) -> Missing:
    """Which of the units at and below this one lack a kind. Raises Http404 for an unknown kind."""
    stands, asked = coverage.today(tree_of(actor), unit.path)
    kind = next((each for each in asked.kinds if each.key == key), None)
    if kind is None:
        raise Http404
    reporting = stands.reporting_below(unit.pk)
    lacking = stands.missing(reporting, kind.pk)
    places = [(each, stands.of(each.unit_id, kind.pk)) for each in lacking]
    return Missing(kind, places, len(reporting), asked.years)


def own_code(actor: Actor) -> str:
    """The code of the unit whose overview is one's own: the uppermost at which one has a post, else
    where one belongs; empty where there is none."""
    scope, places = actor.scope(SEE), tree_of(actor).places
    posts = sorted(actor.posts, key=lambda each: len(each.path))
    keys = [each.unit_id for each in posts if scope.covers(each.path)]
    keys += [int(path.rstrip(".").rpartition(".")[2]) for path in scope.prefixes if path]
    return next((places[key].code for key in keys if key in places), "")
