"""Telling people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from vern.core.kernel import clock
from vern.core.notices.kinds import notice_kinds
from vern.core.notices.models import Notice
from vern.core.notices.tasks import deliver
from vern.core.org.models import Person
from vern.core.records.models import Record

_withholding: ContextVar[bool] = ContextVar("withholding", default=False)


@contextmanager
def withholding() -> Iterator[None]:
    """Write notices but mail none of them: for old data that is read in, and the demo's past."""
    token = _withholding.set(True)
    try:
        yield
    finally:
        _withholding.reset(token)


def tell(
    kind: str,
    people: Iterable[Person],
    *,
    record: Record,
    facts: Mapping[str, str | int | None] | None = None,
) -> None:
    """Tell people something about a record; their mail is queued in the same transaction.

    An unknown kind raises KeyError.
    """
    notice_kinds[kind]
    withheld = _withholding.get()
    notices = Notice.objects.bulk_create(
        Notice(
            person=person,
            kind=kind,
            record=record,
            facts=dict(facts or {}),
            created_at=clock.now(),
            withheld=withheld,
        )
        for person in {person.pk: person for person in people}.values()
    )
    if not withheld:
        for notice in notices:
            deliver.defer(notice_id=notice.pk)
