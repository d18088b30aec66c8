"""Opening, moving, closing and reopening records: what every module's verbs stand on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.org.models import Building, Person, Unit
from vern.core.records.kinds import kinds
from vern.core.records.models import ERASED, Party, Record, Sensitivity, State, Submission

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
    due_on: dt.date | None = None


@transaction.atomic
def open_record(*, new: NewRecord, reporter_id: int | None = None, code_digest: str = "") -> Record:
    """Give a record its number. The caller writes the history line, which names its verb.

    Who reported it is a person, or whoever holds the code with this digest, or nobody known.
    """
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
        due_on=new.due_on,
        opened_at=now,
    )
    if reporter_id is not None or code_digest:
        Party.objects.create(
            record=record,
            person_id=reporter_id,
            code_digest=code_digest,
            part=Party.Part.REPORTER,
        )
    return record


def sent_before(*, person_id: int | None, key: UUID) -> Record | None:
    """The record that this form already made, if any."""
    sent = Submission.objects.filter(person=person_id, key=key).select_related("record").first()
    return sent.record if sent else None


def remember_submission(*, person_id: int | None, key: UUID, record: Record) -> None:
    """Raises IntegrityError if the same form was sent meanwhile: the caller's work is undone."""
    Submission.objects.create(person_id=person_id, key=key, record=record)


def add_party(record: Record, person_id: int, part: Party.Part) -> bool:
    """Give a person a part in the record. Whether it is a new one."""
    _party, new = Party.objects.get_or_create(record=record, person_id=person_id, part=part)
    return new


def add_parties(record: Record, people: Collection[int], part: Party.Part) -> None:
    """The same for several people at once."""
    Party.objects.bulk_create(
        [Party(record=record, person_id=each, part=part) for each in people], ignore_conflicts=True
    )


def remove_parties(record: Record, *parts: Party.Part, person_id: int | None = None) -> None:
    """Take parts in the record from a person, or from everyone who has them."""
    found = Party.objects.filter(record=record, part__in=parts)
    (found if person_id is None else found.filter(person=person_id)).delete()


def lock(record: Record) -> Record:
    """The record as it is now, locked until the transaction ends: one verb at a time.

    Raises Refused if it has been erased: nothing more is done to it.
    """
    locked: Record = Record.objects.select_for_update().get(pk=record.pk)
    refuse_erased(locked)
    return locked


def refuse_erased(record: Record) -> None:
    """Raises Refused if the record's words and persons have been erased: nothing more is added."""
    if record.erased_at is not None:
        raise Refused(
            _("What was written in this case has been erased. Nothing can be added to it.")
        )


def erase(record: Record) -> None:
    """Take away what a record says by itself: its title, and everyone who takes part in it. The
    caller holds its lock and has let every other package do the same (`retention`)."""
    Party.objects.filter(record=record).delete()
    Submission.objects.filter(record=record).delete()
    record.title = ERASED
    record.owner = None
    record.erased_at = clock.now()
    record.save(update_fields=["title", "owner", "erased_at"])


def move(record: Record, unit: Unit) -> None:
    """The record belongs to another unit, which also handles it."""
    record.unit = unit
    record.handling_unit = unit
    record.save(update_fields=["unit", "handling_unit"])


def hand_to(record: Record, unit: Unit) -> None:
    """Another unit handles it; it still belongs where it did."""
    record.handling_unit = unit
    record.save(update_fields=["handling_unit"])


def assign(record: Record, person_id: int | None) -> None:
    """Someone is asked to handle it, or no longer is: who was, loses that part in it."""
    if record.owner_id:
        remove_parties(record, Party.Part.HANDLER, person_id=record.owner_id)
    record.owner_id = person_id
    record.save(update_fields=["owner"])
    if person_id:
        add_party(record, person_id, Party.Part.HANDLER)


def set_deadline(record: Record, due_on: dt.date) -> None:
    """The day by which it is to be closed."""
    record.due_on = due_on
    record.save(update_fields=["due_on"])


def protect(record: Record, sensitivity: Sensitivity) -> None:
    """Set who may read it besides those named in it."""
    record.sensitivity = sensitivity
    record.save(update_fields=["sensitivity"])


def close(record: Record) -> None:
    record.state = State.CLOSED
    record.closed_at = clock.now()
    record.save(update_fields=["state", "closed_at"])


def reopen(record: Record) -> None:
    record.state = State.OPEN
    record.closed_at = None
    record.save(update_fields=["state", "closed_at"])


def retitle(record: Record, title: str) -> None:
    """What it is called in lists."""
    record.title = title
    record.save(update_fields=["title"])
