"""Opening, moving, closing and reopening records: what every module's verbs stand on."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from vern.core.kernel import clock
from vern.core.org.models import Building, Person, Unit
from vern.core.records.kinds import kinds
from vern.core.records.models import Party, Record, Sensitivity, State, Submission

_NEXT = """
INSERT INTO records_numberseries (prefix, year, last) VALUES (%s, %s, 1)
ON CONFLICT (prefix, year) DO UPDATE SET last = records_numberseries.last + 1
RETURNING last
"""


def next_number(prefix: str, year: int) -> str:
    """The next number of a series, as "AVV-2026-00123". Held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [prefix, year])
        (last,) = cursor.fetchone()
    return f"{prefix}-{year}-{last:05}"


@dataclass(frozen=True)
class NewRecord:
    """What opening a record takes."""

    kind: str
    title: str
    unit: Unit
    building: Building | None = None
    sensitivity: Sensitivity = Sensitivity.HANDLERS
    owner: Person | None = None


@transaction.atomic
def open_record(*, new: NewRecord, reporter_id: int | None = None) -> Record:
    """Give a record its number. The caller writes the history line, which names its verb."""
    now = clock.now()
    record: Record = Record.objects.create(
        kind=new.kind,
        number=next_number(kinds[new.kind].prefix, clock.year_of(now)),
        unit=new.unit,
        handling_unit=new.unit,
        building=new.building,
        title=new.title,
        sensitivity=new.sensitivity,
        owner=new.owner,
        opened_at=now,
    )
    if reporter_id is not None:
        Party.objects.create(record=record, person_id=reporter_id, part=Party.Part.REPORTER)
    return record


def sent_before(*, person_id: int, key: UUID) -> Record | None:
    """The record that this form already made, if any."""
    sent = Submission.objects.filter(person=person_id, key=key).select_related("record").first()
    return sent.record if sent else None


def remember_submission(*, person_id: int, key: UUID, record: Record) -> None:
    """Raises IntegrityError if the same form was sent meanwhile: the caller's work is undone."""
    Submission.objects.create(person_id=person_id, key=key, record=record)


def lock(record: Record) -> Record:
    """The record as it is now, locked until the transaction ends: one verb at a time."""
    locked: Record = Record.objects.select_for_update().get(pk=record.pk)
    return locked


def move(record: Record, unit: Unit) -> None:
    """The record belongs to another unit, which also handles it."""
    record.unit = unit
    record.handling_unit = unit
    record.save(update_fields=["unit", "handling_unit"])


def close(record: Record) -> None:
    record.state = State.CLOSED
    record.closed_at = clock.now()
    record.save(update_fields=["state", "closed_at"])


def reopen(record: Record) -> None:
    record.state = State.OPEN
    record.closed_at = None
    record.save(update_fields=["state", "closed_at"])
