"""What one module offers to do with a record of another: "start a risk assessment from this".

The page of the record shows the offers as links. The form that they lead to looks the record up
again, says what it is taken from, and links the two when it is saved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.urls import reverse

from vern.core.kernel.ports import Port
from vern.core.org.actors import Actor
from vern.core.records.kinds import kinds
from vern.core.records.models import Record, Sensitivity

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

FROM, PART, WORDS = "from", "part", "words"
"""What the address and the form call the number of the record, the part of it, and what is said of
it to begin with."""

LONGEST: Final = 300
"""Characters of the words that an address carries."""


@dataclass(frozen=True)
class Offer:
    """`kinds`: keys of the kinds of record that it is made for; one of a module that is not installed
    never comes. `url_name`: the form that it leads to. `may`: who may, for a record that they see."""

    key: str
    label: _StrPromise
    kinds: frozenset[str]
    url_name: str
    may: Callable[[Actor, Record], bool]
    order: int = 50


offers: Port[Offer] = Port("offers")


@dataclass(frozen=True)
class Offered:
    """An offer as a link."""

    key: str
    label: _StrPromise
    url: str


def offered(actor: Actor, record: Record, *, part: str = "", words: str = "") -> list[Offered]:
    """The offers that this actor may take up from a record that they see, or from a part of it, with
    `words` to begin with. No queries of its own; none for what is sealed."""
    if record.sensitivity == Sensitivity.SEALED:
        return []
    said = {PART: part, WORDS: words[:LONGEST]}
    given = {FROM: record.number, **{name: value for name, value in said.items() if value}}
    return [
        Offered(each.key, each.label, f"{reverse(each.url_name)}?{urlencode(given)}")
        for each in sorted(offers, key=lambda each: (each.order, each.key))
        if record.kind in each.kinds and each.may(actor, record)
    ]


@dataclass(frozen=True)
class Origin:
    """The record that something is taken from, and which part of it."""

    record: Record
    part: str = ""
    given: str = ""

    @property
    def kind(self) -> _StrPromise:
        return kinds[self.record.kind].label

    @property
    def url(self) -> str:
        return kinds[self.record.kind].url(self.record.pk)

    @property
    def few_read_it(self) -> bool:
        """Then none of its words may be carried over to where more people read."""
        return bool(self.record.sensitivity >= Sensitivity.PARTIES)

    @property
    def title(self) -> str:
        """Its title to begin with; empty where few read it."""
        return "" if self.few_read_it else self.record.title

    @property
    def words(self) -> str:
        """What is said of it to begin with; empty where few read it."""
        return "" if self.few_read_it else self.given


def origin(actor: Actor, key: str, given: Mapping[str, str]) -> Origin | None:
    """What the offer with this key is taken up from, by the address or the form (`FROM`, `PART`).

    None where nothing is named, the actor does not see it, or the offer is not theirs there.
    """
    number = given.get(FROM, "")
    if not number:
        return None
    offer = offers[key]
    seen = Record.objects.visible_to(actor).filter(number=number, kind__in=offer.kinds)
    record = seen.exclude(sensitivity=Sensitivity.SEALED).select_related("unit").first()
    if record is None or not offer.may(actor, record):
        return None
    return Origin(record, given.get(PART, "")[:40], given.get(WORDS, "").strip()[:LONGEST])
