"""People with what they are: a name alone does not say why someone is to be chosen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from vern.core.kernel import clock
from vern.core.kernel.texts import localized
from vern.core.org.actors import holding
from vern.core.org.models import Assignment, Person, Role, RoleKey

ORDER = (
    RoleKey.LEADER,
    RoleKey.DEPUTY_LEADER,
    RoleKey.CASE_HANDLER,
    RoleKey.HSE_DEPARTMENT,
    RoleKey.COORDINATOR,
    RoleKey.MAIN_CHIEF_REP,
    RoleKey.LOCAL_CHIEF_REP,
    RoleKey.SAFETY_REP,
    RoleKey.DEPUTY_SAFETY_REP,
)
"""The post that says most about someone first; the others come after, as they stand."""


def names(roles: Iterable[Role] | None = None) -> dict[str, str]:
    """What the institution calls the roles, by key. One query where they are not at hand."""
    found = Role.objects.all() if roles is None else roles
    return {role.key: localized(role, "name") for role in found}


def in_force(held: Iterable[Assignment]) -> list[Assignment]:
    """Those of today."""
    today = clock.today()
    return [
        each
        for each in held
        if each.valid_from <= today and (each.valid_to is None or each.valid_to > today)
    ]


def posts_of(
    people: Iterable[Person], units: Collection[int] | None = None
) -> dict[int, list[Assignment]]:
    """What people are today, by key; at some units only, if given: one query."""
    found: dict[int, list[Assignment]] = {}
    held = Assignment.objects.filter(holding(clock.today()), person__in=[p.pk for p in people])
    if units is not None:
        held = held.filter(unit__in=units)
    for each in held.select_related("unit"):
        found.setdefault(each.person_id, []).append(each)
    return found


def first_of(held: Sequence[Assignment]) -> Assignment | None:
    """The post that says most."""
    ranks = {role.value: rank for rank, role in enumerate(ORDER)}
    return min(held, key=lambda each: ranks.get(each.role, len(ranks)), default=None)


def with_post(person: Person, held: Sequence[Assignment], roles: Mapping[str, str]) -> str:
    """The name with role and unit: “Kari Holm, leader, Department of Chemistry”."""
    post = first_of(held)
    if post is None:
        return str(person.name)
    return f"{person.name}, {roles.get(post.role, post.role).lower()}, {post.unit.name}"
