"""Walking the store: is every attached file there, as it was attached, and nothing besides?"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.core.files.storage import default_storage

from vern.core.files import store
from vern.core.files.models import SMALL, Attachment
from vern.core.files.stores import Stored
from vern.core.kernel import clock

PART: Final = 1024 * 1024
JUST_NOW: Final = dt.timedelta(days=1)
"""What came since may belong to a form that is being sent."""


@dataclass(frozen=True)
class Finding:
    """A file that is not as it was attached."""

    path: str
    what: str
    record: str = ""

    def __str__(self) -> str:
        return f"{self.path}: {self.what}" + (f" ({self.record})" if self.record else "")


@dataclass(frozen=True)
class _Expected:
    """What should lie under a path. An empty digest: it is older than the digests of its sort."""

    digest: str
    size: int | None
    record: str


@dataclass
class Walk:
    """One walk through the store. `files` and `bytes` count while it goes on; with `sizes_only` no
    file is read."""

    sizes_only: bool = False
    files: int = 0
    bytes: int = 0

    def findings(self) -> Iterator[Finding]:
        """Both ways: from the rows to the files, and from the files to the rows."""
        for folder in store.FOLDERS:
            expected = dict(_expected(folder))
            lying = {each.path: each for each in store.every(folder)}
            for path, row in expected.items():
                what = self._broken(path, row, lying.get(path))
                if what and path in dict(_expected(folder)):  # it may be removed meanwhile
                    yield Finding(path, what, row.record)
            for path, each in lying.items():
                if path not in expected and each.modified < clock.now() - JUST_NOW:
                    yield Finding(path, "no record has it")

    def _broken(self, path: str, row: _Expected, lying: Stored | None) -> str:
        if lying is None:
            return "missing" if row.digest else ""
        self.files += 1
        self.bytes += lying.size
        if row.size is not None and lying.size != row.size:
            return f"changed: {lying.size} bytes, not {row.size}"
        if self.sizes_only or not row.digest:
            return ""
        return "" if _digest(path) == row.digest else "changed"


def _digest(path: str) -> str:
    found = hashlib.sha256()
    try:
        with default_storage.open(path) as file:
            for part in file.chunks(PART):
                found.update(part)
    except FileNotFoundError:
        return "gone"
    return found.hexdigest()


def _expected(folder: str) -> Iterator[tuple[str, _Expected]]:
    rows = Attachment.objects.kept().filter(digest__startswith=folder).order_by("pk")
    for each in rows.select_related("record").iterator():
        where = f"file {each.pk} of {each.record.number}"
        yield each.path, _Expected(each.digest, each.size, where)
        if each.is_photo:
            yield f"{each.path}{SMALL}", _Expected(each.small_digest, None, where)
