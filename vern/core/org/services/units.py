"""Units: create, rename, move, merge, split (A1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.errors import Refused
from vern.core.kernel.events import publish
from vern.core.org.actors import Actor, holding
from vern.core.org.events import OrganisationChanged
from vern.core.org.models import Assignment, RoleKey, Unit, UnitPlacement
from vern.core.org.services.paths import refresh_paths


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
    """A unit is born. Raises Refused if the code is taken or a second root is made.

    `refresh=False` leaves today's paths alone, for a caller that makes many and refreshes once.
    """
    if Unit.objects.filter(code__iexact=new.code).exists():
        raise Refused(_("Another unit has this code."), field="code")
    if parent is None and Unit.objects.exists():
        raise Refused(_("Choose the unit that this one belongs to."), field="parent")
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
        refresh_paths()
    _tell("unit.created", actor, unit, on, parent=parent.code if parent else None)
    return unit


@transaction.atomic
def rename_unit(*, actor: Actor, unit: Unit, names: Names, on: dt.date) -> None:
    """The unit is called something else from a day on; earlier years keep the earlier name."""
    former = _change(unit, on, **names.fields())
    refresh_paths()
    _tell("unit.renamed", actor, unit, on, texts={"name": former.name_nb})


@transaction.atomic
def move_unit(*, actor: Actor, unit: Unit, parent: Unit, on: dt.date) -> None:
    """The unit belongs under another from a day on. Raises Refused if that makes a circle."""
    _refuse_circle(unit, parent, on)
    former = _change(unit, on, parent=parent)
    refresh_paths()
    before = former.parent.code if former.parent else None
    _tell("unit.moved", actor, unit, on, before=before, parent=parent.code)


@transaction.atomic
def merge_units(*, actor: Actor, units: Sequence[Unit], into: Unit | NewUnit, on: dt.date) -> Unit:
    """Units end and go up in a new or a standing one, which takes over people and open cases.

    A new successor stands where the first of them stood. Raises Refused for fewer than two.
    """
    ending = [unit for unit in units if unit != into]
    if len(ending) + isinstance(into, Unit) < 2:
        raise Refused(_("Choose at least two units to merge."), field="units")
    if isinstance(into, NewUnit):
        parent = _placement(ending[0], on).parent
        into = create_unit(actor=actor, new=into, parent=parent, on=on)
    for unit in ending:
        _refuse_circle(unit, into, on)
        _end(actor, unit, under=into, on=on, verb="unit.merged")
        _carry_over(unit, into, on)
    refresh_paths()
    return into


@transaction.atomic
def split_unit(*, actor: Actor, unit: Unit, into: Sequence[NewUnit], on: dt.date) -> list[Unit]:
    """A unit ends and new ones stand in its place; it hangs under what is above them all.

    People are appointed to the new units one by one: no rule can know who goes where.
    """
    if len(into) < 2:
        raise Refused(_("Describe at least two new units."), field="units")
    parent = _placement(unit, on).parent
    if parent is None:
        raise Refused(_("The institution itself cannot be split."))
    born = [create_unit(actor=actor, new=new, parent=parent, on=on) for new in into]
    _end(actor, unit, under=parent, on=on, verb="unit.split")
    refresh_paths()
    return born


def _placement(unit: Unit, on: dt.date) -> UnitPlacement:
    """The unit's placement on a day, locked. Raises Refused outside the unit's life."""
    found = (
        UnitPlacement.objects.select_for_update(of=("self",))
        .filter(holding(on), unit=unit)
        .select_related("parent")
        .first()
    )
    if found is None or not found.active:
        raise Refused(_("The unit does not exist on this date."), field="on")
    return found


def _change(unit: Unit, on: dt.date, **changes: object) -> UnitPlacement:
    """Close the placement and open a changed one. Returns the former, as it was."""
    current = _placement(unit, on)
    if current.valid_to is not None:
        raise Refused(_("There is already a later change of this unit."), field="on")
    former = UnitPlacement.objects.select_related("parent").get(pk=current.pk)
    if current.valid_from < on:
        UnitPlacement.objects.filter(pk=current.pk).update(valid_to=on)
        current.pk = None
        current.valid_from = on
    for name, value in changes.items():
        setattr(current, name, value)
    current.save()
    return former


def _end(actor: Actor, unit: Unit, *, under: Unit, on: dt.date, verb: str) -> None:
    _change(unit, on, parent=under, active=False, reports=False)
    Assignment.objects.filter(unit=unit, valid_from__lt=on, role__in=_POSTS).filter(
        holding(on)
    ).update(valid_to=on)
    _tell(verb, actor, unit, on, into=under.code)


_POSTS = (RoleKey.LEADER, RoleKey.DEPUTY_LEADER, RoleKey.COORDINATOR, RoleKey.STUDENT_REP)
_MEMBERS = (RoleKey.EMPLOYEE, RoleKey.STUDENT)


def _carry_over(unit: Unit, into: Unit, on: dt.date) -> None:
    """Employees and students of an ended unit belong to its successor from the day on."""
    members = list(
        Assignment.objects.filter(holding(on), unit=unit, role__in=_MEMBERS, valid_from__lt=on)
    )
    Assignment.objects.filter(pk__in=[each.pk for each in members]).update(valid_to=on)
    there = set(
        Assignment.objects.filter(holding(on), unit=into, role__in=_MEMBERS).values_list(
            "person_id", flat=True
        )
    )
    Assignment.objects.bulk_create(
        Assignment(person_id=each.person_id, role=each.role, unit=into, valid_from=on)
        for each in members
        if each.person_id not in there
    )


def _refuse_circle(unit: Unit, parent: Unit, on: dt.date) -> None:
    above = dict(UnitPlacement.objects.filter(holding(on)).values_list("unit_id", "parent_id"))
    step: int | None = parent.pk
    while step is not None:
        if step == unit.pk:
            raise Refused(_("A unit cannot belong to itself or to one below it."), field="parent")
        step = above.get(step)


def _tell(
    verb: str,
    actor: Actor,
    unit: Unit,
    on: dt.date,
    *,
    texts: dict[str, str] | None = None,
    **facts: str | None,
) -> None:
    publish(
        OrganisationChanged(
            verb, actor, unit_id=unit.pk, facts={"on": on.isoformat(), **facts}, texts=texts or {}
        )
    )
