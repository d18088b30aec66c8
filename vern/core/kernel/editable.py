"""Content that an institution changes on pages: each kind is described once, where its table is.

`vern.hub.content` makes the pages, the versions, and the files between two installations from these
descriptions; a module that adds one has nothing else to write (docs/adr/0016).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from vern.core.kernel.ports import Port
from vern.core.kernel.texts import LANGUAGES

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Values = Mapping[str, Any]
"""A row as plain values, by column: text, number, yes or no, or a list of keys."""
Choices = Callable[[], Sequence[tuple[str, Any]]]

OFFERED: Final = "offered"


@dataclass(frozen=True)
class Part:
    """A part of a row, as it is asked for in a form. `needed`: it cannot be left empty."""

    name: str
    label: str | _StrPromise
    help: str | _StrPromise = ""
    needed: bool = False

    def columns(self) -> tuple[str, ...]:
        return (self.name,)

    def read(self, row: Any) -> dict[str, Any]:
        """What the row says, by column."""
        return {each: getattr(row, each) for each in self.columns()}

    def put(self, row: Any, values: Values) -> None:
        """Set it in the row, before that is saved."""
        for each in self.columns():
            setattr(row, each, values[each])

    def put_along(self, row: Any, values: Values) -> None:
        """What lies in other tables, after the row is saved."""


@dataclass(frozen=True)
class Text(Part):
    """In `translated` ones each language is a column of its own. `limit`: characters."""

    translated: bool = False
    lines: int = 1
    limit: int = 200

    def columns(self) -> tuple[str, ...]:
        if not self.translated:
            return (self.name,)
        return tuple(f"{self.name}_{language}" for language in LANGUAGES)


@dataclass(frozen=True)
class Address(Part):
    """Of a page elsewhere. At most 200 characters."""


@dataclass(frozen=True)
class Number(Part):
    """A whole number from `least` to `most`."""

    least: int = 0
    most: int = 32_767


@dataclass(frozen=True)
class YesNo(Part):
    """A box to tick."""


@dataclass(frozen=True)
class Choice(Part):
    """One of some."""

    choices: Choices = tuple


@dataclass(frozen=True)
class Several(Part):
    """Any number of some. `keys` reads which; `choose` sets them when the row is saved."""

    choices: Choices = tuple
    keys: Callable[[Any], Sequence[str]] = tuple
    choose: Callable[[Any, Sequence[str]], None] = field(default=lambda _row, _keys: None)

    def read(self, row: Any) -> dict[str, Any]:
        return {self.name: sorted(self.keys(row)) if row.pk is not None else []}

    def put(self, row: Any, values: Values) -> None:
        """It lies in another table."""

    def put_along(self, row: Any, values: Values) -> None:
        self.choose(row, values[self.name])


def nothing_more(_key: str, _values: Values) -> None:
    """Every value that its part allows is fine."""


@dataclass(frozen=True)
class ContentKind:
    """A table that the institution changes.

    `capability`: who may, if they have it for the whole institution; `recent`: they must have signed
    in a little while ago. `by`: the column with the key, which never changes. `grows`: rows can be
    added, and ended (their column `offered`); none is ever deleted, for old records speak of them.
    `kept`: keys of rows that cannot end. `single`: one row, with these defaults until it is saved.
    `page`: the name of the address where it is changed, if it has a page of its own.
    `check(key, values)` raises Refused for what makes no sense; the key of a new row is empty.
    """

    key: str
    label: str | _StrPromise
    about: str | _StrPromise
    model: type[Any]
    parts: tuple[Part, ...]
    capability: str
    by: str = "key"
    grows: bool = False
    single: bool = False
    recent: bool = False
    kept: frozenset[str] = frozenset()
    page: str = ""
    check: Callable[[str, Values], None] = nothing_more

    @property
    def columns(self) -> tuple[str, ...]:
        own = tuple(column for part in self.parts for column in part.columns())
        return (*own, OFFERED) if self.grows else own

    def key_of(self, row: Any) -> str:
        return str(getattr(row, self.by))

    def values_of(self, row: Any) -> dict[str, Any]:
        """All that the row says."""
        values = {name: each for part in self.parts for name, each in part.read(row).items()}
        return {**values, OFFERED: row.offered} if self.grows else values

    def label_of(self, column: str) -> str:
        """What the form calls a column, with the language where there are several."""
        if column == OFFERED:
            return column
        part = next(each for each in self.parts if column in each.columns())
        return f"{part.label} ({column[-2:]})" if column != part.name else str(part.label)


content_kinds: Port[ContentKind] = Port("content kinds")
