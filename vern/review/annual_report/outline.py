"""The report's outline: what stands in it and in which order (content/outline.toml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

from vern.core.kernel.content import read_toml
from vern.core.kernel.documents.blocks import Level as HeadingLevel
from vern.core.org.tree import Level

PACKAGE: Final = "vern.review.annual_report"
LANGUAGES: Final = ("nb", "nn", "en")


@dataclass(frozen=True)
class Words:
    """A text in the three languages."""

    nb: str
    nn: str
    en: str

    def __call__(self, language: str, **values: object) -> str:
        """The text in a language, its `{places}` filled in."""
        text: str = getattr(self, language)
        return text.format(**values) if values else text


@dataclass(frozen=True)
class Title:
    """A heading with its number, such as 3.5.1."""

    level: HeadingLevel
    number: str | None
    text: Words


@dataclass(frozen=True)
class Section:
    """A text that people write. `help` says what belongs in it."""

    key: str
    name: Words
    help: Words
    chapter: str


@dataclass(frozen=True)
class Sentence:
    """A sentence with numbers from a figure of one row."""

    figure: str
    text: Words


@dataclass(frozen=True)
class Shown:
    """A figure as a chart with its table, or as a table alone.

    `explained`: its definition stands under it, not only at the report's end.
    """

    figure: str
    form: Literal["chart", "table"]
    level: Level | None
    caption: Words | None
    explained: bool


@dataclass(frozen=True)
class Reference:
    """A table that does not change with the year, contributed by a module."""

    key: str


@dataclass(frozen=True)
class NewPage:
    """On paper, what follows begins on a new page."""


@dataclass(frozen=True)
class Definitions:
    """What each figure of the report counts."""


Part = Title | Section | Sentence | Shown | Reference | NewPage | Definitions


@dataclass(frozen=True)
class Outline:
    """The parts in order, and the words that the report says by itself."""

    parts: tuple[Part, ...]
    words: Mapping[str, Words]

    @property
    def sections(self) -> tuple[Section, ...]:
        return tuple(part for part in self.parts if isinstance(part, Section))

    def section(self, key: str) -> Section | None:
        """The section with a key, if there is one."""
        return next((each for each in self.sections if each.key == key), None)


@cache
def outline() -> Outline:
    """The institution's outline. Raises KeyError or TypeError for a file that is not one."""
    content = read_toml(PACKAGE, "outline.toml")
    parts: list[Part] = []
    chapter = ""
    for row in content["part"]:
        part = _part(row, chapter)
        if isinstance(part, Title):
            chapter = part.number or chapter
        parts.append(part)
    return Outline(tuple(parts), {key: _words(row) for key, row in content["words"].items()})


def _part(row: Mapping[str, Any], chapter: str) -> Part:
    match row["kind"]:
        case "heading":
            return Title(row["level"], row.get("number"), _words(row))
        case "written":
            return Section(row["key"], _words(row), _words(row["help"]), chapter)
        case "sentence":
            return Sentence(row["figure"], _words(row))
        case "chart" | "table":
            return _shown(row)
        case "reference":
            return Reference(row["key"])
        case "new_page":
            return NewPage()
        case "definitions":
            return Definitions()
        case other:
            raise KeyError(f"the outline has no parts of the kind {other!r}")


def _shown(row: Mapping[str, Any]) -> Shown:
    return Shown(
        figure=row["figure"],
        form=row["kind"],
        level=Level(row["level"]) if "level" in row else None,
        caption=_words(row["caption"]) if "caption" in row else None,
        explained=row.get("explained", False),
    )


def _words(row: Mapping[str, Any]) -> Words:
    return Words(**{language: row[language] for language in LANGUAGES})
