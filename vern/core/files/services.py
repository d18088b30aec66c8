"""Attaching files to records, and taking them away again."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vern.core.files.locks import alone_with
from vern.core.files.models import Attachment, Scan
from vern.core.files.room import refused_if_full
from vern.core.files.scanning import to_be_scanned
from vern.core.files.store import forget, put, put_small
from vern.core.files.tasks import scan_file
from vern.core.files.uploads import NewAttachment
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.org.actors import Actor
from vern.core.records.models import Record


@transaction.atomic
def attach(*, actor: Actor, record: Record, new: NewAttachment) -> Attachment:
    """Keep a file with a record. The caller's history line names the verb.

    The bytes are written before the row: a crash between leaves an unused file, never a row
    without its file. The same bytes are stored once and never written over. Where there is a virus
    scanner, it looks at them soon; that it is down keeps nobody from reporting.
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
    with refused_if_full(new.name):
        put(attachment.path, new.content, digest=new.digest, size=new.size)
        if new.small is not None:
            attachment.small_digest = put_small(attachment.small_path, new.small)
    scanned = to_be_scanned(attachment)
    if scanned:
        attachment.scan = Scan.WAITING
    attachment.save()
    if scanned:
        scan_file.defer(attachment_id=attachment.pk)
    return attachment


@transaction.atomic
def remove(*, actor: Actor, attachment: Attachment) -> Attachment:
    """Take a file away for good: its name and, where no other record has it, its bytes, as soon as
    that is certain; if the process dies in between, `store.sweep` does it.

    The caller's history line names the verb. Raises Refused if it is gone already.
    """
    locked: Attachment = Attachment.objects.select_for_update().get(pk=attachment.pk)
    if locked.removed_at is not None:
        raise Refused(_("This file is removed already."))
    locked.name = ""
    locked.removed_at = clock.now()
    locked.removed_by_id = actor.person_id
    locked.save(update_fields=["name", "removed_at", "removed_by"])
    transaction.on_commit(lambda: forget(locked.digest))
    return locked
