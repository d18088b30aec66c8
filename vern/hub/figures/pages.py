"""What the pages show of an answer: table, picture, definition, and where to get more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast, get_args
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language

from vern.core.kernel.documents.labels import Language
from vern.hub.figures import blocks
from vern.hub.figures.ports import Answer, Column, Figure, Question, figures
from vern.hub.figures.services import ask

_SHORT = 12
_TALL = 400


@dataclass(frozen=True)
class Cell:
    """A cell as text. `quiet` is a zero: there, but not to be looked at."""

    text: str
    numeric: bool
    quiet: bool = False
    url: str = ""


@dataclass(frozen=True)
class Image:
    """Where a chart is served, and its size in CSS pixels."""

    url: str
    width: int
    height: int


@dataclass(frozen=True)
class Part:
    """One figure on a page."""

    answer: Answer
    headers: list[tuple[str, bool]]
    rows: list[list[Cell]]
    url: str
    csv_url: str
    alternative: str = ""
    cut_off: str = ""
    wide: Image | None = None
    narrow: Image | None = None

    @property
    def title(self) -> str:
        return str(self.answer.figure.title)

    @property
    def caption(self) -> str:
        return blocks.caption(self.answer)

    @property
    def definition(self) -> str:
        return str(self.answer.figure.definition)

    @property
    def stated(self) -> str:
        return blocks.stated(self.answer.question)

    @property
    def folded(self) -> bool:
        """Whether the table stands behind its chart: all but short ones that lead on to units."""
        return self.wide is not None and (not self.by_unit or len(self.rows) > _SHORT)

    @property
    def by_unit(self) -> bool:
        return bool(self.answer.figure.levels)

    @property
    def broad(self) -> bool:
        """Whether it takes the page's whole width."""
        return self.wide is None or (self.by_unit and not self.folded)

    @property
    def tall(self) -> bool:
        """Whether it stands beside two others."""
        return not self.broad and self.wide is not None and self.wide.height > _TALL


@dataclass(frozen=True)
class BigNumber:
    """A key number as it is shown, and where it is explained."""

    value: str
    label: str
    url: str


def language() -> Language:
    """The reader's language, as documents and charts name it."""
    chosen = (get_language() or "nb")[:2]
    return cast("Language", chosen) if chosen in get_args(Language) else "nb"


def address(name: str, question: Question, key: str = "", **more: str) -> str:
    """The address of a page or file about the question."""
    unit = question.unit
    chosen = {"year": str(question.year), "unit": unit.code if unit else ""}
    return _address(name, key, {**chosen, "level": str(question.level), **more})


def _address(name: str, key: str, query: Mapping[str, str]) -> str:
    filled = {each: value for each, value in query.items() if value and value != "institution"}
    return f"{reverse(name, args=[key] if key else [])}?{urlencode(filled)}"


def overview(question: Question, *, by_unit: bool) -> list[Part]:
    """The figures that the overview shows; those by unit only where there are several."""
    shown = [(figure.overview, figure) for figure in figures if figure.overview is not None]
    return [
        part(_answer(figure, question))
        for _place, figure in sorted(shown, key=lambda pair: pair[0])
        if by_unit or not figure.levels
    ]


def _answer(figure: Figure, question: Question) -> Answer:
    return ask(figure, question, level=question.level if figure.levels else None)


def part(answer: Answer) -> Part:
    """An answer as a page shows it."""
    question, key = answer.question, answer.figure.key
    drawn = bool(answer.figure.chart and blocks.bars(answer))
    return Part(
        answer=answer,
        headers=blocks.headers(answer),
        rows=list(_rows(answer)),
        url=address("figures:show", question, key),
        csv_url=address("figures:csv", question, key),
        alternative=blocks.alternative(answer) if drawn else "",
        cut_off=blocks.cut_off(answer) if drawn else "",
        wide=_image(answer, narrow=False) if drawn else None,
        narrow=_image(answer, narrow=True) if drawn else None,
    )


def _image(answer: Answer, *, narrow: bool) -> Image:
    picture = blocks.drawing(answer, narrow=narrow)
    more = {"language": language(), **({"narrow": "1"} if narrow else {})}
    url = address("figures:chart", answer.question, answer.figure.key, **more)
    return Image(url, picture.width, picture.height)


def _rows(answer: Answer) -> Iterator[list[Cell]]:
    numeric = [number for _header, number in blocks.headers(answer)]
    links = _links(answer)
    # A single row stands upright: its texts are more than the rows, and lead nowhere.
    rows = answer.ordered * len(answer.shown) if answer.figure.single_row else answer.ordered
    for row, texts in zip(rows, blocks.cells(answer), strict=True):
        cells = [
            Cell(text, number, quiet=number and text == "0")
            for text, number in zip(texts, numeric, strict=True)
        ]
        url = links.get(str(row[answer.figure.columns[0].key]), "")
        yield [Cell(cells[0].text, numeric=False, url=url), *cells[1:]]


def _links(answer: Answer) -> dict[str, str]:
    """The overview of each unit that a row may be about."""
    if not answer.figure.levels:
        return {}
    year = str(answer.question.year)
    return {
        place.code: _address("figures:index", "", {"year": year, "unit": place.code})
        for place in answer.question.tree.places.values()
    }


def key_numbers(question: Question) -> list[BigNumber]:
    """The numbers that one looks for first."""
    return [
        BigNumber(
            blocks.written(each.value, Column("", "", decimals=each.decimals)),
            each.label,
            address("figures:show", question, figure.key),
        )
        for figure in figures
        if figure.key_numbers
        for each in figure.key_numbers(question)
    ]
