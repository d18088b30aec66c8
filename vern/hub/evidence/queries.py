"""Which units and years one may ask about, and what the records say of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404
from django.utils.translation import gettext

from vern.core.kernel import clock
from vern.core.kernel.numbers import whole_number
from vern.core.org.actors import Actor
from vern.core.org.models import Unit
from vern.core.org.sorting import sort_key
from vern.core.org.tree import Level, Place, Tree, tree_on
from vern.core.records.kinds import kinds
from vern.core.records.models import Record
from vern.core.records.querysets import under
from vern.hub.evidence.capabilities import SEE
from vern.hub.evidence.ports import SHOWN, Asked, Evidence, Found, Way, in_order
from vern.hub.evidence.rules import Verdict, together

YEARS = 5
"""This year and those before it."""


@dataclass(frozen=True)
class Page:
    """A unit and a year, and what else one may ask about. `place` is the unit as it stood then;
    None where no unit within reach existed. `counted_with`: the unit that it is counted with."""

    year: int
    years: Sequence[int]
    units: Sequence[Place]
    unit: Unit | None = None
    place: Place | None = None
    asked: Asked | None = None
    counted_with: str = ""

    @property
    def several(self) -> bool:
        """Whether the unit is judged by those below it."""
        return self.asked is not None and len(self.asked.units) > 1


@dataclass(frozen=True)
class Shown:
    """A record that shows it."""

    text: str
    url: str


@dataclass(frozen=True)
class Judged:
    """A requirement, judged for one reader."""

    about: Evidence
    found: Found
    shown: Sequence[Shown] = ()
    ways: Sequence[Shown] = ()


@dataclass(frozen=True)
class AtUnit:
    """A requirement at one of several units."""

    place: Place
    found: Found


def page(actor: Actor, *, year: str = "", code: str = "") -> Page:
    """Raises Http404 for a year that is not asked about, and a unit out of reach or unknown."""
    this = clock.today().year
    years = range(this, this - YEARS, -1)
    chosen = _year(year, years)
    scope = actor.scope(SEE)
    within = Unit.objects.filter(under(scope.prefixes)) if scope.prefixes else ()
    reach = {each.pk: each for each in within}
    if code and code not in {each.code for each in reach.values()}:
        raise Http404
    tree = tree_on(min(dt.date(chosen, 12, 31), clock.today()))
    standing = [each for each in tree.places.values() if each.active and each.unit_id in reach]
    place = next((each for each in standing if each.code == code), None)
    if place is None and not code:
        place = _usual(actor, reach, tree, standing)
    if place is None:
        return Page(chosen, years, _in_order(tree, standing))
    asked, counted_with = _of(chosen, tree, place, reach)
    units = _in_order(tree, standing)
    return Page(chosen, years, units, reach[place.unit_id], place, asked, counted_with)


def _year(text: str, years: Sequence[int]) -> int:
    if not text:
        return years[0]
    year = whole_number(text)
    if year is None or year not in years:
        raise Http404
    return year


def _of(year: int, tree: Tree, place: Place, reach: Container[int]) -> tuple[Asked, str]:
    """The units that are judged: those that report below it, within reach; one that does not report,
    by what is its own, and with which it is counted."""
    below = {each for each in tree.below(place.unit_id) if each in reach}
    reporting = [each for each in tree.standing_at(Level.REPORTING) if each.unit_id in below]
    if reporting:
        return Asked(year, tree, tuple(reporting)), ""
    home = tree.at_level(place.unit_id, Level.REPORTING)
    return Asked(year, tree, (place,)), home.name if home else ""


def _usual(
    actor: Actor, reach: Mapping[int, Unit], tree: Tree, standing: Iterable[Place]
) -> Place | None:
    """The topmost unit within reach that one belongs to; else the topmost within reach."""
    home = reach.get(actor.home_unit_id or 0)
    line = {int(step) for step in home.path.split(".") if step} if home else set()
    return min(
        standing,
        key=lambda each: (
            each.unit_id not in line,
            sum(1 for _above in tree.upward(each.unit_id)),
            each.code,
        ),
        default=None,
    )


def _in_order(tree: Tree, places: Iterable[Place]) -> list[Place]:
    """Each unit after the one above it, by name."""

    def line(place: Place) -> list[tuple[str, str]]:
        return [(sort_key(above.name), above.code) for above in tree.upward(place.unit_id)][::-1]

    return sorted(places, key=line)


def judged(actor: Actor, asked_of: Page) -> list[Judged]:
    """Every requirement for the page's unit: one query for all records that show them, besides those
    that each requirement asks."""
    if asked_of.asked is None or asked_of.unit is None:
        return []
    found = [(each, _together(each, asked_of.asked)) for each in in_order()]
    known = _records(actor, (pk for _each, one in found for pk in one.records[:SHOWN]))
    return [
        Judged(
            each,
            one,
            [known[pk] for pk in one.records[:SHOWN] if pk in known],
            _ways(actor, asked_of, each, one),
        )
        for each, one in found
    ]


def _ways(actor: Actor, asked_of: Page, about: Evidence, found: Found) -> list[Shown]:
    if asked_of.unit is None or asked_of.several:
        return []
    lacking = found.verdict is not Verdict.MET and asked_of.asked and asked_of.asked.running
    offered: tuple[Way, ...] = (*about.ways, *(about.remedies if lacking else ()))
    ways = [Shown(str(way.label), way.url(actor, asked_of.unit, asked_of.year)) for way in offered]
    return [way for way in ways if way.url]


def _together(about: Evidence, asked: Asked) -> Found:
    """The unit's own, or how many of those below meet it."""
    found = about.judge(asked)
    each = [found.get(place.unit_id, UNKNOWN) for place in asked.units]
    if len(each) == 1:
        return each[0]
    verdicts = [one.verdict for one in each]
    met, units = verdicts.count(Verdict.MET), len(verdicts)
    unknown = verdicts.count(Verdict.UNKNOWN)
    words = gettext("%(met)s of %(units)s units meet it.") % {"met": met, "units": units}
    if unknown:
        words += " " + gettext("Of %(unknown)s the records say nothing.") % {"unknown": unknown}
    return Found(together(verdicts), words)


UNKNOWN = Found(Verdict.UNKNOWN, "")


def _records(actor: Actor, keys: Iterable[int]) -> Mapping[int, Shown]:
    """Those of the records that the actor may see: one query."""
    wanted = set(keys)
    if not wanted:
        return {}
    rows = Record.objects.visible_to(actor).filter(pk__in=wanted)
    return {
        each.pk: Shown(f"{each.number} {each.title}", kinds[each.kind].url(each.pk))
        for each in rows
    }


def at_units(asked: Asked, about: Evidence) -> list[AtUnit]:
    """One requirement at each of the units, by name."""
    found = about.judge(asked)
    places = _in_order(asked.tree, asked.units)
    return [AtUnit(place, found.get(place.unit_id, UNKNOWN)) for place in places]
