"""Who holds which post when: leaders, safety representatives and the others. No database."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Any

from vern.site.demo.content import Names, UnitRow, last_day, read_toml, units
from vern.site.demo.people import DemoPerson, Registry, fill
from vern.site.demo.structure import by_code, home

BEGINNING = dt.date(2020, 1, 1)
# Fixed terms, in force on 1 August, in four cohorts: not all leaders change in the same year.
TERMS = (
    (dt.date(2019, 8, 1), dt.date(2023, 8, 1)),
    (dt.date(2017, 8, 1), dt.date(2021, 8, 1), dt.date(2025, 8, 1)),
    (dt.date(2018, 8, 1), dt.date(2022, 8, 1), dt.date(2026, 8, 1)),
    (dt.date(2020, 8, 1), dt.date(2024, 8, 1)),
)
REP_TERMS = (dt.date(2019, 1, 1), dt.date(2023, 1, 1), dt.date(2025, 1, 1))
FACULTY_LEVEL = ("faculty", "museum", "administration")
Period = tuple[dt.date, dt.date | None]


@dataclass(frozen=True)
class PlannedPost:
    """A person holds a role at a unit; `end` is the first day without it."""

    role: str
    person: int
    unit: str
    start: dt.date
    end: dt.date | None = None
    area: str = ""
    scope: str = ""

    def holds(self, on: dt.date) -> bool:
        return self.start <= on and (self.end is None or on < self.end)


@dataclass(frozen=True)
class PlannedArea:
    """A safety representative's area: a unit, a part of one, or a building."""

    code: str
    unit: str
    names: Names
    building: str
    part: str
    start: dt.date
    end: dt.date | None


@dataclass(frozen=True)
class Organisation:
    people: tuple[DemoPerson, ...]
    posts: tuple[PlannedPost, ...]
    areas: tuple[PlannedArea, ...]

    def members(self) -> dict[str, list[DemoPerson]]:
        """Employees and students by the unit they began at."""
        found: dict[str, list[DemoPerson]] = {unit.code: [] for unit in units()}
        for person in self.people:
            if person.role:
                found[person.unit].append(person)
        return found

    def cast(self, key: str) -> DemoPerson:
        return next(person for person in self.people if person.demo_role == key)


class _Filler:
    """Fills every post, hiring as it goes."""

    def __init__(self) -> None:
        self.registry = Registry()
        self.registry.cast()
        self.posts: list[PlannedPost] = []
        self.areas: list[PlannedArea] = []
        self.rules: dict[str, Any] = read_toml("posts.toml")
        self.stars = {person.demo_role: person for person in self.registry.people}
        self.vacant = {row["unit"]: row["from"] for row in self.rules["vacant"]}

    def hire(self, unit: str, start: dt.date, category: str = "scientific") -> DemoPerson:
        born = by_code()[unit].valid_from
        since = max(dt.date(max(start.year - 6, 2008), 8, 1), born)
        return self.registry.hire(unit, category, min(since, start))

    def post(self, role: str, person: DemoPerson, unit: str, period: Period, **more: str) -> None:
        start, end = period
        if end is None or start < end:
            self.posts.append(PlannedPost(role, person.number, unit, start, end, **more))

    def terms(
        self, role: str, unit: UnitRow, periods: list[Period], star: str = "", **more: str
    ) -> None:
        """One holder after the other; the star of the demo has the last term."""
        for number, (start, end) in enumerate(periods):
            last = number == len(periods) - 1
            person = self.stars[star] if star and last else self.hire(_seat(unit), start)
            self.post(role, person, unit.code, (start, end), **more)

    def leaders(self) -> None:
        stars = {"IKP": "leader", "NV": "dean", "NTNU": "rector"}
        for number, unit in enumerate(units()):
            cohort = TERMS[1] if unit.code in stars else TERMS[number % len(TERMS)]
            star = stars.get(unit.code, "")
            if star:
                cohort = (dt.date(2017, 8, 1), dt.date(2021, 8, 1))
            periods = _periods(cohort, unit, self.vacant.get(unit.code))
            self.terms("leader", unit, periods, star)
            if unit.reports or unit.kind == "faculty":
                self.terms("deputy_leader", unit, _periods(cohort[:1], unit, None))

    def representatives(self) -> None:
        without = self.rules["area_without_representative"]
        for unit in units():
            if not unit.reports:
                continue
            code = f"VO-{unit.code}"
            names = Names(*(f"{word} {name}" for word, name in zip(
                ("Verneområde", "Verneområde", "Safety area"),
                (unit.names.nb, unit.names.nn, unit.names.en), strict=True)))  # fmt: skip
            until = without["from"] if unit.code == without["unit"] else None
            self._area(PlannedArea(
                code, unit.code, names, "", "", unit.valid_from, unit.valid_to
            ), until, "safety_rep" if unit.code == "IKP" else "")  # fmt: skip
        for row in self.rules["area"]:
            names = Names(row["nb"], row["nn"], row["en"])
            area = PlannedArea(
                row["code"], row["unit"], names, row.get("building", ""), row.get("part", ""),
                by_code()[row["unit"]].valid_from, None,
            )  # fmt: skip
            self._area(area, None, "")

    def _area(self, area: PlannedArea, until: dt.date | None, star: str) -> None:
        self.areas.append(area)
        unit = by_code()[area.unit]
        cohort = (dt.date(2019, 1, 1), dt.date(2023, 1, 1)) if star else REP_TERMS
        self.terms("safety_rep", unit, _periods(cohort, unit, until), star, area=area.code)
        deputies = _periods(REP_TERMS[:2], unit, until)
        self.terms("deputy_safety_rep", unit, deputies, area=area.code)

    def chiefs(self) -> None:
        for unit in units():
            if unit.kind in FACULTY_LEVEL:
                star = "local_chief_rep" if unit.code == "NV" else ""
                self.terms("local_chief_rep", unit, _periods(REP_TERMS[:2], unit, None), star)
        root = units()[0]
        self.terms("main_chief_rep", root, _periods(REP_TERMS[::2], root, None))

    def support(self) -> None:
        for code in self.rules["coordinators"]:
            star = "coordinator" if code == "NV" else ""
            unit = by_code()[code]
            periods = _periods((BEGINNING, dt.date(2022, 2, 1)), unit, None)
            self.terms("coordinator", unit, periods, star)
        root = units()[0]
        self._team("hse_department", root, self.rules["hse_department"], "FADM-HRHMS")
        self._team("occupational_health", root, self.rules["occupational_health"], "")
        for unit in units():
            if unit.kind == "faculty" or unit.code == "IKP":
                home_unit = unit.code if unit.kind != "faculty" else _first_department(unit.code)
                student = self.registry.hire(home_unit, "student", dt.date(2023, 8, 15))
                self.post("student_rep", student, unit.code, (dt.date(2025, 8, 1), None))
        for role, code, since in self.rules["others"]:
            holder = self.stars[role]
            self.post(role, holder, code, (max(since, holder.since), None))
        for unit in units():
            if unit.kind == "faculty":
                member = self.hire(_first_department(unit.code), BEGINNING)
                self.post("committee_member", member, unit.code, (BEGINNING, None))
        audit = self.rules["auditor"]
        self.post(
            "auditor", self.stars["auditor"], audit["unit"], (audit["from"], audit["to"]),
            scope=audit["scope"],
        )  # fmt: skip

    def _team(self, role: str, root: UnitRow, count: int, seat: str) -> None:
        star = self.stars[role]
        self.post(role, star, root.code, (max(BEGINNING, star.since), None))
        for _ in range(count - 1):
            if seat:
                person = self.hire(seat, BEGINNING, "technical")
            else:
                person = self.registry.hire("", "external", BEGINNING)
            self.post(role, person, root.code, (BEGINNING, None))


def _seat(unit: UnitRow) -> str:
    """Where the holder of a post is employed: above the departments there are no chairs."""
    return unit.code


def _first_department(faculty: str) -> str:
    return next(u.code for u in units() if u.parent == faculty and u.kind == "department")


def _periods(
    starts: tuple[dt.date, ...], unit: UnitRow, vacant_from: dt.date | None
) -> list[Period]:
    """Consecutive periods from the starts, inside the unit's life and before a vacancy."""
    stop = min((day for day in (unit.valid_to, vacant_from) if day), default=None)
    found: list[Period] = []
    for number, start in enumerate(starts):
        following = starts[number + 1] if number + 1 < len(starts) else None
        end = min((day for day in (following, stop) if day), default=None)
        begin = max(start, unit.valid_from)
        if end is None or begin < end:
            found.append((begin, end))
    return found


@cache
def organisation() -> Organisation:
    """Everyone at the demo university and every post, always the same."""
    filler = _Filler()
    filler.leaders()
    filler.representatives()
    filler.chiefs()
    filler.support()
    fill(filler.registry)
    return Organisation(tuple(filler.registry.people), tuple(filler.posts), tuple(filler.areas))


@cache
def _leaders() -> dict[str, list[PlannedPost]]:
    found: dict[str, list[PlannedPost]] = {unit.code: [] for unit in units()}
    for post in organisation().posts:
        if post.role == "leader":
            found[post.unit].append(post)
    return found


def leader_on(unit: str, on: dt.date) -> int:
    """The number of the person who answers for a unit on a date; a vacancy goes upwards."""
    row = by_code()[unit]
    if not row.exists(on):
        return leader_on(home(unit, on, 0), on)
    for post in _leaders()[unit]:
        if post.holds(on):
            return post.person
    return leader_on(row.parent, on)


def vacant_posts() -> list[str]:
    """Units that have no leader on the demo's last day."""
    day = last_day()
    return [
        unit.code
        for unit in units()
        if unit.exists(day) and not any(post.holds(day) for post in _leaders()[unit.code])
    ]


@cache
def _members() -> dict[str, list[DemoPerson]]:
    found: dict[str, list[DemoPerson]] = {unit.code: [] for unit in units()}
    for person in organisation().people:
        for code in _homes(person):
            found[code].append(person)
    return found


def _homes(person: DemoPerson) -> list[str]:
    homes = [person.unit] if person.role else []
    while homes and (after := home(homes[-1], dt.date(2100, 1, 1), person.number)) != homes[-1]:
        homes.append(after)
    return homes


def members_on(unit: str, on: dt.date) -> list[DemoPerson]:
    """Employees and students of a unit on a date."""
    return [
        person
        for person in _members()[unit]
        if person.here(on) and home(person.unit, on, person.number) == unit
    ]
