"""States and severity in words, with the tone that helps the eye."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
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
}


@dataclass(frozen=True)
class Tag:
    """A word with a tone."""

    text: str
    tone: str


@dataclass(frozen=True)
class Row:
    """A report in a list."""

    record: Record
    type: str
    state: Tag
    to_reporter: str
    worst: Level | None

    @property
    def incident(self) -> Incident:
        found: Incident = self.record.incident
        return found


def rows(records: Iterable[Record]) -> list[Row]:
    return [row(record) for record in records]


def row(record: Record) -> Row:
    incident: Incident = record.incident
    state = IncidentState(incident.state)
    return Row(
        record,
        str(TYPE_LABELS[IncidentType(incident.type)]),
        state_tag(state),
        to_reporter(state),
        incident.severity.worst,
    )


def state_tag(state: IncidentState) -> Tag:
    return Tag(str(STATE_LABELS[state]), STATE_TONES[state])


def to_reporter(state: IncidentState) -> str:
    """The state as the one who reported is told of it."""
    return {
        IncidentState.RECEIVED: _("We have received it. Nobody has started on it yet."),
        IncidentState.IN_WORK: _("Someone is working on it."),
        IncidentState.CLOSED: _("It has been handled. Read the answer."),
        IncidentState.REJECTED: _("It was not taken further. Read why."),
    }[state]


def level_tone(level: Level) -> str:
    if level >= Level.CRITICAL:
        return "danger"
    return "warning" if level >= Level.DANGEROUS else "neutral"


def severity_words(records: Iterable[Record]) -> dict[Level, Tag]:
    """A word for each level; no query where no report has one."""
    if not any(record.incident.severity.chosen for record in records):
        return {}
    return {Level(each.value): Tag(each.name, level_tone(Level(each.value))) for each in levels()}


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
    """A dimension with what happened and what could have; None: not chosen."""

    label: str
    actual: Tag | None
    potential: Tag | None


def severity_table(severity: Severity, names: dict[str, str]) -> list[SeverityRow]:
    """The chosen levels by dimension; `names` by level number. Empty where nothing is chosen."""
    if not severity.chosen:
        return []

    def tag(level: Level | None) -> Tag | None:
        return None if level is None else Tag(names.get(str(int(level)), ""), level_tone(level))

    return [
        SeverityRow(str(DIMENSION_LABELS[each]), *(tag(level) for level in severity.pair(each)))
        for each in DIMENSIONS
    ]
