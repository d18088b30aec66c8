"""What someone sends becomes something that can be attached, or is refused with a reason."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.core.files.base import ContentFile, File
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.utils.translation import gettext as _

from vern.core.files.images import clean
from vern.core.files.limits import MEGABYTE, MOST_BYTES, MOST_BYTES_SENT
from vern.core.files.names import safe_name, with_extension
from vern.core.files.types import Sort, sort_of
from vern.core.kernel.errors import Refused

NEUTRAL: Final = "application/octet-stream"
"""What every file is served as that is not a photo of ours: nothing opens it by itself."""


@dataclass(frozen=True)
class NewAttachment:
    """A file that may be attached. `small` is a photo's little picture; only photos have sizes."""

    name: str
    media_type: str
    size: int
    digest: str
    content: Callable[[], File[bytes]]
    small: Callable[[], File[bytes]] | None = None
    width: int | None = None
    height: int | None = None


def receive(upload: File[bytes], *, name: str) -> NewAttachment:
    """Make a photo clean; take another file as it is, to be saved and never shown.

    Raises Refused, with a message that names the file and says what to do.
    """
    name = safe_name(name)
    if not upload.size:
        raise Refused(_("“%(name)s” is empty. Choose it again.") % {"name": name})
    if upload.size > MOST_BYTES:
        raise Refused(
            _("“%(name)s” is too large. A photo or file can be at most %(limit)d MB.")
            % {"name": name, "limit": MOST_BYTES // MEGABYTE}
        )
    if sort_of(name, upload) is Sort.PICTURE:
        return _photo(upload, name)
    return NewAttachment(name, NEUTRAL, upload.size, digest_of(upload), content=_again(upload))


def _photo(upload: File[bytes], name: str) -> NewAttachment:
    image = clean(upload, name=name)
    return NewAttachment(
        with_extension(name, "jpg"),
        image.media_type,
        len(image.content),
        hashlib.sha256(image.content).hexdigest(),
        content=lambda: ContentFile(image.content),
        small=lambda: ContentFile(image.small),
        width=image.width,
        height=image.height,
    )


def _again(upload: File[bytes]) -> Callable[[], File[bytes]]:
    def from_its_beginning() -> File[bytes]:
        upload.seek(0)
        return upload

    return from_its_beginning


def digest_of(file: File[bytes]) -> str:
    """SHA-256, read in parts."""
    found = hashlib.sha256()
    for part in file.chunks():
        found.update(part)
    return found.hexdigest()


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Writes no more of a file, or of a request, than is accepted.

    What is cut is called one byte too large, so that the form says so beside the field.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.room = MOST_BYTES_SENT
        self.cut = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.cut = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        kept = raw_data[: max(0, min(MOST_BYTES - start, self.room))]
        self.cut = self.cut or len(kept) < len(raw_data)
        self.room -= len(kept)
        super().receive_data_chunk(kept, start)

    def file_complete(self, file_size: int) -> Any:
        return super().file_complete(MOST_BYTES + 1 if self.cut else file_size)
