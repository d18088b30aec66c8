"""What the whistleblowing reception has answered, and how it looked into the matter."""

from __future__ import annotations

from typing import Any

from vern.control.incidents.queries.protecting import receives
from vern.control.incidents.queries.reception import finishes
from vern.control.incidents.queries.show import Report
from vern.core.org.actors import Actor


def build(actor: Actor, report: Report) -> dict[str, Any] | None:
    """For the reception alone. No query."""
    if not receives(actor, report.record):
        return None
    found = finishes(report)
    return {"finishes": found} if found else None
