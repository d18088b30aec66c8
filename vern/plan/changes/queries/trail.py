"""The history of a change process in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from vern.core.history.queries import Entry
from vern.core.kernel.ui.dates import short_day
from vern.plan.changes.models import Involvement

Words = Mapping[str, str]


@dataclass(frozen=True)
class Told:
    """A line as the page shows it."""

    at: dt.datetime
    what: str
    who: str
    details: Sequence[str]
    former: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Known:
    """Names of what lines speak of by key: bodies, sides of the work environment, units."""

    bodies: Words
    aspects: Words
    units: Mapping[int, str]


def in_words(entries: Sequence[Entry], known: Known) -> list[Told]:
    """The newest first."""
    return [
        Told(each.at, each.label, each.who, [*_details(each, known)], [*_former(each)])
        for each in reversed(entries)
    ]


def _details(entry: Entry, known: Known) -> Iterator[str]:
    for key, value in entry.facts.items():
        if (
            value is not None
            and (say := _SAY.get(key)) is not None
            and (words := say(value, known))
        ):
            yield words


def _body(value: object, known: Known) -> str:
    return known.bodies.get(str(value), "")


def _aspect(value: object, known: Known) -> str:
    return known.aspects.get(str(value), "")


def _unit(value: object, known: Known) -> str:
    return known.units.get(int(str(value)), "")


def _manner(value: object, _known: Known) -> str:
    manners = dict(Involvement.Manner.choices)
    return str(manners.get(str(value), ""))


def _on(pattern: Callable[[], str]) -> Callable[[object, Known], str]:
    def say(value: object, _known: Known) -> str:
        return pattern() % {"day": short_day(dt.date.fromisoformat(str(value)))}

    return say


def _absent(value: object, known: Known) -> str:
    names = [known.bodies.get(key, key) for key in str(value).split(",") if key]
    return _("Had not taken part: %(names)s") % {"names": ", ".join(names)} if names else ""


def _assessments(value: object, _known: Known) -> str:
    return _("Approved assessments: %(count)s") % {"count": value}


_SAY: Mapping[str, Callable[[object, Known], str]] = {
    "body": _body,
    "aspect": _aspect,
    "unit": _unit,
    "manner": _manner,
    "on": _on(lambda: _("Day: %(day)s")),
    "decide_by": _on(lambda: _("To be decided by %(day)s")),
    "due_on": _on(lambda: _("By %(day)s")),
    "left_out": _absent,
    "assessments": _assessments,
}


def _former(entry: Entry) -> Iterator[tuple[str, str]]:
    labels = {
        "title": _("Title before"),
        "why": _("Why, before"),
        "what": _("What, before"),
        "words": _("Words before"),
        "right_words": _("Answer before"),
        "decision": _("The decision that was taken back"),
        "reason": _("Why"),
        "dropped_reason": _("Why it was dropped"),
    }
    for name, text in entry.former:
        yield labels.get(name, _("Before")), text
