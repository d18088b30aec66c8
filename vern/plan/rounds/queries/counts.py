"""Counting rounds and findings for figures: two queries each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from vern.core.kernel.texts import localized
from vern.core.org.tree import Level, Place
from vern.hub.figures.ports import Question, Row
from vern.plan.rounds.models import Finding, Round, Theme
from vern.plan.rounds.rules import Outcome

REMARK: Final = "remark"


def _held(question: Question) -> QuerySet[Round]:
    """Rounds walked in the year, and over on the day: one that is walked on again was over before."""
    rows = Round.objects.filter(
        day__year=question.year, mapped_at__isnull=False, mapped_at__lt=question.stands
    )
    units = question.unit_ids
    return rows if units is None else rows.filter(record__unit__in=units)


def _places(question: Question) -> list[Place]:
    """What the rows are: the places at the level, those of the unit asked about alone."""
    found = question.tree.standing_at(question.level)
    units = question.unit_ids
    if units is None:
        return found
    return [each for each in found if each.unit_id in units]


def held(question: Question) -> Sequence[Row]:
    """A row for each place, also for one that has held none."""
    rows: QuerySet[Any, Any] = _held(question).annotate(
        n_found=Count("findings", distinct=True),
        back=Count("findings", filter=Q(findings__again__isnull=False), distinct=True),
    )
    counts: dict[str, Counter[str]] = {}
    having: dict[str, set[str]] = {}
    for each in rows.values("record__unit", "signed_at", "n_found", "back"):
        unit_id = each["record__unit"]
        place = question.tree.at_level(unit_id, question.level)
        if place is None:
            continue
        count = counts.setdefault(place.code, Counter())
        count.update(rounds=1, findings=each["n_found"], came_back=each["back"])
        signed = each["signed_at"] is not None and each["signed_at"] < question.stands
        count["signed"] += signed
        reporting = question.tree.at_level(unit_id, Level.REPORTING)
        if reporting is not None:
            having.setdefault(place.code, set()).add(reporting.code)
    return [
        {
            "unit": place.code,
            "name": place.name,
            "units": _units_in(question, place),
            "units_held": len(having.get(place.code, ())),
            **{
                key: counts.get(place.code, Counter())[key]
                for key in ("rounds", "signed", "findings", "came_back")
            },
        }
        for place in _places(question)
    ]


def _units_in(question: Question, place: Place) -> int:
    """How many units at a place are to hold one."""
    known: Counter[str] = question.once(
        f"rounds.units.{question.level}",
        lambda: Counter(
            at.code
            for each in question.tree.standing_at(Level.REPORTING)
            if (at := question.tree.at_level(each.unit_id, question.level)) is not None
        ),
    )
    return known[place.code]


def unit_names(question: Question) -> Mapping[str, str]:
    return {place.code: place.name for place in question.tree.places.values()}


def by_theme(question: Question) -> Sequence[Row]:
    """A row for each theme with a finding, and one for remarks of their own."""
    rows = (
        Finding.objects.filter(round__in=_held(question).order_by().values("pk"))
        .order_by()
        .values("point__theme__key", "outcome")
        .annotate(n=Count("pk"), back=Count("pk", filter=Q(again__isnull=False)))
    )
    found: dict[str, Counter[str]] = {}
    for row in rows:
        count = found.setdefault(row["point__theme__key"] or REMARK, Counter())
        count.update({row["outcome"] or "undecided": row["n"]})
        count.update(findings=row["n"], came_back=row["back"])
    columns = ("findings", *(str(each) for each in Outcome), "undecided", "came_back")
    order = [*Theme.objects.values_list("key", flat=True), REMARK]
    return [
        {"theme": key, **{column: found[key][column] for column in columns}}
        for key in order
        if key in found
    ]


def theme_names() -> Mapping[str, str]:
    return {each.key: localized(each, "name") for each in Theme.objects.all()}
