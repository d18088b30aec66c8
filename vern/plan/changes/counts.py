"""Counting change processes for figures: one query for each, whatever the number."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from functools import reduce
from operator import or_
from statistics import median
from typing import Any, Final

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from vern.core.org.models import RoleKey
from vern.core.records.models import Sensitivity
from vern.hub.figures.ports import Question, Row
from vern.plan.changes.models import Body, ChangeProcess, Involvement
from vern.plan.changes.rules import ChangeType

OTHER: Final = "other"
YEARS: Final = 5
COUNTED: Final = ("started", "decided", "with_assessment", "with_reason", "rep_before")

_MET = Involvement.objects.filter(
    process=OuterRef("pk"),
    body__role=RoleKey.SAFETY_REP,
    held_on__lt=OuterRef("decided_on"),
)


def _period(question: Question) -> Q:
    """Started or decided in the year."""
    first, last = dt.date(question.year, 1, 1), min(dt.date(question.year, 12, 31), question.as_of)
    started = Q(record__opened_at__gte=question.begins, record__opened_at__lt=question.ends)
    return started | Q(decided_on__gte=first, decided_on__lte=last)


def _asked(question: Question, periods: Q) -> QuerySet[Any, Any]:
    """What is counted of each process, as yes or no: one query."""
    rows = ChangeProcess.objects.filter(periods, record__sensitivity__lt=Sensitivity.SEALED)
    units = question.unit_ids
    found = rows if units is None else rows.filter(record__unit__in=units)
    return found.annotate(met=Exists(_MET)).values(
        "type", "decided_on", "assessments", "met", "record__unit_id", "record__opened_at"
    )


def _counted(question: Question) -> list[tuple[int, str, Counter[str]]]:
    """Unit, type and counts of each process; asked once for a question."""
    return question.once(
        "changes.counted",
        lambda: [
            (row["record__unit_id"], row["type"], _count(question, row))
            for row in _asked(question, _period(question))
        ],
    )


def _count(question: Question, row: Mapping[str, Any]) -> Counter[str]:
    day: dt.date | None = row["decided_on"]
    decided = day is not None and day.year == question.year and day <= question.as_of
    return Counter(
        started=question.begins <= row["record__opened_at"] < question.ends,
        decided=decided,
        with_assessment=decided and row["assessments"] > 0,
        with_reason=decided and row["assessments"] == 0,
        rep_before=decided and row["met"],
    )


def _none() -> Counter[str]:
    return Counter(dict.fromkeys(COUNTED, 0))


def by_year(question: Question) -> list[Row]:
    """The year and those before it, each as of its own extract: one query."""
    years = range(question.year - YEARS + 1, question.year + 1)
    asked = {year: question if year == question.year else question.of(year) for year in years}
    sums = {year: _none() for year in years}
    for row in _asked(question, reduce(or_, map(_period, asked.values()))):
        for year, each in asked.items():
            sums[year].update(_count(each, row))
    return [{"year": year, **counts} for year, counts in sums.items()]


def by_unit(question: Question) -> list[Row]:
    """A row per unit at the level, with zeros; what lies outside them is a last row."""
    tree, within = question.tree, question.unit_ids
    sums = {
        place.code: _none()
        for place in tree.standing_at(question.level)
        if within is None or place.unit_id in within
    }
    for unit_id, _type, counts in _counted(question):
        place = tree.at_level(unit_id, question.level)
        code = place.code if place and place.code in sums else OTHER
        sums.setdefault(code, _none()).update(counts)
    names = unit_names(question)
    return [{"unit": code, "name": names[code], **each} for code, each in sums.items()]


def unit_names(question: Question) -> dict[str, str]:
    names = {place.code: place.name for place in question.tree.places.values()}
    return {**names, OTHER: _("Outside these units")}


def by_type(question: Question) -> list[Row]:
    sums = {each.value: _none() for each in ChangeType}
    for _unit, kind, counts in _counted(question):
        sums[kind].update(counts)
    return [{"type": kind, **each} for kind, each in sums.items()]


def by_body(question: Question) -> list[Row]:
    """For each body: in how many of the year's decided changes it took part before the day, and how
    many days before at the median, of the first time. Two queries."""
    decided = Q(
        decided_on__year=question.year,
        decided_on__lte=question.as_of,
        record__sensitivity__lt=Sensitivity.SEALED,
    )
    if question.unit_ids is not None:
        decided &= Q(record__unit__in=question.unit_ids)
    processes = ChangeProcess.objects.filter(decided)
    firsts = (
        Involvement.objects.filter(process__in=processes, held_on__lt=F("process__decided_on"))
        .order_by()
        .values("process", "body", "process__decided_on")
        .annotate(first=Min("held_on"))
    )
    days: dict[str, list[int]] = {}
    for row in firsts:
        days.setdefault(row["body"], []).append((row["process__decided_on"] - row["first"]).days)
    return [
        {"body": each.key, "changes": len(found), "median_days": median(found) if found else None}
        for each in question.once("changes.bodies", lambda: list(Body.objects.all()))
        if (found := days.get(each.key, [])) or each.offered
    ]


def body_names(question: Question) -> dict[str, str]:
    bodies = question.once("changes.bodies", lambda: list(Body.objects.all()))
    return {each.key: each.name for each in bodies}
