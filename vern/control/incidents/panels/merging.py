"""Reports that are handled together."""

from __future__ import annotations

from typing import Any

from vern.control.incidents.capabilities import HANDLE, SEE
from vern.control.incidents.queries.merging import Twin, twins
from vern.control.incidents.queries.show import Report
from vern.control.incidents.rules import OPEN_STATES, IncidentState
from vern.core.org.actors import Actor
from vern.core.records.access import holds, may


def build_merged(actor: Actor, report: Report) -> dict[str, Any] | None:
    """The report that this one is handled with: there is nothing else to do here."""
    record, incident = report.record, report.incident
    if incident.merged_into is None:
        return None
    main = incident.merged_into.record
    open_still = IncidentState(main.incident.state) in OPEN_STATES
    return {
        "record": record,
        "main": Twin(main.number, main.title, main.pk) if holds(actor, SEE, main) else Twin(""),
        "splits": open_still and may(actor, HANDLE, record),
    }


def build(actor: Actor, report: Report) -> dict[str, Any] | None:
    """The others that are handled with this one."""
    if not report.twins:
        return None
    return {"record": report.record, "twins": twins(actor, report.record, report.twins)}
