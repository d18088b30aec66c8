"""Sealing: lines that are written get their place in a chain of hashes.

Lines are written without a lock, in the transaction of the verb; a job seals them afterwards, so that
no verb waits for another. Which lines lack a seal is asked of the seals themselves, never concluded
from keys or transaction ids: a line that becomes visible late, after ones with higher ids, is sealed
late and cannot be passed over (docs/adr/0012).
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef

from vern.core.history import canonical
from vern.core.history.canonical import LINE, Entry
from vern.core.history.models import ChainHead, HistoryLine, Seal, StruckText, TextSalt, TextVersion
from vern.core.kernel import clock

BATCH: Final = 2_000
"""Lines in one transaction: the head is locked for a fraction of a second."""

COLUMNS: Final = (
    "l.id, l.record_id, l.unit_id, l.person_id, l.verb, l.actor_kind, l.actor_id, l.at, l.facts"
)
"""Of a line `l`, in the order of `canonical.LINE`."""

_UNSEALED = f"""
SELECT {COLUMNS} FROM history_historyline l
WHERE l.id > %s AND NOT EXISTS (SELECT FROM history_seal s WHERE s.line = l.id)
ORDER BY l.id LIMIT %s
"""  # noqa: S608 (constants of this file)


@dataclass(frozen=True)
class Head:
    """Where the chain ends, and when that was sealed (UTC microseconds since 1970)."""

    seq: int
    hash: str
    at: int


@dataclass
class _Writer:
    """Seals to come, each following the one before."""

    seq: int
    previous: bytes
    at: int
    seals: list[Seal] = field(default_factory=list)
    salts: dict[int, bytes] = field(default_factory=dict)
    new_salts: list[TextSalt] = field(default_factory=list)

    def add(
        self,
        texts: Sequence[TextVersion],
        *,
        line: Mapping[str, Any] | None = None,
        struck: int | None = None,
    ) -> None:
        digests = {str(each.pk): self._digest(each) for each in texts}
        entry = Entry(self.seq + 1, self.at, line, struck, digests)
        self.previous = canonical.seal(self.previous, entry)
        self.seq = entry.seq
        self.seals.append(
            Seal(
                seq=entry.seq,
                line=line["id"] if line else None,
                struck=struck,
                texts=digests,
                at=self.at,
                hash=self.previous,
            )
        )

    def _digest(self, version: TextVersion) -> str:
        if version.pk not in self.salts:
            self.salts[version.pk] = secrets.token_bytes(16)
            self.new_salts.append(TextSalt(version=version.pk, salt=self.salts[version.pk]))
        return canonical.text_digest(
            self.salts[version.pk], version=version.pk, field=version.field, text=version.text
        )


def seal(*, everywhere: bool = False) -> int:
    """Seal what is written and not sealed yet, in the order in which it came. How many seals.

    `everywhere`: look at every line there is, also at old ones; the others end where such a look has
    been. Two at once do not hurt: the second waits, and finds nothing left.
    """
    sealed, above = 0, 0 if everywhere else ChainHead.objects.get().floor
    while made := _batch(above):
        sealed += len(made)
        above = max([above, *(each.line for each in made if each.line)])
    if everywhere:
        _raise_floor()
    return sealed


@transaction.atomic
def _batch(above: int) -> list[Seal]:
    """Seal some lines with higher ids than this one, and what was struck."""
    head = ChainHead.objects.select_for_update().get()
    # From here on alone. The statements below see all that was committed until now.
    writer = _Writer(head.seq, bytes(head.hash), clock.microseconds(clock.now()))
    _seal_lines(writer, above)
    _seal_struck(writer)
    Seal.objects.bulk_create(writer.seals)
    TextSalt.objects.bulk_create(writer.new_salts)
    if writer.seals:
        head.seq, head.hash = writer.seq, writer.previous
        head.save(update_fields=["seq", "hash"])
    return writer.seals


def _seal_lines(writer: _Writer, above: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_UNSEALED, [above, BATCH])
        lines = [line_of(row) for row in cursor.fetchall()]
    texts: dict[int, list[TextVersion]] = {}
    for each in TextVersion.objects.filter(line__in=[line["id"] for line in lines]):
        texts.setdefault(each.line_id, []).append(each)
    _know_salts(writer, [each.pk for found in texts.values() for each in found])
    for line in lines:
        writer.add(texts.get(line["id"], ()), line=line)


def _seal_struck(writer: _Writer) -> None:
    sealed = Seal.objects.filter(struck=OuterRef("pk"))
    struck = list(StruckText.objects.filter(~Exists(sealed))[:BATCH])
    versions = TextVersion.objects.in_bulk([each.version for each in struck])
    _know_salts(writer, list(versions))
    for each in struck:
        found = versions.get(each.version)
        writer.add([found] if found else [], struck=each.pk)


def _know_salts(writer: _Writer, versions: Sequence[int]) -> None:
    found = TextSalt.objects.filter(version__in=set(versions) - writer.salts.keys())
    writer.salts |= {each.version: bytes(each.salt) for each in found}


def line_of(row: Sequence[Any]) -> dict[str, Any]:
    """A row of `COLUMNS` as the chain knows it."""
    line = dict(zip(LINE, row, strict=True))
    if isinstance(line["facts"], str):
        line["facts"] = json.loads(line["facts"])
    return line


@transaction.atomic
def _raise_floor() -> None:
    """Up to where the last look at everything began, nothing can come any more: no transaction
    lasts from one such look to the next."""
    head = ChainHead.objects.select_for_update().get()
    head.floor = head.next_floor
    head.next_floor = Seal.objects.aggregate(last=Max("line"))["last"] or 0
    head.save(update_fields=["floor", "next_floor"])


def head() -> Head:
    """Where the chain ends now."""
    row = ChainHead.objects.get()
    last = Seal.objects.filter(seq=row.seq).first()
    return Head(row.seq, bytes(row.hash).hex(), last.at if last else 0)


def unsealed() -> int:
    """How many lines wait for their seal."""
    sealed = Seal.objects.filter(line=OuterRef("pk"))
    return HistoryLine.objects.filter(~Exists(sealed)).count()


def hash_of(seq: int) -> str | None:
    """The hash with this number in the chain; None where there is none."""
    found = Seal.objects.filter(seq=seq).first()
    return bytes(found.hash).hex() if found else None
