"""Who would get a report, as its form stands: said before it is sent."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.datastructures import MultiValueDict

from vern.control.incidents.queries import reporting
from vern.control.incidents.queries.recipient import Answerable
from vern.control.incidents.rules import IncidentType
from vern.control.incidents.services import Draft, Wishes
from vern.control.incidents.services.placing import foreseen as foreseen_by
from vern.core.kernel.errors import Refused
from vern.core.kernel.numbers import whole_number
from vern.core.org.actors import Actor
from vern.core.org.models import Building, Unit

UNKNOWN = "unknown"
"""Instead of a unit: the one who reports does not know."""

DECIDES = (
    *("unit", "unit_unknown", "building", "room"),
    *("concerns", "restricted", "about_leader", "about"),
)
"""The questions that decide it. No others are sent along when a page asks: what happened is nobody's
to read yet."""


@dataclass(frozen=True)
class Recipient:
    """`known`: whether enough is answered to say it. `answers`: None is the HSE department."""

    known: bool
    answers: Answerable | None = None


def foreseen(actor: Actor, given: MultiValueDict[str, str]) -> Recipient:
    """By what is answered so far; what is wrong in it counts as not answered."""
    unknown = bool(given.get("unit_unknown")) or given.get("unit") == UNKNOWN
    unit = None if unknown else _unit(given.get("unit") or "")
    building = _building(given.get("building") or "")
    room = reporting.room_called(building, given.get("room") or "")
    if unit is None and room is None and not unknown:
        return Recipient(known=False)
    about = bool(given.get("about_leader"))
    named = frozenset(filter(None, map(whole_number, given.getlist("about"))))
    concerns = given.getlist("concerns")
    sensitive = reporting.sensitive_categories() if concerns else []
    draft = Draft(
        description="",
        unit=unit,
        type=IncidentType.UNKNOWN,
        building=building,
        known_room=room,
        categories=[each for each in sensitive if each.key in concerns],
        wishes=Wishes(bool(given.get("restricted")), about, named if about else frozenset()),
    )
    try:
        return Recipient(known=True, answers=foreseen_by(actor, draft))
    except Refused:
        return Recipient(known=False)


def _unit(value: str) -> Unit | None:
    return Unit.objects.filter(pk=whole_number(value) or 0, active=True).first()


def _building(value: str) -> Building | None:
    key = whole_number(value)
    return Building.objects.filter(pk=key).first() if key else None
