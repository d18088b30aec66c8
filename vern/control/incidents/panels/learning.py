"""What can be learned: why it happened, similar cases, lessons, questions to other units."""

from __future__ import annotations

from typing import Any

from vern.control.incidents.queries import learning
from vern.control.incidents.queries.show import Report
from vern.control.incidents.rules import IncidentState, can_be_worked_on
from vern.core.org.actors import Actor


def build(actor: Actor, report: Report) -> dict[str, Any]:
    """One query; none where nothing has been learned."""
    record, incident = report.record, report.incident
    shared = learning.can_be_shared(record, incident)
    handles = learning.may_share(actor, record)
    found = learning.learned(incident) if report.has_learned else learning.Learned([], [], [])
    return {
        "record": record,
        "lessons": found.lessons,
        "inquiries": found.inquiries,
        "bones": found.bones,
        "seeks": handles and can_be_worked_on(IncidentState(incident.state)),
        "writes": shared and handles,
        "asks": shared and learning.to_be_asked(incident) and learning.may_ask(actor, record),
    }
