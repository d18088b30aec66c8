"""A poster for the wall: one page, a code to scan, the same few words in several languages."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from vern.core.kernel.documents.labels import Language
from vern.core.kernel.documents.pdf import compiled
from vern.core.kernel.documents.text import FONT_FAMILY, one_line, printable

_TEMPLATE: Final = Path(__file__).parent / "poster.typ"


@dataclass(frozen=True, slots=True)
class PosterText:
    """What the poster says in one language."""

    language: Language
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Poster:
    """`code` is an SVG, `alternative` says in words what it is; `address` can be typed instead."""

    place: str
    texts: tuple[PosterText, ...]
    code: str
    alternative: str
    address: str

    def __post_init__(self) -> None:
        if not self.texts or not self.place.strip():
            raise ValueError("a poster needs a place and words")


def to_pdf(poster: Poster, *, on: dt.date | None = None) -> bytes:
    """The poster as PDF/UA-1 on one A4 page. Raises typst.TypstError where it is not accessible."""
    return compiled(_TEMPLATE, "poster", _data(poster), on)


def _data(poster: Poster) -> dict[str, Any]:
    return {
        "font": FONT_FAMILY,
        "language": poster.texts[0].language,
        "place": _line(poster.place),
        "texts": [
            {"language": each.language, "heading": _line(each.heading), "text": _line(each.text)}
            for each in poster.texts
        ],
        "code": poster.code,
        "alternative": _line(poster.alternative),
        "address": _line(poster.address),
    }


def _line(text: str) -> str:
    return one_line(printable(text))
