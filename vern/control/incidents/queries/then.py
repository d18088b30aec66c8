"""The words that held when a report was judged, where the institution has changed them since."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace

from vern.control.incidents.editable import CATEGORIES, CAUSES, SEVERITY, TELLING
from vern.control.incidents.models import NotificationRule
from vern.control.incidents.queries.choices import DIMENSION_LABELS
from vern.control.incidents.queries.show import Report
from vern.control.incidents.queries.telling import Duty
from vern.control.incidents.rules import DIMENSIONS
from vern.core.kernel.editable import Values
from vern.core.kernel.texts import localized
from vern.hub.content.queries import Said, said_then

TABLES = {CATEGORIES: "category", CAUSES: "cause", SEVERITY: "level"}
ASSESSED = "incident.assessed"


@dataclass(frozen=True)
class Criterion:
    """What a level meant."""

    level: str
    dimension: str
    text: str


@dataclass(frozen=True)
class Then:
    """`names` of categories, causes and levels by table and key; `criteria`: those that the report
    was judged by and that read otherwise now; `changed`: whether any of the report's words do."""

    names: Mapping[tuple[str, str], str]
    criteria: Sequence[Criterion]
    changed: bool


def words_then(report: Report, names: Mapping[tuple[str, str], str]) -> Then:
    """The words as of the last assessment, or of the day it was reported. `names`: today's. No
    query."""
    assessed = [entry.at for entry in report.entries if entry.verb == ASSESSED]
    said = said_then(report.versions, max(assessed, default=report.record.opened_at))
    then = {
        (TABLES[kind], key): localized(SimpleNamespace(**values), "name")
        for (kind, key), values in said.items()
        if kind in TABLES
    }
    own = {("category", each) for each in report.categories}
    own |= {("cause", each) for each in report.causes}
    renamed = any(then.get(each, names.get(each)) != names.get(each) for each in own)
    criteria = _criteria(report, said, then)
    return Then({**names, **then}, criteria, renamed or bool(criteria))


def _criteria(
    report: Report, said: Said, names: Mapping[tuple[str, str], str]
) -> Sequence[Criterion]:
    chosen = {
        (int(level), dimension)
        for dimension in DIMENSIONS
        for level in report.severity.pair(dimension)
        if level is not None
    }
    return [
        Criterion(
            names[("level", str(level))],
            str(DIMENSION_LABELS[dimension]),
            localized(SimpleNamespace(**said[(SEVERITY, str(level))]), dimension),
        )
        for level, dimension in sorted(chosen)
        if (SEVERITY, str(level)) in said
    ]


def as_told(report: Report, duties: Iterable[Duty]) -> list[Duty]:
    """Each rule that someone has ticked, as it read when they did. No query."""
    return [_as_told(report, each) for each in duties]


def _as_told(report: Report, duty: Duty) -> Duty:
    if duty.done is None:
        return duty
    said = said_then(report.versions, duty.done.told_at).get((TELLING, duty.rule.key))
    return replace(duty, rule=_reading(duty.rule, said)) if said else duty


def _reading(rule: NotificationRule, said: Values) -> NotificationRule:
    old = copy.copy(rule)
    for name in ("name", "help"):
        for language in ("nb", "nn", "en"):
            setattr(old, f"{name}_{language}", said[f"{name}_{language}"])
    old.paragraph = said["paragraph"]
    return old
