"""The plan of the demo university adds up to the published figures and makes sense."""

from __future__ import annotations

import datetime as dt
import functools
import os
import subprocess
import sys
from collections import Counter

import pytest

from vern.site.demo.catalogue import DIMENSIONS
from vern.site.demo.content import last_day, published, volumes
from vern.site.demo.courses import extract_end
from vern.site.demo.handling import now
from vern.site.demo.plan import plan_year, plan_years
from vern.site.demo.planned import PlannedReport
from vern.site.demo.posts import leader_on, organisation
from vern.site.demo.structure import by_code, exists_today, reporting_unit


@functools.cache
def every_report() -> list[PlannedReport]:
    return [report for year in plan_years() for report in plan_year(year)]


def events(year: int) -> list[PlannedReport]:
    return [report for report in plan_year(year) if report.is_event]


def moments(report: PlannedReport) -> list[dt.datetime]:
    """Everything that happened to a report, in the order in which it must have happened."""
    steps = [report.happened_at, report.opened_at, report.moved_at, report.taken_up_at]
    return [step for step in steps if step] + [ending.at for ending in report.endings]


def test_2025_has_the_published_number_of_events_and_suggestions() -> None:
    suggestions = [report for report in plan_year(2025) if report.is_suggestion]
    assert len(events(2025)) == published().events
    assert len(suggestions) == published().suggestions


def test_as_many_of_2025_are_closed_on_the_extract_date_as_published() -> None:
    end = extract_end()
    closed = [report for report in plan_year(2025) if report.closed_on(end)]
    assert sum(report.is_event for report in closed) == published().events_closed
    assert sum(report.is_suggestion for report in closed) == published().suggestions_closed


def test_more_of_2025_are_closed_today_than_on_the_extract_date() -> None:
    closed = sum(report.closed_on(now()) for report in events(2025))
    assert published().events_closed < closed < published().events


@pytest.mark.parametrize("outcome", ["actual", "potential"])
@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_table_1_comes_out_to_the_last_cell(dimension: str, outcome: str) -> None:
    place = ("actual", "potential").index(outcome)
    counted = Counter(
        report.levels(dimension)[place] for report in events(2025) if report.type != "nonconformity"
    )
    row = tuple(counted[level] for level in (None, 0, 1, 2, 3, 4))
    assert row == published().severity[f"{dimension}_{outcome}"]


def test_levels_of_2025_are_chosen_before_the_extract_date() -> None:
    late = [
        report.key
        for report in events(2025)
        if report.type != "nonconformity"
        and report.assessment
        and report.assessment.at >= extract_end()
    ]
    assert late == []


def test_system_nonconformities_have_no_severity() -> None:
    plain = [report for report in every_report() if report.type in {"nonconformity", "suggestion"}]
    assert {report.levels(name) for report in plain for name in DIMENSIONS} == {(None, None)}
    assert sum(report.type == "nonconformity" for report in plan_year(2025)) == 140


def test_what_could_have_happened_is_never_less_than_what_did() -> None:
    for report in every_report():
        for name in DIMENSIONS:
            actual, potential = report.levels(name)
            assert actual is None or potential is None or potential >= actual, report.key


def test_the_gravest_potential_belongs_to_gas_fire_and_high_speed() -> None:
    grave = [report for report in every_report() if (report.levels("human")[1] or 0) == 4]
    words = ("gass", "batteri", "reaktor", "hydrogen", "metan", "acetylen", "karbonmonoksid",
             "propan", "motorstopp")  # fmt: skip
    for report in grave:
        text = f"{report.title} {report.description}".lower()
        assert any(word in text for word in words), text


@pytest.mark.parametrize("year", plan_years())
def test_each_year_has_its_volume(year: int) -> None:
    volume = volumes()[year]
    counted = [report for report in plan_year(year) if not report.rejected]
    rejected_by_plan = sum(report.rejected for report in plan_year(year))
    assert len([r for r in counted if r.is_suggestion]) == volume.suggestions
    # Reports that nobody has looked at yet are rejected later, so a few of 2026 still count.
    waiting = volume.rejected - rejected_by_plan
    assert len([r for r in counted if r.is_event]) == volume.events + waiting
    assert 0 <= waiting <= (2 if year == last_day().year else 0)


def test_reports_grow_from_year_to_year() -> None:
    counts = [len(events(year)) for year in (2021, 2022, 2023, 2024, 2025)]
    assert counts == sorted(counts)


def test_nothing_is_reported_at_a_unit_that_does_not_exist() -> None:
    for report in every_report():
        day = report.opened_at.date()
        assert by_code()[report.unit].exists(day), report.key
        assert by_code()[report.reported_unit].exists(day), report.key
        assert reporting_unit(report.unit), report.key


def test_a_report_moves_only_to_a_unit_that_still_exists() -> None:
    moved = [report for report in every_report() if report.moved_at]
    assert len(moved) > 50
    for report in moved:
        assert report.unit != report.reported_unit
        assert exists_today(report.unit)


def test_the_reporter_belongs_to_the_unit_when_it_happens() -> None:
    people = organisation().people
    assert all(people[report.reporter].here(report.opened_at.date()) for report in every_report())


def test_steps_follow_one_another_and_end_before_the_last_day() -> None:
    for report in every_report():
        steps = moments(report)
        assert steps == sorted(steps), report.key
        assert steps[-1] <= now(), report.key
        end = report.endings[0].at if report.endings else now()
        if report.assessment and report.taken_up_at:
            assert report.taken_up_at <= report.assessment.at <= end, report.key


def test_measures_are_decided_while_the_report_is_open() -> None:
    for report in every_report():
        end = report.endings[0].at if report.endings else now()
        for measure in report.measures:
            assert report.taken_up_at is not None
            assert report.taken_up_at <= measure.decided_at <= end, report.key
            assert measure.done_at is None or measure.decided_at <= measure.done_at <= now()


def test_what_is_closed_has_a_measure_or_a_reason_for_none() -> None:
    for report in every_report():
        for ending in report.endings:
            assert ending.text, report.key
            if ending.verb == "close":
                assert report.measures or ending.no_measures_reason, report.key


def test_descriptions_are_distinct_and_of_a_length_that_people_write() -> None:
    texts = {report.description for report in every_report()}
    assert len(texts) > 0.99 * len(every_report())
    assert all(5 <= len(text) <= 600 for text in texts)
    assert not [text for text in texts if "{" in text or "}" in text]


def test_reports_are_in_three_languages() -> None:
    shares = Counter(report.language for report in every_report())
    assert shares["nn"] / len(every_report()) > 0.08
    assert shares["en"] / len(every_report()) > 0.05


def test_july_is_quiet_and_most_is_reported_in_working_hours() -> None:
    months = Counter(report.opened_at.month for report in plan_year(2024))
    assert months[7] == min(months.values())
    working = [
        r for r in every_report() if 7 <= r.opened_at.hour < 17 and r.opened_at.weekday() < 5
    ]
    assert len(working) / len(every_report()) > 0.75


def test_the_demo_leader_and_the_hse_department_have_something_to_do() -> None:
    leader = organisation().cast("leader").number
    mine = [
        report
        for report in every_report()
        if not report.closed_on(now()) and not report.rejected
        and by_code()[report.unit].exists(last_day())
        and leader_on(report.unit, last_day()) == leader
    ]  # fmt: skip
    assert sum(report.taken_up_at is None for report in mine) >= 3
    assert sum(report.taken_up_at is not None for report in mine) >= 5
    due = [m for report in mine for m in report.measures if m.done_at is None]
    assert due
    own = organisation().cast("employee").number
    assert [
        m for r in every_report() for m in r.measures if m.responsible == own and m.done_at is None
    ]


def test_the_employee_and_the_student_of_the_cast_have_reports_of_their_own() -> None:
    for key in ("employee", "student"):
        number = organisation().cast(key).number
        mine = [report for report in plan_year(2026) if report.reporter == number]
        assert mine, key


def test_planning_again_gives_the_same_plan() -> None:
    assert repr(plan_year.__wrapped__(2023)) == repr(plan_year(2023))


def test_the_plan_does_not_depend_on_the_order_of_sets() -> None:
    code = (
        "import hashlib;from vern.site.demo.plan import plan_year;"
        "print(hashlib.sha256(repr(plan_year(2022)).encode()).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1
