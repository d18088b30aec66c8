"""What the chain is made of, as bytes. Computed here and nowhere else: the same row gives the same
bytes on every machine, in every time zone, with every version of PostgreSQL."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

VERSION: Final = 1
"""Of the form below: another form is another number, and old seals are still read as they were."""

BEGINNING: Final = bytes(32)
"""What the first seal follows."""

_encode = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode

LINE: Final = ("id", "record", "unit", "person", "verb", "actor_kind", "actor", "at", "facts")
"""What a line consists of: whole numbers, codes, and coded values by key."""


@dataclass(frozen=True)
class Entry:
    """What one seal holds fast: a line with digests of its former texts, or that a text was struck,
    with the digest of what is left. `at`: when it was sealed, UTC microseconds since 1970."""

    seq: int
    at: int
    line: Mapping[str, Any] | None
    struck: int | None
    texts: Mapping[str, str]


def seal(previous: bytes, entry: Entry) -> bytes:
    """The hash of an entry that follows the one with the hash `previous`."""
    content = {
        "v": VERSION,
        "previous": previous.hex(),
        "seq": entry.seq,
        "at": entry.at,
        "line": entry.line,
        "struck": entry.struck,
        "texts": entry.texts,
    }
    return hashlib.sha256(_encode(content).encode()).digest()


def text_digest(salt: bytes, *, version: int, field: str, text: str) -> str:
    """Stands for a text in the chain. Says nothing of it any more once the salt is deleted."""
    content = _encode([version, field, text]).encode()
    return hmac.digest(salt, content, "sha256").hex()
