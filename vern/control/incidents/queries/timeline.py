"""A report's way so far, as its reporter is told of it: no judgements, no inner words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from vern.control.incidents.models import Closure
from vern.control.incidents.queries.trail import deadline_of, measure_of, measures_of
from vern.control.incidents.rules import IncidentState
from vern.core.history.queries import Entry
from vern.core.kernel import clock
from vern.core.kernel.ui.dates import day
from vern.core.measures.models import Measure
from vern.core.records.models import Record

ANSWERED = ("incident.closed", "incident.rejected", "incident.finished")
"""What comes with an answer to the one who reported."""


@dataclass(frozen=True)
class Step:
    """One step. `text` was written by a person, to the reporter."""

    title: str
    at: dt.datetime | None = None
    note: str = ""
    text: str = ""
    state: Literal["done", "now", "later"] = "done"


@dataclass(frozen=True)
class Known:
    """What the steps are told with."""

    units: Mapping[str, str]
    measures: Mapping[int, Measure]
    answers: Mapping[dt.datetime, Closure]
    returned: Mapping[dt.datetime, str]


@dataclass(frozen=True)
class Ahead:
    """What is to come: the day by which it is to be answered, and whether it is solved already."""

    due_on: dt.date | None
    solved: bool


def ahead(record: Record, handled_in: Record | None = None) -> Ahead:
    """Of a report, or of one that is handled in another: what was said of that one is not told."""
    return Ahead((handled_in or record).due_on, record.incident.solved_at_once)


def of(
    state: IncidentState,
    entries: Sequence[Entry],
    *,
    ahead: Ahead,
    units: Mapping[str, str],
    measures: Mapping[int, Measure],
    closures: Sequence[Closure],
) -> list[Step]:
    """The steps done, and those to come. What only handlers see is left out."""
    closings = [entry for entry in entries if entry.verb in ANSWERED]
    answers = {entry.at: found for entry in closings if (found := _of(entry, closures))}
    returned = {each.reopened_at: each.reopened_reason for each in closures if each.reopened_at}
    known = Known(units, measures, answers, _at_the_moment(entries, returned))
    done = [
        step for entry in entries if entry.verb in TOLD and (step := TOLD[entry.verb](entry, known))
    ]
    begun = any(entry.verb == "incident.taken_up" for entry in entries)
    if begun and state is IncidentState.RECEIVED:  # of what it is handled with
        state = IncidentState.IN_WORK
    return [*done, *to_come(state, ahead)]


def _at_the_moment(
    entries: Sequence[Entry], returned: Mapping[dt.datetime, str]
) -> dict[dt.datetime, str]:
    """Why something was handed back, by the moment of its line: it is the last reopening till then."""
    back = [entry.at for entry in entries if entry.verb == "incident.handed_back"]
    until = {at: max((each for each in returned if each <= at), default=None) for at in back}
    return {at: returned[moment] for at, moment in until.items() if moment is not None}


def _of(entry: Entry, closures: Sequence[Closure]) -> Closure | None:
    """The answer that was given when a line was written: the last one until then. What was merged
    or handed over gave none of its own."""
    until = [closure for closure in closures if closure.message and closure.at <= entry.at]
    return max(until, key=lambda closure: closure.at, default=None)


def to_come(state: IncidentState, ahead: Ahead) -> list[Step]:
    """What the one who reported can expect: the receipt and their own page say the same."""
    answer = Step(_("You get an answer here"), note=_by_when(ahead.due_on), state="later")
    if state is IncidentState.RECEIVED:
        first = _solved() if ahead.solved else Step(_("Nobody has started on it yet"), state="now")
        return [first, Step(_("Someone starts working on it"), state="later"), answer]
    if state is IncidentState.HANDED_OVER:
        return [
            Step(_("The whistleblowing reception looks into it"), state="now"),
            Step(
                _("You get an answer here"),
                note=_("Within a reasonable time: the law requires it (AML § 2 A-3)."),
                state="later",
            ),
        ]
    return [answer] if state is IncidentState.IN_WORK else []


def _solved() -> Step:
    return Step(
        _("It is solved, you say"),
        note=_("It is counted, and nothing more is asked of you."),
        state="now",
    )


def _by_when(due_on: dt.date | None) -> str:
    if due_on is None:
        return ""
    if due_on < clock.today():
        return _("It was to come by %(day)s, and is late.") % {"day": day(due_on)}
    return _("By %(day)s at the latest.") % {"day": day(due_on)}


def _reported(entry: Entry, known: Known) -> Step:  # noqa: ARG001 (all have the same shape)
    return Step(_("We received your report"), entry.at)


def _taken_up(entry: Entry, known: Known) -> Step:  # noqa: ARG001
    return Step(_("Someone is working on it"), entry.at)


def _moved(entry: Entry, known: Known) -> Step:
    return Step(_("Sent on to %(unit)s") % {"unit": _unit(entry, known)}, entry.at)


def _raised(entry: Entry, known: Known) -> Step:
    return Step(_("Brought up to %(unit)s") % {"unit": _unit(entry, known)}, entry.at)


def _returned(entry: Entry, known: Known) -> Step:
    return Step(_("Sent back to %(unit)s") % {"unit": _unit(entry, known)}, entry.at)


def _unit(entry: Entry, known: Known) -> str:
    code = str(entry.facts.get("unit") or "")
    return known.units.get(code, code)


def _merged(entry: Entry, known: Known) -> Step:  # noqa: ARG001
    return Step(
        _("Others reported the same"),
        entry.at,
        _("It is handled together. What you told is not shown to them."),
    )


def _took_in(entry: Entry, known: Known) -> Step | None:
    """What others' reports brought along, without a word of them."""
    found = [each.plan_text for each in measures_of(entry, known.measures)]
    if not found:
        return None
    return Step(_("Decided: %(measure)s") % {"measure": ", ".join(found)}, entry.at)


def _split_off(entry: Entry, known: Known) -> Step:  # noqa: ARG001
    return Step(_("Handled on its own again"), entry.at)


def _decided(entry: Entry, known: Known) -> Step | None:
    measure = measure_of(entry, known.measures)
    if measure is None:
        return None
    due = deadline_of(entry)
    note = f"{due}." if due else ""
    return Step(_("Decided: %(measure)s") % {"measure": measure.plan_text}, entry.at, note)


def _done(entry: Entry, known: Known) -> Step | None:
    measure = measure_of(entry, known.measures)
    if measure is None:
        return None
    return Step(_("Done: %(measure)s") % {"measure": measure.plan_text}, entry.at)


def _closed(entry: Entry, known: Known) -> Step:
    return Step(_("Handled. The answer to you"), entry.at, text=_answer(entry, known))


def _rejected(entry: Entry, known: Known) -> Step:
    return Step(_("Not taken further. The reason"), entry.at, text=_answer(entry, known))


def _answer(entry: Entry, known: Known) -> str:
    closure = known.answers.get(entry.at)
    return closure.message if closure else ""


def _reopened(entry: Entry, known: Known) -> Step:  # noqa: ARG001
    return Step(_("Opened again"), entry.at)


def _restricted(entry: Entry, known: Known) -> Step:  # noqa: ARG001
    return Step(_("Kept for named people"), entry.at)


def _opened_up(entry: Entry, known: Known) -> Step:  # noqa: ARG001
    return Step(_("Opened to the leaders and safety representatives"), entry.at)


def _handed_back(entry: Entry, known: Known) -> Step:
    return Step(
        _("Handed back: it is not whistleblowing"),
        entry.at,
        _("It is handled as an ordinary report, for named people only."),
        known.returned.get(entry.at, ""),
    )


def _finished(entry: Entry, known: Known) -> Step:
    return Step(
        _("The whistleblowing reception has finished it. The answer to you"),
        entry.at,
        text=_answer(entry, known),
    )


def _looked_again(entry: Entry, known: Known) -> Step:  # noqa: ARG001
    return Step(_("The whistleblowing reception has opened it again"), entry.at)


def _handed_over(entry: Entry, known: Known) -> Step:  # noqa: ARG001
    return Step(
        _("Handed over to the whistleblowing reception"),
        entry.at,
        _("Only you and they can read it now."),
    )


TOLD: Mapping[str, Callable[[Entry, Known], Step | None]] = {
    "incident.reported": _reported,
    "incident.taken_up": _taken_up,
    "incident.moved": _moved,
    "incident.raised": _raised,
    "incident.returned": _returned,
    "incident.merged": _merged,
    "incident.took_in": _took_in,
    "incident.split_off": _split_off,
    "incident.restricted": _restricted,
    "incident.opened_up": _opened_up,
    "incident.handed_over": _handed_over,
    "incident.handed_back": _handed_back,
    "incident.finished": _finished,
    "incident.looked_again": _looked_again,
    "measure.decided": _decided,
    "measure.done": _done,
    "incident.closed": _closed,
    "incident.rejected": _rejected,
    "incident.reopened": _reopened,
}
