"""Places with a poster: making and retiring them."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from vern.control.incidents.capabilities import MAKE_POSTERS
from vern.control.incidents.models import ReportPlace
from vern.control.incidents.services.common import SAME_FORM
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.org.actors import Actor
from vern.core.org.models import Building, Room, Unit


@dataclass(frozen=True)
class NewPlace:
    """What whoever scans the poster has filled in."""

    name: str
    unit: Unit
    building: Building | None = None
    room: Room | None = None


@transaction.atomic
def make_place(*, actor: Actor, new: NewPlace) -> ReportPlace:
    """A place that can have a poster. The same one twice within ten minutes is a form sent twice.

    Raises PermissionDenied outside the actor's reach, Refused for a room of another building.
    """
    building = new.room.building if new.room else new.building
    if new.room and new.building and new.room.building_id != new.building.pk:
        raise Refused(_("Choose a room in this building."), field="room")
    _may(actor, new.unit, building)
    same = ReportPlace.objects.filter(
        name=new.name,
        unit=new.unit,
        building=building,
        room=new.room,
        made_at__gt=clock.now() - SAME_FORM,
        retired_at=None,
    ).first()
    if same is not None:
        return same
    return ReportPlace.objects.create(
        name=new.name,
        unit=new.unit,
        building=building,
        room=new.room,
        made_by_id=actor.person_id,
        made_at=clock.now(),
    )


@transaction.atomic
def retire_place(*, actor: Actor, place: ReportPlace) -> None:
    """It gets no more posters; those that hang there still lead to the form. Twice changes nothing."""
    place = ReportPlace.objects.select_for_update().get(pk=place.pk)
    _may(actor, place.unit, place.building)
    if place.retired_at is None:
        place.retired_at = clock.now()
        place.save(update_fields=["retired_at"])


@transaction.atomic
def use_again(*, actor: Actor, place: ReportPlace) -> None:
    """A retired place is in use after all."""
    place = ReportPlace.objects.select_for_update().get(pk=place.pk)
    _may(actor, place.unit, place.building)
    place.retired_at = None
    place.save(update_fields=["retired_at"])


def _may(actor: Actor, unit: Unit, building: Building | None) -> None:
    if not actor.scope(MAKE_POSTERS).covers(unit.path, building.pk if building else None):
        raise PermissionDenied
