"""How long the words and persons of a record are kept, and who takes what away (docs/adr/0017).

Two ports. A module says for which of its records there can be a rule, and why they are kept; every
package that hangs something on records says what it takes away when one is erased. What is counted
stays: an erased record has no words and no persons, and still stands in the figures of its year.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vern.core.kernel.ports import Port
from vern.core.records.models import Record
from vern.core.records.querysets import RecordQuerySet

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Candidates = Callable[[dt.datetime], RecordQuerySet]


@dataclass(frozen=True)
class RetentionKind:
    """Some of the records of a kind, for which the institution may make one rule.

    `duty` and `source`: why they are kept, and where that stands. `goes` and `stays`: what erasing
    takes away and leaves. `candidates`: those that were closed before a moment and in which nothing
    is left to be done; without it, none of them is ever erased. `erase` takes away what the module's
    own tables hold. `least`: months; no rule can be shorter.
    """

    key: str
    of: str
    label: _StrPromise
    duty: _StrPromise
    source: str
    goes: Sequence[_StrPromise] = ()
    stays: Sequence[_StrPromise] = ()
    candidates: Candidates | None = None
    erase: Callable[[Record], None] = lambda _record: None
    least: int = 12


retention_kinds: Port[RetentionKind] = Port("retention kinds")


@dataclass(frozen=True)
class Eraser:
    """Takes away what a package has hung on a record: words, names, files. In the transaction in which
    the record is erased, with `records.acting` as the system."""

    key: str
    erase: Callable[[Record], None]


erasers: Port[Eraser] = Port("erasers")
