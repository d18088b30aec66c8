"""Walking the chain: is every line as it was sealed, and are all there?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction

from vern.core.history import canonical
from vern.core.history.canonical import BEGINNING, Entry
from vern.core.history.heads import KnownHead
from vern.core.history.models import ChainHead
from vern.core.history.sealing import COLUMNS, line_of
from vern.core.history.services import STRUCK

CHUNK: Final = 5_000
"""Seals that are in memory at a time."""

_SEALS = f"""
SELECT s.seq, s.line, s.struck, s.texts, s.at, s.hash, {COLUMNS}
FROM history_seal s LEFT JOIN history_historyline l ON l.id = s.line
WHERE s.seq > %s ORDER BY s.seq LIMIT {CHUNK}
"""  # noqa: S608 (constants of this file)

_TEXTS = """
SELECT t.line_id, t.id, t.field, t.text,
    (SELECT x.salt FROM history_textsalt x WHERE x.version = t.id),
    k.last IS NOT NULL,
    (SELECT z.texts FROM history_seal z WHERE z.struck = k.last)
FROM history_seal s
JOIN history_textversion t ON t.line_id = s.line
CROSS JOIN LATERAL (
    SELECT max(id) AS last FROM history_strucktext WHERE version = t.id
) k
WHERE s.seq BETWEEN %s AND %s ORDER BY t.id
"""


@contextmanager
def at_one_moment() -> Iterator[None]:
    """Read the database as it is now, whatever is written and sealed meanwhile."""
    begins = not connection.in_atomic_block
    with transaction.atomic():
        if begins:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was sealed."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(slots=True)  # not frozen, which would cost a fifth of the whole walk
class _Sealed:
    """A seal as it stands, with the line that it holds, if that is there."""

    seq: int
    line_id: int | None
    struck: int | None
    texts: Mapping[str, str]
    at: int
    hash: bytes
    line: Mapping[str, Any] | None

    @property
    def name(self) -> str:
        """What a person looks for in the database."""
        if self.line is None:
            what = f"line {self.line_id}" if self.line_id is not None else f"struck {self.struck}"
            return f"seal {self.seq} ({what})"
        about = next(
            f"{key} {self.line[key]}" for key in ("record", "unit", "person") if self.line[key]
        )
        return f"line {self.line_id} (seal {self.seq}, {self.line['verb']}, {about})"


@dataclass
class Walk:
    """One walk along the chain. `seals` counts while it goes on. `head`: what is known outside."""

    head: KnownHead | None = None
    seals: int = 0
    _previous: bytes | None = BEGINNING
    _last: int = 0
    _head_hash: str = ""

    def findings(self) -> Iterator[Finding]:
        """What is broken, from the beginning of the chain on: all of it, also after the first.

        Reads on with the hash that stands there, so that one changed line is one finding.
        """
        while chunk := _chunk(self._last):
            broken = _broken_texts(chunk)
            for each in chunk:
                yield from self._gap(each)
                yield from self._seal(each)
                yield from broken.get(each.seq, ())
        yield from self._end()

    def _gap(self, each: _Sealed) -> Iterator[Finding]:
        if each.seq != self._last + 1:
            self._previous = None  # nobody knows what it followed
            yield Finding(_span(self._last + 1, each.seq - 1), "missing")

    def _seal(self, each: _Sealed) -> Iterator[Finding]:
        if each.line_id is not None and each.line is None:
            yield Finding(each.name, "the line is missing")
        elif self._previous is not None:
            entry = Entry(each.seq, each.at, each.line, each.struck, each.texts)
            if canonical.seal(self._previous, entry) != each.hash:
                yield Finding(each.name, "changed since it was sealed")
        self._previous, self._last = each.hash, each.seq
        self.seals += 1
        if self.head is not None and self.head.seq == each.seq:
            self._head_hash = each.hash.hex()

    def _end(self) -> Iterator[Finding]:
        inside = ChainHead.objects.first()
        if inside is None:
            yield Finding("the chain's head", "missing")
        elif inside.seq > self._last:
            yield Finding(_span(self._last + 1, inside.seq), "missing at the end")
        elif inside.seq < self._last or bytes(inside.hash) != (self._previous or b""):
            yield Finding("the chain's head", "is not the last seal")
        if self.head is None:
            return
        since = f", told {self.head.time}" if self.head.time else ""
        if self.head.seq > self._last:
            what = f"known outside{since}; the chain ends at {self._last}: it has been set back"
            yield Finding(f"seal {self.head.seq}", what)
        elif self.head.seq and self._head_hash != self.head.hash:
            what = f"not the one that is known outside{since}: the chain was written anew"
            yield Finding(f"seal {self.head.seq}", what)


def _span(first: int, last: int) -> str:
    return f"seal {first}" if first == last else f"seals {first} to {last}"


def _chunk(after: int) -> list[_Sealed]:
    with connection.cursor() as cursor:
        cursor.execute(_SEALS, [after])
        rows = cursor.fetchall()
    return [
        _Sealed(
            seq=seq,
            line_id=line,
            struck=struck,
            texts=_read(texts),
            at=at,
            hash=bytes(found),
            line=line_of(columns) if columns[0] is not None else None,
        )
        for seq, line, struck, texts, at, found, *columns in rows
    ]


def _broken_texts(chunk: list[_Sealed]) -> dict[int, list[Finding]]:
    """Former texts that are not what was sealed, by the seal of their line."""
    lines = {each.line_id: each for each in chunk if each.line is not None}
    missing = {(each.line_id, version) for each in lines.values() for version in each.texts}
    found: dict[int, list[Finding]] = {}

    def add(sealed: _Sealed, name: str, what: str) -> None:
        found.setdefault(sealed.seq, []).append(Finding(f"{sealed.name}, {name}", what))

    with connection.cursor() as cursor:
        cursor.execute(_TEXTS, [chunk[0].seq, chunk[-1].seq])
        for line, version, field, text, salt, struck, anew in cursor.fetchall():
            missing.discard((line, str(version)))
            digests = lines[line].texts if not struck else _read(anew) if anew else None
            what = _broken(version, field, text, salt, digests, struck=struck)
            if what:
                add(lines[line], f"former text {version} ({field})", what)
    for line, name in sorted(missing, key=str):
        add(lines[line], f"former text {name}", "missing")
    return found


def _broken(
    version: int,
    field: str,
    text: str,
    salt: bytes | None,
    digests: Mapping[str, str] | None,
    *,
    struck: bool,
) -> str:
    """What is wrong with a former text; empty where nothing is. No digests: it was struck a moment
    ago, and is not sealed anew yet."""
    if struck and STRUCK not in text:
        return "changed since it was struck"
    if digests is None:
        return ""
    if str(version) not in digests:
        return "added after its line was sealed"
    if salt is None:
        return "its salt is missing"
    found = canonical.text_digest(bytes(salt), version=version, field=field, text=text)
    return "" if found == digests[str(version)] else "changed since it was sealed"


def _read(texts: Any) -> dict[str, str]:
    found: dict[str, str] = json.loads(texts) if isinstance(texts, str) else texts
    return found
