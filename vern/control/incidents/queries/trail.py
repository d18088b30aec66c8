"""The trail of a report in words, for those who handle it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vern.control.incidents.models import TYPE_LABELS
from vern.control.incidents.queries.choices import DIMENSION_LABELS
from vern.control.incidents.rules import DIMENSIONS, IncidentType
from vern.core.history.models import HistoryLine
from vern.core.history.queries import Entry
from vern.core.kernel.ui.dates import day
from vern.core.measures import rules
from vern.core.measures.models import MaintenanceOrder, Measure
from vern.core.measures.wording import deadline
from vern.core.org.models import Unit

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Names = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class Known:
    """What turns coded values into words: names of content and units, and the measures."""

    names: Names
    units: Mapping[str, str]
    measures: Mapping[int, Measure]
    people: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One thing that someone did."""

    at: dt.datetime
    who: str
    what: str
    details: Sequence[str]
    former: Sequence[tuple[str, str]]


def codes_in(entries: Iterable[Entry | HistoryLine]) -> set[str]:
    """Codes of the units that the trail speaks of."""
    return {
        str(entry.facts[key])
        for entry in entries
        if entry.verb in ("incident.moved", "incident.raised", "incident.returned")
        for key in ("before", "unit")
        if entry.facts.get(key)
    }


def unit_names(entries: Sequence[Entry], known: Mapping[str, str]) -> Mapping[str, str]:
    """Names of those units, by code. No query where all are known."""
    missing = codes_in(entries) - known.keys()
    if not missing:
        return known
    return {**known, **{unit.code: unit.name for unit in Unit.objects.filter(code__in=missing)}}


def people_in(entries: Iterable[Entry | HistoryLine]) -> set[int]:
    """Keys of the people that the trail speaks of."""
    return {
        key
        for entry in entries
        if entry.verb in ABOUT_PEOPLE and isinstance(key := entry.facts.get("person"), int)
    }


ABOUT_PEOPLE = ("incident.reader_named", "incident.reader_removed", "incident.assigned")


def in_words(entries: Sequence[Entry], known: Known) -> list[Line]:
    return [
        Line(
            entry.at,
            entry.who,
            entry.label,
            DETAILS[entry.verb](entry, known) if entry.verb in DETAILS else [],
            [(str(FORMER[field]), text) for field, text in entry.former if field in FORMER],
        )
        for entry in entries
    ]


def _reported(entry: Entry, known: Known) -> list[str]:
    found = [_type(entry)]
    if entry.facts.get("photo"):  # how it was noted before there could be several
        found.append(_("With a photo"))
    return found + _files(entry, known)


def _files(entry: Entry, known: Known) -> list[str]:  # noqa: ARG001 (all have the same shape)
    files = int(entry.facts.get("files") or 0)
    if not files:
        return []
    words = ngettext("%(number)d photo or file", "%(number)d photos and files", files)
    return [words % {"number": files}]


def _type(entry: Entry) -> str:
    key = str(entry.facts.get("type") or "")
    label = TYPE_LABELS[IncidentType(key)] if key in set(IncidentType) else key
    return _("Type: %(type)s") % {"type": label}


def _assessed(entry: Entry, known: Known) -> list[str]:
    found = [_type(entry)]
    found += filter(None, (_pair(entry, known.names, each) for each in DIMENSIONS))
    if categories := _listed(entry, known.names, "category", "categories"):
        found.append(_("Categories: %(names)s") % {"names": categories})
    if causes := _listed(entry, known.names, "cause", "causes"):
        found.append(_("Causes: %(names)s") % {"names": causes})
    return found


def _pair(entry: Entry, names: Names, dimension: str) -> str:
    values = [entry.facts.get(f"{dimension}_{which}") for which in ("actual", "potential")]
    if values == [None, None]:
        return ""
    actual, potential = (
        _("not chosen") if value is None else names.get(("level", str(value)), str(value))
        for value in values
    )
    return _("%(what)s: happened: %(actual)s; could have: %(potential)s") % {
        "what": DIMENSION_LABELS[dimension],
        "actual": actual,
        "potential": potential,
    }


def _listed(entry: Entry, names: Names, table: str, fact: str) -> str:
    keys = filter(None, str(entry.facts.get(fact) or "").split(","))
    return ", ".join(names.get((table, key), key) for key in keys)


def _moved(entry: Entry, known: Known) -> list[str]:
    before, unit = (str(entry.facts.get(key) or "") for key in ("before", "unit"))
    return [
        _("From %(before)s to %(unit)s")
        % {"before": known.units.get(before, before), "unit": known.units.get(unit, unit)}
    ]


def _deadline(entry: Entry, known: Known) -> list[str]:  # noqa: ARG001
    due = due_of(entry)
    return [_("To be handled by %(due)s") % {"due": day(due)}] if due else []


def _measure(entry: Entry, known: Known) -> list[str]:
    measure = measure_of(entry, known.measures)
    found = [measure.title] if measure else []
    effect = str(entry.facts.get("effect") or "")
    if effect in Measure.Effect.values:
        helped = str(Measure.Effect(effect).label)
        found.append(_("Did it help? %(answer)s") % {"answer": helped})
    status = str(entry.facts.get("status") or "")
    if status in MaintenanceOrder.Status.values:
        found.append(str(MaintenanceOrder.Status(status).label))
    due = deadline_of(entry)
    return [*found, due] if due else found


def measure_of(entry: Entry, measures: Mapping[int, Measure]) -> Measure | None:
    """The measure that a line is about."""
    key = entry.facts.get("measure")
    return measures.get(key) if isinstance(key, int) else None


def measures_of(entry: Entry, measures: Mapping[int, Measure]) -> list[Measure]:
    """The measures that came along when reports were merged."""
    keys = str(entry.facts.get("measures") or "").split(",")
    return [measures[int(key)] for key in keys if key.isdigit() and int(key) in measures]


def _merged(entry: Entry, known: Known) -> list[str]:
    """What came along: other reports, and measures, by name where they are the page's own."""
    reports = int(entry.facts.get("along") or 0)
    count = len(list(filter(None, str(entry.facts.get("measures") or "").split(","))))
    found = [each.title for each in measures_of(entry, known.measures)]
    words = ngettext("%(count)d measure came along", "%(count)d measures came along", count) % {
        "count": count
    }
    others = ngettext(
        "%(count)d other report came along", "%(count)d other reports came along", reports
    ) % {"count": reports}
    return [*([others] if reports else []), *([words] if count else []), *found]


def deadline_of(entry: Entry) -> str:
    """The deadline that a line set for a measure, in words."""
    due = due_of(entry)
    return deadline(str(entry.facts.get("timing") or rules.DAY), due) if due else ""


def due_of(entry: Entry) -> dt.date | None:
    """The deadline that a line set."""
    due = entry.facts.get("due_on")
    return dt.date.fromisoformat(due) if isinstance(due, str) else None


def _person(entry: Entry, known: Known) -> list[str]:
    key = entry.facts.get("person")
    return [known.people[key]] if isinstance(key, int) and key in known.people else []


def _struck(entry: Entry, known: Known) -> list[str]:  # noqa: ARG001
    places = int(entry.facts.get("places") or 0)
    return [ngettext("In %(count)d place", "In %(count)d places", places) % {"count": places}]


DETAILS: Mapping[str, Callable[[Entry, Known], list[str]]] = {
    "incident.reported": _reported,
    "incident.files_added": _files,
    "incident.assessed": _assessed,
    "incident.moved": _moved,
    "incident.raised": _moved,
    "incident.returned": _moved,
    "incident.deadline_set": _deadline,
    "incident.struck": _struck,
    "incident.merged": _merged,
    "incident.took_in": _merged,
    **dict.fromkeys(ABOUT_PEOPLE, _person),
    "measure.decided": _measure,
    "measure.changed": _measure,
    "measure.done": _measure,
    "measure.ended": _measure,
    "measure.effect_judged": _measure,
    "measure.maintenance": _measure,
}

FORMER: Mapping[str, _StrPromise] = {
    "reason": gettext_lazy("The reason"),
    "cause_text": gettext_lazy("What was written about causes before"),
    "root_causes": gettext_lazy("The root causes before"),
    "summary": gettext_lazy("The words for everyone before"),
    "stop_decision": gettext_lazy("The decision before"),
    "title": gettext_lazy("The measure before"),
    "plan_text": gettext_lazy("The words in the plan before"),
}
