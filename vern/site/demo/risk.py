"""Risk assessments of 2023-2026 at the demo's units, through the services that people use: most have
them, of uneven quality, and some lack them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from random import Random
from types import MappingProxyType
from typing import Any, Final

from django.db import transaction

from vern.core.kernel import batches, clock
from vern.core.measures import services as measures
from vern.core.measures.models import Measure
from vern.core.notices.services import withholding
from vern.core.org.actors import EVERYWHERE, Actor, ActorKind
from vern.core.org.models import Assignment, Person, RoleKey, Unit
from vern.core.records.models import Record
from vern.plan.risk import scales, services
from vern.plan.risk.capabilities import APPROVE, HANDLE, SEE
from vern.plan.risk.models import AssessmentType, Participant, RiskRow, Scale
from vern.plan.risk.rules import Colour, Method, years_before
from vern.plan.risk.services import RowDraft
from vern.site.demo.content import UnitRow, dice, last_day, read_toml, units
from vern.site.demo.posts import leader_on, organisation
from vern.site.demo.stage import HOME

FIRST_YEAR: Final = 2023
TOGETHER: Final = 60
KIND_OF: Final = MappingProxyType(
    {
        "chem": "chemical",
        "bio": "biological",
        "medical": "biological",
        "phys": "radiation",
        "field": "field",
        "marine": "field",
        "workshop": "workshop",
        "electro": "electro",
    }
)
"""What a unit of such a profile assesses besides; `workshop` and `electro` are general ones."""
AS: Final = {"workshop": "general", "electro": "general"}
SKIPPED: Final = {2023: 0.6, 2024: 0.45, 2025: 0.05}
"""Fewer were made in the first years: the share has grown since."""
LAZY: Final = 0.12
"""Share of the units that have assessed little or nothing."""


@dataclass(frozen=True)
class Planned:
    """An assessment to be made: at a unit, of a kind, on a day; `pool`: which rows."""

    unit: str
    kind: str
    pool: str
    title: str
    day: dt.date
    rough: bool


def plan() -> list[Planned]:
    """All of them, by day. The same each time."""
    found = [each for unit in units() if unit.reports for each in _of(unit)]
    return sorted(found, key=lambda each: (each.day, each.unit, each.kind, each.title))


def _of(unit: UnitRow) -> Iterator[Planned]:
    rng = dice(f"risk {unit.code}")
    lazy = rng.random() < LAZY and unit.code != HOME
    for kind, pool, every, chance in _wanted(unit):
        first = FIRST_YEAR + rng.randrange(every)
        for year in range(first, last_day().year + 1, every):
            if rng.random() < (0.8 if lazy else SKIPPED.get(year, 0)):
                continue
            made = _planned(rng, unit, (kind, pool), year)
            if rng.random() < chance and unit.exists(made.day):
                yield made


def _planned(rng: Random, unit: UnitRow, what: tuple[str, str], year: int) -> Planned:
    kind, pool = what
    day = dt.date(year, 1, 1) + dt.timedelta(days=rng.randrange(8, 330))
    day = min(day, last_day() - dt.timedelta(days=rng.randrange(20, 60)))
    title = dice(f"risk title {unit.code} {pool}").choice(read_pools()["titles"][pool])
    return Planned(unit.code, kind, pool, title, day, rng.random() < 0.3)


def _wanted(unit: UnitRow) -> Iterator[tuple[str, str, int, float]]:
    """Kind, pool of rows, every how many years, and how surely. About as units report it."""
    yield "general", "general", 2, 0.9
    yield "psychosocial", "psychosocial", 2, 0.85
    yield "violence", "violence", 2, 0.6
    yield "change", "change", 3, 0.6
    yield "event", "event", 3, 0.35
    for word in unit.profile:
        if word in KIND_OF:
            pool = KIND_OF[word]
            yield AS.get(pool, pool), pool, 3 if pool in AS else 2, 0.5
    if "workshop" in unit.profile or "property" in unit.profile:
        yield "job", "job", 2, 0.5


@cache
def read_pools() -> dict[str, Any]:
    return read_toml("risk.toml")


class Cast:
    """The database's own rows of what the plan names."""

    @cached_property
    def units(self) -> Mapping[str, Unit]:
        return {each.code: each for each in Unit.objects.all()}

    @cached_property
    def types(self) -> Mapping[str, AssessmentType]:
        return {each.key: each for each in AssessmentType.objects.all()}

    @cached_property
    def scale(self) -> Scale:
        return scales.current()

    @cached_property
    def _people(self) -> Mapping[str, Person]:
        return {each.email: each for each in Person.objects.all()}

    def leader(self, unit: str, day: dt.date) -> Actor:
        """Whoever answers for the unit that day, with what a leader may."""
        planned = organisation().people[leader_on(unit, day)]
        person = self._people[planned.email]
        scopes = dict.fromkeys((SEE, HANDLE, APPROVE), EVERYWHERE)
        return Actor(ActorKind.PERSON, person.pk, person.name, scopes=MappingProxyType(scopes))

    @cached_property
    def _held(self) -> Mapping[str, list[Assignment]]:
        found: dict[str, list[Assignment]] = {}
        held = Assignment.objects.filter(role__in=(RoleKey.SAFETY_REP, RoleKey.EMPLOYEE))
        for each in held.select_related("person", "unit"):
            found.setdefault(f"{each.role} {each.unit.code}", []).append(each)
        return found

    def holding(self, role: RoleKey, unit: str, day: dt.date) -> list[Person]:
        return [
            each.person
            for each in self._held.get(f"{role} {unit}", ())
            if each.valid_from <= day and (each.valid_to is None or day < each.valid_to)
        ]


def load_year(year: int) -> None:
    """A year's, a transaction for some dozens at a time, without mail."""
    cast, planned = Cast(), [each for each in plan() if each.day.year == year]
    for at in range(0, len(planned), TOGETHER):
        with transaction.atomic(), withholding(), batches.together():
            for each in planned[at : at + TOGETHER]:
                _play(cast, each)


def _play(cast: Cast, planned: Planned) -> None:
    unit = cast.units[planned.unit]
    if not unit.path:
        return
    rng = dice(f"risk {planned.unit} {planned.kind} {planned.day}")
    leader = cast.leader(planned.unit, planned.day)
    with clock.at(clock.start_of(planned.day) + dt.timedelta(hours=9)):
        record = _started(cast, leader, planned, unit)
        rows = _written(rng, leader, record, planned)
        _people(cast, leader, record, planned)
    decided = planned.day + dt.timedelta(days=rng.randrange(4, 25))
    if decided >= last_day() or (planned.rough and rng.random() < 0.1):
        return  # never finished
    with clock.at(clock.start_of(decided) + dt.timedelta(hours=13)):
        made = decide_measures(leader, record, rows)
        years = cast.types[planned.kind].years_valid
        services.approve(
            actor=leader, record=record, valid_until=years_before(clock.today(), -years)
        )
    _done(rng, leader, made, decided)


def _started(cast: Cast, leader: Actor, planned: Planned, unit: Unit) -> Record:
    kind = cast.types[planned.kind]
    new = services.NewAssessment(
        type=kind,
        unit=unit,
        title=planned.title,
        method=Method(kind.method),
        about="" if planned.rough else f"{planned.title} ved {unit.name_nb.lower()}.",
        private=kind.private,
        hints=False,
        scale=cast.scale,
    )
    return services.start(actor=leader, new=new)


Rows = Sequence[tuple[RiskRow, Mapping[str, Any]]]


def _written(rng: Random, leader: Actor, record: Record, planned: Planned) -> Rows:
    pools = read_pools()
    if planned.kind == "psychosocial":
        return _factors(rng, leader, record, pools)
    pool = list(pools[planned.pool])
    if planned.pool in AS:
        pool += rng.sample(pools["general"], 2)
    chosen = pool if planned.pool == "job" else rng.sample(pool, min(len(pool), rng.randint(2, 5)))
    drafts = [draft_of(each, rough=planned.rough) for each in chosen]
    made = services.write_rows(actor=leader, record=record, drafts=drafts)
    return list(zip(made, chosen, strict=True))


def draft_of(row: Mapping[str, Any], *, rough: bool) -> RowDraft:
    if "colour" in row:
        before, after = {"colour": row["colour"]}, {"colour": row["after"]}
    else:
        often, bad = row["after"]
        before = {"likelihood": row["often"], "people": row["bad"]}
        after = {"likelihood": often, "people": bad}
    if rough and not row.get("before_start"):
        return RowDraft(hazard=row["hazard"], before=before, after=after)
    return RowDraft(
        hazard=row["hazard"],
        activity=row.get("activity", ""),
        cause=row["cause"],
        barriers=row["barriers"],
        before=before,
        after=after,
    )


def _factors(rng: Random, leader: Actor, record: Record, pools: Mapping[str, Any]) -> Rows:
    """How it stands differs from unit to unit; what is worse comes with a measure."""
    strained = rng.random()
    drafts, given, worst = [], [], 1
    for key, factor in pools["factor"].items():
        how = min(2, int(rng.random() * 1.4 + strained * 1.6))
        text, short, long = factor["said"][how]
        red = max(short, long)
        worst = max(worst, red)
        after = {"colour": max(1, red - 1)} if red > 1 else {}
        drafts.append(
            RowDraft(factor=key, hazard=text, before={"short": short, "long": long}, after=after)
        )
        needed = red > 2 or (red > 1 and rng.random() < 0.7)
        given.append({"measure": factor["measure"]} if needed else {})
    made = services.write_rows(actor=leader, record=record, drafts=drafts)
    sums = pools["sums"][("good", "middling", "poor")[worst - 1]]
    services.write(
        actor=leader,
        record=record,
        given={
            "interaction": sums[0],
            "together": sums[1],
            "sum_before": worst,
            "sum_after": max(1, worst - 1),
        },
    )
    return list(zip(made, given, strict=True))


def _people(cast: Cast, leader: Actor, record: Record, planned: Planned) -> None:
    reps = cast.holding(RoleKey.SAFETY_REP, planned.unit, planned.day)[:1]
    rng = dice(f"people {planned.unit} {planned.day}")
    workers = [
        each
        for each in cast.holding(RoleKey.EMPLOYEE, planned.unit, planned.day)
        if each not in reps
    ]
    chosen = rng.sample(workers, min(len(workers), rng.randint(1, 2)))
    people = {
        **dict.fromkeys(chosen, Participant.Part.WORKER),
        **dict.fromkeys(reps, Participant.Part.REPRESENTATIVE),
    }
    services.add_participants(actor=leader, record=record, people=people)
    if not reps or not chosen:
        why = "Ingen er verneombud her for tida." if not reps else "Ingen kunne på kort varsel."
        services.write(actor=leader, record=record, given={"why_missing": why})


def decide_measures(leader: Actor, record: Record, rows: Rows) -> list[Measure]:
    """One or two, for what is worst: what is red has one in any case. Before the start where the row
    says so."""
    person = Person(pk=leader.person_id)
    found: list[Measure] = []
    having = [(row, said) for row, said in rows if "measure" in said]
    for row, said in sorted(having, key=lambda each: -each[0].colour_before):
        if found and row.colour_before < Colour.RED and not said.get("before_start"):
            continue
        plan = measures.Plan(
            type=Measure.Type.PREVENTIVE,
            title=said["measure"],
            plan_text=said["measure"],
            responsible=person,
            due_on=clock.today() + dt.timedelta(days=60),
            before_start=said.get("before_start", False),
        )
        found.append(services.add_measure(actor=leader, record=record, plan=plan, row=row))
    return found


def _done(rng: Random, leader: Actor, made: Sequence[Measure], decided: dt.date) -> None:
    """Most are done in time, and looked at; the newest are open."""
    for each in made:
        day = decided + dt.timedelta(days=rng.randrange(10, 90))
        if day >= last_day() or rng.random() < 0.15:
            continue
        with clock.at(clock.start_of(day) + dt.timedelta(hours=12)):
            measures.complete(actor=leader, measure=each, comment="Utført.")
            if each.before_start:
                measures.verify(actor=leader, measure=each)
