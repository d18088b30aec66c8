"""Reports counted by unit and category, each once: what figures about groups are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db.models import Count, F
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.counts import counted_whether_closed_or_not
from vern.control.incidents.models import TYPE_LABELS, Affected, Answer
from vern.hub.figures.ports import Breakdown, Column, Counted, Counts, Question

SEVERAL: Final = "several"
UNKNOWN: Final = "unknown"


def _by_unit(
    question: Question, years: Sequence[int], field: str, **narrowed: str
) -> list[dict[str, Any]]:
    """How many at each unit with each value of a field, in each year: one query."""
    first, *others = (
        counted_whether_closed_or_not(question.of(year) if year != question.year else question)
        .filter(**narrowed)
        .values(year=ExtractYear("record__opened_at"), unit=F("record__unit"), category=F(field))
        .annotate(n=Count("pk"))
        .order_by()
        for year in years
    )
    found: list[Any] = list(first.union(*others, all=True))
    return found


def registered(question: Question, years: Sequence[int]) -> Mapping[int, Counts]:
    """Reports by type."""
    found: dict[int, dict[tuple[int, str], int]] = {}
    for row in _by_unit(question, years, "type"):
        found.setdefault(row["year"], {})[row["unit"], row["category"]] = row["n"]
    return found


def hurt(question: Question, years: Sequence[int]) -> Mapping[int, Counts]:
    """Reports in which someone was hurt, by who."""
    found: dict[int, dict[tuple[int, str], int]] = {}
    for row in _by_unit(question, years, "affected", injury=Answer.YES):
        counts, key = found.setdefault(row["year"], {}), (row["unit"], _who(row["category"]))
        counts[key] = counts.get(key, 0) + row["n"]
    return found


def _who(affected: Sequence[str]) -> str:
    if len(affected) > 1:
        return SEVERAL
    return affected[0] if affected else UNKNOWN


REGISTERED: Final = Breakdown(
    key="incidents.registered",
    of=Counted.EVENTS,
    total=Column("reports", _("Reports")),
    categories=tuple(Column(str(key), label) for key, label in TYPE_LABELS.items()),
    count=registered,
)
HURT: Final = Breakdown(
    key="incidents.hurt",
    of=Counted.PERSONS,
    total=Column("reports", _("In all")),
    categories=(
        Column(Affected.EMPLOYEE.value, _("Employees")),
        Column(Affected.STUDENT.value, _("Students")),
        Column(Affected.CONTRACTOR.value, _("Contractors and hired workers")),
        Column(Affected.GUEST.value, _("Guests and visitors")),
        Column(SEVERAL, _("Several kinds")),
        Column(UNKNOWN, _("Not said")),
    ),
    count=hurt,
)
