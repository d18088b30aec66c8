"""Files that wait while the rest of a form is put right, so that nobody takes a photo twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from vern.core.files.limits import MEGABYTE, MOST_BYTES_TOGETHER, MOST_FILES
from vern.core.files.locks import alone_with
from vern.core.files.models import SMALL, WaitingFile
from vern.core.files.room import refused_if_full
from vern.core.files.store import every
from vern.core.files.uploads import NewAttachment
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused

KEPT_FOR = dt.timedelta(days=1)
MOST_BYTES_OF_STRANGERS = 1024 * MEGABYTE
"""So that nobody without an account fills the disk."""


@dataclass(frozen=True)
class Owner:
    """Whose files they are: the form that they were sent with, and the person, or no account.

    What was sent with the form before its person signed in is theirs too: nobody else has the key.
    """

    person_id: int | None
    key: UUID

    @property
    def files(self) -> QuerySet[WaitingFile]:
        return WaitingFile.objects.filter(
            Q(person=self.person_id) | Q(person=None), key=self.key, added_at__gt=_oldest()
        )


def _oldest() -> dt.datetime:
    return clock.now() - KEPT_FOR


@transaction.atomic
def keep(owner: Owner, new: NewAttachment) -> WaitingFile:
    """Let a file wait; the same file sent again waits once.

    Raises Refused, naming the file, where the form has too many or too large files already.
    """
    alone_with(str(owner.key))
    waiting = list(owner.files)
    for each in waiting:
        if each.digest == new.digest:
            return each
    _refuse_too_many(waiting, new)
    if owner.person_id is None:
        _refuse_a_full_disk(new)
    row = WaitingFile(
        person_id=owner.person_id,
        key=owner.key,
        token=uuid4().hex,
        name=new.name,
        media_type=new.media_type,
        digest=new.digest,
        size=new.size,
        width=new.width,
        height=new.height,
        added_at=clock.now(),
    )
    with refused_if_full(new.name):
        default_storage.save(row.path, new.content())
        if new.small is not None:
            default_storage.save(row.small_path, new.small())
    row.save()
    return row


def _refuse_too_many(waiting: Sequence[WaitingFile], new: NewAttachment) -> None:
    if len(waiting) >= MOST_FILES:
        raise Refused(
            _("“%(name)s” was left out: you can send at most %(limit)d photos and files.")
            % {"name": new.name, "limit": MOST_FILES}
        )
    if sum(each.size for each in waiting) + new.size > MOST_BYTES_TOGETHER:
        raise Refused(
            _("“%(name)s” was left out: together they can be at most %(limit)d MB.")
            % {"name": new.name, "limit": MOST_BYTES_TOGETHER // MEGABYTE}
        )


def _refuse_a_full_disk(new: NewAttachment) -> None:
    held = WaitingFile.objects.filter(person=None).aggregate(held=Sum("size"))["held"] or 0
    if held + new.size > MOST_BYTES_OF_STRANGERS:
        raise Refused(
            _("“%(name)s” cannot be received just now. Send the report without it.")
            % {"name": new.name}
        )


def waiting(owner: Owner) -> list[WaitingFile]:
    """The files that wait for this form, in the order in which they came."""
    return list(owner.files)


def kept(owner: Owner) -> list[NewAttachment]:
    """The same, ready to be attached."""
    return [_ready(each) for each in owner.files]


def _ready(row: WaitingFile) -> NewAttachment:
    def content() -> File[bytes]:
        return default_storage.open(row.path)

    def small() -> File[bytes]:
        return default_storage.open(row.small_path)

    return NewAttachment(
        row.name,
        row.media_type,
        row.size,
        row.digest,
        content,
        small if row.is_photo else None,
        row.width,
        row.height,
    )


def drop(owner: Owner, only: Collection[int] | None = None) -> None:
    """Forget the files that wait for this form, or only those with these keys."""
    found = owner.files if only is None else owner.files.filter(pk__in=only)
    _forget(found)


def move(owner: Owner, key: UUID) -> None:
    """The files now wait for another form of the same person."""
    owner.files.update(key=key)


def leave(owner: Owner, key: UUID) -> None:
    """The files now wait for another form, and belong to no person."""
    owner.files.update(key=key, person=None)


def sweep() -> None:
    """Drop what has waited for more than a day."""
    _forget(WaitingFile.objects.filter(added_at__lte=_oldest()))


def _forget(rows: QuerySet[WaitingFile]) -> None:
    """The rows first: a crash between leaves an unused file, which `sweep_the_store` finds."""
    with transaction.atomic():
        found = list(rows.select_for_update(skip_locked=True))
        WaitingFile.objects.filter(pk__in=[each.pk for each in found]).delete()
        paths = [path for each in found for path in (each.path, each.small_path)]
        transaction.on_commit(lambda: _delete(paths))


def _delete(paths: Sequence[str]) -> None:
    for path in paths:
        default_storage.delete(path)


def sweep_the_store() -> None:
    """Delete files that wait for no form any more, once they are older than two days."""
    known = set(WaitingFile.objects.values_list("token", flat=True))
    for each in every("pending"):
        token = each.path.rpartition("/")[2].removesuffix(SMALL)
        if token not in known and clock.now() - each.modified > 2 * KEPT_FOR:
            default_storage.delete(each.path)
