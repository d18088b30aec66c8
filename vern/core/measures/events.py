"""What happens to measures, for those from whose cases they spring."""

from __future__ import annotations

from dataclasses import dataclass

from vern.core.kernel.events import Event
from vern.core.measures.models import Measure
from vern.core.org.actors import Actor


@dataclass(frozen=True)
class MeasureDecided(Event):
    """Someone decided a measure."""

    actor: Actor
    measure: Measure


@dataclass(frozen=True)
class MeasureDone(Event):
    """Someone said that a measure is done."""

    actor: Actor
    measure: Measure
