"""States and severity in words, with the tone that helps the eye."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from vern.control.incidents.models import STATE_LABELS, TYPE_LABELS, Incident
from vern.control.incidents.queries.choices import DIMENSION_LABELS, levels
from vern.control.incidents.rules import DIMENSIONS, IncidentState, IncidentType, Level, Severity
from vern.core.kernel.ui.dates import day, day_and_time
from vern.core.records.models import Record

STATE_TONES = {
    IncidentState.RECEIVED: "info",
    IncidentState.IN_WORK: "warning",
    IncidentState.CLOSED: "success",
    IncidentState.REJECTED: "neutral",
    IncidentState.MERGED: "neutral",
    IncidentState.HANDED_OVER: "neutral",
}


@dataclass(frozen=True)
class Tag:
    """A word with a tone."""

    text: str
    tone: str


@dataclass(frozen=True)
class ToReporter:
    """The state as the one who reported is told of it."""

    short: str
    sentence: str


@dataclass(frozen=True)
class Row:
    """A report in a list."""

    record: Record
    type: str
    state: Tag
    to_reporter: ToReporter
    severity: Tag | None


def rows(records: Sequence[Record]) -> list[Row]:
    """Reports as lists show them, with the worst that happened or could have."""
    names = _level_names() if any(each.incident.severity.chosen for each in records) else {}
    return [row(record, names) for record in records]


def _level_names() -> dict[Level, str]:
    return {Level(each.value): each.name for each in levels()}


def row(record: Record, names: Mapping[Level, str] | None = None) -> Row:
    """Without names of levels, severity is left out."""
    incident: Incident = record.incident
    state = IncidentState(incident.state)
    return Row(
        record,
        str(TYPE_LABELS[IncidentType(incident.type)]),
        state_tag(state),
        to_reporter(state),
        _worst(incident.severity, names or {}),
    )


def _worst(severity: Severity, names: Mapping[Level, str]) -> Tag | None:
    worst = severity.worst
    if worst is None or worst not in names:
        return None
    happened = worst in [severity.pair(each)[0] for each in DIMENSIONS]
    text = _("Actual: %(level)s") if happened else _("Potential: %(level)s")
    return Tag(text % {"level": names[worst]}, level_tone(worst))


def state_tag(state: IncidentState) -> Tag:
    return Tag(str(STATE_LABELS[state]), STATE_TONES[state])


def to_reporter(state: IncidentState) -> ToReporter:
    return {
        IncidentState.RECEIVED: ToReporter(
            _("Received"), _("We have received it. Nobody has started on it yet.")
        ),
        IncidentState.IN_WORK: ToReporter(_("Being worked on"), _("Someone is working on it.")),
        IncidentState.CLOSED: ToReporter(_("Handled"), _("It has been handled. Read the answer.")),
        IncidentState.REJECTED: ToReporter(
            _("Not taken further"), _("It was not taken further. Read why.")
        ),
        IncidentState.MERGED: ToReporter(
            _("Being handled with another"),
            _("Others reported the same. It is handled together, and you are answered here."),
        ),
        IncidentState.HANDED_OVER: ToReporter(
            _("With the whistleblowing reception"),
            _("Only you and the whistleblowing reception can read it now."),
        ),
    }[state]


def level_tone(level: Level) -> str:
    if level >= Level.CRITICAL:
        return "danger"
    return "warning" if level >= Level.DANGEROUS else "neutral"


def place(record: Record, incident: Incident) -> str:
    """Building and room, as far as they are known."""
    return ", ".join(filter(None, (record.building.name if record.building else "", incident.room)))


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
