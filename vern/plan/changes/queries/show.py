"""One change process, as its page and its papers show it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from vern.core.history.queries import Entry, of_record
from vern.core.kernel import clock
from vern.core.kernel.together import Together, relate
from vern.core.measures.queries import Line, lines, rows_for
from vern.core.org.actors import Actor
from vern.core.org.models import Person, Unit
from vern.core.org.queries import responsible_for
from vern.core.records.access import holds, may
from vern.core.records.links import Linked, linked
from vern.core.records.models import Record, Sensitivity
from vern.core.records.offers import Offered, offered
from vern.hub.content.queries import changed_since, said_then
from vern.hub.evidence.assurances import approved_among
from vern.plan.changes.capabilities import DECIDE, HANDLE
from vern.plan.changes.editable import ASPECTS, BODIES
from vern.plan.changes.models import (
    ASSESS,
    Aspect,
    Body,
    ChangeProcess,
    Consequence,
    Involvement,
    Milestone,
)
from vern.plan.changes.queries.deciding import asked_in_vain
from vern.plan.changes.queries.people import may_answer, speaks_for
from vern.plan.changes.rules import OPEN_STATES, ChangeState, Lack, lacks, took_part_before

NAMES = ("name_nb", "name_nn", "name_en")


@dataclass(frozen=True)
class Rights:
    """What the reader may do with the process now."""

    handles: bool
    decides: bool
    speaks: bool


@dataclass(frozen=True)
class TakesPart:
    """A body in the process. `answers`: the reader is to say whether it is right."""

    involvement: Involvement
    late: bool
    answers: bool

    @property
    def body(self) -> Body:
        return self.involvement.body


@dataclass(frozen=True)
class OnTheWay:
    """A step of the process. `met_by`: the approved assessment that it asked for; nobody need say that
    it is done."""

    milestone: Milestone
    met_by: Record | None

    @property
    def done(self) -> bool:
        return self.met_by is not None or self.milestone.done_on is not None


@dataclass(frozen=True)
class Page:
    """A process with all that stands on its page."""

    process: ChangeProcess
    rights: Rights
    places: Sequence[Unit]
    takes_part: Sequence[TakesPart]
    needed: Sequence[Body]
    bodies: Mapping[str, Body]
    aspects: Mapping[str, Aspect]
    steps: Sequence[OnTheWay]
    consequences: Sequence[Consequence]
    links: Sequence[Linked]
    approved: frozenset[int]
    offers: Sequence[Offered]
    measures: Sequence[Line]
    entries: Sequence[Entry]
    goes_on: str
    today: dt.date

    @property
    def record(self) -> Record:
        return self.process.record

    @property
    def state(self) -> ChangeState:
        return ChangeState(self.process.state)

    @property
    def preparing(self) -> bool:
        return self.state is ChangeState.PREPARING

    @property
    def decided(self) -> bool:
        return self.state is ChangeState.DECIDED

    @property
    def open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def named_only(self) -> bool:
        return bool(self.record.sensitivity >= Sensitivity.PARTIES)

    @property
    def touched(self) -> Sequence[Unit]:
        """Units besides its own."""
        return self.places[1:]

    @cached_property
    def left_out(self) -> list[Body]:
        """Those who must take part, or have asked to, and have not before today."""
        asked = {
            each.body.key: each.body for each in self.takes_part if asked_in_vain(each.involvement)
        }
        wanted = {each.key: each for each in self.needed} | asked
        held: dict[str, list[dt.date]] = {}
        for each in self.takes_part:
            if each.involvement.held_on is not None:
                held.setdefault(each.body.key, []).append(each.involvement.held_on)
        return [
            body
            for key, body in wanted.items()
            if not took_part_before(held.get(key, ()), self.process.decided_on or self.today)
        ]

    @property
    def lacks(self) -> frozenset[Lack]:
        """What a decision today would lack, or say why it lacks."""
        return lacks(assessed=bool(self.approved), left_out=bool(self.left_out))

    @property
    def lacks_assessment(self) -> bool:
        return Lack.ASSESSMENT in self.lacks

    @property
    def contested(self) -> list[TakesPart]:
        return [each for each in self.takes_part if each.involvement.right is False]

    @property
    def to_answer(self) -> list[TakesPart]:
        """What the reader is to say whether it is right."""
        return [
            each
            for each in self.takes_part
            if each.answers and each.involvement.held and each.involvement.right is None
        ]

    @property
    def judged(self) -> list[Consequence]:
        return [each for each in self.consequences if each.judgement]

    @property
    def worse(self) -> list[Consequence]:
        return [each for each in self.judged if each.judgement == Consequence.Judgement.WORSE]

    @property
    def unprotected(self) -> bool:
        """Whether something gets worse, and no measure is decided, here or in an approved assessment."""
        return bool(self.worse) and not self.measures

    @property
    def steps_done(self) -> int:
        return sum(1 for each in self.steps if each.done)


def process_of(record: Record) -> ChangeProcess:
    """The process of a record at hand."""
    process = ChangeProcess.objects.select_related("decided_by").get(pk=record.pk)
    process.record = record
    return process


def _of_process(model: Any) -> Callable[[int], QuerySet[Any, Any]]:
    return lambda key: model.objects.filter(process=key)


def _people(key: int) -> QuerySet[Any, Any]:
    """Everyone whom the page names."""
    rows = Involvement.objects.filter(process=key).order_by()
    named = (Q(pk__in=rows.values(name)) for name in ("person", "asked_by", "right_by"))
    own = ChangeProcess.objects.filter(pk=key).values("decided_by")
    return Person.objects.filter(reduce(or_, named, Q(pk__in=own)))


_READ = Together(
    processes=lambda key: ChangeProcess.objects.filter(pk=key),
    touched=lambda key: Unit.objects.filter(
        pk__in=ChangeProcess.touched.through.objects.filter(changeprocess=key).values("unit")
    ),
    involvements=_of_process(Involvement),
    milestones=_of_process(Milestone),
    consequences=_of_process(Consequence),
    bodies=lambda _key: Body.objects.all(),
    aspects=lambda _key: Aspect.objects.all(),
    people=_people,
)
"""A process with its parts: one question, composed once."""


def page(actor: Actor, record: Record) -> Page:
    """All of it for a reader who sees it. As many queries however much there is."""
    read = _READ(record.pk)
    (process,) = read["processes"]
    people = {each.pk: each for each in read["people"]}
    bodies = {each.key: each for each in read["bodies"]}
    aspects = {each.key: each for each in read["aspects"]}
    process.record = record
    relate([process], "decided_by", people)
    _as_read_then(process, bodies, aspects)
    places = [record.unit, *read["touched"]]
    for each in read["involvements"]:
        each.process, each.body = process, bodies[each.body_id]
    for name in ("person", "asked_by", "right_by"):
        relate(read["involvements"], name, people)
    for each in read["consequences"]:
        each.aspect = aspects[each.aspect_id]
    today = clock.today()
    paths = [unit.path for unit in places]
    takes_part = [_takes_part(actor, each, paths, today) for each in read["involvements"]]
    links = linked(record, actor)
    approved = frozenset(approved_among((each.record.pk, each.record.kind) for each in links))
    return Page(
        process=process,
        rights=rights(actor, record, process, speaks=_speaks(actor, takes_part, bodies, paths)),
        places=places,
        takes_part=takes_part,
        needed=[each for each in bodies.values() if each.offered and process.type in each.types],
        bodies=bodies,
        aspects=aspects,
        steps=_steps(read["milestones"], links, approved),
        consequences=read["consequences"],
        links=links,
        approved=approved,
        offers=offered(actor, record) if process.state in OPEN_STATES else [],
        measures=_measures(actor, record, approved),
        entries=of_record(record),
        goes_on=_goes_on(record),
        today=today,
    )


def _steps(
    milestones: Sequence[Milestone], links: Sequence[Linked], approved: Collection[int]
) -> list[OnTheWay]:
    """Each step, and for the one that asks for an assessment the first approved one."""
    made = next((each.record for each in links if each.record.pk in approved), None)
    return [
        OnTheWay(each, made if each.template == ASSESS and each.done_on is None else None)
        for each in milestones
    ]


def _measures(actor: Actor, record: Record, approved: Collection[int]) -> list[Line]:
    """Its own, then those of approved assessments, which the reader sees. One query."""
    found = lines(rows_for(actor).filter(origin__in=[record.pk, *approved]))
    return sorted(found, key=lambda each: each.measure.origin_id != record.pk)


def _as_read_then(
    process: ChangeProcess, bodies: Mapping[str, Body], aspects: Mapping[str, Aspect]
) -> None:
    """Who took part and what was judged are called as they were on the day of the decision. One
    query, once it is decided."""
    if process.decided_on is None:
        return
    moment = clock.end_of(process.decided_on)
    versions = changed_since((BODIES, ASPECTS), moment)
    for (kind, key), values in said_then(versions, moment).items():
        row = bodies.get(key) if kind == BODIES else aspects.get(key)
        for name in NAMES if row is not None else ():
            setattr(row, name, values[name])


def _speaks(
    actor: Actor,
    takes_part: Sequence[TakesPart],
    bodies: Mapping[str, Body],
    paths: Sequence[str],
) -> bool:
    """Whether the actor speaks for somebody here, by name or by a role."""
    by_name = any(each.answers for each in takes_part)
    return by_name or any(
        speaks_for(actor, body, paths) for body in bodies.values() if body.offered
    )


def _takes_part(actor: Actor, one: Involvement, paths: Sequence[str], today: dt.date) -> TakesPart:
    late = not one.held and one.planned_on is not None and one.planned_on < today
    return TakesPart(one, late=late, answers=may_answer(actor, one, paths))


def rights(actor: Actor, record: Record, process: ChangeProcess, *, speaks: bool = False) -> Rights:
    """No query. `speaks`: for a body that takes part, or may ask to."""
    is_open = process.state in OPEN_STATES
    handles = may(actor, HANDLE, record)
    return Rights(
        handles=handles and is_open,
        decides=handles and holds(actor, DECIDE, record),
        speaks=is_open and speaks,
    )


def _goes_on(record: Record) -> str:
    if record.owner_id is not None and record.owner is not None:
        return str(record.owner.name)
    responsible = responsible_for(record.handling_unit)
    return responsible.person.name if responsible else ""
