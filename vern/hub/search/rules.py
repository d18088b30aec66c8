"""How texts are cut into words, and what a person typed into a question. No database, no request.

The index holds lexemes: words as they are written, their Norwegian and English stems (which the
database finds), and tags. A word holds letters and digits only, and a tag begins with `#`, so
nobody can type a tag.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

LONGEST_WORD = 60
MOST_WORDS = 12
"""Words of a question that count; what is longer finds nothing more."""

YEARS = re.compile(r"(19|20)\d\d")
_WORD = re.compile(r"[^\W_]+")
_ODD = re.compile(r"[^\x00-\x7fæøå]")
_LAST = {"ä": "æ", "ö": "ø"}


def fold(text: str) -> str:
    """Small letters without accents; æ, ø and å stay, and ä and ö are read as æ and ø."""
    lowered = unicodedata.normalize("NFKC", text).lower()
    return _ODD.sub(lambda found: _plain(found[0]), lowered)


@lru_cache(maxsize=4_000)
def _plain(letter: str) -> str:
    if letter in _LAST:
        return _LAST[letter]
    parts = unicodedata.normalize("NFKD", letter)
    return "".join(part for part in parts if not unicodedata.combining(part))


def words(text: str) -> list[str]:
    """The words of a text in their order, folded."""
    return [found[:LONGEST_WORD] for found in _WORD.findall(fold(text))]


def each_once(texts: Iterable[str]) -> list[str]:
    """The words of some texts, each once: the order and the number of times count for nothing."""
    found: dict[str, None] = {}
    for text in texts:
        found.update(dict.fromkeys(words(text)))
    return list(found)


# Numbers ------------------------------------------------------------------------------------------

_NUMBER = re.compile(r"([^\W\d_]+)-(\d{4})-0*(\d+)")


def number_lexemes(number: str) -> list[str]:
    """What `AVV-2025-00123` can be found by; empty for what is no number of a series."""
    found = _NUMBER.fullmatch(fold(number))
    if found is None:
        return []
    prefix, year, serial = found.groups()
    keys = (prefix, f"{prefix}-{year}-{serial}", f"{year}-{serial}", f"{prefix}-{serial}", serial)
    return [f"#n:{key}" for key in keys]


def _numbered(prefixes: Collection[str]) -> re.Pattern[str]:
    """A number as one types it: with or without prefix, year and zeros, whole or begun."""
    known = "|".join(re.escape(fold(each)) for each in sorted(prefixes)) or r"(?!)"
    year = r"(?:19|20)\d\d"
    return re.compile(
        rf"(?<!\w)(?:(?P<prefix>{known})(?:[- ]?(?P<year>{year})(?!\d)(?:[- ](?P<serial>\d*))?"
        rf"|[- ](?P<short>\d+))"
        rf"|(?P<of_year>{year})-(?P<number>\d+)(?!-?\d))(?!\w)"
    )


@dataclass(frozen=True)
class Term:
    """One thing that must be found: a word, or a number. `exact` is the lexeme of the whole number.

    `begins`: lexemes that what is found begins with; `equals`: lexemes that it is.
    """

    word: str = ""
    begins: tuple[str, ...] = ()
    equals: tuple[str, ...] = ()
    exact: str = ""


def terms(typed: str, prefixes: Collection[str]) -> list[Term]:
    """What was typed, in terms that must all be found. `prefixes` are those of number series."""
    folded = fold(typed)
    series = _numbered(prefixes)
    found = [_number(match) for match in series.finditer(folded)]
    known = {fold(each) for each in prefixes}
    rest = _WORD.findall(series.sub(" ", folded))
    found += [_word(each[:LONGEST_WORD], known) for each in dict.fromkeys(rest)]
    return found[:MOST_WORDS]


def _number(match: re.Match[str]) -> Term:
    given = match.groupdict()
    if given["of_year"]:
        key = f"#n:{given['of_year']}-"
        serial = given["number"]
    elif given["short"]:
        key, serial = f"#n:{given['prefix']}-", given["short"]
    else:
        key, serial = f"#n:{given['prefix']}-{given['year']}-", given["serial"] or ""
    begun = key + serial.lstrip("0")
    return Term(begins=(begun,), exact=begun if begun != key else "")


def _word(word: str, prefixes: Collection[str]) -> Term:
    if word.isdecimal():
        serial = word.lstrip("0")
        if serial and serial != word:
            return Term(word, begins=(word, f"#n:{serial}"))
        return Term(word, begins=(word,), equals=(f"#n:{serial}",) if serial else ())
    if len(word) == 1:
        return Term(word, equals=(word,))
    return Term(word, begins=(word,), equals=(f"#n:{word}",) if word in prefixes else ())


# Questions to the index, in the language of `tsquery` ----------------------------------------------


def lexeme(text: str, *, begins: bool = False) -> str:
    quoted = text.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}':*" if begins else f"'{quoted}'"


def any_of(parts: Iterable[str]) -> str:
    """Empty where there are none: nothing is found then."""
    found = list(dict.fromkeys(part for part in parts if part))
    return found[0] if len(found) == 1 else f"({' | '.join(found)})" if found else ""


def all_of(parts: Iterable[str]) -> str:
    return " & ".join(part for part in parts if part)


def none_of(lexemes: Iterable[str]) -> str:
    found = any_of(map(lexeme, lexemes))
    return f"!{found}" if found else ""


def asked(term: Term, stems: Iterable[str], places: Iterable[str]) -> str:
    """What a thing must hold for the term to be found in it: the word itself, as it begins, one of
    its stems, or a place of that name."""
    return any_of(
        [
            *(lexeme(each, begins=True) for each in term.begins),
            *(lexeme(each) for each in (*term.equals, *stems, *places)),
        ]
    )


# Time ----------------------------------------------------------------------------------------------

MONTHS = 3
YEARS_BACK = 3


def month_tag(day: dt.date) -> str:
    return f"#m:{day:%Y%m}"


def year_tag(year: int) -> str:
    return f"#y:{year}"


def windows(today: dt.date) -> list[str]:
    """Stretches of time, the newest first, that together are all time.

    What is common is found in the first one: it is then looked for in no other.
    """
    first = today.year * 12 + today.month - 1
    months = [f"#m:{month // 12}{month % 12 + 1:02}" for month in range(first, first - MONTHS, -1)]
    last_month = (first - MONTHS + 1) // 12
    years = [year_tag(year) for year in range(today.year, last_month - 1, -1)]
    before = [
        year_tag(years_ago) for years_ago in range(last_month - 1, last_month - 1 - YEARS_BACK, -1)
    ]
    return [
        any_of(map(lexeme, months)),
        all_of([any_of(map(lexeme, years)), none_of(months)]),
        any_of(map(lexeme, before)),
        none_of([*months, *years, *before]),
    ]


# What is shown -------------------------------------------------------------------------------------

AROUND = 90
"""Characters of a text shown around what was found."""

ENDING = 5
"""Letters that a word may have more than its stem."""


@dataclass(frozen=True)
class Piece:
    """A piece of a text, and whether it is what was looked for."""

    text: str
    found: bool = False


def pieces(text: str, begins: Collection[str], stems: Collection[str]) -> list[Piece]:
    """The text around the first word that fits, with the words that do; empty if none does."""
    spans = [found.span() for found in _WORD.finditer(text) if fits(found[0], begins, stems)]
    if not spans:
        return []
    start, end = _around(text, spans[0])
    made = [Piece("… ")] if start else []
    at = start
    for first, last in spans:
        if first >= at and last <= end:
            made += [Piece(text[at:first]), Piece(text[first:last], found=True)]
            at = last
    made.append(Piece(text[at:end]))
    if end < len(text):
        made.append(Piece(" …"))
    return [piece for piece in made if piece.text]


def fits(word: str, begins: Collection[str], stems: Collection[str]) -> bool:
    """Whether a word of a text is one that was looked for."""
    folded = fold(word)
    return any(folded.startswith(each) for each in begins) or any(
        folded.startswith(stem) and len(folded) - len(stem) <= ENDING for stem in stems
    )


def _around(text: str, span: Sequence[int]) -> tuple[int, int]:
    """From word to word, about as much on each side."""
    start, end = max(0, span[0] - AROUND), min(len(text), span[1] + AROUND)
    if start:
        start = text.find(" ", start, span[0]) + 1 or start
    if end < len(text):
        end = max(text.rfind(" ", span[1], end), span[1])
    return start, end
