"""What someone tells, as it comes from the form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from vern.control.incidents.models import Affected, Answer, Category, ReportPlace
from vern.control.incidents.rules import IncidentType
from vern.core.org.models import Building, Room, Unit


@dataclass(frozen=True)
class Wishes:
    """What the reporter wants of those who read it.

    `restricted`: only named people. `about_leader`: a leader must not: the one who would handle it
    and one's own, or those in `about`, by key.
    """

    restricted: bool = False
    about_leader: bool = False
    about: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Draft:
    """What a reporter fills in. Only the first three are asked of everyone. `unit`: None for who
    does not know it."""

    description: str
    unit: Unit | None
    type: IncidentType
    happened_at: dt.datetime | None = None
    building: Building | None = None
    known_room: Room | None = None
    room: str = ""
    done_at_once: str = ""
    proposal: str = ""
    categories: Sequence[Category] = field(default=())
    affected: Sequence[Affected] = field(default=())
    affected_unit: Unit | None = None
    injury: Answer | None = None
    treatment: Answer | None = None
    stopped_work: bool = False
    solved_at_once: bool = False
    on_behalf: bool = False
    name_for_handlers_only: bool = False
    wishes: Wishes = field(default_factory=Wishes)
    source: ReportPlace | None = None
    seconds_to_send: int | None = None
