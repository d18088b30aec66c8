"""Photos that wait while the rest of a report is put right, so that nobody takes them twice."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from vern.core.files.images import CleanImage
from vern.core.kernel import clock

FOLDER = "pending"
KEPT_FOR = dt.timedelta(days=1)


@dataclass(frozen=True)
class Owner:
    """Whose photo it is: the person, and the form that it was sent with."""

    person_id: int
    key: UUID

    @property
    def path(self) -> str:
        return f"{FOLDER}/{self.person_id}-{self.key.hex}.jpg"


def keep(owner: Owner, image: CleanImage) -> None:
    """Keep a cleaned photo in place of the one that the form may have had; drop old ones."""
    sweep()
    drop(owner)
    default_storage.save(owner.path, ContentFile(image.content))


def kept(owner: Owner) -> CleanImage | None:
    """The photo that waits for this form, if any."""
    try:
        with default_storage.open(owner.path) as file:
            content = file.read()
    except FileNotFoundError:
        return None
    with Image.open(io.BytesIO(content), formats=("JPEG",)) as image:
        return CleanImage(content, "image/jpeg", image.width, image.height)


def waits(owner: Owner) -> bool:
    """Whether a photo waits for this form."""
    return default_storage.exists(owner.path)


def drop(owner: Owner) -> None:
    """Forget the photo; does nothing where there is none."""
    default_storage.delete(owner.path)


def move(owner: Owner, key: UUID) -> None:
    """The photo now waits for another form of the same person."""
    image = kept(owner)
    if image is not None:
        keep(Owner(owner.person_id, key), image)
        drop(owner)


def sweep() -> None:
    """Drop photos that have waited for more than a day."""
    if not default_storage.exists(FOLDER):
        return
    for name in default_storage.listdir(FOLDER)[1]:
        path = f"{FOLDER}/{name}"
        try:
            age = clock.now() - default_storage.get_modified_time(path)
        except FileNotFoundError:
            continue  # another process swept it
        if age > KEPT_FOR:
            default_storage.delete(path)
