"""One change process, as its page and its papers show it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from vern.core.history.queries import Entry, of_record
from vern.core.kernel import clock
from vern.core.measures.queries import Line, lines, rows_for
from vern.core.org.actors import Actor
from vern.core.org.models import Unit
from vern.core.org.queries import responsible_for
from vern.core.records.access import holds, may
from vern.core.records.links import Linked, linked
from vern.core.records.models import Record, Sensitivity
from vern.core.records.offers import Offered, offered
from vern.hub.evidence.assurances import approved_among
from vern.plan.changes.capabilities import DECIDE, HANDLE, REPRESENT
from vern.plan.changes.models import Body, ChangeProcess, Consequence, Involvement, Milestone
from vern.plan.changes.queries.deciding import asked_in_vain
from vern.plan.changes.queries.people import may_answer
from vern.plan.changes.rules import OPEN_STATES, ChangeState, Lack, lacks, took_part_before


@dataclass(frozen=True)
class Rights:
    """What the reader may do with the process now."""

    handles: bool
    decides: bool
    represents: bool


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
class Page:
    """A process with all that stands on its page."""

    process: ChangeProcess
    rights: Rights
    places: Sequence[Unit]
    takes_part: Sequence[TakesPart]
    needed: Sequence[Body]
    steps: Sequence[Milestone]
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
        """Whether something gets worse, and no measure is decided."""
        return bool(self.worse) and not self.measures

    @property
    def steps_done(self) -> int:
        return sum(1 for each in self.steps if each.done_on is not None)


def process_of(record: Record) -> ChangeProcess:
    """The process of a record at hand."""
    process = ChangeProcess.objects.select_related("decided_by").get(pk=record.pk)
    process.record = record
    return process


def page(actor: Actor, record: Record) -> Page:
    """All of it for a reader who sees it. As many queries however much there is."""
    process = process_of(record)
    places = [record.unit, *process.touched.all()]
    today = clock.today()
    takes_part = [
        TakesPart(
            each,
            late=not each.held and each.planned_on is not None and each.planned_on < today,
            answers=may_answer(actor, each, places),
        )
        for each in process.involvements.select_related("body", "person", "asked_by", "right_by")
    ]
    links = linked(record, actor)
    approved = approved_among((each.record.pk, each.record.kind) for each in links)
    return Page(
        process=process,
        rights=rights(actor, record, process),
        places=places,
        takes_part=takes_part,
        needed=list(Body.objects.filter(offered=True, types__contains=[process.type])),
        steps=list(process.milestones.all()),
        consequences=list(process.consequences.select_related("aspect")),
        links=links,
        approved=frozenset(approved),
        offers=offered(actor, record) if process.state in OPEN_STATES else [],
        measures=lines(rows_for(actor).filter(origin=record)),
        entries=of_record(record),
        goes_on=_goes_on(record),
        today=today,
    )


def rights(actor: Actor, record: Record, process: ChangeProcess) -> Rights:
    """No query."""
    is_open = process.state in OPEN_STATES
    handles = may(actor, HANDLE, record)
    return Rights(
        handles=handles and is_open,
        decides=handles and holds(actor, DECIDE, record),
        represents=is_open and actor.scope(REPRESENT).covers(record.unit.path),
    )


def _goes_on(record: Record) -> str:
    if record.owner_id is not None and record.owner is not None:
        return str(record.owner.name)
    responsible = responsible_for(record.handling_unit)
    return responsible.person.name if responsible else ""
