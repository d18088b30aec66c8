"""The figures about reports. Each is defined here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from vern.control.incidents import counts
from vern.control.incidents.breakdowns import HURT, REGISTERED
from vern.control.incidents.capabilities import SEE
from vern.control.incidents.models import TYPE_LABELS
from vern.core.org.actors import Actor
from vern.core.org.tree import Level
from vern.hub.figures.drawing import Bars
from vern.hub.figures.groups import by_unit, by_year, unit_columns, unit_labels, year_columns
from vern.hub.figures.ports import Behind, Column, Figure, KeyNumber, Question, figures

COUNT_COLUMNS: Final = (
    Column("events", _("Events")),
    Column("events_closed", _("Events closed")),
    Column("suggestions", _("Suggestions")),
    Column("suggestions_closed", _("Suggestions closed")),
)


def _labels(words: Mapping[str, object]) -> Mapping[str, str]:
    return {key: str(word) for key, word in words.items()}


TYPE_WORDS: Final = {str(key): word for key, word in TYPE_LABELS.items()}
WHAT_WORDS: Final = {"events": _("Events"), "suggestions": _("Suggestions")}
STEP_WORDS: Final = {
    "first_answer": _("From report to first answer"),
    "closed": _("From report to closed"),
}
SEVERITY_WORDS: Final = {
    "human_actual": _("People, actual"),
    "human_potential": _("People, potential"),
    "material_actual": _("Material, actual"),
    "material_potential": _("Material, potential"),
    "environment_actual": _("Outer environment, actual"),
    "environment_potential": _("Outer environment, potential"),
}


def registered_numbers(question: Question) -> list[KeyNumber]:
    """How many, and how many of them closed."""
    before = counts.year_before(question)  # first: it knows the year too
    events, suggestions = (_share(row) for row in counts.closed_share(question))
    return [
        KeyNumber(events[0], ngettext("event", "events", events[0]), before=before["events"]),
        KeyNumber(
            events[1],
            ngettext("event closed", "events closed", events[1]) + events[2],
            before=before["events_closed"],
        ),
        KeyNumber(
            suggestions[0],
            ngettext("improvement suggestion", "improvement suggestions", suggestions[0]),
            before=before["suggestions"],
        ),
        KeyNumber(
            suggestions[1],
            ngettext("suggestion closed", "suggestions closed", suggestions[1]) + suggestions[2],
            before=before["suggestions_closed"],
        ),
    ]


def reports_behind(actor: Actor, question: Question, path: str, code: str) -> str:
    """The list of reports of the unit and year, of one type where a row has one. It shows those that
    the reader may see; where that is none by right, there is no list."""
    unit = question.unit
    if unit is None or not actor.scope(SEE).covers(path):
        return ""
    narrowed = {"unit": unit.unit_id, "year": question.year, **({"type": code} if code else {})}
    return f"{reverse('incidents:list')}?{urlencode(narrowed)}"


def _share(row: Mapping[str, Any]) -> tuple[int, int, str]:
    percent = row["percent"]
    share = "" if percent is None else f" ({number_format(percent, 1, use_l10n=True)}\u00a0%)"
    return row["registered"], row["closed"], share


def waiting_numbers(question: Question) -> list[KeyNumber]:
    """How long people wait."""
    year, before = ([_days(row) for row in rows] for rows in counts.days_of_two_years(question))
    return [
        KeyNumber(year[0], gettext("days to first answer (median)"), 1, before[0]),
        KeyNumber(year[1], gettext("days to closing (median)"), 1, before[1]),
    ]


def _days(row: Mapping[str, Any]) -> float | None:
    days: float | None = row["median_days"]
    return days


BEHIND: Final = Behind(_("The reports behind the numbers"), reports_behind)
HURT_IS: Final = _(
    "Reports registered in the year in which someone was hurt, by who, as the units stood at the end "
    "of the year. Each report counts once. Rejected reports are left out."
)

ALL: Final = (
    Figure(
        key="incidents.totals",
        title=_("Events and suggestions"),
        definition=_(
            "Reports registered in the year. Events are all types except improvement suggestions. "
            "Rejected reports are left out. Closed means closed on the day stated."
        ),
        columns=COUNT_COLUMNS,
        rows=counts.totals,
        single_row=True,
        key_numbers=registered_numbers,
        behind=BEHIND,
    ),
    Figure(
        key="incidents.below",
        title=_("The units right under"),
        definition=_(
            "Reports registered in the year and in the year before, by the unit where it happened: "
            "each unit with all under it, as the units stood at the end of the year. Rejected "
            "reports are left out."
        ),
        columns=(
            Column("unit", _("Unit"), numeric=False),
            Column("name", _("Name"), numeric=False, files_only=True),
            Column("events", _("Events")),
            Column("events_before", _("Events the year before")),
            Column("suggestions", _("Suggestions")),
            Column("suggestions_before", _("Suggestions the year before")),
        ),
        rows=counts.below,
        labels=counts.names_below,
        parts_unit=True,
        overview=15,
    ),
    Figure(
        key="incidents.severity",
        title=_("Events by severity"),
        definition=_(
            "Events registered in the year, by harm: actual (what happened) and potential (what could "
            "have happened). "
            "Rejected reports and improvement suggestions are left out, and so are system "
            "nonconformities for which no severity is chosen at all. Severity is as it is set now."
        ),
        columns=(
            Column("row", _("Harm"), numeric=False),
            Column("not_chosen", _("Not chosen")),
            Column("none_or_minor", _("None or minor")),
            Column("some", _("Some")),
            Column("dangerous", _("Dangerous")),
            Column("critical", _("Critical")),
            Column("catastrophic", _("Catastrophic")),
        ),
        rows=counts.severity,
        labels=lambda _question: _labels(SEVERITY_WORDS),
        overview=20,
    ),
    Figure(
        key="incidents.by_type",
        title=_("Reports by type"),
        definition=_(
            "Reports registered in the year, by the type they have now. Rejected reports are left "
            "out. Closed means closed on the day stated."
        ),
        columns=(
            Column("type", _("Type"), numeric=False),
            Column("reports", _("Reports")),
            Column("closed", _("Closed")),
        ),
        rows=counts.by_type,
        labels=lambda _question: _labels(TYPE_WORDS),
        chart=Bars(("reports",)),
        behind=BEHIND,
        overview=12,
    ),
    Figure(
        key="incidents.by_category",
        title=_("Events by category"),
        definition=_(
            "Reports registered in the year, by category. A report may have several categories "
            "and counts once in each, so the rows add up to more than the total. Rejected "
            "reports are left out. Closed means closed on the day stated."
        ),
        columns=(Column("category", _("Category"), numeric=False), *COUNT_COLUMNS),
        rows=counts.by_category,
        labels=counts.category_names,
        chart=Bars(("events",)),
        overview=11,
    ),
    Figure(
        key="incidents.by_unit",
        title=_("Events by unit"),
        definition=_(
            "Reports registered in the year, by the unit where it happened, as the units stood at "
            "the end of the year. Rejected reports are left out. Closed means closed on the day "
            "stated."
        ),
        columns=(
            Column("unit", _("Unit"), numeric=False),
            Column("name", _("Name"), numeric=False, files_only=True),
            *COUNT_COLUMNS,
        ),
        rows=counts.by_unit,
        labels=counts.unit_names,
        levels=(Level.FACULTY, Level.REPORTING),
        chart=Bars(("events",)),
        breakdown=REGISTERED,
        overview=30,
    ),
    Figure(
        key="incidents.by_year",
        title=_("Events and suggestions by year"),
        definition=_(
            "Reports by year of registration, for the year and the four before it. Rejected "
            "reports are left out. Each year is stated as of the day of its own published report, "
            "where there is one. A unit is counted with those that have become part of it."
        ),
        columns=(Column("year", _("Year"), numeric=False), *COUNT_COLUMNS),
        rows=counts.by_year,
        chart=Bars(("events", "suggestions"), upright=True),
        overview=10,
    ),
    Figure(
        key="incidents.closed_share",
        title=_("Share closed"),
        definition=_(
            "Of the reports registered in the year, the share that was closed on the day stated. "
            "Rejected reports are left out."
        ),
        columns=(
            Column("what", _("What"), numeric=False),
            Column("registered", _("Registered")),
            Column("closed", _("Closed")),
            Column("percent", _("Percent closed"), decimals=1),
        ),
        rows=counts.closed_share,
        labels=lambda _question: _labels(WHAT_WORDS),
    ),
    Figure(
        key="incidents.days",
        title=_("Days to first answer and to closing"),
        definition=_(
            "Median number of days for reports registered in the year, events and suggestions "
            "together. An answer is words to the one who reported: a message, or the answer that "
            "closed it; that someone had started is none. Only reports that had got that far on the "
            "day stated are counted. Rejected reports are left out."
        ),
        columns=(
            Column("step", _("Time"), numeric=False),
            Column("reports", _("Reports")),
            Column("median_days", _("Median, days"), decimals=1),
        ),
        rows=counts.days,
        labels=lambda _question: _labels(STEP_WORDS),
        key_numbers=waiting_numbers,
    ),
    Figure(
        key="incidents.verdicts",
        title=_("Was the answer good enough?"),
        definition=_(
            "Reports registered in the year that were closed on the day stated; how many of those "
            "who reported had said whether the answer was good enough, and the share of these who "
            "said yes. Rejected reports are left out."
        ),
        columns=(
            Column("closed", _("Closed")),
            Column("answered", _("Have said")),
            Column("content", _("Good enough")),
            Column("percent", _("Percent good enough"), decimals=1),
        ),
        rows=counts.verdicts,
        single_row=True,
    ),
    Figure(
        key="incidents.hurt",
        title=_("People hurt"),
        definition=HURT_IS,
        columns=unit_columns(HURT),
        rows=by_unit(HURT),
        labels=unit_labels,
        breakdown=HURT,
        parts_unit=True,
        overview=60,
    ),
    Figure(
        key="incidents.hurt_by_year",
        title=_("People hurt by year"),
        definition=_(
            "Reports registered in the year in which someone was hurt, by who, for the year and the "
            "four before it. Each report counts once. Rejected reports are left out. Each year "
            "stands as its own units did at its end, as of the day of its own published report."
        ),
        columns=year_columns(HURT),
        rows=by_year(HURT),
        breakdown=HURT,
        chart=Bars(("reports",), upright=True),
    ),
)


def register() -> None:
    figures.add(*ALL)
