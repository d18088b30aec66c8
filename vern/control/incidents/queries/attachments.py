"""Who may add and take away the photos and files of a report."""

from __future__ import annotations

from vern.control.incidents.capabilities import HANDLE
from vern.control.incidents.queries.voices import speaks_as_reporter
from vern.core.files.models import Attachment
from vern.core.org.actors import Actor
from vern.core.records.access import may
from vern.core.records.models import Record, State


def may_add_files(actor: Actor, record: Record) -> bool:
    """The one who reported and those who handle it, while it is open."""
    return record.state == State.OPEN and (
        may(actor, HANDLE, record) or speaks_as_reporter(actor, record)
    )


def file_of(record: Record, pk: int) -> Attachment | None:
    """A file of this report that nobody has removed."""
    found: Attachment | None = Attachment.objects.kept().filter(record=record, pk=pk).first()
    return found
