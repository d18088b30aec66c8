"""What stops a decision, and when steps fall."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from vern.plan.changes.rules import Lack, Step, dated, falls_on, lacks, took_part_before

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1))
STEPS = st.builds(Step, st.text(min_size=1, max_size=5), st.integers(-60, 60))


def test_without_an_assessment_and_without_a_reason_it_cannot_be_decided() -> None:
    assert lacks(assessed=False, left_out=False) == {Lack.ASSESSMENT}
    assert lacks(assessed=False, left_out=False, no_assessment_reason="  \n ") == {Lack.ASSESSMENT}
    assert not lacks(assessed=False, left_out=False, no_assessment_reason="Haster.")
    assert not lacks(assessed=True, left_out=False)


def test_who_was_left_out_takes_a_reason_of_its_own() -> None:
    assert lacks(assessed=True, left_out=True) == {Lack.INVOLVEMENT}
    assert lacks(assessed=False, left_out=True, no_assessment_reason="x") == {Lack.INVOLVEMENT}
    assert lacks(assessed=False, left_out=True) == {Lack.ASSESSMENT, Lack.INVOLVEMENT}


@given(st.lists(DAYS), DAYS)
def test_only_an_earlier_day_is_before(held: list[dt.date], decided: dt.date) -> None:
    assert took_part_before(held, decided) == (bool(held) and min(held) < decided)


@given(STEPS, DAYS, DAYS)
def test_a_step_never_falls_in_the_past(step: Step, decision: dt.date, today: dt.date) -> None:
    assert falls_on(step, decision, today) >= today


@given(STEPS, DAYS)
def test_what_comes_before_the_decision_is_not_after_it(step: Step, decision: dt.date) -> None:
    today = decision - dt.timedelta(days=3)
    day = falls_on(step, decision, today)
    assert day <= decision if step.weeks < 0 else day >= decision


@given(st.lists(STEPS), DAYS, DAYS)
def test_steps_come_in_order(steps: list[Step], decision: dt.date, today: dt.date) -> None:
    found = [day for _key, day in dated(steps, decision, today)]
    assert found == sorted(found)
    assert len(found) == len(steps)
