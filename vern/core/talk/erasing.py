"""Taking away what was said about a record."""

from __future__ import annotations

from vern.core.records.models import Record
from vern.core.records.retention import Eraser, erasers
from vern.core.talk.models import Comment, Confidence


def _erase(record: Record) -> None:
    """The confided words first: no other rows but those that one sees can be deleted there."""
    Confidence.objects.filter(comment__record=record).delete()
    Comment.objects.filter(record=record).update(answers=None)
    Comment.objects.filter(record=record).delete()


def register() -> None:
    erasers.add(Eraser("talk", _erase))
