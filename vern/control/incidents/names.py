"""How a name is found where it is written. No database, no request."""

from __future__ import annotations

import re
import unicodedata

SHORTEST = 2
"""Letters or digits; fewer stand in too many words."""

_GAP = r"[\s.,@/\-\u2010-\u2015]+"
_LETTER = r"[^\W_]"
_MARK = "[\u0300-\u036f]"
_END = rf"(?!{_LETTER}|{_MARK})"


def pattern_of(words: str) -> re.Pattern[str] | None:
    """Finds the words where they stand on their own: whatever the case, with any spaces, line
    breaks, hyphens or dots between them, æøå written in either way, and before a genitive s, which
    is left. None for words that are too short.
    """
    parts = re.findall(r"[\w'’]+", unicodedata.normalize("NFC", words))
    if sum(letter.isalnum() for part in parts for letter in part) < SHORTEST:
        return None
    name = _GAP.join("".join(map(_either_way, part)) for part in parts)
    return re.compile(rf"(?<!{_LETTER})(?<!{_MARK}){name}(?=(?:['’]?s)?{_END})", re.IGNORECASE)


def _either_way(letter: str) -> str:
    """Some devices write å as one sign, others as an a with a ring."""
    if letter in "'’":
        return "['’]"
    apart = unicodedata.normalize("NFD", letter)
    whole = re.escape(letter)
    return whole if apart == letter else f"(?:{whole}|{re.escape(apart)})"
