"""What the report led to elsewhere, and what can be started from it."""

from __future__ import annotations

from typing import Any

from vern.control.incidents.queries.show import Report
from vern.core.org.actors import Actor
from vern.core.records.links import linked
from vern.core.records.offers import offered


def build(actor: Actor, report: Report) -> dict[str, Any] | None:
    """Two queries; none where nothing is linked with it."""
    links = linked(report.record, actor) if report.has_links else []
    offers = offered(actor, report.record)
    return {"links": links, "offers": offers} if links or offers else None
