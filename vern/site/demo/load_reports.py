"""Play a year's planned reports through the services that people use, each step at its moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from django.db import connection, transaction

from vern.control.incidents import services as incidents
from vern.control.incidents.capabilities import HANDLE
from vern.control.incidents.models import Category, Cause, NotificationRule
from vern.control.incidents.rules import IncidentType, Level, Severity
from vern.control.incidents.services import dialogue, telling
from vern.core.kernel import batches, clock
from vern.core.measures import services as measures
from vern.core.measures.models import Measure
from vern.core.notices.services import withholding
from vern.core.org.actors import EVERYWHERE, Actor, ActorKind
from vern.core.org.models import Building, Person, Unit
from vern.core.records.models import Record
from vern.site.demo.handling import first_words
from vern.site.demo.people import DemoPerson
from vern.site.demo.plan import plan_year
from vern.site.demo.planned import (
    Levels,
    PlannedAssessment,
    PlannedEnding,
    PlannedMeasure,
    PlannedReport,
)
from vern.site.demo.posts import leader_on, organisation
from vern.site.demo.structure import by_code

NOT_SO_BAD = "Liten hendelse som ble tatt hånd om på stedet."
TOGETHER = 50  # reports in one transaction
Step = tuple[datetime, int, Callable[[], None]]


class Stage:
    """The database's own rows of what the plan names."""

    @cached_property
    def units(self) -> dict[str, Unit]:
        return {unit.code: unit for unit in Unit.objects.all()}

    @cached_property
    def buildings(self) -> dict[str, Building]:
        return {building.code: building for building in Building.objects.all()}

    @cached_property
    def categories(self) -> dict[str, Category]:
        return {category.key: category for category in Category.objects.all()}

    @cached_property
    def told(self) -> dict[str, list[NotificationRule]]:
        """Who must be told of what a report is about, by category."""
        found: dict[str, list[NotificationRule]] = {}
        rules = NotificationRule.objects.filter(when=NotificationRule.When.CATEGORY)
        for rule in rules.prefetch_related("categories"):
            for category in rule.categories.all():
                found.setdefault(category.key, []).append(rule)
        return found

    @cached_property
    def causes(self) -> dict[str, Cause]:
        return {cause.key: cause for cause in Cause.objects.all()}

    @cached_property
    def people(self) -> list[Person]:
        """In the plan's order."""
        found = {person.email: person for person in Person.objects.all()}
        return [found[person.email] for person in organisation().people]

    def actor(self, number: int) -> Actor:
        """The person as the one who acts. Verbs ask who it is, never what they may do."""
        planned: DemoPerson = organisation().people[number]
        person = self.people[number]
        return Actor(ActorKind.PERSON, person.pk, person.name, planned.language)


@dataclass
class Play:
    """One report on its way through the services."""

    stage: Stage
    planned: PlannedReport
    record: Record | None = None

    def run(self) -> None:
        for moment, _order, act in sorted(self.steps(), key=lambda step: step[:2]):
            with clock.at(moment):
                act()

    def steps(self) -> list[Step]:
        """What happens, when, and what comes first at the same moment."""
        plan = self.planned
        found: list[Step] = [(plan.opened_at, 0, self.report)]
        if plan.moved_at:
            found.append((plan.moved_at, 1, self.move))
        if plan.taken_up_at:
            found.append((plan.taken_up_at, 2, self.take_up))
        if plan.assessment:
            found.append((plan.assessment.at, 3, self._assess(plan.assessment)))
        for measure in plan.measures:
            found += self._measure(measure)
        return found + [(ending.at, 6, self._ending(ending)) for ending in plan.endings]

    def handler(self) -> Actor:
        """The leader who answers for the unit that day; before a move, that of the first unit. Who
        reported it does not handle it: then the leader above."""
        moment, plan = clock.now(), self.planned
        moved = plan.moved_at is None or moment > plan.moved_at
        unit = plan.unit if moved else plan.reported_unit
        leader = leader_on(unit, clock.today())
        while leader == plan.reporter and (unit := by_code()[unit].parent):
            leader = leader_on(unit, clock.today())
        return self.stage.actor(leader)

    def report(self) -> None:
        plan, stage = self.planned, self.stage
        draft = incidents.Draft(
            description=f"{plan.title}\n{plan.description}",
            unit=stage.units[plan.reported_unit],
            type=IncidentType(plan.reported_type),
            happened_at=plan.happened_at,
            building=stage.buildings[plan.building],
            room=plan.room,
            done_at_once=plan.done_at_once,
            proposal=plan.proposal,
            categories=[stage.categories[key] for key in plan.categories],
        )
        self.record = incidents.report(actor=stage.actor(plan.reporter), draft=draft)

    def _record(self) -> Record:
        if self.record is None:
            raise LookupError(f"{self.planned.key} is handled before it was reported")
        return self.record

    def move(self) -> None:
        unit = self.stage.units[self.planned.unit]
        incidents.move(actor=self.handler(), record=self._record(), unit=unit)

    def take_up(self) -> None:
        """Start on it; where the first thing is to write to the one who reported, that starts it."""
        actor, record = self.handler(), self._record()
        if words := first_words(self.planned.key):
            handler = replace(actor, scopes={HANDLE: EVERYWHERE})
            dialogue.write_to_reporter(actor=handler, record=record, text=words, asks=False)
        else:
            incidents.take_up(actor=actor, record=record)

    def _assess(self, planned: PlannedAssessment) -> Callable[[], None]:
        def act() -> None:
            incidents.assess(
                actor=self.handler(),
                record=self._record(),
                assessment=incidents.Assessment(
                    type=IncidentType(planned.type),
                    severity=_severity(planned),
                    categories=[self.stage.categories[key] for key in planned.categories],
                    causes=[self.stage.causes[key] for key in planned.causes],
                    cause_text=planned.cause_text,
                ),
            )

        return act

    def _measure(self, planned: PlannedMeasure) -> list[Step]:
        """Deciding it and, if it is done, saying so."""
        made: list[Measure] = []

        def decide() -> None:
            plan = measures.Plan(
                type=Measure.Type(planned.type),
                title=planned.title,
                plan_text=planned.plan_text,
                responsible=self.stage.people[planned.responsible],
                due_on=planned.due_on,
                priority=Measure.Priority(planned.priority),
            )
            made.append(
                incidents.add_measure(actor=self.handler(), record=self._record(), plan=plan)
            )

        def complete() -> None:
            actor = self.stage.actor(planned.responsible)
            measures.complete(actor=actor, measure=made[0], comment=planned.evaluation)

        steps: list[Step] = [(planned.decided_at, 4, decide)]
        return steps + ([(planned.done_at, 5, complete)] if planned.done_at else [])

    def _told(self, actor: Actor, record: Record) -> None:
        """Whom the law says must be told, has been, or need not be."""
        plan = self.planned
        about = {*plan.categories, *(plan.assessment.categories if plan.assessment else ())}
        for key in sorted(about & self.stage.told.keys()):
            for rule in self.stage.told[key]:
                telling.mark_told(
                    actor=actor,
                    record=record,
                    rule=rule,
                    applies=False,
                    reference=NOT_SO_BAD,
                )

    def _ending(self, planned: PlannedEnding) -> Callable[[], None]:
        def act() -> None:
            actor, record = self.handler(), self._record()
            if planned.verb != "reopen":
                self._told(actor, record)
            if planned.verb == "close":
                incidents.close(
                    actor=actor,
                    record=record,
                    message=planned.text,
                    no_measures_reason=planned.no_measures_reason,
                )
            elif planned.verb == "reject":
                incidents.reject(actor=actor, record=record, reason=planned.text)
            else:
                incidents.reopen(actor=actor, record=record, reason=planned.text)

        return act


def _severity(planned: PlannedAssessment) -> Severity:
    levels: list[Level | None] = []
    for pair in (planned.human, planned.material, planned.environment):
        levels += _levels(pair)
    return Severity(*levels)


def _levels(pair: Levels) -> list[Level | None]:
    return [None if level is None else Level(level) for level in pair]


def load_year(year: int) -> int:
    """Play all reports of a year; nobody gets mail for them. Returns how many."""
    stage = Stage()
    reports = plan_year(year)
    with connection.cursor() as cursor:  # a crash may cost the demo, which is then made again
        cursor.execute("SET synchronous_commit = off")
    with withholding():
        for start in range(0, len(reports), TOGETHER):
            with transaction.atomic(), batches.together():
                for planned in reports[start : start + TOGETHER]:
                    Play(stage, planned).run()
    return len(reports)
