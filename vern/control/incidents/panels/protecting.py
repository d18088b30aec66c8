"""Who reads a report now and why; what everyone may read of it."""

from __future__ import annotations

from typing import Any

from vern.control.incidents.capabilities import HANDLE
from vern.control.incidents.queries import protecting
from vern.control.incidents.queries.show import Report, is_reporter
from vern.control.incidents.rules import IncidentState, can
from vern.core.history.reading import readings_of
from vern.core.org.actors import Actor
from vern.core.records.access import may
from vern.core.records.models import Sensitivity


def readers(actor: Actor, report: Report) -> dict[str, Any]:
    """In plain words, with what a handler can do about it; of a sealed one, who handed it over."""
    record, state = report.record, IncidentState(report.incident.state)
    if record.sensitivity == Sensitivity.SEALED:
        return {
            "record": record,
            "given": protecting.last_handed_over(report.entries),
            "may_hand_back": protecting.receives(actor, record) and can("hand_back", state),
            "readings": readings_of(record),
        }
    handles = may(actor, HANDLE, record)
    return {
        "record": record,
        "readers": protecting.readers(record, report.reading),
        "handles": handles,
        "may_restrict": handles or is_reporter(actor, record),
        "may_hand_over": handles and can("hand_over", state),
        "readings": readings_of(record)
        if handles and record.sensitivity == Sensitivity.PARTIES
        else [],
    }


def summary(actor: Actor, report: Report) -> dict[str, Any] | None:
    """What happened and what came of it, in words for everyone."""
    handles = may(actor, HANDLE, report.record)
    if not handles and not report.incident.summary:
        return None
    return {"record": report.record, "summary": report.incident.summary, "handles": handles}
