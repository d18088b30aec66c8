"""What the pages show of an answer: table, picture, definition, and where to get more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast, get_args
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language

from vern.core.kernel.documents.labels import Language
from vern.core.org.actors import Actor
from vern.core.org.tree import Place
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
class Link:
    """Where something is, and what it is called."""

    text: str
    url: str


@dataclass(frozen=True)
class Reader:
    """Who looks at a page, where its unit stands today, and which years there are."""

    actor: Actor
    path: str
    years: Sequence[int]


@dataclass(frozen=True)
class Part:
    """One figure on a page. `behind` leads to the records counted; `files` are its downloads, and
    `shared` those for others than the ones who may see it."""

    answer: Answer
    headers: list[tuple[str, bool]]
    rows: list[list[Cell]]
    url: str
    files: list[Link]
    shared: list[Link]
    behind: Link | None = None
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
    def kept_back(self) -> str:
        return blocks.kept_back(self.answer)

    @property
    def folded(self) -> bool:
        """Whether the table stands behind its chart: all but short ones that lead on to units."""
        return self.wide is not None and (not self.by_unit or len(self.rows) > _SHORT)

    @property
    def by_unit(self) -> bool:
        return bool(self.answer.figure.levels) or self.answer.figure.parts_unit

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
    before: str


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


def overview(question: Question, reader: Reader, *, by_unit: bool) -> list[Part]:
    """The figures that the overview shows; those by unit only where there are several."""
    shown = [(figure.overview, figure) for figure in figures if figure.overview is not None]
    parts = [
        part(_answer(figure, question), reader)
        for _place, figure in sorted(shown, key=lambda pair: pair[0])
        if by_unit or not figure.levels
    ]
    return [each for each in parts if each.rows and not _tells_of_nobody(each.answer)]


def _tells_of_nobody(answer: Answer) -> bool:
    """Whether it counts persons and there is none."""
    return answer.figure.counts_persons and not any(
        row[column.key] for row in answer.rows for column in answer.shown if column.numeric
    )


def _answer(figure: Figure, question: Question) -> Answer:
    return ask(figure, question, level=question.level if figure.levels else None)


def part(answer: Answer, reader: Reader) -> Part:
    """An answer as a page shows it."""
    question, key = answer.question, answer.figure.key
    drawn = blocks.is_drawn(answer)
    return Part(
        answer=answer,
        headers=blocks.headers(answer),
        rows=list(_rows(answer, reader)),
        url=address("figures:show", question, key),
        files=_files(answer, drawn=drawn),
        shared=_shared(answer),
        behind=_behind(answer.figure, question, reader),
        alternative=blocks.alternative(answer) if drawn else "",
        cut_off=blocks.cut_off(answer) if drawn else "",
        wide=_image(answer, narrow=False) if drawn else None,
        narrow=_image(answer, narrow=True) if drawn else None,
    )


def _files(answer: Answer, *, drawn: bool) -> list[Link]:
    question, key = answer.question, answer.figure.key
    pictures = {"SVG": "figures:chart", "PNG": "figures:png"} if drawn else {}
    said = {"language": language(), "download": "1"}
    return [
        Link("Excel", address("figures:excel", question, key)),
        Link("CSV", address("figures:csv", question, key)),
        *(Link(text, address(name, question, key, **said)) for text, name in pictures.items()),
    ]


def _shared(answer: Answer) -> list[Link]:
    """Files for others; what counts persons is the same for all."""
    if answer.figure.breakdown is None or answer.figure.counts_persons:
        return []
    names = {"Excel": "figures:excel", "CSV": "figures:csv"}
    key = answer.figure.key
    return [
        Link(text, address(name, answer.question, key, outside="1")) for text, name in names.items()
    ]


def _behind(figure: Figure, question: Question, reader: Reader) -> Link | None:
    if figure.behind is None or not reader.path:
        return None
    url = figure.behind.address(reader.actor, question, reader.path, "")
    return Link(str(figure.behind.label), url) if url else None


def _image(answer: Answer, *, narrow: bool) -> Image:
    picture = blocks.drawing(answer, narrow=narrow)
    more = {"language": language(), **({"narrow": "1"} if narrow else {})}
    url = address("figures:chart", answer.question, answer.figure.key, **more)
    return Image(url, picture.width, picture.height)


def _rows(answer: Answer, reader: Reader) -> Iterator[list[Cell]]:
    numeric = [number for _header, number in blocks.headers(answer)]
    links = _links(answer, reader)
    # A single row stands upright: its texts are more than the rows, and lead nowhere.
    rows = answer.ordered * len(answer.shown) if answer.figure.single_row else answer.ordered
    for row, texts in zip(rows, blocks.cells(answer), strict=True):
        cells = [
            Cell(text, number, quiet=number and text == "0")
            for text, number in zip(texts, numeric, strict=True)
        ]
        url = links.get(str(row[answer.figure.columns[0].key]), "")
        yield [Cell(cells[0].text, numeric=False, url=url), *cells[1:]]


def _links(answer: Answer, reader: Reader) -> dict[str, str]:
    """Where the rows lead, by their codes: to the overview of a unit or of another year, or to the
    records that they count."""
    figure, question = answer.figure, answer.question
    codes = [row[figure.columns[0].key] for row in answer.rows]
    if figure.levels or figure.parts_unit:
        units = {place.code for place in question.tree.places.values()}
        found = {str(code): {"unit": str(code)} for code in codes if code in units}
        year = {"year": str(question.year)}
        return {code: _address("figures:index", "", {**year, **to}) for code, to in found.items()}
    if figure.columns[0].key == "year":
        return {
            str(year): address("figures:index", replace(question, year=int(str(year))))
            for year in codes
            if year in reader.years and year != question.year
        }
    return _lists(answer, reader)


def _lists(answer: Answer, reader: Reader) -> dict[str, str]:
    """Of rows that count something."""
    behind = answer.figure.behind
    if behind is None or not reader.path or answer.figure.single_row:
        return {}
    filled = [
        str(row[answer.figure.columns[0].key])
        for row in answer.rows
        if any(isinstance(value, int) and value for value in row.values())
    ]
    asked = (reader.actor, answer.question, reader.path)
    return {code: behind.address(*asked, code) for code in filled}


def behind_key_numbers(question: Question, reader: Reader) -> list[Link]:
    """Where the records are that the key numbers count."""
    found = (_behind(figure, question, reader) for figure in figures if figure.key_numbers)
    return [each for each in found if each]


def way_up(above: Sequence[Place], year: int) -> list[Link]:
    """The overviews of the units above, the topmost first."""
    return [
        Link(each.name, _address("figures:index", "", {"year": str(year), "unit": each.code}))
        for each in reversed(above)
    ]


def key_numbers(question: Question) -> list[BigNumber]:
    """The numbers that one looks for first."""
    return [
        BigNumber(
            blocks.written(each.value, Column("", "", decimals=each.decimals)),
            each.label,
            address("figures:show", question, figure.key),
            blocks.written(each.before, Column("", "", decimals=each.decimals)),
        )
        for figure in figures
        if figure.key_numbers
        for each in figure.key_numbers(question)
    ]
