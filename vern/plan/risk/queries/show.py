"""One assessment with all that belongs to it: one question, whatever is in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from vern.core.kernel import clock
from vern.core.kernel.together import Together, keep, relate
from vern.core.measures.models import Measure
from vern.core.org.models import Person, Role, Unit
from vern.core.records.models import Link, Record
from vern.plan.risk import rules
from vern.plan.risk.models import (
    AssessmentType,
    Disagreement,
    Participant,
    RiskAssessment,
    RiskRow,
    RowMeasure,
    Scale,
)
from vern.plan.risk.rules import AssessmentState, Colour, Judgement, Lack, Method, Start, Written
from vern.plan.risk.scales import FactorSaid, Said

Part = Participant.Part


@dataclass(frozen=True)
class RowView:
    """A row with its measures, in the order in which they are to be done."""

    row: RiskRow
    measures: Sequence[Measure]
    factor: FactorSaid | None = None

    @property
    def before(self) -> Colour:
        return Colour(self.row.colour_before)

    @property
    def after(self) -> Colour:
        return Colour(self.row.colour_after)

    @property
    def remains(self) -> Colour:
        return rules.remaining(self.before, self.after)

    @property
    def untouched(self) -> bool:
        """A proposal of the template that nobody has written in or planned anything for."""
        row = self.row
        return not (row.version or row.before or row.factor or self.measures)

    @property
    def name(self) -> str:
        """What it is called in lists."""
        if self.factor is not None:
            return self.factor.name
        return self.row.hazard or self.row.activity

    @property
    def judgement(self) -> Judgement:
        return Judgement(self.before, self.after, len(self.measures), self.row.factor)


@dataclass(frozen=True)
class Sheet:
    """An assessment as it stands. `measures`: all of them, those to do first at the top; `has_links`:
    whether it is linked with anything."""

    record: Record
    risk: RiskAssessment
    said: Said
    rows: Sequence[RowView]
    measures: Sequence[Measure]
    participants: Sequence[Participant]
    disagreements: Sequence[Disagreement]
    has_links: bool = False
    known: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def state(self) -> AssessmentState:
        return AssessmentState(self.risk.state)

    @property
    def method(self) -> Method:
        return Method(self.risk.method)

    @property
    def unverified(self) -> list[Measure]:
        """Measures that the work waits for."""
        return [each for each in self.measures if each.bars_start]

    @property
    def open_disagreements(self) -> list[Disagreement]:
        return [each for each in self.disagreements if each.answered_at is None]

    @property
    def loose_measures(self) -> list[Measure]:
        """Measures of the assessment as a whole."""
        bound = {each.pk for row in self.rows for each in row.measures}
        return [each for each in self.measures if each.pk not in bound]

    @property
    def written(self) -> Written:
        """As the rules see it."""
        parts = {each.part for each in self.participants}
        risk = self.risk
        return Written(
            method=self.method,
            rows=[each.judgement for each in self.rows],
            has_representative=Part.REPRESENTATIVE in parts,
            has_worker=Part.WORKER in parts or bool(risk.others),
            why_missing=bool(risk.why_missing),
            disagreements=len(self.open_disagreements),
            factors=frozenset(each.key for each in self.said.factors),
            sum_before=Colour(risk.sum_before),
            sum_after=Colour(risk.sum_after),
            together=bool(risk.together),
        )

    @property
    def lacks(self) -> list[Lack]:
        return rules.lacks(self.written)

    @property
    def unjudged_factors(self) -> list[tuple[int, FactorSaid]]:
        """Factors that nobody has judged in both terms, with their places from 0."""
        judged = {each.row.factor for each in self.rows if each.before}
        known = enumerate(self.said.factors) if self.method is Method.FACTORS else ()
        return [(place, each) for place, each in known if each.key not in judged]

    @property
    def start(self) -> Start:
        """Whether the work may start."""
        return rules.may_start(
            self.state,
            unverified=len(self.unverified),
            valid_until=self.risk.valid_until,
            today=clock.today(),
        )

    @property
    def counts(self) -> Mapping[Colour, tuple[int, int]]:
        """How many rows of each colour, before and after."""
        return {
            colour: (
                sum(each.before is colour for each in self.rows),
                sum(each.remains is colour for each in self.rows),
            )
            for colour in (Colour.RED, Colour.YELLOW, Colour.GREEN)
        }

    @property
    def approved_on(self) -> dt.date | None:
        return self.risk.approved_at.date() if self.risk.approved_at else None


def _risk(pk: int) -> QuerySet[Any, Any]:
    return RiskAssessment.objects.filter(pk=pk)


def _people(pk: int) -> QuerySet[Any, Any]:
    measures = Measure.objects.filter(origin=pk)
    keys = (
        Participant.objects.filter(assessment=pk).values("person"),
        Disagreement.objects.filter(assessment=pk).values("by"),
        Disagreement.objects.filter(assessment=pk).values("answered_by"),
        measures.values("responsible"),
        measures.values("verified_by"),
        _risk(pk).values("approved_by"),
        _risk(pk).values("sent_by"),
    )
    found = Q()
    for each in keys:
        found |= Q(pk__in=each)
    return Person.objects.filter(found)


_READ = Together(
    risks=_risk,
    types=lambda pk: AssessmentType.objects.filter(pk__in=_risk(pk).values("type")),
    scales=lambda pk: Scale.objects.filter(pk__in=_risk(pk).values("scale")),
    rows=lambda pk: RiskRow.objects.filter(assessment=pk),
    bound=lambda pk: RowMeasure.objects.filter(row__assessment=pk).order_by("pk"),
    measures=lambda pk: Measure.objects.filter(origin=pk),
    participants=lambda pk: Participant.objects.filter(assessment=pk),
    disagreements=lambda pk: Disagreement.objects.filter(assessment=pk),
    people=_people,
    units=lambda pk: Unit.objects.filter(
        Q(pk__in=Measure.objects.filter(origin=pk).values("responsible_unit"))
        | Q(pk__in=Disagreement.objects.filter(assessment=pk).values("to_unit"))
    ),
    roles=lambda pk: Role.objects.filter(
        pk__in=Measure.objects.filter(origin=pk).values("responsible_role")
    ),
    links=lambda pk: Link.objects.filter(Q(a=pk) | Q(b=pk)),
)

_TO_PEOPLE = (
    ("risks", "approved_by"),
    ("risks", "sent_by"),
    ("participants", "person"),
    ("disagreements", "by"),
    ("disagreements", "answered_by"),
    ("measures", "responsible"),
    ("measures", "verified_by"),
)


def sheet(record: Record) -> Sheet:
    """The assessment of a record that the caller got through `get_record`: one query."""
    read = _READ(record.pk)
    (risk,) = read["risks"]
    risk.record = record
    people = {each.pk: each for each in read["people"]}
    units = {record.unit_id: record.unit, **{each.pk: each for each in read["units"]}}
    for rows, name in _TO_PEOPLE:
        relate(read[rows], name, people)
    relate([risk], "type", {each.pk: each for each in read["types"]})
    relate([risk], "scale", {each.pk: each for each in read["scales"]})
    relate(read["measures"], "responsible_unit", units)
    relate(read["measures"], "responsible_role", {each.pk: each for each in read["roles"]})
    relate(read["disagreements"], "to_unit", units)
    keep(risk, "participants", read["participants"])
    said = Said(risk.scale.said)
    return Sheet(
        record=record,
        risk=risk,
        said=said,
        rows=_rows(read, said),
        measures=read["measures"],
        participants=read["participants"],
        disagreements=read["disagreements"],
        has_links=bool(read["links"]),
    )


def _rows(read: Mapping[str, list[Any]], said: Said) -> list[RowView]:
    measures = {each.pk: each for each in read["measures"]}
    bound: dict[int, list[int]] = {}
    for each in read["bound"]:
        bound.setdefault(each.row_id, []).append(each.measure_id)
    order = {each.key: place for place, each in enumerate(said.factors)}
    found = [
        RowView(
            row,
            [measures[pk] for pk in measures if pk in bound.get(row.pk, ())],
            said.factor(row.factor) if row.factor else None,
        )
        for row in read["rows"]
    ]
    return sorted(found, key=lambda each: order.get(each.row.factor, -1))
