"""Which records are approved assessments: for modules that ask for one without knowing who makes it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from vern.core.kernel.ports import Port


@dataclass(frozen=True)
class Assurance:
    """`key` is a kind of record that assesses something; `approved` gives those of some records (ids)
    that are approved and hold today."""

    key: str
    approved: Callable[[Collection[int]], Collection[int]]


assurances: Port[Assurance] = Port("assurances")


def approved_among(records: Iterable[tuple[int, str]]) -> set[int]:
    """Those of some records (id and kind) that are approved assessments: one question for each kind
    that is among them."""
    by_kind: dict[str, list[int]] = {}
    for pk, kind in records:
        if kind in assurances:
            by_kind.setdefault(kind, []).append(pk)
    return {pk for kind, keys in by_kind.items() for pk in assurances[kind].approved(keys)}
