"""States and severity in words, with the tone that helps the eye."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vern.control.incidents.models import STATE_LABELS, TYPE_LABELS, Incident
from vern.control.incidents.queries.choices import DIMENSION_LABELS, levels
from vern.control.incidents.rules import DIMENSIONS, IncidentState, IncidentType, Level, Severity
from vern.core.kernel import clock
from vern.core.kernel.ui.dates import day, day_and_time, short_day
from vern.core.kernel.ui.listing import Item, Tag, addresses
from vern.core.records.models import Record, Sensitivity, State

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

STATE_TONES = {
    IncidentState.RECEIVED: "info",
    IncidentState.IN_WORK: "warning",
    IncidentState.CLOSED: "success",
    IncidentState.REJECTED: "neutral",
    IncidentState.MERGED: "neutral",
    IncidentState.HANDED_OVER: "warning",
    IncidentState.FINISHED: "success",
}
TO_REPORTER: Mapping[IncidentState, tuple[_StrPromise, _StrPromise]] = {
    IncidentState.RECEIVED: (
        gettext_lazy("Received"),
        gettext_lazy("We have received it. Nobody has started on it yet."),
    ),
    IncidentState.IN_WORK: (
        gettext_lazy("Being worked on"),
        gettext_lazy("Someone is working on it."),
    ),
    IncidentState.CLOSED: (
        gettext_lazy("Handled"),
        gettext_lazy("It has been handled. Read the answer."),
    ),
    IncidentState.REJECTED: (
        gettext_lazy("Not taken further"),
        gettext_lazy("It was not taken further. Read why."),
    ),
    IncidentState.MERGED: (
        gettext_lazy("Handled with another report"),
        gettext_lazy(
            "Others reported the same. It is handled together, and you are answered here."
        ),
    ),
    IncidentState.HANDED_OVER: (
        gettext_lazy("With the whistleblowing reception"),
        gettext_lazy("Only you and the whistleblowing reception can read it now."),
    ),
    IncidentState.FINISHED: (
        gettext_lazy("Answered by the whistleblowing reception"),
        gettext_lazy(
            "The whistleblowing reception has finished it. Read the answer. Only you and they can "
            "read it."
        ),
    ),
}
IN_RECEPTION: Mapping[IncidentState, _StrPromise] = {
    IncidentState.HANDED_OVER: gettext_lazy("To look into"),
    IncidentState.FINISHED: gettext_lazy("Finished"),
}
"""How a matter stands, to the whistleblowing reception: the same words wherever they meet it."""


@dataclass(frozen=True)
class ToReporter:
    """The state as the one who reported is told of it."""

    short: str
    sentence: str


@dataclass(frozen=True)
class Row:
    """How a report stands."""

    type: str
    state: Tag
    to_reporter: ToReporter
    late: Tag | None = None


NO_NUMBERS: Mapping[int, str] = {}


def for_handlers(
    records: Sequence[Record],
    marks: Mapping[int, tuple[Tag, ...]],
    together: Mapping[int, str] = NO_NUMBERS,
) -> list[Item]:
    """Reports in a handler's list, with what presses (`marks`, by key) and the worst that happened
    or could have. `together`: the numbers of those that others are handled with, by key."""
    names = level_names() if any(each.incident.severity.chosen for each in records) else {}
    address, pattern = addresses("incidents:show"), _("%(type)s · %(unit)s · %(day)s")
    return [
        Item(
            record.title if record.erased_at is None else _("Erased"),
            address(record.pk),
            record.number,
            pattern
            % {
                "type": _type(record.incident),
                "unit": record.unit.name,
                "day": short_day(record.opened_at),
            },
            (
                *marks.get(record.pk, ()),
                *worst_tags(record.incident.severity, names),
                *filter(None, (late(record), raised(record))),
                stands(record.incident, together.get(record.incident.merged_into_id or 0, "")),
            ),
        )
        for record in records
    ]


def for_reporter(records: Sequence[Record], news: Mapping[int, Sequence[Tag]]) -> list[Item]:
    """Reports in the list of the one who sent them, with what is new for them."""
    address, pattern = addresses("incidents:show"), _("%(unit)s, %(day)s")
    return [
        Item(
            record.title,
            address(record.pk),
            record.number,
            pattern % {"unit": record.unit.name, "day": day(record.opened_at)},
            (*news[record.pk], told_tag(state_to_tell(record.incident))),
        )
        for record in records
    ]


def level_names() -> dict[Level, str]:
    """The institution's names of the levels: one query."""
    return {Level(each.value): each.name for each in levels()}


def row(record: Record, together: str = "") -> Row:
    """`together`: the number of the report that it is handled with, where the reader may know it."""
    incident: Incident = record.incident
    told = to_reporter(state_to_tell(incident))
    if together and state_to_tell(incident) is IncidentState.MERGED:
        told = replace(told, short=_handled_with(together))
    return Row(_type(incident), stands(incident, together), told, late(record))


def stands(incident: Incident, together: str = "") -> Tag:
    """The state; of one that is handled with another, which one, where the reader may know it."""
    state = IncidentState(incident.state)
    if state is IncidentState.MERGED:
        text = _handled_with(together) if together else _("Handled with another report")
        return Tag(text, STATE_TONES[state])
    return state_tag(state)


def _handled_with(number: str) -> str:
    return _("Handled with %(number)s") % {"number": number}


def _type(incident: Incident) -> str:
    return str(TYPE_LABELS[IncidentType(incident.type)])


def late(record: Record) -> Tag | None:
    """How far past its deadline an open report is."""
    today = clock.today()
    if record.state != State.OPEN or record.due_on is None or record.due_on >= today:
        return None
    days = (today - record.due_on).days
    text = ngettext("%(days)d day late", "%(days)d days late", days) % {"days": days}
    return Tag(text, "danger")


def raised(record: Record) -> Tag | None:
    """Whether an open report is handled above the unit where it belongs."""
    if record.state != State.OPEN or record.handling_unit_id == record.unit_id:
        return None
    return Tag(_("Raised"), "accent")


def state_to_tell(incident: Incident) -> IncidentState:
    """What the one who reported is told: of a report handled with another, how that one ended."""
    state = IncidentState(incident.state)
    if state is IncidentState.MERGED and incident.merged_into is not None:
        main = IncidentState(incident.merged_into.state)
        return main if main in (IncidentState.CLOSED, IncidentState.REJECTED) else state
    return state


def worst_tags(severity: Severity, names: Mapping[Level, str]) -> list[Tag]:
    """The worst that happened or could have; nothing where no level is chosen."""
    worst = severity.worst
    if worst is None or worst not in names:
        return []
    happened = worst in [severity.pair(each)[0] for each in DIMENSIONS]
    text = _("Actual: %(level)s") if happened else _("Potential: %(level)s")
    return [Tag(text % {"level": names[worst]}, level_tone(worst))]


def told_tag(state: IncidentState) -> Tag:
    """The state in the words for the one who reported."""
    return Tag(to_reporter(state).short, STATE_TONES[state])


def state_tag(state: IncidentState) -> Tag:
    """In the words of whoever has it: the line, or the whistleblowing reception."""
    words = IN_RECEPTION.get(state, STATE_LABELS[state])
    return Tag(str(words), STATE_TONES[state])


def to_reporter(state: IncidentState) -> ToReporter:
    short, sentence = TO_REPORTER[state]
    return ToReporter(str(short), str(sentence))


def level_tone(level: Level) -> str:
    if level >= Level.CRITICAL:
        return "danger"
    return "warning" if level >= Level.DANGEROUS else "neutral"


def place(record: Record, incident: Incident) -> str:
    """Building and room, as far as they are known."""
    building = record.building.name if record.building else ""
    room = incident.known_room.name if incident.known_room else ""
    return ", ".join(filter(None, (building, room, incident.room)))


def happened(incident: Incident) -> str:
    """When it happened; midnight stands for a day without a clock time."""
    moment = incident.happened_at
    if moment is None:
        return ""
    return day(moment) if timezone.localtime(moment).time() == dt.time() else day_and_time(moment)


@dataclass(frozen=True)
class SeverityRow:
    """A dimension with what happened and what could have; empty: not chosen."""

    label: str
    actual: str
    potential: str


def severity_table(severity: Severity, names: dict[str, str]) -> list[SeverityRow]:
    """The chosen levels by dimension; `names` by level number. Empty where nothing is chosen."""
    if not severity.chosen:
        return []

    def name(level: Level | None) -> str:
        return "" if level is None else names[str(int(level))]

    return [
        SeverityRow(str(DIMENSION_LABELS[each]), *(name(level) for level in severity.pair(each)))
        for each in DIMENSIONS
    ]


def by_month(newest: Sequence[Record]) -> list[Record]:
    """Those of which the month alone is told stand last in it: their place tells no day."""

    def key(record: Record) -> tuple[int, int, bool]:
        day = timezone.localdate(record.opened_at)
        return -day.year, -day.month, record.sensitivity >= Sensitivity.PARTIES

    return sorted(newest, key=key)
