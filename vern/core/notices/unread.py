"""What someone has not read: asked along with who they are, and marked when they open it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.http import HttpRequest

from vern.core.kernel import clock
from vern.core.notices.models import Notice, unread
from vern.core.org.actors import Actor
from vern.core.records.kinds import kinds

UNREAD: Final = "notices.unread"
COUNTED: Final = 100
"""No more are counted; a badge says 99+."""

# One text for each notice: the record's kind and key, or nothing.
UNREAD_SQL: Final = f"""ARRAY(
    SELECT coalesce(record.kind || ':' || record.id, '')
    FROM notices_notice notice LEFT JOIN records_record record ON record.id = notice.record_id
    WHERE notice.person_id = person.id AND notice.read_at IS NULL AND NOT notice.withheld
    ORDER BY notice.created_at DESC LIMIT {COUNTED}
)"""  # noqa: S608 (a number of ours)


def count(request: HttpRequest) -> int:
    """How many the reader has not read, those about the record on this page left out."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    waiting = _unread_of(actor)
    here = record_on(request, waiting)
    return sum(1 for each in waiting if each != here) if waiting else 0


def record_on(request: HttpRequest, waiting: Sequence[str]) -> str:
    """Which of the records this page is the page of; empty if none."""
    match = request.resolver_match
    given = {str(each) for each in match.kwargs.values()} if match else set()
    for each in waiting:
        kind, _colon, pk = each.partition(":")
        if pk in given and kind in kinds and kinds[kind].url(int(pk)) == request.path:
            return each
    return ""


def mark_opened(request: HttpRequest) -> None:
    """The reader has the page of a record before them: what was told of it is read."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    here = record_on(request, _unread_of(actor))
    if here:
        record = int(here.partition(":")[2])
        rows = Notice.objects.filter(unread(), person=actor.person_id, record=record)
        rows.update(read_at=clock.now())


def mark_read(*, actor: Actor, notice: Notice | None = None) -> None:
    """One notice of the reader's own, or all of them."""
    rows = Notice.objects.filter(unread(), person=actor.person_id)
    if notice is not None:
        rows = rows.filter(pk=notice.pk)
    rows.update(read_at=clock.now())


def _unread_of(actor: Actor) -> Sequence[str]:
    found: Sequence[str] = actor.known.get(UNREAD) or ()
    return found
