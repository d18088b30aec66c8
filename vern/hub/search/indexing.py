"""Keeping the index in step with what it is made of (docs/adr/0011).

What changes is marked in the transaction that changes it, and found by nobody from then on; as soon
as the transaction has ended it is read anew, and the mark goes. A job takes up what was left behind,
and another looks through everything for what nobody marked.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import astuple, dataclass

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import override

from vern.core.kernel import batches
from vern.core.org.models import Building, Person, Unit
from vern.core.org.sorting import sort_key
from vern.core.records.models import Record
from vern.hub.search import rules
from vern.hub.search.models import Changed, Entry
from vern.hub.search.ports import About, Searchable, Text, searchables

log = logging.getLogger(__name__)

SUBJECTS: dict[About, type[models.Model]] = {
    About.RECORD: Record,
    About.UNIT: Unit,
    About.PERSON: Person,
    About.BUILDING: Building,
}
BATCH = 200
AT_ONCE = 20
"""Subjects that whoever changed something reads anew; a job does the rest."""

FORM = "1"
"""Of what the index holds: another one puts everything out of step."""

_later: ContextVar[bool] = ContextVar("search_reads_later", default=False)

_LOCK = """
SELECT pg_advisory_xact_lock(hashtextextended('search ' || %s || ' ' || key, 0))
FROM unnest(%s::bigint[]) AS key
"""
_STORE = """
INSERT INTO search_entry
  (about, subject, kind, thing, layer, at, sort, digest, title, words)
SELECT about, subject, kind, thing, layer, at, sort, digest, named,
  named || array_to_tsvector(string_to_array(plain, ' '))
    || strip(to_tsvector('pg_catalog.norwegian', body))
    || strip(to_tsvector('pg_catalog.english', body))
FROM unnest(
  %s::text[], %s::bigint[], %s::text[], %s::bigint[], %s::text[], %s::timestamptz[], %s::text[],
  %s::text[], %s::text[], %s::text[], %s::text[], %s::text[]
) AS made (about, subject, kind, thing, layer, at, sort, digest, names, title, body, plain),
LATERAL (SELECT array_to_tsvector(string_to_array(names, ' '))
    || strip(to_tsvector('pg_catalog.norwegian', title))
    || strip(to_tsvector('pg_catalog.english', title))) AS title (named)
"""


@dataclass(frozen=True)
class Row:
    """What is stored. The last four are words beside one another: those of names and numbers as they
    are, those of names and those of the rest to find stems of, and all others with the tags."""

    about: str
    subject: int
    kind: str
    thing: int
    layer: str
    at: object
    sort: str
    digest: str
    names: str
    title: str
    body: str
    plain: str

    @property
    def place(self) -> tuple[str, int, str]:
        return self.kind, self.thing, self.layer


# Marking ------------------------------------------------------------------------------------------


def mark(about: About, key: int) -> None:
    """It changes in this transaction: nobody finds it until it has been read anew, which is done
    when the transaction has ended."""
    batches.write([Changed(about=about, key=key)])
    waiting = any(hook[1] is _after_commit for hook in connection.run_on_commit)
    if not _later.get() and not waiting:
        transaction.on_commit(_after_commit, robust=True)


@contextmanager
def later() -> Iterator[None]:
    """What changes is only marked: for much that is read in, before `rebuild`."""
    token = _later.set(True)
    try:
        yield
    finally:
        _later.reset(token)


def _after_commit() -> None:
    catch_up(most=AT_ONCE)


def catch_up(*, most: int = BATCH) -> int:
    """Read anew what is marked, the newest first, at most so many subjects: how many they were.

    What cannot be read is logged and stays marked, so that nothing else has to wait for it.
    """
    marks = Changed.objects.order_by("-pk").values_list("about", "key")[: most * 3]
    found = list(dict.fromkeys(marks))[:most]
    for about in About:
        keys = [key for each, key in found if each == about]
        if keys:
            _renew_all(about, keys)
    return len(found)


def catch_up_for(seconds: float) -> None:
    """Read anew all that is marked, for so long. What is left then stays marked."""
    end = time.monotonic() + seconds
    left = Changed.objects.count()
    while left and time.monotonic() < end:
        catch_up()
        before, left = left, Changed.objects.count()
        if left >= before:
            return


def _renew_all(about: About, keys: Sequence[int]) -> int:
    try:
        return renew(about, keys)
    except Exception:
        if len(keys) == 1:
            log.exception("The search could not read %s %s", about, keys[0])
            return 0
    return sum(_renew_all(about, [key]) for key in keys)


# Reading ------------------------------------------------------------------------------------------


@transaction.atomic
def renew(about: About, keys: Collection[int]) -> int:
    """Put what the index holds of some subjects in step: how many entries were not.

    Marks are taken away before the texts are read: what changes after that is marked again.
    """
    wanted = sorted(set(keys))
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [about, wanted])
    Changed.objects.filter(about=about, key__in=wanted).delete()
    made = {row.place: row for row in _rows(about, wanted)}
    held = Entry.objects.filter(about=about, subject__in=wanted)
    known = {
        (kind, thing, layer): (pk, digest)
        for pk, kind, thing, layer, digest in held.values_list(
            "pk", "kind", "thing", "layer", "digest"
        )
    }
    same = {
        place for place, row in made.items() if place in known and known[place][1] == row.digest
    }
    gone = [pk for place, (pk, _digest) in known.items() if place not in same]
    new = [row for place, row in made.items() if place not in same]
    if gone:
        Entry.objects.filter(pk__in=gone).delete()
    _store(new)
    return len({*known, *made} - same)


def _rows(about: About, keys: list[int]) -> Iterator[Row]:
    # In one language: what stands there must not depend on who changed it.
    with override("nb"):
        for each in searchables:
            if each.about == about:
                for text in each.texts(keys):
                    yield _row(each, text)


def _row(kind: Searchable, text: Text) -> Row:
    numbers = rules.number_lexemes(text.number)
    title = rules.each_once([text.title, *text.names])
    body = rules.each_once(text.body)
    parts = [
        " ".join([*title, *numbers]),
        " ".join(title),
        " ".join(body),
        " ".join([*body, *_tags(kind, text)]),
    ]
    sort = "" if kind.dated else sort_key(text.title)[:60]
    told = "\n".join([FORM, str(text.subject), str(text.at), sort, *parts])
    digest = hashlib.md5(told.encode(), usedforsecurity=False).hexdigest()
    return Row(
        *(kind.about, text.subject, kind.key, text.thing, text.layer, text.at, sort, digest),
        *parts,
    )


def _tags(kind: Searchable, text: Text) -> list[str]:
    """Lexemes that nobody can type: what it is, who may look at it, and what it is narrowed by."""
    found = [f"#a:{kind.about}", f"#k:{kind.key}", f"#l:{kind.key}.{text.layer}", *text.keys]
    if kind.about == About.RECORD:
        found.append(f"#r:{text.subject}")
    places = {"u": text.unit_id, "b": text.building_id}
    found += [f"#{letter}:{place}" for letter, place in places.items() if place is not None]
    if text.capability:
        reached = {**places, "u": text.case_unit_id or text.unit_id}
        found.append(f"#d:{text.capability}:*")
        found += [
            f"#d:{text.capability}:{letter}{place}"
            for letter, place in reached.items()
            if place is not None
        ]
    if text.state:
        found.append(f"#s:{text.state}")
    if text.at is not None:
        day = timezone.localdate(text.at)
        found += [rules.year_tag(day.year), rules.month_tag(day)]
    return found


def _store(rows: Sequence[Row]) -> None:
    if not rows:
        return
    columns = [list(column) for column in zip(*map(astuple, rows), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_STORE, columns)


# Everything ---------------------------------------------------------------------------------------


def rebuild() -> int:
    """Put everything in step, and take away what should not be there: how many entries were wrong.

    One batch at a time, so that people search and report meanwhile.
    """
    wrong = sum(
        _renew_all(about, batch) for about in About for batch in _batches(_keys(SUBJECTS[about]))
    )
    unknown = Entry.objects.exclude(kind__in=[each.key for each in searchables])
    wrong += unknown.delete()[0]
    for about, model in SUBJECTS.items():
        there: models.QuerySet[models.Model] = models.QuerySet(model)
        lost = Entry.objects.filter(about=about).exclude(subject__in=there.values("pk"))
        wrong += lost.delete()[0]
        Changed.objects.filter(about=about).exclude(key__in=there.values("pk")).delete()
    return wrong


def _keys(model: type[models.Model]) -> Iterable[int]:
    rows: models.QuerySet[models.Model] = models.QuerySet(model)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _batches(keys: Iterable[int]) -> Iterator[list[int]]:
    found = list(keys)
    for start in range(0, len(found), BATCH):
        yield found[start : start + BATCH]
