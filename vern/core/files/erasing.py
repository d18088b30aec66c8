"""Taking away what was attached to a record: names, persons and, where no other record has them, the
bytes. If the process dies before they are gone, the night's sweep takes them."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from vern.core.files.models import Attachment
from vern.core.files.store import forget
from vern.core.kernel import clock
from vern.core.records.models import Record
from vern.core.records.retention import Eraser, erasers


def _erase(record: Record) -> None:
    attached = Attachment.objects.filter(record=record)
    digests = set(attached.kept().values_list("digest", flat=True))
    attached.kept().update(removed_at=clock.now())
    attached.update(name="", added_by=None, removed_by=None, threat="")
    for digest in sorted(digests):
        transaction.on_commit(partial(forget, digest))


def register() -> None:
    erasers.add(Eraser("files", _erase))
