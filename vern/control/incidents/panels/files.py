"""Adding photos and files to a report, and taking away those that should not be there."""

from __future__ import annotations

from typing import Any

from vern.control.incidents.capabilities import HANDLE
from vern.control.incidents.queries.attachments import may_add_files
from vern.control.incidents.queries.show import Report
from vern.core.org.actors import Actor
from vern.core.records.access import may


def build(actor: Actor, report: Report) -> dict[str, Any] | None:
    """For those who handle it. No query: the files came with the report."""
    record = report.record
    if not may(actor, HANDLE, record):
        return None
    adds = may_add_files(actor, record)
    files = report.attachments
    return {"record": record, "files": files, "adds": adds} if files or adds else None
