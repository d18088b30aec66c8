"""Who must be told now: open where anyone was hurt, and until everyone has been told."""

from __future__ import annotations

from typing import Any

from vern.control.incidents.capabilities import HANDLE
from vern.control.incidents.queries.show import Report
from vern.control.incidents.queries.telling import duties, harm_of
from vern.control.incidents.queries.then import as_told
from vern.core.org.actors import Actor
from vern.core.records.access import may


def build(actor: Actor, report: Report) -> dict[str, Any] | None:
    found = duties(report.record, report.incident, report.rules)
    if not found.duties and not found.to_judge:
        return None
    return {
        "duties": as_told(report, found.duties),
        "open": found.open,
        "to_judge": found.to_judge,
        "hurt": harm_of(report.incident).anyone,
        "handles": may(actor, HANDLE, report.record),
        "record": report.record,
    }
