"""What the plan of a year consists of: reports, and the steps of their handling."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

Levels = tuple[int | None, int | None]


@dataclass(frozen=True)
class PlannedMeasure:
    """A measure that was decided; `done_at` is None while it is open."""

    decided_at: dt.datetime
    type: str  # corrective, preventive
    title: str
    plan_text: str
    responsible: int
    due_on: dt.date
    priority: int  # 1 high, 2 medium, 3 low
    done_at: dt.datetime | None
    evaluation: str = ""


@dataclass(frozen=True)
class PlannedAssessment:
    at: dt.datetime
    type: str
    categories: tuple[str, ...]
    causes: tuple[str, ...]
    cause_text: str
    human: Levels
    material: Levels
    environment: Levels


@dataclass(frozen=True)
class PlannedEnding:
    """Closed, rejected or reopened at a moment, with what was said."""

    at: dt.datetime
    verb: str  # close, reject, reopen
    text: str
    no_measures_reason: str = ""


@dataclass(frozen=True)
class PlannedReport:
    """One report from the moment it came to the last thing that happened to it."""

    key: str
    opened_at: dt.datetime
    happened_at: dt.datetime
    reporter: int
    unit: str  # where it belongs
    reported_unit: str  # where the reporter first placed it
    building: str
    room: str
    language: str
    reported_type: str
    type: str
    categories: tuple[str, ...]  # chosen by the reporter
    title: str
    description: str
    done_at_once: str
    proposal: str
    case: int
    moved_at: dt.datetime | None = None
    taken_up_at: dt.datetime | None = None
    assessment: PlannedAssessment | None = None
    measures: tuple[PlannedMeasure, ...] = ()
    endings: tuple[PlannedEnding, ...] = ()

    @property
    def rejected(self) -> bool:
        return bool(self.endings) and self.endings[-1].verb == "reject"

    @property
    def is_suggestion(self) -> bool:
        return self.type == "suggestion"

    @property
    def is_event(self) -> bool:
        return not self.is_suggestion and not self.rejected

    def closed_on(self, moment: dt.datetime) -> bool:
        """Whether it stood as closed at a moment."""
        past = [ending for ending in self.endings if ending.at < moment]
        return bool(past) and past[-1].verb == "close"

    def levels(self, dimension: str) -> Levels:
        if self.assessment is None:
            return None, None
        found: Levels = getattr(self.assessment, dimension)
        return found
