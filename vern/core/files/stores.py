"""Where bytes lie: on disk, or in S3 (`s3.py`). Written once, whole or not at all, and never written
over."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

PARTIAL: Final = ".partial"
"""Where files grow until they are whole. Nothing is read from there."""


@dataclass(frozen=True)
class Stored:
    """A file that lies in the store."""

    path: str
    size: int
    modified: dt.datetime


class Store(Protocol):
    """What a store can do besides what Django asks of a storage."""

    def every(self, folder: str) -> Iterator[Stored]: ...

    def sweep_partial(self, before: dt.datetime) -> None: ...


class DiskStore(FileSystemStorage):
    """A folder. A file gets its name when all of it is on the disk; names are given once.

    Saving under a name that is taken raises FileExistsError.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:  # noqa: ARG002
        return name

    def _save(self, name: str, content: File[bytes]) -> str:
        path = Path(self.path(name))
        folder = Path(self.location) / PARTIAL
        folder.mkdir(parents=True, exist_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, partial = tempfile.mkstemp(dir=folder)
        try:
            with os.fdopen(descriptor, "wb") as growing:
                for part in content.chunks():
                    growing.write(part)
                growing.flush()
                os.fchmod(growing.fileno(), self.file_permissions_mode or 0o640)
                os.fsync(growing.fileno())
            os.link(partial, path)  # unlike renaming, it fails where there is one already
        finally:
            Path(partial).unlink()
        _sync(path.parent)
        return name

    def every(self, folder: str) -> Iterator[Stored]:
        """The files in a folder."""
        with contextlib.suppress(FileNotFoundError), os.scandir(self.path(folder)) as found:
            for each in found:
                with contextlib.suppress(FileNotFoundError):  # taken away meanwhile
                    if each.is_file(follow_symlinks=False):
                        about = each.stat(follow_symlinks=False)
                        moment = dt.datetime.fromtimestamp(about.st_mtime, dt.UTC)
                        yield Stored(f"{folder}/{each.name}", about.st_size, moment)

    def sweep_partial(self, before: dt.datetime) -> None:
        """Delete what a process left that died while it wrote."""
        for each in self.every(PARTIAL):
            if each.modified < before:
                self.delete(each.path)


def _sync(folder: Path) -> None:
    """The name is on the disk as well, not only the bytes."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
