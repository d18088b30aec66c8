"""Starting an assessment: new, from something that happened, or from the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from vern.core.history.services import note
from vern.core.kernel.errors import Refused
from vern.core.kernel.texts import localized
from vern.core.org.actors import Actor
from vern.core.org.models import Unit
from vern.core.records import services as records
from vern.core.records.links import link
from vern.core.records.models import LinkKind, Party, Record, Sensitivity
from vern.core.records.offers import Origin
from vern.plan.risk import scales
from vern.plan.risk.models import (
    KIND,
    AssessmentType,
    Participant,
    RiskAssessment,
    RiskRow,
    RowMeasure,
    Scale,
)
from vern.plan.risk.queries.rights import answers
from vern.plan.risk.rules import AssessmentState, Method
from vern.plan.risk.services.common import locked

Occasion = RiskAssessment.Occasion


@dataclass(frozen=True)
class NewAssessment:
    """What starting one takes. `hints`: whether the rows of its kind's template come along; `first`:
    what can go wrong, to begin with."""

    type: AssessmentType
    unit: Unit
    title: str
    method: Method
    occasion: Occasion = Occasion.REGULAR
    about: str = ""
    place: str = ""
    private: bool = False
    hints: bool = True
    first: str = ""
    origin: Origin | None = None
    scale: Scale | None = field(default=None, compare=False)


def start(*, actor: Actor, new: NewAssessment, key: UUID | None = None) -> Record:
    """A draft. The same key from the same person gives the same record.

    Who starts it and who answers for the unit write in it. It is linked with what it came of.
    """
    sent = records.sent_before(person_id=actor.person_id, key=key) if key else None
    if sent is not None:
        return sent
    try:
        return _start(actor, new, key)
    except IntegrityError:
        sent = records.sent_before(person_id=actor.person_id, key=key) if key else None
        if sent is None:
            raise
        return sent


@transaction.atomic
def _start(actor: Actor, new: NewAssessment, key: UUID | None) -> Record:
    record = _open(actor, new.unit, new.title, private=new.private)
    if key:
        records.remember_submission(person_id=actor.person_id, key=key, record=record)
    risk = RiskAssessment.objects.create(
        record=record,
        type=new.type,
        method=new.method,
        occasion=new.occasion,
        scale=new.scale or scales.current(),
        about=new.about,
        place=new.place,
        private=new.private,
    )
    if new.method is not Method.FACTORS:
        _begin_rows(risk, new)
    note(
        "risk.started",
        actor=actor,
        record=record,
        facts={"type": new.type.key, "method": str(new.method), "occasion": str(new.occasion)},
    )
    if new.origin is not None:
        link(
            actor=actor,
            a=new.origin.record,
            b=record,
            kind=LinkKind.LED_TO,
            part=new.origin.part,
        )
    return record


def _open(actor: Actor, unit: Unit, title: str, *, private: bool) -> Record:
    record = records.open_record(
        new=records.NewRecord(
            kind=KIND,
            title=title,
            unit=unit,
            sensitivity=Sensitivity.PARTIES if private else Sensitivity.HANDLERS,
        )
    )
    writers = {each for each in (actor.person_id, answers(unit)) if each is not None}
    records.add_parties(record, writers, Party.Part.HANDLER)
    return record


def _begin_rows(risk: RiskAssessment, new: NewAssessment) -> None:
    hints = localized(new.type, "hints").splitlines() if new.hints else []
    lines = [each.strip() for each in (new.first, *hints) if each.strip()]
    RiskRow.objects.bulk_create(
        [RiskRow(assessment=risk, order=order, hazard=text) for order, text in enumerate(lines)]
    )


@transaction.atomic
def revise(*, actor: Actor, record: Record) -> Record:
    """A draft that begins as a copy of an approved assessment, judged by today's scale where that has
    the same levels. Asked for twice, it is the same draft.

    Raises Refused for one that is not approved.
    """
    record, risk = locked(record)
    begun = risk.revisions.exclude(state=AssessmentState.WITHDRAWN).select_related("record").first()
    if begun is not None and begun.is_open:
        return begun.record
    if risk.state != AssessmentState.APPROVED:
        raise Refused(_("Only an approved assessment is revised."))
    made = _open(actor, record.unit, record.title, private=risk.private)
    copy = RiskAssessment.objects.create(
        record=made,
        type=risk.type,
        method=risk.method,
        occasion=Occasion.REGULAR,
        scale=_scale_for(risk),
        revises=risk,
        **{name: getattr(risk, name) for name in _COPIED},
    )
    _copy_rows(risk, copy)
    _copy_people(risk, copy, made)
    note(
        "risk.started",
        actor=actor,
        record=made,
        facts={"type": risk.type.key, "revises": record.pk},
    )
    note("risk.revision_begun", actor=actor, record=record, facts={"revision": made.pk})
    link(actor=actor, a=record, b=made, kind=LinkKind.REVISED_AS)
    return made


_COPIED = (
    *("about", "place", "private", "others", "interaction", "together"),
    *("sum_before", "sum_after"),
)
_COPIED_OF_ROW = (
    *("order", "factor", "activity", "hazard", "cause", "barriers"),
    *("before", "after", "colour_before", "colour_after"),
)


def _scale_for(risk: RiskAssessment) -> Scale:
    """Today's; the former one where rows were judged by levels or colours that are no longer so."""
    today = scales.current()
    if risk.method != Method.FULL:
        return today
    same = scales.Said(today.said).matrix == scales.Said(risk.scale.said).matrix
    return today if same else risk.scale


def _copy_rows(risk: RiskAssessment, copy: RiskAssessment) -> None:
    """What is still open of the measures comes along: they stand in the plan as before."""
    rows: Sequence[RiskRow] = list(risk.rows.all())
    made = RiskRow.objects.bulk_create(
        [
            RiskRow(
                assessment=copy,
                copy_of=each,
                **{name: getattr(each, name) for name in _COPIED_OF_ROW},
            )
            for each in rows
        ]
    )
    new_of = {each.copy_of_id: each for each in made}
    bound = RowMeasure.objects.filter(row__in=rows)
    RowMeasure.objects.bulk_create(
        [RowMeasure(row=new_of[each.row_id], measure_id=each.measure_id) for each in bound]
    )


def _copy_people(risk: RiskAssessment, copy: RiskAssessment, made: Record) -> None:
    people = list(risk.participants.all())
    Participant.objects.bulk_create(
        [Participant(assessment=copy, person_id=each.person_id, part=each.part) for each in people]
    )
    records.add_parties(made, [each.person_id for each in people], Party.Part.NAMED)
