"""What modules let people search, and who may find what by which words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from vern.core.kernel.ports import Port
from vern.core.org.actors import Actor
from vern.core.records.composed import Rows

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class About(StrEnum):
    """What a text is about, and so what must change for it to be read anew."""

    RECORD = "record"
    UNIT = "unit"
    PERSON = "person"
    BUILDING = "building"


@dataclass(frozen=True)
class Text:
    """A thing as one layer of readers knows it: what they may find it by, and what they are shown.

    `names` are further names that count as much as the title. Who reads it by a `capability` has
    that at `unit_id` (or `case_unit_id`, where the case is elsewhere) or in `building_id`; without
    one it takes a part in the record, or one of the `keys`, which are lexemes (see `Layer.keys`).
    `at` decides its year, and its place among others.
    """

    subject: int
    thing: int
    layer: str
    title: str
    url: str
    body: Sequence[str] = ()
    names: Sequence[str] = ()
    number: str = ""
    at: dt.datetime | None = None
    unit_id: int | None = None
    case_unit_id: int | None = None
    building_id: int | None = None
    unit: str = ""
    state: str = ""
    status: str = ""
    capability: str = ""
    keys: Sequence[str] = ()


def everyone(actor: Actor) -> bool:  # noqa: ARG001 (the form of all that choose)
    return True


def nothing() -> Iterable[str]:
    return ()


def no_keys(actor: Actor) -> Iterable[str]:  # noqa: ARG001 (the form of all such)
    return ()


@dataclass(frozen=True)
class Layer:
    """Those who may find things by the same texts.

    `may_match` says who: the keys of the things for an actor. It is composed once for all who have
    as many rights, so it reads nothing (see `records.composed`), unless `each_alone`. An actor is in
    one layer of a thing at most. The rest only narrows where one looks: for those whom one of the
    `capabilities` reaches, who take `part` in the record, who hold one of the `keys`, or `everyone`.
    """

    key: str
    may_match: Rows
    capabilities: Callable[[], Iterable[str]] = nothing
    part: bool = False
    everyone: bool = False
    keys: Callable[[Actor], Iterable[str]] = no_keys
    each_alone: bool = False


@dataclass(frozen=True)
class Searchable:
    """A kind of thing that people search for.

    `texts` gives what the index holds of some subjects (by their keys), and nothing for those that
    must be nowhere in it. What is `dated` is shown with the newest first; other things by name, and
    before it. Kinds stand in the order they have, for those whom they concern.
    """

    key: str
    label: _StrPromise
    one: _StrPromise
    about: About
    layers: tuple[Layer, ...]
    texts: Callable[[list[int]], Iterable[Text]]
    dated: bool = True
    order: int = 50
    concerns: Callable[[Actor], bool] = everyone


searchables: Port[Searchable] = Port("search texts")


def kinds_for(actor: Actor) -> list[Searchable]:
    """What the actor can look for, in order."""
    found = (each for each in searchables if each.concerns(actor))
    return sorted(found, key=lambda each: each.order)
