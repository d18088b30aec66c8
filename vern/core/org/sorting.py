"""Norwegian alphabetical order without a collation: a stored key that sorts by code point."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_LAST = {"æ": "\u007b", "ä": "\u007b", "ø": "\u007c", "ö": "\u007c", "å": "\u007d"}


@lru_cache(maxsize=20_000)
def sort_key(text: str) -> str:
    """Lower case, accents off, with æ, ø, å (and aa as å) after z; at most 200 characters."""
    lowered = unicodedata.normalize("NFC", text).lower().replace("aa", "å")
    letters = (_LAST.get(letter) or _plain(letter) for letter in lowered)
    return "".join(letters)[:200]


def _plain(letter: str) -> str:
    return "".join(
        part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part)
    )
