"""Which figures one may ask for: the years there are, and the units within one's reach."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.http import Http404

from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.kernel.numbers import whole_number
from vern.core.org.actors import Actor, Scope
from vern.core.org.models import Unit
from vern.core.org.sorting import sort_key
from vern.core.org.tree import Level, Place, Tree
from vern.core.records.querysets import under
from vern.hub.figures.capabilities import SEE
from vern.hub.figures.ports import Figure, Question
from vern.hub.figures.services import decided, question

YEARS_BEFORE = 4
LEVELS = (Level.FACULTY, Level.REPORTING)


@dataclass(frozen=True)
class Wish:
    """What the address asks for, as text; empty means what is usual."""

    year: str = ""
    unit: str = ""
    level: str = ""


@dataclass(frozen=True)
class Asked:
    """What one gets to see: the question, and what else one may choose.

    `question` is None where no unit within reach existed in the year. `missing` is the code of
    the unit that was asked for but did not stand then. `path` is where the unit stands today; empty
    where it has ended. `above` are the units above it that one may ask for, the nearest first.
    """

    year: int
    years: list[int]
    question: Question | None
    units: list[Place]
    missing: str = ""
    path: str = ""
    above: Sequence[Place] = ()

    @property
    def levels(self) -> list[Level]:
        """The levels that part the unit into more than one."""
        if self.question is None or self.question.unit is None:
            return []
        return levels_below(self.question.tree, self.question.unit)


def asked(actor: Actor, wish: Wish, figure: Figure | None = None) -> Asked:
    """Raises Http404 for a year or a level that does not exist and a unit out of reach."""
    reach = _reach(actor)
    if wish.unit and wish.unit not in reach.codes:
        raise Http404
    known = decided()
    years = _years(known.extracts)
    year = _year(wish.year, years, begun=known.begun)
    level = _level(wish.level)
    try:
        base = question(year=year, known=known)
    except Refused:
        return Asked(year, years, None, [])
    standing = [p for p in base.tree.places.values() if p.active and p.unit_id in reach.paths]
    unit = next((p for p in standing if p.code == wish.unit), None) or _usual(
        reach, actor, base.tree, standing
    )
    missing = wish.unit if wish.unit and (unit is None or unit.code != wish.unit) else ""
    if unit is None:
        return Asked(year, years, None, [], missing)
    possible = levels_below(base.tree, unit, figure)
    usual = [each for each in (figure.levels if figure else ()) if each in possible]
    chosen = level if level in possible else next(iter([*usual, *possible]), Level.REPORTING)
    within = {place.unit_id for place in standing}
    return Asked(
        year,
        years,
        replace(base, unit=unit, level=chosen),
        _in_order(base.tree, standing),
        missing,
        path=reach.paths[unit.unit_id] if unit.unit_id in reach.active else "",
        above=[each for each in base.tree.upward(unit.unit_id) if each.unit_id in within][1:],
    )


def levels_below(tree: Tree, unit: Place, figure: Figure | None = None) -> list[Level]:
    """The levels that part a unit into more than one, the coarsest first."""
    below = tree.below(unit.unit_id)
    return [
        level
        for level in LEVELS
        if (figure is None or level in figure.levels)
        and sum(place.unit_id in below for place in tree.standing_at(level)) > 1
    ]


@dataclass(frozen=True)
class _Reach:
    """The units one may ask for: today's path by id, the codes, and which stand today."""

    scope: Scope
    paths: dict[int, str]
    codes: set[str]
    active: set[int]


def _reach(actor: Actor) -> _Reach:
    scope = actor.scope(SEE)
    if not scope.prefixes:
        return _Reach(scope, {}, set(), set())
    units = Unit.objects.filter(under(scope.prefixes))
    found = list(units.values_list("pk", "path", "code", "active"))
    return _Reach(
        scope,
        {pk: path for pk, path, _code, _active in found},
        {code for _pk, _path, code, _active in found},
        {pk for pk, _path, _code, active in found if active},
    )


def _usual(reach: _Reach, actor: Actor, tree: Tree, standing: Iterable[Place]) -> Place | None:
    """The topmost unit within reach that one belongs to; else the topmost within reach."""
    home = reach.paths.get(actor.home_unit_id or 0, "")
    own = next((prefix for prefix in reach.scope.prefixes if home.startswith(prefix)), "")
    line = {int(step) for step in own.split(".") if step}
    ranked = sorted(
        standing,
        key=lambda place: (
            place.unit_id not in line,
            sum(1 for _above in tree.upward(place.unit_id)),
            place.code,
        ),
    )
    return next(iter(ranked), None)


def _in_order(tree: Tree, places: Iterable[Place]) -> list[Place]:
    """Each unit after the one above it, by name."""

    def line(place: Place) -> list[tuple[str, str]]:
        return [(sort_key(above.name), above.code) for above in tree.upward(place.unit_id)][::-1]

    return sorted(places, key=line)


def _years(published: Iterable[int]) -> list[int]:
    """Newest first: from this year back to some before the first published one."""
    this = clock.today().year
    first = min([*published, this - 1]) - YEARS_BEFORE
    return list(range(this, first - 1, -1))


def _year(text: str, years: list[int], *, begun: bool) -> int:
    if text:
        year = whole_number(text)
        if year is None or year not in years:
            raise Http404
        return year
    return years[0] if begun else years[1]


def _level(text: str) -> Level | None:
    if not text:
        return None
    try:
        return Level(text)
    except ValueError:
        raise Http404 from None
