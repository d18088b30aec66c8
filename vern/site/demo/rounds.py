"""HSE rounds of 2023-2026 for the reporting units, played through the services that people use: some
careful, some hasty, and some units that have held none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from random import Random
from typing import Any
from uuid import UUID

from django.db import transaction

from vern.core.kernel import batches, clock
from vern.core.measures import services as measures
from vern.core.measures.models import Measure
from vern.core.notices.services import withholding
from vern.core.org.actors import Actor, ActorKind
from vern.core.org.models import Person, Unit
from vern.plan.rounds.models import Checkpoint, Finding, Participant, Signature, Theme, Wish
from vern.plan.rounds.queries.people import who_sign
from vern.plan.rounds.rules import Outcome, Verdict
from vern.plan.rounds.services import follow_up, mapping, planning, wishes
from vern.site.demo.content import RoomRow, UnitRow, dice, last_day, read_toml, rooms, units
from vern.site.demo.posts import leader_on, organisation
from vern.site.demo.stage import HOME

YEARS = (2023, 2024, 2025, 2026)
HELD = {2023: 0.74, 2024: 0.82, 2025: 0.9, 2026: 0.72}
"""The share of the units that hold one; the year that runs is not over."""
NEVER = 0.06
DAY = dt.timedelta(days=1)
TOGETHER = 20  # rounds in one transaction
BY_PROFILE = {
    "chem": "chemicals",
    "bio": "biology",
    "phys": "radiation",
    "workshop": "machines",
    "teaching": "teaching",
    "field": "elsewhere",
    "electro": "electricity",
    "medical": "first_aid",
}
KINDS = {
    "corridor": "Gang",
    "office": "Kontor",
    "lab": "Lab",
    "workshop": "Verksted",
    "outdoor": "Ute ved",
    "lecture": "Undervisningsrom",
    "stair": "Trapp",
    "clinic": "Klinikk",
    "canteen": "Kantine",
    "store": "Lager",
    "music": "Øvingsrom",
    "server": "Serverrom",
}


@dataclass(frozen=True)
class Planned:
    """A round before it is played. `care`: from 0, hasty, to 1, careful."""

    unit: UnitRow
    day: dt.date
    care: float
    chance: Random


def planned() -> Iterator[Planned]:
    """All of them, in the order of their days; always the same."""
    found = []
    for unit in (each for each in units() if each.reports):
        habit = dice(f"rounds-{unit.code}").random()
        for year in YEARS:
            chance = dice(f"rounds-{unit.code}-{year}")
            day = dt.date(year, 2, 7) + chance.randrange(0, 265) * DAY
            day += max(0, day.weekday() - 4) * DAY
            held = habit > NEVER and chance.random() < HELD[year] + 0.2 * (habit - 0.5)
            if unit.code == HOME:  # this year's are its stories
                held = year < last_day().year
            if held and unit.exists(day) and day <= last_day():
                found.append(Planned(unit, day, (habit + chance.random()) / 2, chance))
    return iter(sorted(found, key=lambda each: (each.day, each.unit.code)))


@cache
def finds() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read_toml("rounds.toml")["find"]
    return found


@cache
def words() -> dict[str, list[str]]:
    found: dict[str, list[str]] = read_toml("rounds.toml")["words"]
    return found


class Stage:
    """The database's own rows of what the plan names."""

    @cached_property
    def units(self) -> dict[str, Unit]:
        return {unit.code: unit for unit in Unit.objects.all()}

    @cached_property
    def themes(self) -> dict[str, Theme]:
        return {theme.key: theme for theme in Theme.objects.all()}

    @cached_property
    def points(self) -> dict[str, Checkpoint]:
        return {each.key: each for each in Checkpoint.objects.select_related("theme")}

    @cached_property
    def people(self) -> list[Person]:
        """In the plan's order."""
        found = {person.email: person for person in Person.objects.all()}
        return [found[person.email] for person in organisation().people]

    def leader(self, unit: UnitRow, day: dt.date) -> Actor:
        return acting(self.people[leader_on(unit.code, day)])


def acting(person: Person) -> Actor:
    """Verbs ask who it is, never what they may do."""
    return Actor(ActorKind.PERSON, person.pk, person.name, person.language)


class Play:
    """One round on its way through the services."""

    def __init__(self, stage: Stage, plan: Planned) -> None:
        self.stage, self.plan = stage, plan
        self.wishes: list[Wish] = []

    def run(self) -> None:
        plan = self.plan
        began = plan.day - (14 + plan.chance.randrange(20)) * DAY
        with self.on(began):
            self.record = planning.plan_round(
                actor=self.leader, unit=self.stage.units[plan.unit.code], day=plan.day
            )
            self._prepare()
        with self.on(plan.day):
            self._walk()
        meeting = plan.day + (5 + plan.chance.randrange(20)) * DAY
        if meeting <= last_day():
            with self.on(meeting):
                self._follow_up()

    def on(self, day: dt.date) -> Any:
        return clock.at(clock.start_of(day) + dt.timedelta(hours=10))

    @property
    def leader(self) -> Actor:
        return self.stage.leader(self.plan.unit, clock.today())

    def _prepare(self) -> None:
        plan, chance = self.plan, self.plan.chance
        own = [BY_PROFILE[each] for each in plan.unit.profile if each in BY_PROFILE]
        usual = [each for each in self.stage.themes.values() if each.usual]
        fewer = usual if plan.care > 0.5 else chance.sample(usual, 4)
        self.themes = {each.pk: each for each in (*fewer, *(self.stage.themes[key] for key in own))}
        self.round = planning.change_plan(
            actor=self.leader,
            record=self.record,
            plan=planning.Plan(
                day=plan.day,
                themes=list(self.themes.values()),
                areas=[name_of(each) for each in self.rooms],
                meet="Ved resepsjonen" if plan.care > 0.6 else "",
                notes=chance.choice(words()["notes"]) if plan.care > 0.4 else "",
                students="teaching" in plan.unit.profile,
            ),
        )
        if plan.care > 0.55:
            until = plan.day - 3 * DAY
            planning.ask_everyone(actor=self.leader, record=self.record, until=until)
            self._wish()

    def _wish(self) -> None:
        chance = self.plan.chance
        said = chance.sample(words()["wishes"], chance.randrange(0, 3))
        rows = Participant.objects.filter(round=self.round).select_related("person")
        people = list(rows) if said else []
        self.wishes = [
            wishes.wish(
                actor=acting(chance.choice(people).person),
                round_=self.round,
                text=text,
                key=UUID(int=chance.getrandbits(128)),
                nameless=number % 2 == 0,
            )
            for number, text in enumerate(said)
        ]

    @cached_property
    def rooms(self) -> list[RoomRow]:
        """The same every year: so things come back."""
        here = [each for each in rooms() if each.building in self.plan.unit.buildings]
        chance = dice(f"rounds-rooms-{self.plan.unit.code}")
        return chance.sample(here, min(len(here), 4 + chance.randrange(5)))

    def _walk(self) -> None:
        plan, chance = self.plan, self.plan.chance
        areas = {each.name: each for each in self.round.areas.all()}
        points = [each for each in self.stage.points.values() if each.theme_id in self.themes]
        marks: list[mapping.NewMark] = []
        for room in self.rooms:
            area = areas[name_of(room)]
            found = self._found(room, points)
            for point in chance.sample(points, min(len(points), round(3 + 6 * plan.care))):
                verdict = Verdict.FINE if chance.random() < 0.9 else Verdict.IRRELEVANT
                if point.pk not in {each.pk for each, _find in found}:
                    marks.append(self._mark(area.key, area.name, point, verdict))
            for point, find in found:
                marks.append(self._mark(area.key, area.name, point, Verdict.IMPROVE, find))
        mapping.receive(actor=self.leader, record=self.record, marks=marks)
        if plan.day < last_day():
            mapping.finish(actor=self.leader, record=self.record)

    def _found(
        self, room: RoomRow, points: Sequence[Checkpoint]
    ) -> list[tuple[Checkpoint, dict[str, Any]]]:
        """What is found in a room: some of it every year until something is done."""
        by_key = {each.key: each for each in points}
        profile = {*self.plan.unit.profile, "any"}
        fitting = [
            each
            for each in finds()
            if each["point"] in by_key
            and room.kind in each["kinds"]
            and profile.intersection(each.get("at", ["any"]))
        ]
        lasting = dice(f"rounds-lasting-{self.plan.unit.code}-{room.room}")
        often = [each for each in fitting if lasting.random() < 0.10]
        chance = self.plan.chance
        some = [each for each in fitting if chance.random() < 0.04]
        kept = [each for each in often if chance.random() < 0.6]
        unique = {each["point"]: each for each in (*some, *kept)}
        return [(by_key[key], each) for key, each in unique.items()]

    def _mark(
        self,
        area: UUID,
        name: str,
        point: Checkpoint,
        verdict: Verdict,
        find: dict[str, Any] | None = None,
    ) -> mapping.NewMark:
        chance = self.plan.chance
        fixed = bool(find and "fixed" in find and chance.random() < 0.3)
        comment = self._comment(find) if find else ""
        if fixed and find:
            comment = f"{comment}. {find['fixed']}" if comment else find["fixed"]
        return mapping.NewMark(
            key=UUID(int=chance.getrandbits(128)),
            area=area,
            area_name=name,
            point=point.pk,
            verdict=verdict,
            device="demo",
            comment=comment,
            fixed=fixed,
        )

    def _comment(self, find: dict[str, Any]) -> str:
        chance = self.plan.chance
        if chance.random() > self.plan.care + 0.35:
            return chance.choice(words()["small"])
        text: str = chance.choice(find["text"])
        return text

    def _follow_up(self) -> None:
        chance = self.plan.chance
        for wish in self.wishes:
            taken = chance.random() < 0.7
            said = chance.choice(words()["taken_up" if taken else "not_taken_up"])
            wishes.answer(
                actor=self.leader, record=self.record, wish=wish, taken_up=taken, words=said
            )
        rows = Finding.objects.filter(round=self.round, outcome="")
        undecided = False
        for number, finding in enumerate(rows.select_related("point", "area")):
            if self.plan.care < 0.3 and chance.random() < 0.12:
                undecided = True  # such a round is not signed
            elif number < self._most_measures and chance.random() < 0.8:
                self._decide(finding)
            else:
                fixed = chance.random() < 0.6
                follow_up.settle(
                    actor=self.leader,
                    record=self.record,
                    finding=finding,
                    outcome=Outcome.FIXED if fixed else Outcome.NOT_NOW,
                    reason="" if fixed else chance.choice(words()["not_now"]),
                )
        if not undecided:
            self._sign()

    @property
    def _most_measures(self) -> int:
        return 3 if self.plan.care > 0.5 else 1

    def _decide(self, finding: Finding) -> None:
        chance = self.plan.chance
        key = finding.point.key if finding.point else ""
        find = next(each for each in finds() if each["point"] == key)
        due = clock.today() + chance.randrange(20, 200) * DAY
        measure = follow_up.decide_measure(
            actor=self.leader,
            record=self.record,
            finding=finding,
            plan=measures.Plan(
                type=Measure.Type.CORRECTIVE,
                title=f"{finding.area.name}: {find['measure']}",
                plan_text=f"{finding.area.name}: {find['measure']}",
                responsible=measures.Post(self.record.unit),
                due_on=due,
                priority=chance.choice(list(Measure.Priority)),
            ),
            to_maintenance=find.get("maintenance", False),
        )
        self._done(measure, due)

    def _done(self, measure: Measure, due: dt.date) -> None:
        """Most measures are done, some of them late."""
        chance = self.plan.chance
        day = due + chance.randrange(-15, 40) * DAY
        if clock.today() < day < last_day() and chance.random() < 0.55 + 0.4 * self.plan.care:
            with self.on(day):
                measures.complete(actor=self.leader, measure=measure)

    def _sign(self) -> None:
        if clock.today() > last_day() - 20 * DAY:
            return  # the demo's people are to have something to sign
        leader = self.leader
        follow_up.sign(actor=leader, record=self.record, by=Signature.By.LEADER)
        speaks = who_sign(self.record.unit, Signature.By.REPRESENTATIVE)
        other = next((each for each in speaks if each.pk != leader.person_id), None)
        signs = self.plan.unit.code == HOME or self.plan.chance.random() < 0.93
        if other is not None and signs:
            by = Signature.By.REPRESENTATIVE
            follow_up.sign(actor=acting(other), record=self.record, by=by)


def name_of(room: RoomRow) -> str:
    return f"{KINDS.get(room.kind, 'Rom')} {room.room}"


def load_year(year: int) -> None:
    """Play those of a year; nobody gets mail. `coming_back.look_back` says afterwards, once all years
    are there, what had been found before."""
    stage, plans = Stage(), [each for each in planned() if each.day.year == year]
    for start in range(0, len(plans), TOGETHER):
        with transaction.atomic(), withholding(), batches.together():
            for plan in plans[start : start + TOGETHER]:
                Play(stage, plan).run()
