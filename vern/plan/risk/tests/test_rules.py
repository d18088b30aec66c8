"""Judging risks, what an assessment lacks, and what changed: pure."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from vern.plan.risk import rules
from vern.plan.risk.rules import (
    Age,
    AssessmentState,
    Change,
    Colour,
    Judgement,
    Lack,
    Matrix,
    Method,
    RowSaid,
    Start,
    Threshold,
    Written,
)

levels = st.integers(1, 5)
thresholds = st.tuples(st.integers(1, 6), st.integers(1, 6)).map(sorted)
matrices = st.lists(thresholds, min_size=2, max_size=5).map(
    lambda found: Matrix(
        (1, 2, 3, 4, 5),
        tuple(Threshold(level, low, high) for level, (low, high) in enumerate(found, 1)),
    )
)
colours = st.sampled_from(list(Colour))
MATRIX = Matrix((1, 2, 3, 4, 5), (Threshold(1, 5, 6), Threshold(2, 3, 5), Threshold(3, 1, 3)))


@given(matrices, levels, levels)
def test_what_happens_more_often_is_never_less_bad(matrix: Matrix, one: int, other: int) -> None:
    for threshold in matrix.consequences:
        rarer, oftener = sorted((one, other))
        assert matrix.colour(rarer, threshold.level) <= matrix.colour(oftener, threshold.level)


@given(matrices, levels, st.dictionaries(st.sampled_from(rules.DIMENSIONS), st.integers(1, 2)))
def test_the_worst_that_can_be_hurt_decides(
    matrix: Matrix, likelihood: int, chosen: dict[str, int]
) -> None:
    found = matrix.worst({"likelihood": likelihood, **chosen})
    each = [matrix.colour(likelihood, level) for level in chosen.values()]
    assert found == max(each, default=Colour.NONE)


def test_nothing_is_judged_before_both_likelihood_and_a_consequence_are_chosen() -> None:
    assert MATRIX.worst({"people": 3}) is Colour.NONE
    assert MATRIX.worst({"likelihood": 5}) is Colour.NONE
    assert MATRIX.worst({"likelihood": 5, "people": 3}) is Colour.RED


def test_a_factor_is_as_bad_as_its_worse_term_and_needs_both() -> None:
    assert rules.worst_term({"short": 1, "long": 3}) is Colour.RED
    assert rules.worst_term({"short": 1}) is Colour.NONE
    assert rules.worst_term({"colour": 2}) is Colour.YELLOW


def written(*rows: Judgement, **more: object) -> Written:
    given = {"method": Method.SIMPLE, "has_representative": True, "has_worker": True, **more}
    return Written(rows=rows, **given)  # type: ignore[arg-type]


@given(st.lists(st.builds(Judgement, colours, colours, st.integers(0, 2)), min_size=1))
def test_what_is_still_red_is_always_lacking(found: list[Judgement]) -> None:
    lacks = rules.lacks(written(*found))
    still_red = any((each.after or each.before) is Colour.RED for each in found)
    assert (Lack.RED in lacks) == still_red


def test_red_needs_a_measure_even_when_it_is_said_to_be_green_with_it() -> None:
    lacks = rules.lacks(written(Judgement(Colour.RED, Colour.GREEN)))
    assert lacks == [Lack.NO_MEASURE]
    assert rules.lacks(written(Judgement(Colour.RED, Colour.GREEN, measures=1))) == []


def test_those_who_do_the_work_and_their_representative_take_part_or_it_says_why_not() -> None:
    green = Judgement(Colour.GREEN, Colour.NONE)
    alone = {"has_representative": False, "has_worker": False}
    assert rules.lacks(written(green, **alone)) == [Lack.NO_REPRESENTATIVE, Lack.NO_WORKER]
    assert rules.lacks(written(green, why_missing=True, **alone)) == []


def test_the_psychosocial_kind_needs_every_factor_and_the_sum() -> None:
    one = Judgement(Colour.GREEN, Colour.NONE, factor="a")
    asked = {"method": Method.FACTORS, "factors": frozenset({"a", "b"})}
    assert rules.lacks(written(one, **asked)) == [Lack.FACTORS, Lack.NO_SUM]
    both = (one, Judgement(Colour.GREEN, Colour.NONE, factor="b"))
    summed = {"sum_before": Colour.GREEN, "together": True}
    assert rules.lacks(written(*both, **asked, **summed)) == []
    red = {"sum_before": Colour.RED, "together": True}
    assert Lack.RED in rules.lacks(written(*both, **asked, **red))


def test_work_waits_until_it_is_approved_and_what_must_be_in_place_is_seen() -> None:
    today, later = dt.date(2026, 3, 1), dt.date(2027, 3, 1)

    def start(state: AssessmentState, unverified: int, until: dt.date) -> Start:
        return rules.may_start(state, unverified=unverified, valid_until=until, today=today)

    assert start(AssessmentState.DRAFT, 0, later) is Start.NOT_APPROVED
    assert start(AssessmentState.APPROVED, 1, later) is Start.WAITS
    assert start(AssessmentState.APPROVED, 0, later) is Start.MAY
    assert start(AssessmentState.APPROVED, 0, today) is Start.MAY
    assert start(AssessmentState.APPROVED, 0, dt.date(2026, 2, 28)) is Start.OUTDATED


def test_an_assessment_counts_for_two_years_to_the_day() -> None:
    today = dt.date(2026, 3, 1)

    def age(approved: dt.date | None, until: dt.date = dt.date(2030, 1, 1)) -> Age:
        return rules.age_of(approved, until, today=today, years=2)

    assert age(None) is Age.NONE
    assert age(dt.date(2024, 3, 2)) is Age.FRESH
    assert age(dt.date(2024, 3, 1)) is Age.OLD
    assert age(dt.date(2025, 3, 1), dt.date(2026, 2, 28)) is Age.DUE
    assert rules.years_before(dt.date(2024, 2, 29), 1) == dt.date(2023, 2, 28)


said = st.builds(
    RowSaid,
    st.integers(1, 6),
    st.fixed_dictionaries({"hazard": st.sampled_from(["a", "b"])}),
    colours,
    colours,
)
sheets = st.lists(said, max_size=5, unique_by=lambda each: each.key)


@given(sheets, sheets)
def test_every_row_is_told_of_once_and_nothing_is_changed_against_itself(
    then: list[RowSaid], now: list[RowSaid]
) -> None:
    found = rules.compared(then, now)
    keys = [(each.now or each.then).key for each in found if each.now or each.then]  # type: ignore[union-attr]
    assert sorted(keys) == sorted({each.key for each in (*then, *now)})
    assert {each.change for each in rules.compared(now, now)} <= {Change.SAME}
    for each in found:
        if each.change is Change.CHANGED:
            assert each.words or each.colours_changed
