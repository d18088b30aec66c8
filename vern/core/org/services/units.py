"""Units: create, rename, move, merge, split (A1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.errors import Refused
from vern.core.kernel.events import publish
from vern.core.org.actors import Actor
from vern.core.org.events import OrganisationChanged
from vern.core.org.models import Assignment, RoleKey, Unit, UnitPlacement
from vern.core.org.models.roles import AREA_ROLES
from vern.core.org.services.paths import refresh_paths
from vern.core.org.services.placements import (
    change_placement,
    children_from,
    from_day,
    lock_tree,
    placement_on,
    refuse_circle,
    refuse_unless_standing,
)

MEMBERS = (RoleKey.EMPLOYEE, RoleKey.STUDENT)
# What a unit's end does not end: members go on elsewhere, areas and audits have their own end.
_NO_POSTS = (*MEMBERS, *AREA_ROLES, RoleKey.AUDITOR)


@dataclass(frozen=True)
class Names:
    """A name in the three languages; nynorsk and English fall back to bokmål."""

    nb: str
    nn: str = ""
    en: str = ""

    def fields(self) -> dict[str, str]:
        return {"name_nb": self.nb, "name_nn": self.nn, "name_en": self.en}


@dataclass(frozen=True)
class NewUnit:
    """What it takes to describe a unit that is born."""

    code: str
    kind: str
    names: Names
    reports: bool = False


@transaction.atomic
def create_unit(
    *, actor: Actor, new: NewUnit, parent: Unit | None, on: dt.date, refresh: bool = True
) -> Unit:
    """A unit is born. Raises Refused if the code is taken, a second root is made, or the unit
    above does not exist on the date.

    `refresh=False` leaves today's paths alone, for a caller that makes many and refreshes once.
    """
    lock_tree()
    if Unit.objects.filter(code__iexact=new.code).exists():
        raise Refused(_("Another unit has this code."), field="code")
    if parent is None and Unit.objects.exists():
        raise Refused(_("Choose the unit that this one belongs to."), field="parent")
    if parent is not None:
        refuse_unless_standing(parent, on, field="parent")
    unit = Unit.objects.create(code=new.code, kind=new.kind, active=False, **new.names.fields())
    UnitPlacement.objects.create(
        unit=unit,
        parent=parent,
        kind=new.kind,
        reports=new.reports,
        valid_from=on,
        **new.names.fields(),
    )
    if refresh:
        _in_the_tree([unit])
    _tell("unit.created", actor, unit, on, parent=parent.code if parent else None)
    return unit


@transaction.atomic
def rename_unit(*, actor: Actor, unit: Unit, names: Names, on: dt.date) -> None:
    """The unit is called something else from a day on; earlier years keep the earlier name.

    Raises Refused if it has these names already, or does not exist on the date.
    """
    lock_tree()
    current = placement_on(unit, on)
    if all(getattr(current, name) == value for name, value in names.fields().items()):
        raise Refused(_("The unit already has this name."), field="name_nb")
    former = change_placement(unit, on, **names.fields())
    refresh_paths()
    _tell("unit.renamed", actor, unit, on, texts={"name": former.name_nb})


@transaction.atomic
def move_unit(*, actor: Actor, unit: Unit, parent: Unit, on: dt.date) -> None:
    """The unit belongs under another from a day on.

    Raises Refused if that makes a circle, if it stands there already, if it is the institution
    itself, or if either does not exist on the date.
    """
    lock_tree()
    current = placement_on(unit, on)
    if current.parent is None:
        raise Refused(_("The institution itself cannot be moved."))
    if current.parent == parent:
        raise Refused(_("The unit already belongs here."), field="parent")
    refuse_unless_standing(parent, on, field="parent")
    refuse_circle(unit, parent, on, field="parent")
    _move(actor, unit, parent, on)
    refresh_paths()


@transaction.atomic
def merge_units(*, actor: Actor, units: Sequence[Unit], into: Unit | NewUnit, on: dt.date) -> Unit:
    """Units end and go up in a new or a standing one, which takes over people, the units below
    and open cases.

    A new successor stands where the first of them stood. Raises Refused for fewer than two, or
    if one of them does not exist on the date.
    """
    lock_tree()
    ending = [unit for unit in dict.fromkeys(units) if unit != into]
    if len(ending) + isinstance(into, Unit) < 2:
        raise Refused(_("Choose at least two units to merge."), field="units")
    if isinstance(into, NewUnit):
        into = create_unit(actor=actor, new=into, parent=_above_all(ending, on), on=on)
    refuse_unless_standing(into, on, field="into")
    for unit in ending:
        refuse_circle(unit, into, on, field="into")
        _end(actor, unit, under=into, on=on)
        carried = _carry_over(unit, into, on)
        _tell("unit.merged", actor, unit, on, into=into.code, members=carried)
        _tell("unit.took_over", actor, into, on, former=unit.code, members=carried)
    _in_the_tree([into])
    return into


def _in_the_tree(units: Sequence[Unit]) -> None:
    """The paths follow the placements, also on the units at hand, for whoever goes on with them."""
    refresh_paths()
    for unit in units:
        unit.refresh_from_db(fields=["path", "active"])


@transaction.atomic
def split_unit(*, actor: Actor, unit: Unit, into: Sequence[NewUnit], on: dt.date) -> list[Unit]:
    """A unit ends and new ones stand in its place; it hangs under what is above them all, and
    so do the units that stood below it, until they are moved.

    People are appointed to the new units one by one: no rule can know who goes where. Raises
    Refused for fewer than two new units, and for the institution itself.
    """
    lock_tree()
    if len(into) < 2:
        raise Refused(_("Describe at least two new units."), field="units")
    parent = placement_on(unit, on).parent
    if parent is None:
        raise Refused(_("The institution itself cannot be split."))
    born = [create_unit(actor=actor, new=new, parent=parent, on=on) for new in into]
    _end(actor, unit, under=parent, on=on)
    codes = ",".join(each.code for each in born)
    _tell("unit.split", actor, unit, on, into=codes, parent=parent.code)
    _in_the_tree(born)
    return born


def _above_all(ending: Sequence[Unit], on: dt.date) -> Unit:
    """Where the first of the units stands, or the nearest above that does not end with them."""
    above = placement_on(ending[0], on).parent
    while above is not None and above in ending:
        above = placement_on(above, on).parent
    if above is None:
        raise Refused(_("The institution itself cannot be merged."), field="units")
    return above


def _move(actor: Actor, unit: Unit, parent: Unit, on: dt.date) -> None:
    former = change_placement(unit, on, parent=parent)
    before = former.parent.code if former.parent else None
    _tell("unit.moved", actor, unit, on, before=before, parent=parent.code)


def _end(actor: Actor, unit: Unit, *, under: Unit, on: dt.date) -> None:
    """The unit is no more: what stood below it moves, its posts end, it hangs under another."""
    for child in children_from(unit, on):
        if child != under:
            _move(actor, child, under, on)
    change_placement(unit, on, parent=under, active=False, reports=False)
    posts = Assignment.objects.filter(from_day(on), unit=unit).exclude(role__in=_NO_POSTS)
    ended = list(posts)
    posts.filter(valid_from__gte=on).delete()  # would have begun after the unit's end
    posts.update(valid_to=on)
    for held in ended:
        publish(
            OrganisationChanged(
                "person.assignment_ended",
                actor,
                unit_id=unit.pk,
                person_id=held.person_id,
                facts={
                    "role": held.role,
                    "last_day": (on - dt.timedelta(days=1)).isoformat(),
                },
            )
        )


def _carry_over(unit: Unit, into: Unit, on: dt.date) -> int:
    """Employees and students of an ended unit belong to its successor from the day on, for as
    long as they would have belonged to the old one. Returns how many."""
    held = Assignment.objects.filter(from_day(on), role__in=MEMBERS)
    members = list(held.filter(unit=unit))
    there = set(held.filter(unit=into).values_list("person_id", "role"))
    held.filter(unit=unit, valid_from__gte=on).delete()  # to come: made anew below
    held.filter(unit=unit).update(valid_to=on)
    carried = Assignment.objects.bulk_create(
        Assignment(
            person_id=each.person_id,
            role=each.role,
            unit=into,
            valid_from=max(on, each.valid_from),
            valid_to=each.valid_to,
        )
        for each in members
        if (each.person_id, each.role) not in there
    )
    return len(carried)


def _tell(
    verb: str,
    actor: Actor,
    unit: Unit,
    on: dt.date,
    *,
    texts: dict[str, str] | None = None,
    **facts: str | int | None,
) -> None:
    publish(
        OrganisationChanged(
            verb, actor, unit_id=unit.pk, facts={"on": on.isoformat(), **facts}, texts=texts or {}
        )
    )
