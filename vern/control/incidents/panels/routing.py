"""Whose turn it is, by when, and how long each level has had it."""

from __future__ import annotations

from typing import Any

from vern.control.incidents.capabilities import HANDLE
from vern.control.incidents.queries.routing import spells
from vern.control.incidents.queries.show import Report
from vern.control.incidents.queries.wording import late
from vern.control.incidents.rules import IncidentState, can_be_worked_on
from vern.core.kernel import clock
from vern.core.org.actors import Actor
from vern.core.records.access import may


def build(actor: Actor, report: Report) -> dict[str, Any]:
    record, incident = report.record, report.incident
    workable = can_be_worked_on(IncidentState(incident.state))
    stages = list(incident.stages.all())
    between_levels = len({stage.unit_id for stage in stages}) > 1
    return {
        "record": record,
        "late": late(record),
        "spells": spells(stages, report.closures, clock.now()) if stages else [],
        "words": _words(report) if between_levels else "",
        "handles": workable and may(actor, HANDLE, record),
        "raised": record.handling_unit_id != record.unit_id,
    }


def _words(report: Report) -> str:
    """Why it was brought up, or what the level below is to do: the last that was written."""
    spoken = (
        text
        for entry in reversed(report.entries)
        if entry.verb in ("incident.raised", "incident.returned")
        for field, text in entry.former
        if field == "reason"
    )
    return next(spoken, "")
