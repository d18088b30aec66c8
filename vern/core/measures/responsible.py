"""Who is responsible for a measure, resolved on the day: as a filter, and for measures at hand.

A measure belongs to a person, or to a post: a role at a unit, or the unit itself, which is
whoever leads it. Where nobody has the post, and where the person has left, it falls to the one
who answers for the unit. Both forms say the same; a test compares them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from vern.core.kernel import clock
from vern.core.org.actors import holding
from vern.core.org.models import Assignment, Person, RoleKey, Unit
from vern.core.org.queries import line_of
from vern.core.records.composed import among
from vern.core.records.querysets import under

if TYPE_CHECKING:
    from vern.core.measures.models import Measure

POSTS = (
    RoleKey.LEADER,
    RoleKey.DEPUTY_LEADER,
    RoleKey.COORDINATOR,
    RoleKey.CASE_HANDLER,
    RoleKey.HSE_DEPARTMENT,
)
"""Roles that a measure may be given to. Safety representatives look after that the employer does
what it must (AML § 6-2); they do not do it for the employer."""

LEADS = Q(responsible_role__isnull=True) | Q(responsible_role=RoleKey.LEADER)


def answered_for(person_id: int, field: str = "path") -> Q:
    """Paths of the units that a person answers for today, vacancies below included."""
    led = Assignment.objects.filter(holding(clock.today()), role=RoleKey.LEADER)
    mine: list[str] = []
    others: list[str] = []
    for leader, path in led.values_list("person_id", "unit__path"):
        if path:
            (mine if leader == person_id else others).append(path)
    found = Q(pk__in=[])
    for path in mine:
        below = [other for other in others if other.startswith(path) and other != path]
        found |= Q(**{f"{field}__startswith": path}) & ~under(tuple(_tops(below)), field)
    return found


def _tops(paths: Iterable[str]) -> list[str]:
    kept: list[str] = []
    for path in sorted(paths):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return kept or ["-"]


def carried_by(person_id: int, known: Collection[int] | None = None) -> Q:
    """Measures that the person is responsible for today. `known`: the units that they answer
    for, where one knows them already."""
    today = holding(clock.today())
    answered: Collection[int] | QuerySet[Any, Any] = (
        Unit.objects.filter(answered_for(person_id)).values("pk") if known is None else known
    )
    post = Assignment.objects.filter(
        today, role=OuterRef("responsible_role_id"), unit=OuterRef("responsible_unit_id")
    )
    here = Assignment.objects.filter(today, person=OuterRef("responsible_id"))
    left = Q(responsible__isnull=False) & _one_of("unit", answered) & ~Q(Exists(here))
    led = _one_of("responsible_unit", answered)
    found: Q = (
        Q(responsible=person_id)
        | (led & LEADS)
        | (Q(responsible_role__isnull=False) & Q(Exists(post.filter(person=person_id))))
        | (led & ~LEADS & ~Q(Exists(post)))
        | left
    )
    return found


def _one_of(field: str, units: Collection[int] | QuerySet[Any, Any]) -> Q:
    return Q(**{f"{field}__in": units}) if isinstance(units, QuerySet) else among(field, units)


def carriers(measures: Iterable[Measure]) -> dict[int, list[Person]]:
    """The people responsible today, by measure: two queries at most, however many.

    The measures need `responsible`, `responsible_unit` and `unit` at hand.
    """
    found = list(measures)
    here = _still_here({each.responsible_id for each in found if each.responsible_id})
    fallen = [each for each in found if each.responsible_id not in here]
    units = [each.responsible_unit or each.unit for each in fallen]
    held = _posts_at({step for unit in units for step in line_of(unit)})
    people: dict[int, list[Person]] = {}
    for each in found:
        if each.responsible is not None and each.responsible_id in here:
            people[each.pk] = [each.responsible]
        else:
            people[each.pk] = _in_post(each, held) or _leading(each, held)
    return people


def _still_here(people: set[int]) -> set[int | None]:
    if not people:
        return set()
    held = Assignment.objects.filter(holding(clock.today()), person__in=people)
    return set(held.values_list("person_id", flat=True))


Held = dict[tuple[str, int], list[Person]]


def _posts_at(units: set[int]) -> Held:
    found: Held = defaultdict(list)
    if units:
        for each in Assignment.objects.filter(
            holding(clock.today()), role__in=POSTS, unit__in=units
        ).select_related("person"):
            found[(each.role, each.unit_id)].append(each.person)
    return found


def _in_post(measure: Measure, held: Held) -> list[Person]:
    role, unit = measure.responsible_role_id, measure.responsible_unit_id
    if not role or not unit:
        return []
    people = held.get((role, unit), [])
    return sorted({person.pk: person for person in people}.values(), key=lambda p: p.sort_key)


def _leading(measure: Measure, held: Held) -> list[Person]:
    line = line_of(measure.responsible_unit or measure.unit)
    return next(
        (held[(RoleKey.LEADER, step)] for step in reversed(line) if (RoleKey.LEADER, step) in held),
        [],
    )
