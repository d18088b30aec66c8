"""What a backup says that it holds."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Final

from vern.site.operations.backups.parts import BackupError

VERSION: Final = 1


@dataclass(frozen=True)
class StoredFile:
    """A file of the store: its path there, bytes, SHA-256."""

    path: str
    size: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """Rows by table are of the very moment that the dump shows."""

    name: str
    made_at: str
    postgres: int
    tables: dict[str, int]
    files: tuple[StoredFile, ...]
    version: int = VERSION

    @property
    def rows(self) -> int:
        return sum(self.tables.values())

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=1, sort_keys=True)

    @classmethod
    def from_json(cls, text: bytes) -> Manifest:
        """Raises BackupError for another version or what is no manifest."""
        try:
            facts = json.loads(text)
            facts["files"] = tuple(StoredFile(**file) for file in facts["files"])
            manifest = cls(**facts)
        except (ValueError, TypeError, KeyError):
            raise BackupError("The manifest cannot be read: is this a backup of Vern?") from None
        if manifest.version != VERSION:
            raise BackupError(f"The backup has form {manifest.version}; this Vern reads {VERSION}.")
        return manifest
