"""What is written in the trail, for those who follow what changes."""

from __future__ import annotations

from dataclasses import dataclass

from vern.core.kernel.events import Event


@dataclass(frozen=True)
class Noted(Event):
    """A verb was done to a record, in the transaction that goes on: more of it may change still."""

    verb: str
    record_id: int
