"""Change processes of 2023-2026, played through the services that people use: some well prepared,
some hasty, and units that have none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from vern.core.kernel import batches, clock
from vern.core.measures import services as measures
from vern.core.measures.models import Measure
from vern.core.notices.services import withholding
from vern.core.org.actors import Actor, for_person
from vern.core.org.models import Unit
from vern.core.org.queries import representatives_of
from vern.core.records.links import link
from vern.core.records.models import LinkKind, Record
from vern.plan.changes import services
from vern.plan.changes.models import Aspect, Body, ChangeProcess, Involvement
from vern.plan.changes.queries.deciding import left_out
from vern.plan.changes.rules import OPEN_STATES, ChangeState, ChangeType
from vern.plan.risk.models import RiskAssessment
from vern.site.demo.content import UnitRow, dice, last_day, read_toml, units
from vern.site.demo.load_reports import Stage as People
from vern.site.demo.posts import leader_on

YEARS = (2023, 2024, 2025, 2026)
SHARE = 0.34
"""Of the units in a year; more of them the later it is, as changes and good habits both spread."""

FITTING = ("change", "psychosocial")
"""Types of assessment that speak of a change."""

Manner = Involvement.Manner
DAY = dt.timedelta(days=1)
HALF_A_YEAR = dt.timedelta(days=182)


@dataclass(frozen=True)
class Planned:
    """A change process before it is played. `care`: from 0, hasty, to 1, well prepared."""

    unit: UnitRow
    began: dt.date
    weeks: int
    told: dict[str, Any]
    care: float
    chance: Random

    @property
    def decides(self) -> dt.date:
        return self.began + dt.timedelta(weeks=self.weeks)


def planned() -> Iterator[Planned]:
    """All of them, in the order they began; always the same."""
    kinds = read_toml("change_processes.toml")["change"]
    found = []
    for number, unit in enumerate(each for each in units() if each.reports):
        chance = dice(f"changes-{unit.code}")
        habit = chance.random()
        for year in YEARS:
            began = dt.date(year, 1, 8) + chance.randrange(0, 300) * DAY
            fitting = [each for each in kinds if unit.kind in each["at"]] or kinds
            told = fitting[(number + year + chance.randrange(3)) % len(fitting)]
            weeks = chance.randrange(6, 30)
            care = min(1.0, habit * 0.7 + chance.random() * 0.3 + 0.05 * (year - YEARS[0]))
            wanted = chance.random() < SHARE * (0.6 + 0.8 * habit)
            if wanted and unit.exists(began) and unit.exists(last_day()) and began < last_day():
                found.append(Planned(unit, began, weeks, told, care, chance))
    return iter(sorted(found, key=lambda each: (each.began, each.unit.code)))


class Stage(People):
    """The database's own rows of what the plan names."""

    @cached_property
    def words(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = read_toml("change_processes.toml")["words"]
        return found

    @cached_property
    def bodies(self) -> dict[str, Body]:
        return {body.key: body for body in Body.objects.all()}

    @cached_property
    def aspects(self) -> dict[str, Aspect]:
        return {aspect.key: aspect for aspect in Aspect.objects.all()}


@dataclass
class Play:
    """One change process on its way through the services."""

    stage: Stage
    plan: Planned
    process: ChangeProcess | None = None
    state: ChangeState = ChangeState.PREPARING

    def run(self) -> None:
        with self.on(self.plan.began):
            self.process = services.start(actor=self.leader, given=self._start())
            self._describe()
        for day, step in sorted(self._steps(), key=lambda each: each[0]):
            if day <= last_day():
                with self.on(day):
                    step()

    def on(self, day: dt.date) -> Any:
        return clock.at(clock.start_of(day) + dt.timedelta(hours=10))

    @property
    def unit(self) -> Unit:
        return self.stage.units[self.plan.unit.code]

    @cached_property
    def record(self) -> Record:
        assert self.process is not None  # noqa: S101 (it is started first)
        return self.process.record

    @property
    def leader(self) -> Actor:
        """Who answers for the unit that day, as the one who acts."""
        return self.stage.actor(leader_on(self.plan.unit.code, clock.today()))

    def say(self, about: str) -> str:
        return self.plan.chance.choice(self.stage.words[about])

    def _start(self) -> services.Start:
        told = self.plan.told
        return services.Start(
            title=told["title"],
            unit=self.unit,
            type=ChangeType(told["type"]),
            why=told["why"],
            decide_by=max(self.plan.decides, clock.today()),
        )

    def _describe(self) -> None:
        told, process = self.plan.told, self.process
        if process is None or self.plan.care < 0.25:
            return
        given = services.Description(
            title=told["title"],
            why=told["why"],
            what=told["what"],
            decide_by=process.decide_by,
            in_force_on=process.decide_by + dt.timedelta(weeks=8),
            people=self.plan.chance.randint(*told["people"]),
        )
        services.describe(actor=self.leader, record=self.record, given=given)

    def _steps(self) -> list[tuple[dt.date, Any]]:
        span = (self.plan.decides - self.plan.began).days
        care, chance = self.plan.care, self.plan.chance
        found: list[tuple[dt.date, Any]] = []

        def at(share: float, step: Any) -> None:
            found.append((self.plan.began + max(1, int(span * share)) * DAY, step))

        for key in ("safety_rep", "employees", "losam"):
            late = chance.random() > care + 0.35
            at(chance.uniform(0.2, 0.6) if not late else 1.0, lambda key=key: self._met(key))
        if care > 0.6:
            at(0.5, lambda: self._met("occupational_health" if chance.random() < 0.5 else "amu"))
        if care > 0.3:
            at(0.45, self._judge)
        if care > 0.4:
            at(0.55, self._measure)
        at(0.7, self._take_steps)
        at(0.95, self._link)
        if chance.random() < 0.05:
            at(0.8, self._drop)
        else:
            at(1.0, self._decide)
            found.append((self.plan.decides + HALF_A_YEAR + 20 * DAY, self._look_back))
        return found

    def _met(self, key: str) -> None:
        if self.state not in OPEN_STATES:
            return
        assert self.process is not None  # noqa: S101
        one = self.process.involvements.filter(body=key, held_on=None).first()
        if one is None:
            if key in ("employees", "losam") or self.process.involvements.filter(body=key).exists():
                return
            plan = services.Plan(self.stage.bodies[key], clock.today())
            one = services.plan(actor=self.leader, record=self.record, given=plan)
        manner = {"employees": Manner.INFORMED, "losam": Manner.DISCUSSED}.get(key, Manner.HEARD)
        number = f"LOSAM {self.plan.chance.randint(1, 40)}/{clock.today():%y}"
        held = services.Held(clock.today(), manner, self.say(key), number if key == "losam" else "")
        services.hold(actor=self.leader, involvement=one, given=held)
        if key == "safety_rep":
            self._answered(one)

    def _answered(self, one: Involvement) -> None:
        if self.plan.chance.random() < 0.25:
            return
        for person in representatives_of(self.unit, on=clock.today())[:1]:
            wrong = self.plan.care < 0.35 and self.plan.chance.random() < 0.5
            with suppress(PermissionDenied):
                services.answer(
                    actor=for_person(person, on=clock.today()),
                    involvement=one,
                    right=not wrong,
                    words=self.say("contested") if wrong else "",
                )

    def _judge(self) -> None:
        for key, judgement, words in self.plan.told["judged"]:
            services.judge(
                actor=self.leader,
                record=self.record,
                aspect=self.stage.aspects[key],
                judgement=judgement,
                words=words,
            )

    def _measure(self) -> None:
        leader = self.leader
        person = self.stage.people[leader_on(self.plan.unit.code, clock.today())]
        for title in self.plan.told["measure"]:
            due = clock.today() + self.plan.chance.randrange(30, 150) * DAY
            plan = measures.Plan(
                type=Measure.Type.PREVENTIVE,
                title=title,
                plan_text=title,
                responsible=person,
                due_on=due,
                approach=Measure.Approach.ORGANISATIONAL,
            )
            made = services.add_measure(actor=leader, record=self.record, plan=plan)
            done = due + self.plan.chance.randrange(-20, 15) * DAY
            if self.plan.chance.random() < 0.5 + self.plan.care / 2 and done <= last_day():
                with self.on(max(done, clock.today())):
                    measures.complete(actor=self.leader, measure=made)

    def _take_steps(self) -> None:
        assert self.process is not None  # noqa: S101
        for step in self.process.milestones.filter(due_on__lte=clock.today()):
            if self.plan.chance.random() < 0.4 + self.plan.care / 2:
                services.take_step(actor=self.leader, milestone=step, done=True)

    def _link(self) -> None:
        """An assessment of the same unit from the same time, where one was approved by then."""
        period = (clock.start_of(self.plan.began), clock.now())
        near = RiskAssessment.objects.filter(
            record__unit=self.unit, type__key__in=FITTING, approved_at__range=period
        )
        assessment = near.select_related("record").order_by("approved_at").first()
        if assessment is not None:
            other = assessment.record
            link(actor=self.leader, a=self.record, b=other, kind=LinkKind.LED_TO)

    def _decide(self) -> None:
        if self.plan.chance.random() < 0.12 or self.state is not ChangeState.PREPARING:
            return  # it drags on
        assert self.process is not None  # noqa: S101
        absent = left_out(self.process, clock.today())
        given = services.Decision(
            decided_on=clock.today(),
            decision=self.plan.told["decision"],
            evaluate_on=clock.today() + HALF_A_YEAR,
            no_assessment_reason=self.say("no_assessment"),
            not_involved_reason=self.say("not_involved") if absent else "",
        )
        services.decide(actor=self.leader, record=self.record, given=given)
        self.state = ChangeState.DECIDED

    def _drop(self) -> None:
        if self.state is ChangeState.PREPARING:
            services.drop(actor=self.leader, record=self.record, reason=self.say("dropped"))
            self.state = ChangeState.DROPPED

    def _look_back(self) -> None:
        looks = self.plan.chance.random() < 0.35 + self.plan.care / 2
        if self.state is ChangeState.DECIDED and looks:
            self.state = ChangeState.EVALUATED
            services.evaluate(
                actor=self.leader, record=self.record, words=self.plan.told["evaluation"]
            )


def load_year(year: int) -> None:
    """Play all that began in a year. What a service refuses is not part of the plan: it ends the load."""
    stage = Stage()
    with withholding(), transaction.atomic(), batches.together():
        for each in planned():
            if each.began.year == year:
                Play(stage, each).run()
