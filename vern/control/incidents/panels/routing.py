"""Whose turn it is, by when, and how long each level has had it."""

from __future__ import annotations

from typing import Any

from vern.control.incidents.capabilities import HANDLE
from vern.control.incidents.queries.levels import assigned_names, between
from vern.control.incidents.queries.routing import level_above, level_below, spells
from vern.control.incidents.queries.show import Report, is_reporter
from vern.control.incidents.queries.wording import late
from vern.control.incidents.rules import IncidentState, can_be_worked_on
from vern.core.kernel import clock
from vern.core.org.actors import Actor
from vern.core.records.access import may
from vern.core.records.models import Record


def build(actor: Actor, report: Report) -> dict[str, Any]:
    record, incident = report.record, report.incident
    handles = _workable(report) and may(actor, HANDLE, record)
    stages = list(incident.stages.all())
    between_levels = len({stage.unit_id for stage in stages}) > 1
    return {
        "record": record,
        "late": late(record),
        "spells": spells(stages, report.closures, clock.now()) if stages else [],
        "words": between(report) if between_levels else [],
        "handles": handles,
        "owner": report.owner,
        "assigned": assigned_names(report),
        "sinks": handles and _raised(record) and level_below(record) is not None,
        "rises": handles and level_above(record) is not None,
    }


def build_elsewhere(actor: Actor, report: Report) -> dict[str, Any] | None:
    """An open report that is handled a level up, for those who do not handle it there. `handled`:
    they would, if it came back."""
    record = report.record
    if not (_raised(record) and _workable(report)) or may(actor, HANDLE, record):
        return None
    last = next((each for each in report.incident.stages.all() if each.ended_at is None), None)
    below = actor.scope(HANDLE).covers(record.unit.path, record.building_id)
    return {
        "since": last.began_at if last else record.opened_at,
        "handled": below and not is_reporter(actor, record),
    }


def _raised(record: Record) -> bool:
    return record.handling_unit_id != record.unit_id


def _workable(report: Report) -> bool:
    return can_be_worked_on(IncidentState(report.incident.state))
