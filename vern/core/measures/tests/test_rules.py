"""When a measure is due, reckoned from what was chosen."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vern.core.measures import rules

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2060, 12, 31))


@pytest.mark.parametrize(
    ("timing", "chosen", "due"),
    [
        (rules.DAY, dt.date(2026, 12, 5), dt.date(2026, 12, 5)),
        (rules.MONTH, dt.date(2027, 2, 5), dt.date(2027, 2, 28)),
        (rules.YEARLY, dt.date(2028, 2, 1), dt.date(2028, 2, 29)),
        (rules.YEARLY, dt.date(2024, 2, 1), dt.date(2027, 2, 28)),
        (rules.CONTINUOUS, None, dt.date(2027, 11, 22)),
    ],
)
def test_the_first_time_follows_from_how_the_deadline_is_meant(
    timing: str, chosen: dt.date | None, due: dt.date
) -> None:
    assert rules.first_due(timing, chosen, dt.date(2026, 11, 22)) == due


def test_all_but_what_goes_on_all_the_time_needs_a_day() -> None:
    for timing in (rules.DAY, rules.MONTH, rules.YEARLY):
        with pytest.raises(ValueError, match=timing):
            rules.first_due(timing, None, dt.date(2026, 11, 22))


@given(due=DAYS, today=DAYS)
def test_the_next_time_of_the_year_is_to_come_and_in_the_same_month(
    due: dt.date, today: dt.date
) -> None:
    due = rules.month_end(due)
    after = rules.due_again(rules.YEARLY, due, today)
    assert after > today
    assert after > due
    assert after.month == due.month
    assert after == rules.month_end(after)
    assert not (rules.next_year(due) < after and after.year - 1 > max(today.year, due.year))


@given(day=DAYS, months=st.integers(-24, 24))
def test_some_months_later_is_in_that_month(day: dt.date, months: int) -> None:
    later = rules.months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
