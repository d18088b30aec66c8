"""The pages of who is who: the overview, the search, one unit on a date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from django.urls import reverse
from django.utils.translation import gettext as _

from vern.core.kernel import clock
from vern.core.measures.models import SEE_PLAN
from vern.core.org.actors import Actor, holding
from vern.core.org.capabilities import ADMINISTER
from vern.core.org.models import Assignment, Person, Role, RoleKey, Unit, UnitKind, UnitPlacement
from vern.core.org.queries import Uncovered, find_people, uncovered
from vern.core.org.sorting import sort_key
from vern.core.org.titles import leader_title
from vern.core.org.tree import FACULTY_LEVEL, Place, Tree, tree_on
from vern.hub.figures.capabilities import SEE as SEE_FIGURES
from vern.organise.directory.queries.buildings import AnsweredFor, answered_for
from vern.organise.directory.queries.posts import (
    CHIEFS,
    POSTS,
    REPRESENTATIVES,
    Area,
    Line,
    all_areas,
    areas_for,
    leaders,
    line_of,
    name_on,
    unit_url,
)
from vern.organise.directory.queries.successions import (
    Relative,
    forerunners,
    successions,
    successors,
)

MOST_FOUND = 30


@dataclass(frozen=True)
class Entry:
    """A unit in a list, with its leader."""

    place: Place
    url: str
    above: str
    leader: Person | None

    @property
    def leader_text(self) -> str:
        if self.leader is None:
            return ""
        return f"{leader_title(self.place.kind)}: {self.leader.name}"


@dataclass(frozen=True)
class Branch:
    """A unit right under the institution, with all below it."""

    top: Entry
    entries: tuple[Entry, ...]
    own: bool


@dataclass(frozen=True)
class Overview:
    """The whole tree on a date."""

    root: Entry | None
    own: Entry | None
    branches: tuple[Branch, ...]


def overview(actor: Actor, on: dt.date) -> Overview:
    """The tree, branch by branch; the reader's own unit first. Two queries."""
    tree = tree_on(on)
    led = leaders(tree, tree.places)
    root = next(iter(tree.children(None)), None)
    if root is None:
        return Overview(None, None, ())
    own_line = [p.unit_id for p in tree.upward(actor.home_unit_id or 0)]
    own = next((p for p in tree.upward(actor.home_unit_id or 0) if p.active and p != root), None)
    return Overview(
        _entry(tree, led, root),
        _entry(tree, led, own) if own else None,
        tuple(
            Branch(
                _entry(tree, led, top),
                tuple(_entry(tree, led, p) for p in _preorder(tree, top)),
                top.unit_id in own_line,
            )
            for top in sorted(tree.children(root.unit_id), key=_faculties_first)
        ),
    )


def _faculties_first(place: Place) -> int:
    order = [UnitKind.FACULTY, UnitKind.MUSEUM, UnitKind.ADMINISTRATION]
    return order.index(UnitKind(place.kind)) if place.kind in FACULTY_LEVEL else len(order)


def _preorder(tree: Tree, top: Place) -> list[Place]:
    found = []
    for child in tree.children(top.unit_id):
        found += [child, *_preorder(tree, child)]
    return found


def _entry(tree: Tree, led: dict[int, Person], place: Place) -> Entry:
    above = tree.places.get(place.parent_id) if place.parent_id else None
    return Entry(
        place, unit_url(place.code, tree.on), above.name if above else "", led.get(place.unit_id)
    )


@dataclass(frozen=True)
class Found:
    """Someone who holds a post, as a search shows it."""

    person: Person
    role: str
    unit: str
    url: str


@dataclass(frozen=True)
class Findings:
    units: tuple[Entry, ...]
    people: tuple[Found, ...]
    more: bool

    @property
    def nothing(self) -> bool:
        return not self.units and not self.people


def search(words: str, on: dt.date) -> Findings:
    """Units, ended ones too, and holders of posts whose names fit every word. Four queries."""
    tree = tree_on(on)
    parts = words.casefold().split()
    fitting = [p for p in tree.places.values() if all(part in _searched(p) for part in parts)]
    fitting.sort(key=lambda place: (not place.active, sort_key(place.name)))
    led = leaders(tree, [p.unit_id for p in fitting])
    held = list(
        Assignment.objects.filter(
            holding(on), role__in=(*POSTS, *REPRESENTATIVES), person__in=find_people(words)
        )
        .select_related("person", "unit")
        .order_by("person__sort_key")[: MOST_FOUND + 1]
    )
    names = {role.key: role.name for role in Role.objects.all()}
    return Findings(
        tuple(_entry(tree, led, place) for place in fitting[:MOST_FOUND]),
        tuple(_found(tree, each, names) for each in held[:MOST_FOUND]),
        more=len(fitting) > MOST_FOUND or len(held) > MOST_FOUND,
    )


def _searched(place: Place) -> str:
    names = (place.code, place.name_nb, place.name_nn, place.name_en)
    return " ".join(names).casefold()


def _found(tree: Tree, held: Assignment, names: dict[str, str]) -> Found:
    place = tree.places.get(held.unit_id)
    role = leader_title(place.kind) if place and held.role == RoleKey.LEADER else names[held.role]
    name = place.name if place else held.unit.name
    return Found(held.person, role, name, unit_url(held.unit.code, tree.on))


@dataclass(frozen=True)
class Name:
    """A name that a unit had until a day."""

    name: str
    until: dt.date


@dataclass(frozen=True)
class UnitPage:
    """All that a unit's page shows, for a date on which the unit had begun."""

    unit: Unit
    tree: Tree
    place: Place
    line: Line
    areas: list[Area]
    below: list[Entry]
    rooms: list[AnsweredFor]
    forerunners: list[Relative]
    successors: list[Relative]
    former_names: list[Name]
    ended_on: dt.date | None
    administration_url: str
    shows_plan: bool
    shows_figures: bool

    @property
    def on(self) -> dt.date:
        return self.tree.on

    @property
    def today(self) -> bool:
        return self.tree.on == clock.today()

    @cached_property
    def crumbs(self) -> list[tuple[str, str]]:
        return [(p.name, unit_url(p.code, self.on)) for p in reversed(self.line.places[1:])]

    @property
    def kind(self) -> str:
        return str(UnitKind(self.place.kind).label)

    @property
    def covered(self) -> bool:
        return any(area.representative for area in self.areas)

    @property
    def forerunner_links(self) -> list[tuple[str, str, dt.date]]:
        """Names and pages of the forerunners, on the last day that they existed."""
        one = dt.timedelta(days=1)
        return [
            (each.place.name, unit_url(each.place.code, each.on - one), each.on)
            for each in self.forerunners
        ]

    @property
    def successor_links(self) -> list[tuple[str, str]]:
        return [(each.place.name, unit_url(each.place.code, self.on)) for each in self.successors]

    @cached_property
    def links(self) -> list[tuple[str, str]]:
        """Pages about this unit that the reader may open."""
        found = []
        if self.shows_plan:
            found.append((_("Plan of measures"), reverse("measures:plan", args=[self.unit.code])))
        if self.shows_figures:
            found.append((_("Figures"), f"{reverse('figures:index')}?unit={self.unit.code}"))
        return found


def unit_page(actor: Actor, unit: Unit, on: dt.date) -> UnitPage | None:
    """The unit on a date; None before it began. Twelve queries at most."""
    tree = tree_on(on)
    place = tree.places.get(unit.pk)
    if place is None:
        return None
    children = tree.children(unit.pk)
    led = leaders(tree, [child.unit_id for child in children])
    known = successions()
    line = line_of(tree, unit.pk)
    placements = list(UnitPlacement.objects.filter(unit=unit, valid_from__lte=on))
    return UnitPage(
        unit=unit,
        tree=tree,
        place=place,
        line=line,
        areas=areas_for(tree, [each.unit_id for each in line.places]),
        below=[_entry(tree, led, child) for child in children],
        # Rooms are not kept in time: they say nothing of another day than today.
        rooms=answered_for(tree, unit.pk) if on == clock.today() else [],
        forerunners=forerunners(tree, unit.pk, known),
        successors=successors(tree, unit.pk, known),
        former_names=_former_names(placements),
        ended_on=next((each.valid_from for each in placements if not each.active), None),
        shows_plan=actor.scope(SEE_PLAN).covers(unit.path),
        shows_figures=actor.scope(SEE_FIGURES).covers(unit.path),
        administration_url=(
            reverse("directory:unit_administration", args=[unit.code])
            if actor.scope(ADMINISTER).covers(unit.path)
            else ""
        ),
    )


def life_of(unit: Unit) -> tuple[dt.date, dt.date | None]:
    """The unit's first day, and the first day without it if it has or will have an end."""
    placements = list(UnitPlacement.objects.filter(unit=unit))
    ended = next((each.valid_from for each in placements if not each.active), None)
    return placements[0].valid_from, ended


def _former_names(placements: list[UnitPlacement]) -> list[Name]:
    """Each earlier name with the day on which the next began, newest first."""
    found = [Name(a.name, b.valid_from) for a, b in pairwise(placements) if a.name != b.name]
    return found[::-1]


@dataclass(frozen=True)
class Chief:
    """A chief safety representative, and where."""

    person: Person
    unit: str


@dataclass(frozen=True)
class Representatives:
    """Areas and units without a representative first, then every area by branch."""

    bare_areas: list[Area]
    bare_units: list[Entry]
    main_chiefs: list[Chief]
    local_chiefs: list[Chief]
    branches: list[tuple[str, list[Area]]]


def representatives(on: dt.date) -> Representatives:
    """Six queries."""
    tree = tree_on(on)
    chiefs = _chiefs(tree)
    without: Uncovered = uncovered(tree)
    areas = all_areas(tree)
    units = sorted((tree.places[pk] for pk in without.units), key=lambda p: sort_key(p.name))
    return Representatives(
        bare_areas=[each for each in areas if each.representative is None],
        bare_units=[_entry(tree, {}, place) for place in units],
        main_chiefs=chiefs[RoleKey.MAIN_CHIEF_REP],
        local_chiefs=chiefs[RoleKey.LOCAL_CHIEF_REP],
        branches=_by_branch(tree, [each for each in areas if each.representative]),
    )


def _chiefs(tree: Tree) -> dict[RoleKey, list[Chief]]:
    """The chief representatives by role, each role's by the name of the unit."""
    found: dict[RoleKey, list[Chief]] = {role: [] for role in CHIEFS}
    held = Assignment.objects.filter(holding(tree.on), role__in=CHIEFS)
    for each in held.select_related("person", "unit").order_by("person__sort_key"):
        chief = Chief(each.person, name_on(tree, each.unit))
        found[RoleKey(each.role)].append(chief)
    return {
        role: sorted(chiefs, key=lambda each: sort_key(each.unit)) for role, chiefs in found.items()
    }


def _by_branch(tree: Tree, areas: list[Area]) -> list[tuple[str, list[Area]]]:
    """The areas under the name of the unit right below the institution that they lie in."""
    found: dict[str, list[Area]] = {}
    for area in areas:
        line = [place.name for place in tree.upward(area.area.unit_id)]
        found.setdefault(line[-2] if len(line) > 1 else (line or [""])[0], []).append(area)
    return sorted(found.items(), key=lambda pair: sort_key(pair[0]))
