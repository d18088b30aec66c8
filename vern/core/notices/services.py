"""Telling people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from procrastinate.types import JSONDict

from vern.core.kernel import batches, clock
from vern.core.notices.models import Notice
from vern.core.notices.stand_ins import INSTEAD_OF, addressees, plainly
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
    record: Record | None = None,
    facts: Mapping[str, str | int | None] | None = None,
    by: int | None = None,
) -> None:
    """Tell people (or ids of people) something about a record; their mail is queued in the same
    transaction. For someone who is away, the stand-in is told; not `by`, who did it.

    An unknown kind raises KeyError.
    """
    told = [each if isinstance(each, int) else each.pk for each in people]
    facts = facts or {}
    withheld = _withholding.get()
    notices = [
        Notice(
            person_id=each.person_id,
            kind=kind,
            record=record,
            facts={**facts, INSTEAD_OF: each.instead_of} if each.instead_of else dict(facts),
            created_at=clock.now(),
            withheld=withheld,
        )
        for each in (
            plainly(told) if withheld else addressees(kind, told, record=record, facts=facts, by=by)
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
