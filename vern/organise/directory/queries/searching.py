"""What units, people and buildings can be found by: their names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from vern.core.kernel import clock
from vern.core.org.actors import Actor, holding
from vern.core.org.capabilities import ADMINISTER
from vern.core.org.models import Assignment, Building, Person, Role, RoleKey, Unit, UnitKind
from vern.core.org.titles import leader_title
from vern.hub.search.ports import Text
from vern.organise.directory.queries.posts import POSTS, REPRESENTATIVES

ALL = "all"
SHOWN = (*POSTS, *REPRESENTATIVES)
"""Posts whose holders stand in who is who."""


def unit_texts(keys: list[int]) -> Iterator[Text]:
    """Ended ones too: what happened there stands under their names."""
    for unit in Unit.objects.filter(pk__in=keys):
        yield Text(
            subject=unit.pk,
            thing=unit.pk,
            layer=ALL,
            title=unit.name,
            names=(unit.code, unit.name_nb, unit.name_nn, unit.name_en),
            url=reverse("directory:unit", args=[unit.code]),
            unit_id=unit.pk,
            unit=str(UnitKind(unit.kind).label),
            status="" if unit.active else gettext("Ended"),
        )


def units(actor: Actor) -> QuerySet[Any, Any]:  # noqa: ARG001 (everyone who is signed in)
    """Those whose first day has come."""
    return Unit.objects.exclude(path="").order_by().values("pk")


def person_texts(keys: list[int]) -> Iterator[Text]:
    """Those who hold a post today or will: the page of its unit tells how to reach them."""
    today = clock.today()
    held = (
        Assignment.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today))
        .filter(person__in=keys, role__in=SHOWN)
        .select_related("person", "unit")
        .order_by("person", "valid_from", "pk")
    )
    roles = {role.key: role.name for role in Role.objects.all()}
    posts: dict[Person, list[Assignment]] = {}
    for each in held:
        posts.setdefault(each.person, []).append(each)
    for person, theirs in posts.items():
        now = [each for each in theirs if each.valid_from <= today] or theirs
        yield Text(
            subject=person.pk,
            thing=person.pk,
            layer=ALL,
            title=person.name,
            url=reverse("directory:unit", args=[now[0].unit.code]),
            unit_id=now[0].unit_id,
            unit="; ".join(f"{_post(each, roles)}, {each.unit.name}" for each in now),
        )


def _post(held: Assignment, roles: dict[str, str]) -> str:
    if held.role == RoleKey.LEADER:
        return leader_title(held.unit.kind)
    return roles[held.role]


def people(actor: Actor) -> QuerySet[Any, Any]:  # noqa: ARG001
    """Who stands in who is who today."""
    held = Assignment.objects.filter(holding(clock.today()), role__in=SHOWN)
    return held.order_by().values("person")


def building_texts(keys: list[int]) -> Iterator[Text]:
    for building in Building.objects.filter(pk__in=keys):
        yield Text(
            subject=building.pk,
            thing=building.pk,
            layer=ALL,
            title=building.name,
            names=(building.code,),
            url=reverse("directory:building", args=[building.pk]),
            building_id=building.pk,
            unit=building.campus,
        )


def opens_buildings(actor: Actor) -> bool:
    return actor.scope(ADMINISTER).everywhere


def buildings(actor: Actor) -> QuerySet[Any, Any]:
    """Their pages are for those who administer everything. All others find what happened in a
    building by its name."""
    found = Building.objects.order_by().values("pk")
    return found if opens_buildings(actor) else found.none()
