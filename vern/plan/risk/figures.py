"""The figures about risk assessments: what is assessed, how old it is, and what the colours are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from vern.core.org.tree import Place
from vern.hub.figures.drawing import Bars
from vern.hub.figures.ports import Column, Figure, KeyNumber, Question, Row, figures
from vern.plan.risk.queries import coverage
from vern.plan.risk.queries.coverage import Asked, Coverage, Kind
from vern.plan.risk.queries.wording import AGE_WORDS


def _asked(question: Question) -> tuple[Coverage, Asked]:
    """The coverage as of the question's day, and the kinds: asked once."""

    def ask() -> tuple[Coverage, Asked]:
        day = min(dt.date(question.year, 12, 31), question.as_of)
        found = coverage.asked(question.ends)
        return Coverage(question.tree, found.found, today=day, years=found.years), found

    return question.once("risk.coverage", ask)


def _places(question: Question, stands: Coverage) -> Sequence[Place]:
    ids = question.unit_ids
    return [each for each in stands.reporting if ids is None or each.unit_id in ids]


def coverage_rows(question: Question) -> Sequence[Row]:
    """A row for each unit that is to have assessments, and each kind that is expected or there."""
    stands, asked = _asked(question)
    return [
        _row(question, stands, place, kind)
        for place in _places(question, stands)
        for kind in asked.kinds
        if kind.expected or stands.of(place.unit_id, kind.pk).newest
    ]


def _row(question: Question, stands: Coverage, place: Place, kind: Kind) -> Row:
    standing = stands.of(place.unit_id, kind.pk)
    found = standing.newest
    day = min(dt.date(question.year, 12, 31), question.as_of)
    return {
        "unit": place.code,
        "name": place.name,
        "type": kind.key,
        "type_name": kind.name,
        "expected": gettext("yes") if kind.expected else gettext("no"),
        "approved": found.approved_on.isoformat() if found else "",
        "months": (day - found.approved_on).days // 30 if found else None,
        "valid_until": found.valid_until.isoformat() if found else "",
        "standing": str(AGE_WORDS[standing.age][0]),
    }


def share_rows(question: Question) -> Sequence[Row]:
    """A row for each kind that is expected: how many units have it in the last years."""
    stands, asked = _asked(question)
    places = _places(question, stands)
    return [
        {
            "type": kind.key,
            "covered": (found := stands.share(places, kind.pk))[0],
            "units": found[1],
            "percent": round(100 * found[0] / found[1], 1) if found[1] else None,
        }
        for kind in asked.kinds
        if kind.expected
    ]


def type_names(question: Question) -> Mapping[str, str]:
    return _asked(question)[1].names


def unit_names(question: Question) -> Mapping[str, str]:
    return {place.code: place.name for place in question.tree.places.values()}


def share_numbers(question: Question) -> list[KeyNumber]:
    """How far the expected kinds reach, all in one number."""
    rows = share_rows(question)
    covered, units = (sum(int(str(row[name])) for row in rows) for name in ("covered", "units"))
    share = round(100 * covered / units, 1) if units else None
    return [KeyNumber(share, gettext("per cent of the assessments that units are to have"), 1)]


_COLOURS: Final = """
SELECT record.unit_id, kind.key,
       count(*) FILTER (WHERE row.colour_before = 3) AS red_before,
       count(*) FILTER (WHERE row.colour_before = 2) AS yellow_before,
       count(*) FILTER (WHERE coalesce(nullif(row.colour_after, 0), row.colour_before) = 3) AS red_after,
       count(*) FILTER (WHERE coalesce(nullif(row.colour_after, 0), row.colour_before) = 2) AS yellow_after,
       count(DISTINCT risk.record_id) AS assessments
FROM risk_riskassessment risk
JOIN records_record record ON record.id = risk.record_id
JOIN risk_assessmenttype kind ON kind.id = risk.type_id
LEFT JOIN risk_riskrow row ON row.assessment_id = risk.record_id
WHERE risk.approved_at >= %(begins)s AND risk.approved_at < %(ends)s
  AND risk.state = ANY(%(states)s)
GROUP BY record.unit_id, kind.key
"""
_NUMBERS: Final = ("assessments", "red_before", "yellow_before", "red_after", "yellow_after")


def colour_rows(question: Question) -> Sequence[Row]:
    """A row for each kind: what was red and yellow, and what remained, of what was approved in the
    year."""
    totals: dict[str, dict[str, int]] = {}
    ids = question.unit_ids
    for unit, key, *numbers in _colours(question):
        if ids is not None and unit not in ids:
            continue
        row = totals.setdefault(key, dict.fromkeys(_NUMBERS, 0))
        for name, number in zip(_AS_ASKED, numbers, strict=True):
            row[name] += number
    return [{"type": key, **totals[key]} for key in type_names(question) if key in totals]


_AS_ASKED: Final = ("red_before", "yellow_before", "red_after", "yellow_after", "assessments")


def _colours(question: Question) -> list[tuple[Any, ...]]:
    def ask() -> list[tuple[Any, ...]]:
        given: dict[str, Any] = {
            "begins": question.begins,
            "ends": question.ends,
            "states": ["approved", "replaced"],
        }
        with connection.cursor() as cursor:
            cursor.execute(_COLOURS, given)
            return list(cursor.fetchall())

    return question.once("risk.colours", ask)


_KIND = Column("type", _("Kind"), numeric=False)

ALL: Final = (
    Figure(
        key="risk.share",
        title=_("Units with risk assessments"),
        definition=_(
            "Units that report each year, and of how many of them each kind that is expected was "
            "approved in the last years that the institution counts, as of the day stated."
        ),
        columns=(
            _KIND,
            Column("covered", _("Units that have it")),
            Column("units", _("Units")),
            Column("percent", _("Per cent"), decimals=1),
        ),
        rows=share_rows,
        labels=type_names,
        chart=Bars(("percent",)),
        overview=45,
        key_numbers=share_numbers,
    ),
    Figure(
        key="risk.coverage",
        title=_("Newest risk assessment of each kind"),
        definition=_(
            "For each unit that reports and each kind: when the newest assessment was approved, and "
            "how old it was on the day stated. What parts of a unit have assessed counts for it."
        ),
        columns=(
            Column("unit", _("Unit"), numeric=False),
            Column("name", _("Name"), numeric=False, files_only=True),
            Column("type", _("Kind"), numeric=False, files_only=True),
            Column("type_name", _("Kind"), numeric=False),
            Column("expected", _("Expected"), numeric=False, files_only=True),
            Column("approved", _("Approved"), numeric=False),
            Column("months", _("Age in months")),
            Column("valid_until", _("Valid until"), numeric=False),
            Column("standing", _("How it stands"), numeric=False),
        ),
        rows=coverage_rows,
        labels=unit_names,
    ),
    Figure(
        key="risk.colours",
        title=_("Red and yellow, before and after measures"),
        definition=_(
            "Rows of the risk assessments that were approved in the year, by colour, as they were "
            "and as they remained with the measures. What was not judged anew counts as it was."
        ),
        columns=(
            _KIND,
            Column("assessments", _("Assessments")),
            Column("red_before", pgettext_lazy("colour", "Red before")),
            Column("yellow_before", pgettext_lazy("colour", "Yellow before")),
            Column("red_after", pgettext_lazy("colour", "Red after")),
            Column("yellow_after", pgettext_lazy("colour", "Yellow after")),
        ),
        rows=colour_rows,
        labels=type_names,
        chart=Bars(("red_before", "yellow_before", "yellow_after")),
    ),
)


def register() -> None:
    figures.add(*ALL)
