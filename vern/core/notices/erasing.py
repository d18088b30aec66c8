"""Taking away what people were told about a record."""

from __future__ import annotations

from vern.core.notices.models import Notice
from vern.core.records.models import Record
from vern.core.records.retention import Eraser, erasers


def _erase(record: Record) -> None:
    """Whole notices: who was told of what, and when, is what they are."""
    Notice.objects.filter(record=record).delete()


def register() -> None:
    erasers.add(Eraser("notices", _erase))
