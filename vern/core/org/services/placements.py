"""How the tree changes: a placement ends, the next begins; what would break the tree is refused."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.errors import Refused
from vern.core.org.actors import holding
from vern.core.org.models import Unit, UnitPlacement


def lock_tree() -> None:
    """One change of the tree at a time, so that two cannot make a circle together."""
    Unit.objects.select_for_update().order_by("pk").values_list("pk", flat=True).first()


def from_day(day: dt.date) -> Q:
    """Rows whose period has not ended before the day: holding on it, or later."""
    return Q(valid_to__isnull=True) | Q(valid_to__gt=day)


def placement_on(unit: Unit, on: dt.date) -> UnitPlacement:
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


def change_placement(unit: Unit, on: dt.date, **changes: object) -> UnitPlacement:
    """Close the placement and open a changed one. Returns the former, as it was.

    Raises Refused outside the unit's life, and where a later change is already known.
    """
    current = placement_on(unit, on)
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


def refuse_unless_standing(unit: Unit, on: dt.date, *, field: str) -> None:
    """Raises Refused unless the unit exists on the day and has no known end after it."""
    ahead = list(UnitPlacement.objects.filter(from_day(on), unit=unit).order_by("valid_from"))
    if not ahead or ahead[0].valid_from > on:
        raise Refused(_("This unit does not exist on the date."), field=field)
    if not all(placement.active for placement in ahead):
        raise Refused(_("This unit has ended, or is going to end."), field=field)


def refuse_circle(unit: Unit, parent: Unit, on: dt.date, *, field: str) -> None:
    """Raises Refused if the unit would come to stand below itself, on the day or later."""
    ahead = list(UnitPlacement.objects.filter(from_day(on)))
    for day in {on, *(placement.valid_from for placement in ahead if placement.valid_from > on)}:
        above = {
            placement.unit_id: placement.parent_id
            for placement in ahead
            if placement.valid_from <= day
            and (placement.valid_to is None or day < placement.valid_to)
        }
        step: int | None = parent.pk
        while step is not None:
            if step == unit.pk:
                raise Refused(_("A unit cannot belong to itself or to one below it."), field=field)
            step = above.get(step)


def children_from(unit: Unit, on: dt.date) -> list[Unit]:
    """The units that stand under this one on a day, ended ones left out.

    Raises Refused if another is going to stand here later.
    """
    below = UnitPlacement.objects.filter(from_day(on), parent=unit, active=True)
    placements = list(below.select_related("unit").order_by("unit__code"))
    if any(placement.valid_from > on for placement in placements):
        raise Refused(_("Another unit is going to belong to this one later."), field="on")
    return [placement.unit for placement in placements]
