"""When one is reminded, whatever days the job was down; and that no clock change moves a day."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vern.core.kernel import clock
from vern.core.kernel.urgency import SOON, Urgency, urgency
from vern.hub.calendar.rules import (
    GRACE,
    Month,
    Reminder,
    Timing,
    days_late,
    escalates,
    may_remind_at,
    reminder,
    wheel,
)

DAY = dt.timedelta(days=1)
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2090, 12, 31))
TIMINGS = st.builds(
    Timing,
    remind_before=st.none() | st.integers(0, 90),
    escalate_after=st.none() | st.integers(1, 180),
)
MOMENTS = st.integers(0, 20 * 365 * 24 * 60).map(
    lambda minutes: dt.datetime(2020, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=minutes)
)
SPRING, AUTUMN = dt.date(2026, 3, 29), dt.date(2026, 10, 25)


@given(DAYS, st.sets(st.integers(-100, 250)), TIMINGS)
def test_each_is_told_once_however_often_and_on_whatever_days_the_job_runs(
    due: dt.date, ran: set[int], timing: Timing
) -> None:
    told: list[Reminder] = []
    escalated = 0
    for offset in sorted(ran):
        today = due + DAY * offset
        found = reminder(due, today, timing)
        if found and found not in told:
            told.append(found)
        escalated += not escalated and escalates(due, today, timing)
    before, after = timing.remind_before, timing.escalate_after
    was_before = before is not None and any(-before <= offset <= 0 for offset in ran)
    was_after = any(0 < offset <= GRACE.days for offset in ran)
    assert told == [Reminder.BEFORE] * was_before + [Reminder.AFTER] * was_after
    was_late = after is not None and any(after <= each <= after + GRACE.days for each in ran)
    assert escalated == was_late


@given(DAYS, DAYS, TIMINGS)
def test_nobody_is_told_that_something_is_late_before_it_is(
    due: dt.date, today: dt.date, timing: Timing
) -> None:
    late = urgency(due, today) is Urgency.LATE
    assert late == (today > due) == (days_late(due, today) > 0)
    if not late:
        assert reminder(due, today, timing) is not Reminder.AFTER
        assert not escalates(due, today, timing)


@given(DAYS, st.integers(-400, 400))
def test_urgency_only_grows_as_days_pass(due: dt.date, offset: int) -> None:
    today = due + DAY * offset
    assert urgency(due, today + DAY) <= urgency(due, today)
    assert (urgency(due, today) is Urgency.LATER) == (due - today > SOON)


@given(MOMENTS)
@example(dt.datetime(2026, 3, 28, 23, 30, tzinfo=dt.UTC))
@example(dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC))
@example(dt.datetime(2028, 2, 29, 22, 59, tzinfo=dt.UTC))
def test_it_is_late_from_local_midnight_on_also_when_the_clock_is_changed(
    moment: dt.datetime,
) -> None:
    with clock.at(moment):
        due = clock.today()
    with clock.at(clock.end_of(due) - dt.timedelta(microseconds=1)):
        assert urgency(due, clock.today()) is Urgency.SOON
    with clock.at(clock.end_of(due)):
        assert urgency(due, clock.today()) is Urgency.LATE
        assert days_late(due, clock.today()) == 1


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (SPRING + DAY, 24)])
def test_a_day_of_23_or_25_hours_is_one_day(day: dt.date, hours: int) -> None:
    assert clock.end_of(day) - clock.start_of(day).astimezone(dt.UTC) == dt.timedelta(hours=hours)
    assert days_late(day, day + DAY) == 1
    assert reminder(day + DAY, day, Timing(remind_before=1)) is Reminder.BEFORE


@given(DAYS)
@example(dt.date(2028, 2, 29))
@example(dt.date(2026, 12, 31))
def test_every_day_is_in_one_month_of_the_wheel_that_begins_with_it(day: dt.date) -> None:
    months = wheel(day)
    assert len(months) == 12
    assert months[0].first <= day < months[0].after
    assert all(a.after == b.first for a, b in pairwise(months))
    assert (months[-1].after.year, months[-1].after.month) == (day.year + 1, day.month)
    assert Month.of(day) == months[0] == Month.read(str(months[0]))


@given(st.text(max_size=12) | st.from_regex(r"\d{1,6}-\d{1,3}", fullmatch=True))
@example("9999-12")
@example("0000-01")
@example("2026-13")
@example("²026-1")
def test_what_stands_in_an_address_is_a_month_or_nothing(text: str) -> None:
    found = Month.read(text)
    if found is not None:
        assert found.first < found.after


def test_nobody_is_woken() -> None:
    assert not may_remind_at(dt.time(4, 59))
    assert may_remind_at(dt.time(5))
