"""Who can be responsible for a measure at a unit: people, posts and units to choose among."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Q, QuerySet

from vern.core.kernel import clock
from vern.core.measures.responsible import POSTS
from vern.core.measures.services import Post
from vern.core.org.actors import holding
from vern.core.org.models import Assignment, Person, RoleKey, Unit
from vern.core.org.posts import posts_of
from vern.core.org.queries import line_of, representatives_of
from vern.core.org.sorting import sort_key

AT_MOST = 50

BELOW = 30
"""Units right below that are offered, at most: others are found by a search."""


def anyone() -> QuerySet[Person]:
    """Everyone with a post or work at the institution today: a measure may be theirs, wherever the
    case is. They read the plan's words of it only."""
    held = Assignment.objects.filter(holding(clock.today())).exclude(role=RoleKey.STUDENT)
    return Person.objects.filter(pk__in=held.values("person")).order_by("sort_key", "pk")


def eligible(unit: Unit) -> QuerySet[Person]:
    """People with a post or work at the unit or below it today, and the leaders above."""
    held = Assignment.objects.filter(holding(clock.today())).filter(
        Q(unit__path__startswith=unit.path) & ~Q(role=RoleKey.STUDENT)
        | Q(role=RoleKey.LEADER, unit__in=line_of(unit))
    )
    return Person.objects.filter(pk__in=held.values("person")).order_by("sort_key", "pk")


@dataclass(frozen=True)
class Found:
    """What to choose among. `all_shown`: everyone at the unit. `searched`: what for. `held`: what
    people are, by key."""

    people: list[Person]
    all_shown: bool
    searched: str = ""
    too_many: bool = False
    posts: Sequence[Post] = ()
    units: Sequence[Unit] = ()
    held: Mapping[int, Sequence[Assignment]] = field(default_factory=dict)

    @property
    def nothing(self) -> bool:
        """Whether a search found neither person nor unit."""
        return not self.people and not self.units


def to_choose_among(
    unit: Unit,
    *,
    search: str = "",
    known: Collection[int] = (),
    other: Unit | None = None,
) -> Found:
    """People, posts and units.

    A search finds people and units wherever they are, those at the unit first. Who is chosen already
    or asks (`known`, or the unit `other`) can be chosen in any case.
    """
    units = _units_called(search.split()) if search.split() else _units(unit, other)
    found = people_to_choose_among(unit, search=search, known=known)
    return replace(found, posts=_posts(unit), units=units)


def people_to_choose_among(unit: Unit, *, search: str = "", known: Collection[int] = ()) -> Found:
    """Everyone at the unit where they are few; else the leaders, the safety representatives, and
    those who match a search."""
    everyone = eligible(unit)
    first = list(everyone[: AT_MOST + 1])
    few = len(first) <= AT_MOST
    words = search.split()
    if not words:
        named = list(anyone().filter(_known(unit, known)))
        people = _each_once(first, named) if few else named
        return Found(people, all_shown=few, held=posts_of(people))
    matches = _called(everyone, words)
    if len(matches) <= AT_MOST:
        matches = _each_once(matches, _called(anyone(), words))
    people = matches[:AT_MOST]
    return Found(
        people,
        all_shown=few,
        searched=search,
        too_many=len(matches) > AT_MOST,
        held=posts_of(people),
    )


def _called(people: QuerySet[Person], words: Sequence[str]) -> list[Person]:
    """One more than can be shown tells that there are too many."""
    for word in words:
        people = people.filter(sort_key__contains=sort_key(word))
    return list(people[: AT_MOST + 1])


def _each_once(*parts: Sequence[Person]) -> list[Person]:
    return list({person.pk: person for part in parts for person in part}.values())


def _known(unit: Unit, others: Collection[int]) -> Q:
    leaders = Assignment.objects.filter(
        holding(clock.today()), role=RoleKey.LEADER, unit__in=line_of(unit)
    )
    representing = [each.pk for each in representatives_of(unit)]
    return Q(pk__in=leaders.values("person")) | Q(pk__in=[*others, *representing])


def _posts(unit: Unit) -> list[Post]:
    """Roles that someone has at the unit or above it today, the nearest first."""
    line = line_of(unit)
    roles: list[RoleKey | None] = [role for role in POSTS if role is not RoleKey.LEADER]
    held = Assignment.objects.filter(holding(clock.today()), role__in=roles, unit__in=line)
    found = {
        (each.role, each.unit_id): Post(each.unit, RoleKey(each.role))
        for each in held.select_related("unit")
    }
    return sorted(
        found.values(),
        key=lambda post: (-line.index(post.unit.pk), roles.index(post.role)),
    )


def _units(unit: Unit, other: Unit | None) -> list[Unit]:
    """The unit, those above it, and those right below; and the one that is chosen already."""
    line = line_of(unit)
    path = unit.path.replace(".", r"\.")
    below = Unit.objects.filter(path__regex=rf"^{path}\d+\.$", active=True)
    found = {each.pk: each for each in Unit.objects.filter(pk__in=line)}
    ordered = [found[step] for step in reversed(line) if step in found]
    ordered += sorted(below, key=lambda each: sort_key(each.name))[:BELOW]
    return ordered if other is None or other in ordered else [other, *ordered]


def _units_called(words: Sequence[str]) -> list[Unit]:
    active = Unit.objects.filter(active=True)
    for word in words:
        active = active.filter(
            Q(name_nb__icontains=word)
            | Q(name_nn__icontains=word)
            | Q(name_en__icontains=word)
            | Q(code__iexact=word)
        )
    return sorted(active[:AT_MOST], key=lambda each: sort_key(each.name))
