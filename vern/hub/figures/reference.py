"""Tables that explain figures and do not change with the year, contributed by modules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vern.core.kernel.documents.blocks import Table
from vern.core.kernel.ports import Port


@dataclass(frozen=True)
class ReferenceTable:
    """A table such as the criteria of the severity levels, in the language in force when built."""

    key: str
    build: Callable[[], Table]


references: Port[ReferenceTable] = Port("reference tables")
