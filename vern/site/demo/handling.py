"""How a planned report is handled: who does what when, until it is closed, rejected or open."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cache
from math import log
from random import Random
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

from vern.site.demo.catalogue import Case
from vern.site.demo.content import last_day, read_toml
from vern.site.demo.planned import (
    PlannedAssessment,
    PlannedEnding,
    PlannedMeasure,
    PlannedReport,
)
from vern.site.demo.posts import leader_on, members_on, organisation
from vern.site.demo.severity import Pair

ZONE = ZoneInfo("Europe/Oslo")
HIGH, MEDIUM, LOW = 1, 2, 3
HELPER_SHARE = 0.25  # done measures at the demo's own department that its employee had
Moment = dt.datetime


@dataclass(frozen=True)
class Course:
    """How a report's handling is to run: decided for the whole year, so that totals come out."""

    levels: tuple[Pair, Pair, Pair] | None
    unassessed: bool = False
    assess_before: Moment | None = None  # the level must be chosen by then
    close_before: Moment | None = None  # must be closed by then
    close_after: Moment | None = None  # must not be closed before then
    reopen_after: Moment | None = None  # closed, and taken up again after this moment
    reopen: bool = False
    close_again_after: Moment | None = None
    waiting: bool = False  # nobody has looked at it yet on the demo's last day


@cache
def _words() -> dict[str, Any]:
    return read_toml("handling.toml")


def first_words(key: str) -> str:
    """What the one who reported is told when someone starts; three of five are told nothing yet."""
    number = crc32(key.encode())
    words: list[str] = _words()["first_words"]
    return words[number % len(words)] if number % 5 > 2 else ""


def now() -> Moment:
    """The demo's last moment."""
    return dt.datetime.combine(last_day(), dt.time(16, 0), ZONE)


def office_hours(moment: Moment, chance: Random) -> Moment:
    """The moment itself in office hours, else the next morning at which people work."""
    if moment.weekday() < 5 and 8 <= moment.hour < 16:
        return moment
    day = moment.date() + dt.timedelta(days=1 if moment.hour >= 16 else 0)
    while day.weekday() >= 5:
        day += dt.timedelta(days=1)
    minute = chance.randrange(8 * 60, 11 * 60)
    return dt.datetime.combine(day, dt.time(minute // 60, minute % 60), ZONE)


def days(amount: float) -> dt.timedelta:
    return dt.timedelta(seconds=round(amount * 86400))


def between(start: Moment, end: Moment, chance: Random) -> Moment:
    """A moment after `start` and before `end`."""
    span = (end - start).total_seconds()
    return start + dt.timedelta(seconds=round(span * chance.uniform(0.05, 0.95)))


def closing_delay(chance: Random) -> float:
    """Days from report to closing: half within 18 days, one in ten over two months."""
    return chance.lognormvariate(log(18), 1.0)


def handle(report: PlannedReport, case: Case, course: Course, chance: Random) -> PlannedReport:
    """The report with everything that happens to it up to the demo's last moment."""
    if case.reason:
        at = office_hours(report.opened_at + days(chance.uniform(0.05, 4)), chance)
        return _until_now(replace(report, endings=(PlannedEnding(at, "reject", case.reason),)))
    taken = _taken_up(report, course, chance)
    closed = _closed(taken, course, chance)
    assessed = None if course.unassessed else _assessed_at(taken, closed, course, chance)
    report = replace(report, taken_up_at=taken)
    if assessed:
        report = replace(report, assessment=_assessment(report, case, course, assessed, chance))
    report = replace(report, measures=_measures(report, case, (taken, closed), course, chance))
    return _until_now(replace(report, endings=_endings(report, case, closed, course, chance)))


def _taken_up(report: PlannedReport, course: Course, chance: Random) -> Moment:
    start = report.moved_at or report.opened_at
    if course.waiting:
        return now() + days(1)
    if course.unassessed and course.close_after:
        return office_hours(course.close_after + days(chance.uniform(1, 40)), chance)
    wait = chance.lognormvariate(log(1.5), 0.9) * (12 if chance.random() < 0.02 else 1)
    taken = office_hours(start + days(wait), chance)
    limits = [m for m in (course.assess_before, course.close_before) if m]
    if limits and taken > (limit := min(limits) - days(4)):
        taken = between(start, max(limit, start + days(0.5)), chance)
    return taken


def _closed(taken: Moment, course: Course, chance: Random) -> Moment:
    at = office_hours(taken + days(closing_delay(chance)), chance)
    if not course.close_before and chance.random() < _forgotten(course):
        return now() + days(1)
    if course.close_before and at >= course.close_before:
        return between(taken, course.close_before, chance)
    if course.close_after and at <= course.close_after:
        return office_hours(course.close_after + days(chance.lognormvariate(log(45), 0.8)), chance)
    return at


def _forgotten(course: Course) -> float:
    """The share that still is open on the demo's last day, however old."""
    return 0.14 if course.close_after else 0.012


def _assessed_at(taken: Moment, closed: Moment, course: Course, chance: Random) -> Moment:
    latest = min(closed, taken + days(12))
    if course.assess_before:
        latest = min(latest, course.assess_before)
    return between(taken, latest, chance)


def _assessment(
    report: PlannedReport, case: Case, course: Course, at: Moment, chance: Random
) -> PlannedAssessment:
    levels = course.levels or ((None, None), (None, None), (None, None))
    causes = chance.choice(case.family.causes) if chance.random() < 0.88 else ()
    text = chance.choice(case.family.cause_texts) if causes else ""
    return PlannedAssessment(
        at, report.type, case.family.categories, causes, text, levels[0], levels[1], levels[2]
    )


def _priority(course: Course) -> int:
    worst = max((pair[1] or 0 for pair in course.levels or ()), default=0)
    return HIGH if worst >= 2 else MEDIUM if worst == 1 else LOW


def _measures(
    report: PlannedReport,
    case: Case,
    span: tuple[Moment, Moment],
    course: Course,
    chance: Random,
) -> tuple[PlannedMeasure, ...]:
    taken, closed = span
    count = chance.choices((0, 1, 2), (32, 54, 14))[0]
    found = []
    for text in chance.sample(case.family.measures, min(count, len(case.family.measures))):
        decided = between(taken, min(closed, taken + days(20)), chance)
        due = decided.date() + dt.timedelta(days=chance.choice((14, 21, 30, 30, 45, 60, 90)))
        if chance.random() < 0.82:
            done: Moment | None = between(decided, closed, chance)
        else:
            done = office_hours(decided + days(chance.lognormvariate(log(60), 0.7)), chance)
        found.append(
            PlannedMeasure(
                decided, text.type, text.title, text.plan_text,
                _responsible(report, decided, done, chance), due, _priority(course), done,
                chance.choice(_words()["evaluations"]),
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda measure: measure.decided_at))


def _responsible(report: PlannedReport, at: Moment, done: Moment | None, chance: Random) -> int:
    """What is still to do at the demo's own department is its employee's."""
    if report.unit == "IKP" and (not _past(done) or chance.random() < HELPER_SHARE):
        return organisation().cast("employee").number
    helpers = [
        person
        for person in members_on(report.unit, at.date())
        if person.category in {"scientific", "technical"}
    ]
    if helpers and chance.random() < 0.6:
        return chance.choice(helpers).number
    return leader_on(report.unit, at.date())


def _message(case: Case, chance: Random) -> str:
    if case.language != "nb" and chance.random() < 0.8:
        answer: str = chance.choice(_words()[f"closing_{case.language}"])
        return answer
    return chance.choice(case.family.closing)


def _endings(
    report: PlannedReport, case: Case, closed: Moment, course: Course, chance: Random
) -> tuple[PlannedEnding, ...]:
    why_none = "" if report.measures else chance.choice(_words()["no_measure_reasons"])
    first = PlannedEnding(closed, "close", _message(case, chance), why_none)
    if not course.reopen:
        return (first,)
    start = max(closed, course.reopen_after) if course.reopen_after else closed
    reopened = office_hours(start + days(chance.uniform(4, 25)), chance)
    start = max(reopened, course.close_again_after or reopened)
    again = office_hours(start + days(chance.uniform(6, 40)), chance)
    return (
        first,
        PlannedEnding(reopened, "reopen", chance.choice(_words()["reopen_reasons"])),
        PlannedEnding(again, "close", chance.choice(_words()["closing_again"]), why_none),
    )


def _until_now(report: PlannedReport) -> PlannedReport:
    """Leave out what lies after the demo's last moment."""
    last = now()
    measures = tuple(
        replace(measure, done_at=measure.done_at if _past(measure.done_at) else None)
        for measure in report.measures
        if measure.decided_at <= last
    )
    taken = report.taken_up_at
    assessment = report.assessment
    return replace(
        report,
        taken_up_at=taken if _past(taken) else None,
        assessment=assessment if assessment and assessment.at <= last else None,
        measures=measures,
        endings=tuple(ending for ending in report.endings if ending.at <= last),
    )


def _past(moment: Moment | None) -> bool:
    return moment is not None and moment <= now()
