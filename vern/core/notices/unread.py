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

# The record of each notice, or nothing.
UNREAD_SQL: Final = f"""ARRAY(
    SELECT notice.record_id FROM notices_notice notice
    WHERE notice.person_id = person.id AND notice.read_at IS NULL AND NOT notice.withheld
    ORDER BY notice.created_at DESC LIMIT {COUNTED}
)"""  # noqa: S608 (a number of ours)


def count(request: HttpRequest) -> int:
    """How many the reader has not read, those about the record on this page left out."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    waiting = _unread_of(actor)
    here = record_on(request, waiting)
    return sum(1 for each in waiting if each is None or each != here)


def record_on(request: HttpRequest, waiting: Sequence[int | None]) -> int | None:
    """Which of the records this page is the page of; None if none."""
    match = request.resolver_match
    given = set(match.kwargs.values()) if match else set()
    for each in given.intersection(waiting) - {None}:
        if any(kind.url(each) == request.path for kind in kinds):
            return int(each)
    return None


def mark_opened(request: HttpRequest) -> None:
    """The reader has the page of a record before them: what was told of it is read."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    here = record_on(request, _unread_of(actor))
    if here is not None:
        rows = Notice.objects.filter(unread(), person=actor.person_id, record=here)
        rows.update(read_at=clock.now())


def mark_read(*, actor: Actor, notice: Notice | None = None) -> None:
    """One notice of the reader's own, or all of them."""
    rows = Notice.objects.filter(unread(), person=actor.person_id)
    if notice is not None:
        rows = rows.filter(pk=notice.pk)
    rows.update(read_at=clock.now())


def _unread_of(actor: Actor) -> Sequence[int | None]:
    found: Sequence[int | None] = actor.known.get(UNREAD) or ()
    return found
