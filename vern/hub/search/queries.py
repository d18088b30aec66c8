"""Finding what a person looks for, among what they may read.

A question goes through the index once, in parts of which each is looked at only where those before
did not give enough: a number as it is, names, titles, then all texts, each with the newest first.
Whether the one who asks may read it is asked of the records themselves, of one thing after the
other, as far as a page needs. Nothing is counted, and the order of what is found does not depend on
what is hidden.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from vern.core.kernel import clock
from vern.core.org.actors import Actor
from vern.core.records.composed import NOTHING, Statement, composed
from vern.core.records.kinds import kinds
from vern.hub.search import rules
from vern.hub.search.doors import Doors, doors
from vern.hub.search.ports import Layer, Searchable, Text, kinds_for, searchables
from vern.hub.search.rules import Piece, Term, all_of, any_of, lexeme

PAGE = 20
MOST_PAGES = 10
"""Who has not found it by then needs better words, not more pages."""

NAMES = 5
"""Names that stand before all else, where one did not ask for them alone."""

NEAREST = 1_000
"""Things of one part that are looked at, the newest first."""

MOST_PLACES = 200
"""A word that so many units and buildings are called by says nothing of where."""

LONG_ENOUGH = 3
"""Letters by which a place may be meant."""

_STEMS = """
SELECT asked.word,
  ARRAY(SELECT unnest(tsvector_to_array(norwegian)) UNION SELECT unnest(tsvector_to_array(english))),
  norwegian = '' OR english = '',
  CASE WHEN length(asked.word) >= %s THEN ARRAY(
    SELECT '#u:' || below.id
    FROM search_entry named JOIN org_unit unit ON unit.id = named.thing
      JOIN org_unit below ON below.path LIKE unit.path || '%%'
    WHERE named.at IS NULL AND named.title @@ query AND named.words @@ '''#a:unit'''
      AND unit.path LIKE '%%.%%.'
    UNION
    SELECT '#b:' || named.thing FROM search_entry named
    WHERE named.at IS NULL AND named.title @@ query AND named.words @@ '''#a:building'''
    LIMIT %s
  ) END
FROM unnest(%s::text[]) AS asked (word),
LATERAL (SELECT to_tsvector('pg_catalog.norwegian', asked.word) AS norwegian,
    to_tsvector('pg_catalog.english', asked.word) AS english,
    to_tsquery('pg_catalog.simple', asked.word || ':*')
      || to_tsquery('pg_catalog.norwegian', asked.word) AS query) AS stems
"""
_PART = """
(SELECT {part} AS part, entry.* FROM (
  SELECT kind, thing, layer, about, subject FROM search_entry
  WHERE at IS {dated} AND {conditions} ORDER BY {order} LIMIT {nearest}
) AS entry {limit})
"""
# OFFSET 0: what an actor may read is asked of one thing after the other, not of all in each part.
_FOUND = """
SELECT near.kind, near.thing, near.layer, near.subject
FROM (SELECT * FROM ({parts}) AS all_parts OFFSET 0) AS near
WHERE COALESCE((SELECT false FROM search_changed changed
                WHERE changed.about = near.about AND changed.key = near.subject LIMIT 1), true)
  AND CASE near.kind || '.' || near.layer {readable} ELSE false END
LIMIT %s OFFSET %s
"""
_READABLE = "WHEN %s THEN COALESCE((SELECT true FROM ({keys}) AS own (id) WHERE own.id = near.thing LIMIT 1), false)"
_NEWEST, _BY_NAME = "at DESC, id DESC", "sort, id"
_TITLES_FIRST = f"title @@ %s::tsquery DESC, {_NEWEST}"


@dataclass(frozen=True)
class Question:
    """What someone looks for, and what it is narrowed to. `unit` is a code: it and all below it."""

    typed: str
    kind: str = ""
    unit: str = ""
    year: int | None = None
    state: str = ""

    @property
    def in_time(self) -> bool:
        """Narrowed to what names of people and places do not have."""
        return bool(self.year or self.state)


@dataclass(frozen=True)
class Hit:
    """Something found: what its reader may know of it, and where in it the words stand."""

    kind: Searchable
    text: Text
    pieces: Sequence[Piece] = ()


@dataclass(frozen=True)
class Findings:
    """What was found. `asked`: whether there was anything to look for."""

    hits: list[Hit]
    more: bool = False
    asked: bool = True


@dataclass(frozen=True)
class Words:
    """What was typed, as the index knows it."""

    asked: str = ""
    exact: str = ""
    begins: Sequence[str] = ()
    stems: Sequence[str] = ()


@dataclass(frozen=True)
class Part:
    """A part of the index that is looked through, in an order that may ask for `titles` too."""

    conditions: Sequence[tuple[str, str]]
    order: str
    most: int | None = None
    titles: str = ""


def find(actor: Actor, question: Question, *, page: int = 1, size: int = PAGE) -> Findings:
    """What the actor may read that fits the question. Three queries, and one for each kind found."""
    words = _words(question.typed)
    if not words.asked:
        return Findings([], asked=False)
    asked_for = [kind for kind in kinds_for(actor) if question.kind in ("", kind.key)]
    parts = _parts(actor, asked_for, question, words)
    first = (page - 1) * size
    places = _found(actor, asked_for, parts, first, size) if parts else []
    return Findings(_hits(places[:size], words), more=len(places) > size)


# Words --------------------------------------------------------------------------------------------


def _words(typed: str) -> Words:
    terms = rules.terms(typed, [kind.prefix for kind in kinds])
    if not terms:
        return Words()
    known = _known([term.word for term in terms if term.word])
    telling = [term for term in terms if not (term.word and known[term.word].common)]
    asked: list[str] = []
    stems: list[str] = []
    for term in telling or terms:
        found = known.get(term.word, _Known())
        stems += found.stems
        asked.append(rules.asked(term, found.stems, found.places))
    return Words(
        asked=all_of(asked),
        exact=_exact(terms),
        begins=[term.word for term in telling or terms if term.word],
        stems=stems,
    )


def _exact(terms: Sequence[Term]) -> str:
    return all_of(lexeme(term.exact) for term in terms if term.exact)


@dataclass(frozen=True)
class _Known:
    """What the database knows of a word: `common` ones, such as `the`, narrow nothing."""

    stems: Sequence[str] = ()
    common: bool = False
    places: Sequence[str] = ()


def _known(words: Sequence[str]) -> dict[str, _Known]:
    with connection.cursor() as cursor:
        cursor.execute(_STEMS, [LONG_ENOUGH, MOST_PLACES + 1, list(words)])
        rows = cursor.fetchall()
    return {
        word: _Known(stems, common, places if places and len(places) <= MOST_PLACES else ())
        for word, stems, common, places in rows
    }


# Parts --------------------------------------------------------------------------------------------


def _parts(
    actor: Actor, asked_for: Sequence[Searchable], question: Question, words: Words
) -> list[Part]:
    dated = [kind for kind in asked_for if kind.dated]
    named = [kind for kind in asked_for if not kind.dated and not question.in_time]
    narrow = _narrowed(question)
    if narrow is None:
        return []
    opened = doors(actor, dated) if dated else Doors()
    within = all_of([opened.asked, narrow])
    found: list[Part] = []
    if opened.asked and words.exact:
        found.append(_part(_NEWEST, title=all_of([words.exact]), words=within))
    if named:
        names = doors(actor, named).asked
        most = NAMES if dated else None
        found.append(_part(_BY_NAME, most=most, title=words.asked, words=all_of([names, narrow])))
    if opened.asked and opened.wide and not question.year:
        found += _by_time(words, within)
    elif opened.asked:
        found.append(_at_once(words, within))
    return found


def _at_once(words: Words, within: str) -> Part:
    """Where little can fit: titles first, and each from the newest on."""
    besides = [("title", words.exact)] if words.exact else []
    part = _part(_TITLES_FIRST, besides, words=all_of([words.asked, within]))
    return replace(part, titles=words.asked)


def _by_time(words: Words, within: str) -> list[Part]:
    """Where much can: titles, then all texts, each in stretches of time from the newest on."""
    times = rules.windows(clock.today())
    exact = [("title", words.exact)] if words.exact else []
    titles = [
        _part(_NEWEST, exact, title=words.asked, words=all_of([within, time])) for time in times
    ]
    besides = [*exact, ("title", words.asked)]
    texts = [_part(_NEWEST, besides, words=all_of([words.asked, within, time])) for time in times]
    return titles + texts


def _part(
    order: str,
    besides: Sequence[tuple[str, str]] = (),
    *,
    most: int | None = None,
    **fits: str,
) -> Part:
    conditions = [(f"{column} @@ %s::tsquery", asked) for column, asked in fits.items()]
    conditions += [(f"NOT {column} @@ %s::tsquery", asked) for column, asked in besides]
    return Part(conditions, order, most)


def _narrowed(question: Question) -> str | None:
    """What things must hold besides; None where nothing can."""
    found = []
    if question.unit:
        units = _below(question.unit)
        if not units:
            return None
        found.append(any_of(lexeme(f"#u:{pk}") for pk in units))
    if question.year:
        found.append(lexeme(rules.year_tag(question.year)))
    if question.state:
        found.append(lexeme(f"#s:{question.state}"))
    return all_of(found)


_BELOW = """
SELECT below.id FROM org_unit unit JOIN org_unit below ON below.path LIKE unit.path || '%%'
WHERE unit.code = %s AND unit.path <> ''
"""


def _below(code: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, [code])
        return [pk for (pk,) in cursor.fetchall()]


# Asking -------------------------------------------------------------------------------------------

Place = tuple[str, int, str, int]
"""Kind, thing, layer and subject."""


def _found(
    actor: Actor, asked_for: Iterable[Searchable], parts: Sequence[Part], first: int, size: int
) -> list[Place]:
    """One more than is wanted, if there are so many."""
    given: list[Any] = []
    written = []
    for number, part in enumerate(parts):
        conditions, asked = zip(*part.conditions, strict=True)
        given += [*asked, part.titles] if part.titles else [*asked]
        written.append(
            _PART.format(
                part=number,
                conditions=" AND ".join(conditions),
                order=part.order,
                dated="NULL" if part.order == _BY_NAME else "NOT NULL",
                nearest=NEAREST,
                limit=f"LIMIT {part.most:d}" if part.most else "",
            )
        )
    readable = []
    for name, (statement, params) in _readable(actor, asked_for):
        readable.append(_READABLE.format(keys=statement))
        given += [name, *params]
    sql = _FOUND.format(parts=" UNION ALL ".join(written), readable=" ".join(readable))
    with connection.cursor() as cursor:
        cursor.execute(sql, [*given, size + 1, first])
        return list(cursor.fetchall())


def _readable(actor: Actor, asked_for: Iterable[Searchable]) -> Iterable[tuple[str, Statement]]:
    for kind in asked_for:
        for layer in kind.layers:
            yield f"{kind.key}.{layer.key}", _may_match(actor, layer)


def _may_match(actor: Actor, layer: Layer) -> Statement:
    if not layer.each_alone:
        return composed(layer.may_match, actor)
    try:
        statement, params = layer.may_match(actor).query.sql_with_params()
    except EmptyResultSet:
        return NOTHING
    return statement, tuple(params)


# Showing ------------------------------------------------------------------------------------------


def _hits(places: Sequence[Place], words: Words) -> list[Hit]:
    """With the texts of the very layer that it was found in: nobody is shown another's."""
    subjects: dict[str, set[int]] = defaultdict(set)
    for kind, _thing, _layer, subject in places:
        subjects[kind].add(subject)
    texts = {
        (kind, text.thing, text.layer): text
        for kind, keys in subjects.items()
        for text in searchables[kind].texts(sorted(keys))
    }
    found = [(kind, texts.get((kind, thing, layer))) for kind, thing, layer, _subject in places]
    return [Hit(searchables[kind], text, _shown(text, words)) for kind, text in found if text]


def _shown(text: Text, words: Words) -> list[Piece]:
    """Where the words stand, if not in the title alone."""
    for each in text.body:
        pieces = rules.pieces(each, words.begins, words.stems)
        if pieces and "".join(piece.text for piece in pieces).strip() not in text.title:
            return pieces
    return []
