"""Who answers for what, and who is who, on a date (A2, A4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from vern.core.kernel import clock
from vern.core.org.actors import Actor, holding
from vern.core.org.capabilities import capabilities
from vern.core.org.models import (
    Absence,
    Assignment,
    Held,
    Person,
    RoleKey,
    SafetyArea,
    SafetyAreaPart,
    Unit,
)
from vern.core.org.tree import Place, Tree, tree_on


@dataclass(frozen=True)
class Responsible:
    """Who answers for a unit: its leader, or, where the post is vacant, the leader above."""

    person: Person
    leads: Unit
    unit: Unit

    @property
    def vacant(self) -> bool:
        """Whether the unit's own post is vacant."""
        return self.leads != self.unit


def named_stand_ins(held: QuerySet[Assignment], on: dt.date | None = None) -> QuerySet[Any, Any]:
    """The assignments with their people, and the names (`stand_ins`) of those who stand in on a day."""
    instead = Held.objects.filter(
        holding(on or clock.today()), pk=OuterRef("pk"), instead_of__isnull=False
    )
    full_name = Concat("person__given_name", Value(" "), "person__family_name")
    names = instead.order_by("person__sort_key").values(full=full_name)
    return held.select_related("person").annotate(stand_ins=ArraySubquery(names))


def with_stand_ins(held: QuerySet[Assignment], on: dt.date | None = None) -> list[Assignment]:
    """The same, told to their people (`Person.stood_in_by`): one query."""
    return say_stand_ins(named_stand_ins(held, on))


def say_stand_ins(held: Iterable[Any]) -> list[Assignment]:
    """Let the people of what `named_stand_ins` found know who stands in."""
    found = list(held)
    for each in found:
        each.person.stood_in_by = ", ".join(dict.fromkeys(each.stand_ins))
    return found


def covers_of(person: Person) -> str:
    """Who has taken over today what is the person's by name; empty: nobody."""
    away = Absence.objects.filter(
        holding(clock.today()), person=person, answer=Absence.Answer.YES
    ).select_related("cover")
    return ", ".join(each.cover.name for each in away if each.cover)


def line_of(unit: Unit, on: dt.date | None = None) -> list[int]:
    """Ids from the root down to the unit, as the tree stands today or stood on a day."""
    if on is None or on == clock.today():
        return [int(step) for step in unit.path.split(".") if step]
    return [place.unit_id for place in tree_on(on).upward(unit.pk)][::-1]


def responsible_for(unit: Unit, *, on: dt.date | None = None) -> Responsible | None:
    """The one who answers for the unit on a day; None only if no leader stands above it."""
    line = line_of(unit, on)
    leaders = {
        each.unit_id: each
        for each in with_stand_ins(
            Assignment.objects.filter(
                holding(on or clock.today()), role=RoleKey.LEADER, unit__in=line
            ).select_related("unit"),
            on,
        )
    }
    nearest = next((leaders[step] for step in reversed(line) if step in leaders), None)
    return Responsible(nearest.person, nearest.unit, unit) if nearest else None


_HELD_AT = """
SELECT role, unit_id, person_id FROM org_assignment
WHERE role = ANY(%(roles)s) AND unit_id = ANY(%(units)s)
  AND valid_from <= %(day)s AND (valid_to IS NULL OR valid_to > %(day)s)
ORDER BY role, valid_from, id
"""


def held_at(roles: Iterable[str], units: Iterable[int]) -> list[tuple[str, int, int]]:
    """Role, unit and person of what is held at these units today.

    Every report asks this several times: composed by hand, since composing costs most of it.
    """
    given: dict[str, Any] = {
        "roles": [str(role) for role in roles],
        "units": [*units],
        "day": clock.today(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_HELD_AT, given)
        return list(cursor.fetchall())


def units_answered_for(
    person_id: int, *, on: dt.date | None = None, tree: Tree | None = None
) -> set[int]:
    """Ids of the units a person answers for: those they lead, or whose leader they stand in for,
    and those below whose line upward has no leader before this one. `tree`: the day's, where it is at hand."""
    day = on or clock.today()
    held = Held.objects.filter(holding(day), role=RoleKey.LEADER)
    pairs = list(held.values_list("unit_id", "person_id"))
    led = {unit_id for unit_id, _leader in pairs}
    own = {unit_id for unit_id, leader in pairs if leader == person_id}
    if not own:
        return set()
    answered = set()
    tree = tree or tree_on(day)
    for unit_id in tree.places:
        nearest = next((p.unit_id for p in tree.upward(unit_id) if p.unit_id in led), None)
        if nearest in own:
            answered.add(unit_id)
    return answered


def tree_of(actor: Actor) -> Tree:
    """Today's tree; asked once for an actor, however many need it."""
    if "tree" not in actor.known:
        actor.known["tree"] = tree_on(clock.today())
    found: Tree = actor.known["tree"]
    return found


def answered_by(actor: Actor) -> set[int]:
    """Ids of the units that the actor answers for today; asked once, however many need it."""
    if not any(post.role == RoleKey.LEADER for post in actor.posts) or actor.person_id is None:
        return set()
    if "answers_for" not in actor.known:
        actor.known["answers_for"] = units_answered_for(actor.person_id, tree=tree_of(actor))
    found: set[int] = actor.known["answers_for"]
    return found


def places_answered_by(actor: Actor) -> list[Place]:
    """The active ones of those units, by code; asked for together with `answered_by`."""
    keys = answered_by(actor)
    if not keys:
        return []
    places: Mapping[int, Place] = tree_of(actor).places
    return sorted((places[key] for key in keys if places[key].active), key=lambda place: place.code)


def answered_if_known(actor: Actor) -> set[int] | None:
    """The same where it is known; None where not, and a question of one's own costs less."""
    if not any(post.role == RoleKey.LEADER for post in actor.posts):
        return set()
    found: set[int] | None = actor.known.get("answers_for")
    return found


_REPRESENTATIVES = """
SELECT person.* FROM org_person person JOIN (
    SELECT DISTINCT ON (held.person_id) held.person_id, held.valid_from, held.id
    FROM org_assignment held JOIN org_safetyareapart part ON part.area_id = held.area_id
    WHERE held.role = %(role)s AND (part.unit_id = ANY(%(line)s) OR part.building_id = %(building)s)
      AND held.valid_from <= %(day)s AND (held.valid_to IS NULL OR held.valid_to > %(day)s)
    ORDER BY held.person_id, held.valid_from, held.id
) found ON found.person_id = person.id
ORDER BY found.valid_from, found.id
"""


def representatives_of(
    unit: Unit, *, building_id: int | None = None, on: dt.date | None = None
) -> list[Person]:
    """The safety representatives whose area covers the unit or the building on a day."""
    given = {
        "role": str(RoleKey.SAFETY_REP),
        "line": line_of(unit, on),
        "building": building_id,
        "day": on or clock.today(),
    }
    return list(Person.objects.raw(_REPRESENTATIVES, given))


def parent_of(unit: Unit) -> Unit | None:
    """The unit above today; None for the institution."""
    *above, _itself = line_of(unit) or [0]
    return Unit.objects.filter(pk=above[-1]).first() if above else None


def standing(unit: Unit) -> Unit:
    """The unit itself; one that has ended: what it hangs under today, its successor."""
    if unit.active:
        return unit
    line = line_of(unit)
    found = {each.pk: each for each in Unit.objects.filter(pk__in=line, active=True)}
    return next((found[step] for step in reversed(line) if step in found), unit)


def chief_representatives_of(unit: Unit) -> list[Person]:
    """The local chief safety representatives nearest above a unit today; else the main one."""
    line = line_of(unit)
    held = Assignment.objects.filter(
        holding(clock.today()),
        role__in=(RoleKey.LOCAL_CHIEF_REP, RoleKey.MAIN_CHIEF_REP),
        unit__in=line,
    ).select_related("person")
    ranked = sorted(
        held, key=lambda each: (each.role == RoleKey.MAIN_CHIEF_REP, -line.index(each.unit_id))
    )
    nearest = [(each.role, each.unit_id) for each in ranked[:1]]
    return [each.person for each in ranked if (each.role, each.unit_id) in nearest]


def holders(roles: Iterable[RoleKey], *, on: dt.date | None = None) -> list[Assignment]:
    """Assignments of the roles that hold on a day."""
    return list(
        Assignment.objects.filter(holding(on or clock.today()), role__in=list(roles))
        .select_related("person", "unit", "area")
        .order_by("role", "person__sort_key")
    )


_HOLDERS = """
SELECT person.* FROM org_person person WHERE person.id IN (
    SELECT held.person_id FROM org_held held
    WHERE (held.instead_of_id IS NULL OR (%(follows)s AND held.instead_of_id <> ALL(%(out)s)))
      AND held.role IN (SELECT role_id FROM org_rolecapability WHERE capability = %(capability)s)
      AND held.valid_from <= %(day)s AND (held.valid_to IS NULL OR held.valid_to > %(day)s)
      AND CASE WHEN held.area_id IS NULL THEN held.unit_id = ANY(%(line)s)
        ELSE EXISTS (
            SELECT 1 FROM org_safetyareapart part WHERE part.area_id = held.area_id
            AND (part.unit_id = ANY(%(line)s) OR part.building_id = %(building)s)
        ) END
)
ORDER BY person.sort_key, person.id
"""


def holders_of(
    capability: str,
    unit: Unit,
    *,
    building_id: int | None = None,
    not_for: Iterable[int] = (),
) -> list[Person]:
    """People who have a capability at a unit today: the inverse of an actor's scope.

    `not_for`: people whose stand-ins do not count.
    """
    known = capabilities.get(capability)
    given = {
        "capability": capability,
        "follows": known is None or not known.personal,
        "out": [*not_for],
        "line": line_of(unit),
        "building": building_id,
        "day": clock.today(),
    }
    return list(Person.objects.raw(_HOLDERS, given))


def covering(people: Collection[int]) -> set[int]:
    """Those who have taken over the tasks of these people today. No query for nobody."""
    if not people:
        return set()
    away = Absence.objects.filter(
        holding(clock.today()), person__in=people, answer=Absence.Answer.YES
    )
    return {each.cover_id for each in away if each.cover_id is not None}


@dataclass(frozen=True)
class Uncovered:
    """Where no safety representative stands: areas without one, units in no such area."""

    areas: list[SafetyArea]
    units: list[int]


def areas_on(day: dt.date) -> QuerySet[SafetyArea]:
    """The areas that have not ended by a day."""
    return SafetyArea.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day))


def find_people(text: str) -> QuerySet[Person]:
    """People by name or e-mail address, in alphabetical order: every word must fit somewhere."""
    found = Person.objects.all()
    for word in text.split():
        found = found.filter(
            Q(given_name__icontains=word)
            | Q(family_name__icontains=word)
            | Q(email__istartswith=word)
        )
    return found


def uncovered(tree: Tree) -> Uncovered:
    """Areas and reporting units without a safety representative on the tree's date (AML § 6-1)."""
    staffed = set(
        Assignment.objects.filter(holding(tree.on), role=RoleKey.SAFETY_REP).values_list(
            "area_id", flat=True
        )
    )
    areas = areas_on(tree.on).select_related("unit")
    covered = set(
        SafetyAreaPart.objects.filter(area__in=staffed, unit__isnull=False).values_list(
            "unit_id", flat=True
        )
    )
    bare = [
        place.unit_id
        for place in tree.places.values()
        if place.active
        and place.reports
        and not any(above.unit_id in covered for above in tree.upward(place.unit_id))
    ]
    return Uncovered([area for area in areas if area.pk not in staffed], bare)
