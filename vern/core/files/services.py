"""Attaching photos."""

from __future__ import annotations

import hashlib
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from vern.core.files.images import CleanImage
from vern.core.files.models import Attachment
from vern.core.kernel import clock
from vern.core.org.actors import Actor
from vern.core.records.models import Record


def attach_photo(*, actor: Actor, record: Record, image: CleanImage, name: str) -> Attachment:
    """Keep a cleaned photo with a record. The caller's history line names the verb.

    The file is written before the row: a crash between leaves an unused file, never a row
    without its file.
    """
    digest = hashlib.sha256(image.content).hexdigest()
    attachment = Attachment(
        record=record,
        name=f"{PurePath(name).stem[:150] or 'photo'}.jpg",
        media_type=image.media_type,
        digest=digest,
        size=len(image.content),
        width=image.width,
        height=image.height,
        added_by_id=actor.person_id,
        added_at=clock.now(),
    )
    if not default_storage.exists(attachment.path):
        default_storage.save(attachment.path, ContentFile(image.content))
    attachment.save()
    return attachment
