"""Safety representatives' areas, and buildings: draw, redraw, end, create (A4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.errors import Refused
from vern.core.kernel.events import publish
from vern.core.org.actors import Actor
from vern.core.org.events import OrganisationChanged
from vern.core.org.models import Assignment, Building, SafetyArea, SafetyAreaPart, Unit
from vern.core.org.services.placements import from_day
from vern.core.org.services.units import Names


@dataclass(frozen=True)
class AreaPart:
    """One thing an area covers: a unit (or a part of it in words), or a building."""

    unit: Unit | None = None
    part_of_unit: str = ""
    building: Building | None = None


@transaction.atomic
def draw_area(
    *, actor: Actor, code: str, names: Names, unit: Unit, parts: Sequence[AreaPart]
) -> SafetyArea:
    """Make a safety representative's area. Raises Refused if it covers nothing or the code is
    taken."""
    _refuse_empty(parts)
    if SafetyArea.objects.filter(code__iexact=code).exists():
        raise _code_taken()
    try:
        with transaction.atomic():
            area = SafetyArea.objects.create(code=code, unit=unit, **names.fields())
    except IntegrityError as error:  # the same form sent twice at once
        raise _code_taken() from error
    _set_parts(area, parts)
    publish(OrganisationChanged("area.drawn", actor, unit_id=unit.pk, facts={"area": code}))
    return area


@transaction.atomic
def redraw_area(
    *, actor: Actor, area: SafetyArea, names: Names, unit: Unit, parts: Sequence[AreaPart]
) -> None:
    """The area is called or covers something else from now on. Raises Refused if it would cover
    nothing, or has ended."""
    _refuse_empty(parts)
    area = SafetyArea.objects.select_for_update().get(pk=area.pk)
    if area.ended_on is not None:
        raise Refused(_("The area has ended."))
    former = area.name_nb
    for field, value in names.fields().items():
        setattr(area, field, value)
    area.unit = unit
    area.save()
    area.parts.all().delete()
    _set_parts(area, parts)
    publish(
        OrganisationChanged(
            "area.redrawn",
            actor,
            unit_id=unit.pk,
            facts={"area": area.code},
            texts={"name": former} if former != area.name_nb else {},
        )
    )


@transaction.atomic
def end_area(*, actor: Actor, area: SafetyArea, on: dt.date) -> None:
    """The area is no more from a day on, nor are its representatives' appointments. Raises
    Refused if it has ended already."""
    area = SafetyArea.objects.select_for_update().get(pk=area.pk)
    if area.ended_on is not None:
        raise Refused(_("The area has ended."), field="on")
    area.ended_on = on
    area.save(update_fields=["ended_on"])
    held = Assignment.objects.filter(from_day(on), area=area)
    for each in list(held):
        publish(
            OrganisationChanged(
                "person.assignment_ended",
                actor,
                unit_id=each.unit_id,
                person_id=each.person_id,
                facts={
                    "role": each.role,
                    "last_day": (on - dt.timedelta(days=1)).isoformat(),
                },
            )
        )
    held.filter(valid_from__gte=on).delete()
    held.update(valid_to=on)
    publish(
        OrganisationChanged(
            "area.ended",
            actor,
            unit_id=area.unit_id,
            facts={"area": area.code, "on": on.isoformat()},
        )
    )


@transaction.atomic
def create_building(*, actor: Actor, code: str, name: str, campus: str = "") -> Building:
    """Raises Refused if the code is taken, or there is no institution yet."""
    taken = Refused(_("Another building has this code."), field="code")
    institution = Unit.objects.filter(placements__parent__isnull=True).first()
    if institution is None:
        raise Refused(_("Create the institution first."))
    if Building.objects.filter(code__iexact=code).exists():
        raise taken
    try:
        with transaction.atomic():
            building = Building.objects.create(code=code, name=name, campus=campus)
    except IntegrityError as error:
        raise taken from error
    publish(
        OrganisationChanged(
            "building.created", actor, unit_id=institution.pk, facts={"building": code}
        )
    )
    return building


def _code_taken() -> Refused:
    return Refused(_("Another area has this code."), field="code")


def _refuse_empty(parts: Sequence[AreaPart]) -> None:
    if not parts:
        raise Refused(_("Choose at least one unit or building for the area."), field="parts")


def _set_parts(area: SafetyArea, parts: Sequence[AreaPart]) -> None:
    SafetyAreaPart.objects.bulk_create(
        SafetyAreaPart(area=area, unit=p.unit, part_of_unit=p.part_of_unit, building=p.building)
        for p in dict.fromkeys(parts)
    )
