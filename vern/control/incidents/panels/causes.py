"""Why it happened, for those who want to look deeper: never asked of anyone."""

from __future__ import annotations

from typing import Any

from vern.control.incidents.queries import learning
from vern.control.incidents.queries.show import Report
from vern.control.incidents.rules import IncidentState, can_be_worked_on
from vern.core.org.actors import Actor


def build(actor: Actor, report: Report) -> dict[str, Any] | None:
    bones = learning.root_causes(report.incident)
    state = IncidentState(report.incident.state)
    writes = can_be_worked_on(state) and learning.may_share(actor, report.record)
    return {"record": report.record, "bones": bones, "writes": writes} if bones or writes else None
