"""Telling people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from procrastinate.types import JSONDict

from vern.core.kernel import batches, clock
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
    people: Iterable[Person | int],
    *,
    record: Record,
    facts: Mapping[str, str | int | None] | None = None,
) -> None:
    """Tell people (or ids of people) something about a record; their mail is queued in the same
    transaction.

    An unknown kind raises KeyError.
    """
    notice_kinds[kind]
    withheld = _withholding.get()
    notices = [
        Notice(
            person_id=person_id,
            kind=kind,
            record=record,
            facts=dict(facts or {}),
            created_at=clock.now(),
            withheld=withheld,
        )
        for person_id in dict.fromkeys(
            each if isinstance(each, int) else each.pk for each in people
        )
    ]
    if withheld:
        batches.write(notices)
        return
    if notices:
        made = Notice.objects.bulk_create(notices)
        deliver.batch_defer(*[_job(notice) for notice in made])


def _job(notice: Notice) -> JSONDict:
    return {"notice_id": notice.pk}
