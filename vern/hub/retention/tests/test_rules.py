"""Nothing is erased a day too early, and what was approved is what is erased."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from vern.hub.retention.rules import (
    Kept,
    Listed,
    Standing,
    asks_two,
    digest,
    is_due,
    kept_because,
    kept_until,
    last_day,
)

DAY = dt.timedelta(days=1)
days = st.dates(dt.date(1990, 1, 1), dt.date(2150, 12, 31))
months = st.integers(1, 1200)
cases = st.lists(
    st.builds(Listed, st.integers(1, 50), st.sampled_from(["a", "b"]), st.integers(0, 10**15)),
    max_size=8,
    unique=True,
)


@given(days, months)
def test_a_case_is_kept_for_whole_months_and_no_more_than_three_days_longer(
    closed: dt.date, length: int
) -> None:
    until = kept_until(closed, length)
    whole = (until.year - closed.year) * 12 + until.month - closed.month
    assert (whole, until.day) == (length, closed.day) or (whole, until.day) == (length + 1, 1)


@given(days, months)
def test_the_last_day_is_due_and_the_next_one_is_not(today: dt.date, length: int) -> None:
    last = last_day(today, length)
    assert is_due(last, length, today)
    assert not is_due(last + DAY, length, today)


@given(days, days, months, months)
def test_a_longer_rule_or_a_later_end_never_makes_a_case_due(
    closed: dt.date, today: dt.date, length: int, more: int
) -> None:
    if not is_due(closed, length, today):
        assert not is_due(closed, length + more, today)
        assert not is_due(closed + DAY, length, today)


@given(days, days)
def test_without_a_rule_nothing_is_ever_due(closed: dt.date, today: dt.date) -> None:
    assert not is_due(closed, 0, today)


@given(st.builds(Standing, st.booleans(), st.booleans(), days, st.integers(0, 600)), days)
def test_a_case_goes_only_if_it_is_over_due_and_not_held(case: Standing, today: dt.date) -> None:
    why = kept_because(case, today)
    due = is_due(case.closed, case.months, today)
    assert (why is None) == (case.over and not case.held and due)
    assert not case.held or why is Kept.HELD


@given(cases, cases)
def test_another_list_has_another_digest_and_the_order_does_not_count(
    one: list[Listed], other: list[Listed]
) -> None:
    assert digest({"a": 1}, one) == digest({"a": 1}, reversed(one))
    assert digest({"a": 1}, one) != digest({"a": 2}, one)
    assert (digest({}, one) == digest({}, other)) == (set(one) == set(other))


@given(st.integers(0, 1000), st.integers(1, 1000), st.integers(0, 100))
def test_two_approve_what_is_more_than_the_share(count: int, of: int, percent: int) -> None:
    assert asks_two(count, of, percent) == (count / of > percent / 100 + 1e-12)
