"""Buildings: who answers for one, and the other employers in it (A16, AML § 2-2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.errors import Refused
from vern.core.kernel.events import publish
from vern.core.org.actors import Actor
from vern.core.org.events import OrganisationChanged
from vern.core.org.models import Building, OtherEmployer, Unit


@dataclass(frozen=True)
class Employer:
    """Another employer in a building, and whom to tell there: by e-mail, telephone or both."""

    name: str
    contact: str
    email: str = ""
    phone: str = ""


def locked(building: Building) -> Building:
    """The building as it is now; nobody else changes what belongs to it meanwhile."""
    return Building.objects.select_for_update(no_key=True).get(pk=building.pk)


def tell(
    verb: str,
    actor: Actor,
    building: Building,
    texts: Mapping[str, str] | None = None,
    **facts: str | int | None,
) -> None:
    """A history line. A building belongs to no unit: its lines stand with the institution, so
    that they stay together whoever answers for it."""
    institution = Unit.objects.filter(placements__parent__isnull=True).first()
    kept = {key: value for key, value in facts.items() if value is not None}
    publish(
        OrganisationChanged(
            verb,
            actor,
            unit_id=institution.pk if institution else None,
            facts={"building": building.code, **kept},
            texts=texts or {},
        )
    )


@transaction.atomic
def change_building(
    *, actor: Actor, building: Building, name: str, campus: str, unit: Unit | None
) -> None:
    """What a building is called, where it is, and which unit answers for what no room's unit
    answers for. Nothing happens where nothing is different.

    Raises Refused for a unit that is none today.
    """
    building = locked(building)
    former = (building.name, building.campus, building.unit)
    if former == (name, campus, unit):
        return
    if unit and unit != building.unit and not unit.active:
        raise Refused(_("This unit does not exist today."), field="unit")
    other = building.unit != unit
    facts = {
        "unit": unit.code if unit and other else None,
        "unit_before": building.unit.code if building.unit and other else None,
    }
    building.name, building.campus, building.unit = name, campus, unit
    building.save()
    texts = {"name": former[0]} if former[0] != name else {}
    if former[1] != campus:
        texts["campus"] = former[1]
    tell("building.changed", actor, building, texts, **facts)


@transaction.atomic
def add_employer(*, actor: Actor, building: Building, new: Employer) -> OtherEmployer:
    """Another employer in the building. The very same one twice is one.

    Raises Refused without an e-mail address and a telephone number.
    """
    _refuse_silent(new)
    building = locked(building)
    same = OtherEmployer.objects.filter(building=building, **asdict(new)).first()
    if same is not None:
        return same
    employer = OtherEmployer.objects.create(building=building, **asdict(new))
    tell("employer.added", actor, building, employer=employer.pk)
    return employer


@transaction.atomic
def change_employer(*, actor: Actor, employer: OtherEmployer, new: Employer) -> None:
    """Another name, contact or address. Nothing happens where nothing is different.

    Raises Refused without an e-mail address and a telephone number.
    """
    _refuse_silent(new)
    building = locked(employer.building)
    employer = OtherEmployer.objects.get(pk=employer.pk)
    former = {key: str(getattr(employer, key)) for key in asdict(new)}
    changed = {key: value for key, value in asdict(new).items() if former[key] != value}
    if not changed:
        return
    for key, value in changed.items():
        setattr(employer, key, value)
    employer.save()
    texts = {key: former[key] for key in changed}
    tell("employer.changed", actor, building, texts, employer=employer.pk)


@transaction.atomic
def remove_employer(*, actor: Actor, employer: OtherEmployer) -> None:
    """The employer is not in the building any more. Twice changes nothing."""
    building = locked(employer.building)
    there = OtherEmployer.objects.filter(pk=employer.pk).first()
    if there is None:
        return
    there.delete()
    tell("employer.removed", actor, building, {"name": there.name, "contact": there.contact})


def _refuse_silent(new: Employer) -> None:
    if not new.email and not new.phone:
        raise Refused(_("Write an e-mail address or a telephone number."), field="email")
