"""Reading the tables from their text."""

from __future__ import annotations

Table = dict[str, dict[str, str]]


def read(text: str, *, words: int = 1) -> Table:
    """A table from its text: column heads first, then rows that begin with a name of so many
    words."""
    heads, *rows = (line.split() for line in text.strip().splitlines())
    table = {" ".join(row[:words]): dict(zip(heads, row[words:], strict=True)) for row in rows}
    assert len(table) == len(rows), "a row stands twice"
    return table
