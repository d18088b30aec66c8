"""Attaching files to records, and taking them away again."""

from __future__ import annotations

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vern.core.files.locks import alone_with
from vern.core.files.models import Attachment
from vern.core.files.uploads import NewAttachment
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.org.actors import Actor
from vern.core.records.models import Record


@transaction.atomic
def attach(*, actor: Actor, record: Record, new: NewAttachment) -> Attachment:
    """Keep a file with a record. The caller's history line names the verb.

    The bytes are written before the row: a crash between leaves an unused file, never a row
    without its file. The same bytes are stored once and never written over.
    """
    attachment = Attachment(
        record=record,
        name=new.name,
        media_type=new.media_type,
        digest=new.digest,
        size=new.size,
        width=new.width,
        height=new.height,
        added_by_id=actor.person_id,
        added_at=clock.now(),
    )
    alone_with(new.digest)
    _store(attachment.path, new.content())
    if new.small is not None:
        _store(attachment.small_path, new.small())
    attachment.save()
    return attachment


@transaction.atomic
def remove(*, actor: Actor, attachment: Attachment) -> Attachment:
    """Take a file away for good: its name and, where no other record has it, its bytes.

    The caller's history line names the verb. Raises Refused if it is gone already.
    """
    locked: Attachment = Attachment.objects.select_for_update().get(pk=attachment.pk)
    if locked.removed_at is not None:
        raise Refused(_("This file is removed already."))
    locked.name = ""
    locked.removed_at = clock.now()
    locked.removed_by_id = actor.person_id
    locked.save(update_fields=["name", "removed_at", "removed_by"])
    alone_with(locked.digest)
    if not Attachment.objects.kept().filter(digest=locked.digest).exists():
        default_storage.delete(locked.path)
        default_storage.delete(locked.small_path)
    return locked


def _store(path: str, content: File[bytes]) -> None:
    with content:
        if not default_storage.exists(path):
            default_storage.save(path, content)
