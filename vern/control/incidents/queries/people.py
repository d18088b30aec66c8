"""Who can be responsible for a measure at a unit."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from vern.core.kernel import clock
from vern.core.org.actors import holding
from vern.core.org.models import Assignment, Person, RoleKey, Unit
from vern.core.org.sorting import sort_key

AT_MOST = 50


def eligible(unit: Unit) -> QuerySet[Person]:
    """People with a post or work at the unit or below it today, and the leaders above."""
    held = Assignment.objects.filter(holding(clock.today())).filter(
        Q(unit__path__startswith=unit.path) & ~Q(role=RoleKey.STUDENT)
        | Q(role=RoleKey.LEADER, unit__in=_line(unit))
    )
    return Person.objects.filter(pk__in=held.values("person")).order_by("sort_key", "pk")


def _line(unit: Unit) -> list[int]:
    return [int(step) for step in unit.path.split(".") if step]


@dataclass(frozen=True)
class Found:
    """People to choose among. `all_shown`: nobody else can be chosen. `searched`: what for."""

    people: list[Person]
    all_shown: bool
    searched: str = ""
    too_many: bool = False


def to_choose_among(unit: Unit, *, search: str = "", chosen: int | None = None) -> Found:
    """Everyone where they are few; else the leaders, who is chosen, and those who match a search."""
    everyone = eligible(unit)
    first = list(everyone[: AT_MOST + 1])
    if len(first) <= AT_MOST:
        return Found(first, all_shown=True)
    words = search.split()
    if not words:
        return Found(list(everyone.filter(_known(unit, chosen))), all_shown=False)
    matching = everyone
    for word in words:
        matching = matching.filter(sort_key__contains=sort_key(word))
    matches = list(matching[: AT_MOST + 1])
    return Found(
        matches[:AT_MOST], all_shown=False, searched=search, too_many=len(matches) > AT_MOST
    )


def _known(unit: Unit, chosen: int | None) -> Q:
    leaders = Assignment.objects.filter(
        holding(clock.today()), role=RoleKey.LEADER, unit__in=_line(unit)
    )
    return Q(pk__in=leaders.values("person")) | Q(pk=chosen or 0)
