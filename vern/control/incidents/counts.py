"""Counting reports for figures: one query each, at most two.

All count the year of registration, leave rejected reports out, and ask how a report stood at the
end of the question's day. Type, severity, categories and unit are as they are now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
)
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _

from vern.control.incidents.models import KIND, Category, Closure, Incident
from vern.control.incidents.rules import DIMENSIONS, IncidentType, Level, is_event
from vern.core.org.tree import Place
from vern.core.records.models import Sensitivity
from vern.hub.figures.ports import Question, Row

Counts = dict[str, int]
Registered = dict[tuple[int, str], Counts]
"""By unit and type."""


NONE: Final = "none"
OTHER: Final = "other"
ITSELF: Final = "itself"
WHAT: Final = ("events", "suggestions")
YEARS: Final = 5
SEVERITY_ROWS: Final = tuple(
    f"{each}_{which}" for each in DIMENSIONS for which in ("actual", "potential")
)
SEVERITY_COLUMNS: Final[Mapping[str, int | None]] = {
    "not_chosen": None,
    **{level.name.lower(): int(level) for level in Level},
}

CLOSED: Final = Q(settled__outcome=Closure.Outcome.CLOSED)
SUGGESTION: Final = Q(type=IncidentType.SUGGESTION)
STEPS: Final[Mapping[str, tuple[str, Q | None]]] = {
    "first_answer": ("first_answer_at", None),
    "closed": ("settled__at", CLOSED),
}
"""When each was reached; by a condition of its own, or else by its moment."""

COUNTS: Final = {
    "events": Count("pk", filter=~SUGGESTION),
    "events_closed": Count("pk", filter=~SUGGESTION & CLOSED),
    "suggestions": Count("pk", filter=SUGGESTION),
    "suggestions_closed": Count("pk", filter=SUGGESTION & CLOSED),
}


class Median(Aggregate):
    """PostgreSQL's continuous median; of intervals, it is an interval."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


def _in_effect(question: Question, closure: str = "") -> Q:
    """Closures that held at the end of the day; `closure` is the way to them."""
    return Q(**{f"{closure}at__lt": question.stands}) & (
        Q(**{f"{closure}reopened_at__isnull": True})
        | Q(**{f"{closure}reopened_at__gte": question.stands})
    )


def _in_period(question: Question) -> QuerySet[Incident]:
    found = Incident.objects.filter(
        record__kind=KIND,
        record__opened_at__gte=question.begins,
        record__opened_at__lt=question.ends,
        record__sensitivity__lt=Sensitivity.SEALED,
    )
    units = question.unit_ids
    return found if units is None else found.filter(record__unit__in=units)


def counted(question: Question, year: int | None = None) -> QuerySet[Incident]:
    """The reports that count, each with the closure in effect on the day, as `settled`.

    An earlier `year` than the question's is stated as of its own extract, where it has one.
    """
    if year is not None and year != question.year:
        question = question.of(year)
    settled = FilteredRelation("closures", condition=_in_effect(question, "closures__"))
    return (
        _in_period(question)
        .alias(settled=settled)
        .filter(Q(settled__outcome__isnull=True) | CLOSED)
    )


def counted_whether_closed_or_not(question: Question) -> QuerySet[Incident]:
    """The same reports, for half the price: only the few rejections are looked at."""
    left_out = Closure.objects.filter(
        _in_effect(question), ~Q(outcome=Closure.Outcome.CLOSED), incident=OuterRef("pk")
    )
    return _in_period(question).filter(~Exists(left_out))


def _grouped(rows: Iterable[Any], by: str) -> dict[Any, Counts]:
    return {row[by]: {key: row[key] for key in COUNTS} for row in rows}


def _none() -> Counts:
    return dict.fromkeys(COUNTS, 0)


def _sum(rows: Iterable[Mapping[str, int]]) -> Counts:
    total = _none()
    for row in rows:
        for key in total:
            total[key] += row[key]
    return total


def _registered(question: Question) -> Registered:
    """Counts per unit and type: asked once, since totals, types and units are sums of them."""
    return question.once(
        "incidents.registered", lambda: _registered_in(question, [question.year])[question.year]
    )


def _last_years(question: Question) -> Mapping[int, Registered]:
    """The same for the year and those before it, in one query: the year need not be asked again."""
    years = range(question.year - YEARS + 1, question.year + 1)
    found = question.once("incidents.years", lambda: _registered_in(question, years))
    question.once("incidents.registered", lambda: found[question.year])
    return found


def _registered_in(question: Question, years: Sequence[int]) -> Mapping[int, Registered]:
    first, *others = (
        counted(question, year)
        .values("record__unit", "type", year=ExtractYear("record__opened_at"))
        .annotate(n=Count("pk"), closed=Count("pk", filter=CLOSED))
        .order_by()
        for year in years
    )
    found: dict[int, Registered] = {year: {} for year in years}
    rows: Iterable[Any] = first.union(*others, all=True) if others else first
    for row in rows:
        key = row["record__unit"], row["type"]
        found[row["year"]][key] = _counts(row["type"], row["n"], row["closed"])
    return found


def _counts(kind: str, registered: int, closed: int) -> Counts:
    what = "events" if is_event(IncidentType(kind)) else "suggestions"
    return {**_none(), what: registered, f"{what}_closed": closed}


def totals(question: Question) -> list[Row]:
    return [_sum(_registered(question).values())]


def by_type(question: Question) -> list[Row]:
    rows: list[Row] = []
    for each in IncidentType:
        counts = _sum(row for (_unit, kind), row in _registered(question).items() if kind == each)
        rows.append(
            {
                "type": str(each),
                "reports": counts["events"] + counts["suggestions"],
                "closed": counts["events_closed"] + counts["suggestions_closed"],
            }
        )
    return rows


def closed_share(question: Question) -> list[Row]:
    total = _sum(_registered(question).values())
    return [
        {
            "what": what,
            "registered": total[what],
            "closed": total[f"{what}_closed"],
            "percent": round(100 * total[f"{what}_closed"] / total[what], 1)
            if total[what]
            else None,
        }
        for what in ("events", "suggestions")
    ]


def severity(question: Question) -> list[Row]:
    unchosen = Q(**{f"{row}__isnull": True for row in SEVERITY_ROWS})
    found = counted_whether_closed_or_not(question).filter(
        ~SUGGESTION, ~(Q(type=IncidentType.NONCONFORMITY) & unchosen)
    )
    cells: Counter[tuple[str, int | None]] = Counter()
    for *levels, number in (
        found.order_by().values_list(*SEVERITY_ROWS).annotate(number=Count("pk"))
    ):
        for cell in zip(SEVERITY_ROWS, levels, strict=True):
            cells[cell] += number
    return [
        {"row": row, **{column: cells[row, level] for column, level in SEVERITY_COLUMNS.items()}}
        for row in SEVERITY_ROWS
    ]


def by_unit(question: Question) -> list[Row]:
    """A row per unit at the level, with zeros; what lies outside them is a last row."""
    tree, within = question.tree, question.unit_ids
    standing = [
        place
        for place in tree.standing_at(question.level)
        if within is None or place.unit_id in within
    ]
    sums = {place.code: _none() for place in standing}
    for (unit_id, _kind), counts in _registered(question).items():
        place = tree.at_level(unit_id, question.level)
        code = place.code if place and place.code in sums else OTHER
        sums[code] = _sum([sums.get(code, _none()), counts])
    names = unit_names(question)
    return [{"unit": code, "name": names[code], **each} for code, each in sums.items()]


def below(question: Question) -> list[Row]:
    """A row for each unit right under, and one for what is at the unit itself, with the year before."""
    tree = question.tree
    under = tree.children(_top(question).unit_id)
    if not under:
        return []
    codes = {place.unit_id: place.code for place in under}
    sums = {code: (_none(), _none()) for code in (*codes.values(), ITSELF)}
    years = _last_years(question)
    for which, registered in enumerate((years[question.year], years[question.year - 1])):
        for (unit_id, _kind), counts in registered.items():
            line = (codes[each.unit_id] for each in tree.upward(unit_id) if each.unit_id in codes)
            into = sums[next(line, ITSELF)][which]
            for key in into:
                into[key] += counts[key]
    names = names_below(question)
    return [
        {
            "unit": code,
            "name": names[code],
            **{what: now[what] for what in WHAT},
            **{f"{what}_before": before[what] for what in WHAT},
        }
        for code, (now, before) in sums.items()
    ]


def _top(question: Question) -> Place:
    """The unit that is asked for, or the institution."""
    places = question.tree.places.values()
    return question.unit or next(place for place in places if place.parent_id is None)


def names_below(question: Question) -> dict[str, str]:
    names = {place.code: place.name for place in question.tree.places.values()}
    return {**names, ITSELF: _("%(unit)s itself") % {"unit": _top(question).name}}


def unit_names(question: Question) -> dict[str, str]:
    names = {place.code: place.name for place in question.tree.places.values()}
    return {**names, OTHER: _("Outside these units")}


def by_category(question: Question) -> list[Row]:
    found = _grouped(
        counted(question).values("categories__key").annotate(**COUNTS).order_by(), "categories__key"
    )
    counts = {key or NONE: each for key, each in found.items()}
    keys = [each.key for each in _categories(question) if each.offered or each.key in counts]
    return [{"category": key, **counts.get(key, _none())} for key in (*keys, NONE)]


def _categories(question: Question) -> list[Category]:
    return question.once("incidents.categories", lambda: list(Category.objects.all()))


def category_names(question: Question) -> dict[str, str]:
    return {**{each.key: each.name for each in _categories(question)}, NONE: _("No category")}


def by_year(question: Question) -> list[Row]:
    """The last years up to the one asked for."""
    return [
        {"year": year, **_sum(registered.values())}
        for year, registered in _last_years(question).items()
    ]


def year_before(question: Question) -> Counts:
    """The year before, as it stands beside the year."""
    return _sum(_last_years(question)[question.year - 1].values())


def verdicts(question: Question) -> list[Row]:
    """What those who reported said of the answer that stood: told by the day, to what was closed."""
    said = CLOSED & Q(settled__verdict_at__lt=question.stands)
    values = counted(question).aggregate(
        closed=Count("pk", filter=CLOSED),
        answered=Count("pk", filter=said),
        content=Count("pk", filter=said & Q(settled__good_enough=True)),
    )
    answered, content = values["answered"], values["content"]
    percent = round(100 * content / answered, 1) if answered else None
    return [{**values, "percent": percent}]


def days(question: Question) -> list[Row]:
    return _days_in(question, [question.year])[0]


def days_of_two_years(question: Question) -> list[list[Row]]:
    """The year, and the year before."""
    return _days_in(question, [question.year, question.year - 1])


def _days_in(question: Question, years: Sequence[int]) -> list[list[Row]]:
    first, *others = (
        counted(question, year)
        .values(year=ExtractYear("record__opened_at"))
        .annotate(**_waits(question.of(year) if year != question.year else question))
        .order_by()
        for year in years
    )
    rows: Iterable[Any] = first.union(*others, all=True) if others else first
    found = {row["year"]: row for row in rows}
    return [[_waited(found.get(year, {}), step) for step in STEPS] for year in years]


def _waits(question: Question) -> dict[str, Aggregate]:
    """How many had got as far as each step, and how long it took them."""
    asked: dict[str, Aggregate] = {}
    for step, (moment, done) in STEPS.items():
        took = ExpressionWrapper(F(moment) - F("record__opened_at"), output_field=DurationField())
        got_there = done or Q(first_answer_at__lt=question.stands)
        asked[f"{step}_median"] = Median(took, filter=got_there, output_field=DurationField())
        asked[f"{step}_reports"] = Count("pk", filter=got_there)
    return asked


def _waited(row: Mapping[str, Any], step: str) -> Row:
    median = row.get(f"{step}_median")
    return {
        "step": step,
        "reports": row.get(f"{step}_reports", 0),
        "median_days": None if median is None else round(median.total_seconds() / 86_400, 1),
    }
