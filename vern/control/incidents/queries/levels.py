"""What has been said between the levels that have had a report, and who has it at a level."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from vern.control.incidents.models import Stage
from vern.control.incidents.queries.routing import barred, nearest_of
from vern.control.incidents.queries.show import Report
from vern.core.org.posts import in_force
from vern.core.org.queries import line_of

MOVED = ("incident.raised", "incident.returned")
WORKED_ON = frozenset(
    {
        *("incident.assessed", "incident.asked", "incident.told_reporter", "incident.commented"),
        *("incident.assigned", "incident.deadline_set", "measure.decided", "measure.changed"),
    }
)
"""What whoever has got a report does with it: then they know that it came."""


@dataclass(frozen=True)
class Said:
    """Why it was brought up, or what the level below is to do. `came_from`: the unit's name."""

    up: bool
    at: dt.datetime
    who: str
    came_from: str
    went_to: str
    text: str


def between(report: Report) -> list[Said]:
    """All that was said between the levels, the last first. No query."""
    names = report.units
    found = []
    for entry in report.entries:
        if entry.verb in MOVED:
            before, unit = (str(entry.facts.get(key) or "") for key in ("before", "unit"))
            words = next((text for field, text in entry.former if field == "reason"), "")
            up = entry.verb == MOVED[0]
            places = names.get(before, before), names.get(unit, unit)
            found.append(Said(up, entry.at, entry.who, *places, words))
    return found[::-1]


def just_came(report: Report) -> Said | None:
    """How it came to the level where it is, where nobody there has done anything with it since."""
    stage = next((each for each in report.incident.stages.all() if each.ended_at is None), None)
    if stage is None or stage.reason not in (Stage.Reason.RAISED, Stage.Reason.RETURNED):
        return None
    last = next(iter(between(report)), None)
    if last is None or last.up != (stage.reason == Stage.Reason.RAISED):
        return None
    touched = any(each.verb in WORKED_ON and each.at > last.at for each in report.entries)
    return None if touched else last


def assigned_names(report: Report) -> str:
    """Those with the written assignment nearest above the handling unit, who may have it."""
    out = barred(report.record)
    held = [each for each in in_force(report.assigned) if each.person_id not in out]
    found = nearest_of(held, line_of(report.record.handling_unit))
    return ", ".join(person.name for person in found)
