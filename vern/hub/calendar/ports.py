"""What falls due: every module says by which rules, for whom, when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from vern.core.kernel.ports import Port
from vern.core.org.actors import Actor
from vern.hub.calendar.rules import Timing

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

OWN_RULE = _("The institution's own rule")
USUAL = Timing(remind_before=3, escalate_after=14)
AT_ONCE = Timing(remind_before=None, escalate_after=1)
"""For what is to be done the same day: whoever is to do it has been told at once."""


@dataclass(frozen=True)
class Due:
    """Something that is to be done by a day.

    `subject` is its key, unique within the rule; `people` (ids) are those who are to do it today,
    at a unit. It belongs to a record: one that is sealed has no deadlines here.
    """

    subject: int
    due_on: dt.date
    people: frozenset[int]
    unit_id: int
    record_id: int


@dataclass(frozen=True)
class Item:
    """A deadline, named: by its rule, its subject and its record."""

    rule: str
    subject: int
    record_id: int


@dataclass(frozen=True)
class Words:
    """A deadline for one reader. Without a number: they do not read the case."""

    title: str
    url: str
    number: str = ""


@dataclass(frozen=True)
class DeadlineRule:
    """A rule by which something falls due, of law (`paragraph`) or the institution's own.

    `falls_due` derives from the state of today what is not done yet: of all subjects, or of these
    (None: all). A subject that it does not give is done, or never was. `words` gives those that the
    actor may know of now, and leaves out all others; rules with the same function are asked at once.
    `timing` holds until the institution decides otherwise.
    """

    key: str
    label: _StrPromise
    falls_due: Callable[[Collection[int] | None], Iterable[Due]]
    words: Callable[[Sequence[Item], Actor], Mapping[Item, Words]]
    paragraph: str | _StrPromise = ""
    timing: Timing = USUAL

    @property
    def basis(self) -> str:
        """The paragraph, or that it is the institution's own rule."""
        return str(self.paragraph or OWN_RULE)


deadline_rules: Port[DeadlineRule] = Port("deadlines")


def in_words(items: Iterable[Item], actor: Actor) -> dict[Item, Words]:
    """Those that the actor may know of now: each function is asked once."""
    asked: dict[Callable[[Sequence[Item], Actor], Mapping[Item, Words]], list[Item]] = {}
    for item in items:
        rule = deadline_rules.get(item.rule)
        if rule is not None:
            asked.setdefault(rule.words, []).append(item)
    return {
        item: words for ask, those in asked.items() for item, words in ask(those, actor).items()
    }
