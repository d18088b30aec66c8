"""What others can learn from the report: lessons, questions to units, similar cases."""

from __future__ import annotations

from typing import Any

from vern.control.incidents.queries import learning
from vern.control.incidents.queries.show import Report
from vern.core.org.actors import Actor


def build(actor: Actor, report: Report) -> dict[str, Any]:
    record, incident = report.record, report.incident
    shared = learning.can_be_shared(record, incident)
    found = learning.learned(incident)
    return {
        "record": record,
        "lessons": found.lessons,
        "inquiries": found.inquiries,
        "writes": shared and learning.may_share(actor, record),
        "asks": shared and learning.to_be_asked(incident) and learning.may_ask(actor, record),
    }
