"""Who is responsible for a measure, resolved on the day: as a filter, and for measures at hand.

A measure belongs to a person, or to a post: a role at a unit, or the unit itself, which is
whoever leads it; and, while someone is away, to their stand-in as well. Where nobody has the post, and where the person has left, it falls to the one
who answers for the unit. Both forms say the same; a test compares them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from vern.core.kernel import clock
from vern.core.org.actors import holding
from vern.core.org.models import Absence, Assignment, Held, Person, RoleKey, Unit
from vern.core.org.queries import line_of
from vern.core.records.composed import among, among_found
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
    led = Held.objects.filter(holding(clock.today()), role=RoleKey.LEADER)
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
    post = Held.objects.filter(
        today, role=OuterRef("responsible_role_id"), unit=OuterRef("responsible_unit_id")
    )
    here = Assignment.objects.filter(today, person=OuterRef("responsible_id"))
    left = Q(responsible__isnull=False) & _one_of("unit", answered) & ~Q(Exists(here))
    led = _one_of("responsible_unit", answered)
    away = Absence.objects.filter(today, cover=person_id, answer=Absence.Answer.YES)
    still_here = Assignment.objects.filter(today, person=OuterRef("person"))
    found: Q = (
        Q(responsible=person_id)
        | among_found("responsible", away.filter(Exists(still_here)).values("person"))
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
    named = {each.responsible_id for each in found if each.responsible_id}
    here, covers = _still_here(named)
    fallen = [each for each in found if each.responsible_id not in here]
    units = [each.responsible_unit or each.unit for each in fallen]
    held = _posts_at({step for unit in units for step in line_of(unit)})
    people: dict[int, list[Person]] = {}
    for each in found:
        if each.responsible is not None and each.responsible_id in here:
            people[each.pk] = [each.responsible, *covers.get(each.responsible.pk, ())]
        else:
            people[each.pk] = _in_post(each, held) or _leading(each, held)
    return people


def _still_here(people: set[int]) -> tuple[set[int | None], dict[int, list[Person]]]:
    """Which of them have not left, and who has taken over for those who are away: one query."""
    if not people:
        return set(), {}
    today = holding(clock.today())
    held = Assignment.objects.filter(today, person=OuterRef("pk"))
    away = Absence.objects.filter(today, person=OuterRef("pk"), answer=Absence.Answer.YES)
    asked = Person.objects.filter(Q(Exists(held)), pk__in=people)
    here = dict(asked.annotate(cover=Subquery(away.values("cover")[:1])).values_list("pk", "cover"))
    covers = {cover for cover in here.values() if cover}
    known = Person.objects.in_bulk(covers) if covers else {}
    return set(here), {pk: [known[cover]] for pk, cover in here.items() if cover}


PostHolders = dict[tuple[str, int], list[Person]]


def _posts_at(units: set[int]) -> PostHolders:
    found: PostHolders = defaultdict(list)
    if units:
        for each in Held.objects.filter(
            holding(clock.today()), role__in=POSTS, unit__in=units
        ).select_related("person"):
            found[(each.role, each.unit_id)].append(each.person)
    return found


def _in_post(measure: Measure, held: PostHolders) -> list[Person]:
    role, unit = measure.responsible_role_id, measure.responsible_unit_id
    if not role or not unit:
        return []
    people = held.get((role, unit), [])
    return sorted({person.pk: person for person in people}.values(), key=lambda p: p.sort_key)


def _leading(measure: Measure, held: PostHolders) -> list[Person]:
    line = line_of(measure.responsible_unit or measure.unit)
    return next(
        (held[(RoleKey.LEADER, step)] for step in reversed(line) if (RoleKey.LEADER, step) in held),
        [],
    )
