"""What forms let one choose among."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.models import Category, Cause, EmergencyNumber, SeverityLevel
from vern.control.incidents.rules import DIMENSIONS, CauseGroup, IncidentType
from vern.core.kernel import clock
from vern.core.kernel.texts import localized
from vern.core.org.actors import Actor, Scope
from vern.core.org.models import Building
from vern.core.org.sorting import sort_key
from vern.core.org.tree import FACULTY_LEVEL, Place, Tree, tree_on

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Option = tuple[str, str]
Options = Sequence[Option | tuple[str, Sequence[Option]]]

INDENT = "\u00a0\u00a0\u00a0"
"""No-break spaces: browsers drop plain ones at the beginning of an option."""

TYPE_HELP: Mapping[IncidentType, _StrPromise] = {
    IncidentType.ACCIDENT: _("Someone was hurt, or something was damaged or polluted."),
    IncidentType.NEAR_MISS: _("It went well, but could have gone wrong."),
    IncidentType.HAZARDOUS_CONDITION: _("Something is dangerous, but nothing has happened yet."),
    IncidentType.ILLNESS: _(
        "Trouble in body or mind that work or study may have caused. Also heavy workload, conflict "
        "and harassment."
    ),
    IncidentType.NONCONFORMITY: _("Something was not done as a law, rule or routine requires."),
    IncidentType.SUGGESTION: _("You know of something that could be safer or better."),
    IncidentType.UNKNOWN: _("The leader who receives the report chooses the type."),
}

CAUSE_GROUPS: Mapping[CauseGroup, _StrPromise] = {
    CauseGroup.ORGANISATIONAL: _("Organisation"),
    CauseGroup.TECHNICAL: _("Technology and surroundings"),
    CauseGroup.HUMAN: _("Human factors"),
}

DIMENSION_LABELS: Mapping[str, _StrPromise] = {
    "human": pgettext_lazy("harm to", "People"),
    "material": _("Material"),
    "environment": _("Outer environment"),
}


def emergency_numbers() -> list[EmergencyNumber]:
    return list(EmergencyNumber.objects.filter(offered=True))


def unit_options(scope: Scope | None = None, tree: Tree | None = None) -> Options:
    """Active units by faculty, in Norwegian alphabetical order; with a scope, only those in it.

    `tree`: today's, where it is at hand.
    """
    within = None if scope is None or scope.everywhere else scope.prefixes
    return _unit_options(tree or tree_on(clock.today()), within, get_language())


@lru_cache(maxsize=64)
def _unit_options(
    tree: Tree,
    within: tuple[str, ...] | None,
    language: str | None,  # noqa: ARG001 (names and their order follow it)
) -> Options:
    below: dict[int | None, list[Place]] = {}
    for place in sorted(tree.places.values(), key=lambda place: sort_key(place.name)):
        if place.active:
            below.setdefault(place.parent_id, []).append(place)
    wanted = {
        unit_id
        for unit_id in tree.places
        if within is None or _path(tree, unit_id).startswith(within)
    }
    found: list[Option | tuple[str, Sequence[Option]]] = []
    for root in below.get(None, []):
        found += [(str(root.unit_id), root.name)] if root.unit_id in wanted else []
        for top in below.get(root.unit_id, []):
            if options := _with_lower(top, below, wanted, 0):
                found.append((top.name, tuple(options)))
    return tuple(found)


def own_units(actor: Actor, tree: Tree) -> list[Option]:
    """Units where the person works, studies or has a post, their home first: no query."""
    places = tree.places
    held = dict.fromkeys([actor.home_unit_id, *(post.unit_id for post in actor.posts)])
    found = (places[each] for each in held if each is not None and each in places)
    return [(str(place.unit_id), place.name) for place in found if place.active]


@lru_cache(maxsize=8)
def unit_codes(tree: Tree) -> str:
    """Codes of the active units by key, in JSON, for those who look a unit up by its code."""
    return json.dumps({each.unit_id: each.code for each in tree.places.values() if each.active})


def _path(tree: Tree, unit_id: int) -> str:
    return "".join(f"{place.unit_id}." for place in reversed(list(tree.upward(unit_id))))


def _with_lower(
    place: Place, below: Mapping[int | None, list[Place]], wanted: Collection[int], depth: int
) -> list[Option]:
    found = [(str(place.unit_id), INDENT * depth + place.name)] if place.unit_id in wanted else []
    # A faculty heads its group already: its departments stand level with it.
    deeper = depth if place.kind in FACULTY_LEVEL else depth + 1
    for each in below.get(place.unit_id, []):
        found += _with_lower(each, below, wanted, deeper)
    return found


def building_options() -> Options:
    """Buildings by campus; those without one first."""
    groups: dict[str, list[Option]] = {}
    for building in Building.objects.order_by("campus", "name"):
        groups.setdefault(building.campus, []).append((str(building.pk), building.name))
    alone = groups.pop("", [])
    return [*alone, *groups.items()]


@dataclass(frozen=True)
class LevelText:
    """A level's name, and what it means for each dimension, in the reader's language."""

    value: int
    name: str
    criteria: Mapping[str, str]


def levels() -> list[LevelText]:
    return [
        LevelText(row.level, row.name, {each: localized(row, each) for each in DIMENSIONS})
        for row in SeverityLevel.objects.all()
    ]


def categories(chosen: Collection[str] = ()) -> list[Category]:
    """The categories on offer, and the chosen ones that no longer are."""
    return [each for each in Category.objects.all() if each.offered or each.key in chosen]


def causes(chosen: Collection[str] = ()) -> list[Cause]:
    """The causes on offer, and the chosen ones that no longer are."""
    return [each for each in Cause.objects.all() if each.offered or each.key in chosen]


def by_group(found: Collection[Cause]) -> Options:
    """Causes as options, the organisational ones first: what a leader can do most about."""
    return [
        (str(label), [(each.key, each.name) for each in found if each.group == group])
        for group, label in CAUSE_GROUPS.items()
    ]
