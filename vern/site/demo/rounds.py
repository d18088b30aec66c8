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
from vern.core.records.models import Record
from vern.plan.rounds.models import Checkpoint, Finding, Participant, Round, Signature, Theme
from vern.plan.rounds.queries.people import who_sign
from vern.plan.rounds.rules import Outcome, RoundState, Verdict
from vern.plan.rounds.services import follow_up, mapping, planning, wishes
from vern.site.demo.content import RoomRow, UnitRow, dice, last_day, read_toml, rooms, units
from vern.site.demo.posts import leader_on, organisation

YEARS = (2023, 2024, 2025, 2026)
HELD = {2023: 0.74, 2024: 0.82, 2025: 0.9, 2026: 0.72}
"""The share of the units that hold one; the year that runs is not over."""
NEVER = 0.06
DAY = dt.timedelta(days=1)
TOGETHER = 20  # rounds in one transaction
MOST_MEASURES = 3
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
            day = dt.date(year, 2, 1) + chance.randrange(0, 270) * DAY
            day += max(0, day.weekday() - 4) * DAY
            held = chance.random() < HELD[year] + 0.2 * (habit - 0.5)
            if habit > NEVER and held and unit.exists(day) and day <= last_day():
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


@dataclass
class Play:
    """One round on its way through the services."""

    stage: Stage
    plan: Planned

    def run(self) -> None:
        plan = self.plan
        began = plan.day - (14 + plan.chance.randrange(20)) * DAY
        with self.on(began):
            record = planning.plan_round(
                actor=self.leader(began), unit=self.stage.units[plan.unit.code], day=plan.day
            )
            self._prepare(record)
        with self.on(plan.day):
            self._walk(record)
        meeting = plan.day + (5 + plan.chance.randrange(20)) * DAY
        if meeting <= last_day():
            with self.on(meeting):
                self._follow_up(record)

    def on(self, day: dt.date) -> Any:
        return clock.at(clock.start_of(day) + dt.timedelta(hours=10))

    def leader(self, day: dt.date) -> Actor:
        return self.stage.leader(self.plan.unit, day)

    def _prepare(self, record: Record) -> None:
        plan, chance = self.plan, self.plan.chance
        round_ = Round.objects.get(pk=record.pk)
        own = [BY_PROFILE[each] for each in plan.unit.profile if each in BY_PROFILE]
        usual = [each for each in self.stage.themes.values() if each.usual]
        fewer = usual if plan.care > 0.5 else chance.sample(usual, 4)
        themes = {each.key: each for each in (*fewer, *(self.stage.themes[key] for key in own))}
        planning.change_plan(
            actor=self.leader(clock.today()),
            record=record,
            plan=planning.Plan(
                day=plan.day,
                themes=list(themes.values()),
                areas=[name_of(each) for each in self.rooms],
                meet="Ved resepsjonen" if plan.care > 0.6 else "",
                notes=chance.choice(words()["notes"]) if plan.care > 0.4 else "",
                students="teaching" in plan.unit.profile,
            ),
        )
        if plan.care > 0.55:
            until = plan.day - 3 * DAY
            planning.ask_everyone(actor=self.leader(clock.today()), record=record, until=until)
            self._wish(round_)

    def _wish(self, round_: Round) -> None:
        chance = self.plan.chance
        people = list(Participant.objects.filter(round=round_).select_related("person"))
        for number, text in enumerate(chance.sample(words()["wishes"], chance.randrange(0, 3))):
            wishes.wish(
                actor=acting(chance.choice(people).person),
                round_=round_,
                text=text,
                key=UUID(int=chance.getrandbits(128)),
                nameless=number % 2 == 0,
            )

    @cached_property
    def rooms(self) -> list[RoomRow]:
        """The same every year: so things come back."""
        here = [each for each in rooms() if each.building in self.plan.unit.buildings]
        chance = dice(f"rounds-rooms-{self.plan.unit.code}")
        return chance.sample(here, min(len(here), 4 + chance.randrange(5)))

    def _walk(self, record: Record) -> None:
        plan, chance = self.plan, self.plan.chance
        round_ = Round.objects.get(pk=record.pk)
        areas = {each.name: each for each in round_.areas.all()}
        leader = self.leader(plan.day)
        chosen = {each.pk for each in round_.themes.all()}
        points = [each for each in self.stage.points.values() if each.theme_id in chosen]
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
        mapping.receive(actor=leader, record=record, marks=marks)
        if plan.day < last_day():
            mapping.finish(actor=leader, record=record)

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

    def _follow_up(self, record: Record) -> None:
        day, chance = clock.today(), self.plan.chance
        leader = self.leader(day)
        for wish in Round.objects.get(pk=record.pk).wishes.all():
            taken = chance.random() < 0.7
            said = chance.choice(words()["taken_up" if taken else "not_taken_up"])
            wishes.answer(actor=leader, record=record, wish=wish, taken_up=taken, words=said)
        open_ones = Finding.objects.filter(round=record.pk, outcome="").select_related(
            "point", "area"
        )
        for number, finding in enumerate(open_ones):
            if self.plan.care < 0.3 and chance.random() < 0.12:
                continue  # left undecided: such a round is not signed
            self._decide(leader, record, finding, may_plan=number < MOST_MEASURES)
        self._sign(leader, record)

    def _decide(self, leader: Actor, record: Record, finding: Finding, *, may_plan: bool) -> None:
        chance = self.plan.chance
        key = finding.point.key if finding.point else ""
        find = next((each for each in finds() if each["point"] == key), None)
        if not may_plan or find is None or chance.random() < 0.18:
            follow_up.settle(
                actor=leader,
                record=record,
                finding=finding,
                outcome=Outcome.NOT_NOW,
                reason=chance.choice(words()["not_now"]),
            )
            return
        due = clock.today() + chance.randrange(20, 200) * DAY
        follow_up.decide_measure(
            actor=leader,
            record=record,
            finding=finding,
            plan=measures.Plan(
                type=Measure.Type.CORRECTIVE,
                title=f"{finding.area.name}: {find['measure']}",
                plan_text=f"{finding.area.name}: {find['measure']}",
                responsible=measures.Post(record.unit),
                due_on=due,
                priority=chance.choice(list(Measure.Priority)),
            ),
            to_maintenance=find.get("maintenance", False),
        )
        self._done(finding, due)

    def _done(self, finding: Finding, due: dt.date) -> None:
        """Most measures are done, some of them late."""
        chance = self.plan.chance
        day = due + chance.randrange(-15, 40) * DAY
        if (
            day < last_day()
            and day > clock.today()
            and chance.random() < 0.55 + 0.4 * self.plan.care
        ):
            finding.refresh_from_db(fields=["measure"])
            if finding.measure is not None:
                with self.on(day):
                    measures.complete(actor=self.leader(day), measure=finding.measure)

    def _sign(self, leader: Actor, record: Record) -> None:
        undecided = Finding.objects.filter(round=record.pk, outcome="").exists()
        if undecided or Round.objects.get(pk=record.pk).state != RoundState.FOLLOW_UP:
            return
        if clock.today() > last_day() - 20 * DAY:
            return  # the demo's people are to have something to sign
        follow_up.sign(actor=leader, record=record, by=Signature.By.LEADER)
        speaks = who_sign(record.unit)[Signature.By.REPRESENTATIVE]
        other = next((each for each in speaks if each.pk != leader.person_id), None)
        if other is not None and self.plan.chance.random() < 0.93:
            by = Signature.By.REPRESENTATIVE
            follow_up.sign(actor=acting(other), record=record, by=by)


def name_of(room: RoomRow) -> str:
    return f"{KINDS.get(room.kind, 'Rom')} {room.room}"


def load() -> int:
    """Play all of them; nobody gets mail. Returns how many."""
    stage, plans = Stage(), list(planned())
    with withholding():
        for start in range(0, len(plans), TOGETHER):
            with transaction.atomic(), batches.together():
                for plan in plans[start : start + TOGETHER]:
                    Play(stage, plan).run()
    return len(plans)
