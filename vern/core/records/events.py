"""What happens to records that those above may act on."""

from __future__ import annotations

from dataclasses import dataclass

from vern.core.kernel.events import Event
from vern.core.org.actors import Actor
from vern.core.records.models import Record


@dataclass(frozen=True)
class RecordRead(Event):
    """Someone got at a record that few may read: its page, or a file of it."""

    actor: Actor
    record: Record


@dataclass(frozen=True)
class FileInfected(Event):
    """The virus scanner found something in a file of a record."""

    record_id: int
    file_id: int


@dataclass(frozen=True)
class RecordsLinked(Event):
    """Two records were linked, or are no longer."""

    actor: Actor
    a: Record
    b: Record
    kind: str
    ended: bool = False
