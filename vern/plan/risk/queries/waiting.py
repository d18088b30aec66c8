"""Which assessments await a person, each for its reason: of those that they read whole. Statements that
the desk composes (`hub.desk.ports.Turns`)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from vern.core.kernel import clock
from vern.core.measures.models import Measure
from vern.core.org.actors import Actor
from vern.core.org.queries import answered_by
from vern.core.records.composed import among
from vern.core.records.models import Party, Record
from vern.core.records.querysets import RecordQuerySet
from vern.plan.risk.models import KIND, Disagreement, Participant, RiskAssessment
from vern.plan.risk.queries.lists import SOON
from vern.plan.risk.rules import AssessmentState


def to_approve(actor: Actor) -> RecordQuerySet:
    """For whoever answers for the unit, if they are named where only those named read it."""
    return _read_by(actor).filter(_answered(actor), risk__state=AssessmentState.SENT)


def to_answer(actor: Actor) -> RecordQuerySet:
    """Someone does not agree, and it is for the actor to answer: it was raised to a unit of theirs."""
    raised = Disagreement.objects.filter(
        among("to_unit", answered_by(actor)), assessment=OuterRef("pk"), answered_at=None
    )
    return _read_by(actor).filter(Exists(raised.exclude(by=actor.person_id)))


def to_verify(actor: Actor) -> RecordQuerySet:
    """A measure that work waits for is done, and nobody has looked at it."""
    done = Measure.objects.filter(
        origin=OuterRef("pk"), before_start=True, verified_at=None, done_at__isnull=False
    )
    return _read_by(actor).filter(_answered(actor), Exists(done))


def to_revise(actor: Actor) -> RecordQuerySet:
    """Those whose end is near, that nobody has begun to revise."""
    begun = RiskAssessment.objects.filter(revises=OuterRef("pk"))
    return _read_by(actor).filter(
        _answered(actor),
        ~Exists(begun.exclude(state=AssessmentState.WITHDRAWN)),
        risk__state=AssessmentState.APPROVED,
        risk__valid_until__lte=clock.today() + SOON,
    )


def to_finish(actor: Actor) -> RecordQuerySet:
    """Drafts that the actor writes by name."""
    mine = Party.objects.filter(
        record=OuterRef("pk"), person=actor.person_id, part=Party.Part.HANDLER
    )
    return _read_by(actor).filter(Exists(mine), risk__state=AssessmentState.DRAFT)


def to_take_part(actor: Actor) -> RecordQuerySet:
    """Someone else writes it, and the actor takes part: they are to say what they know."""
    takes_part = Participant.objects.filter(assessment=OuterRef("pk"), person=actor.person_id)
    writes = Party.objects.filter(
        record=OuterRef("pk"), person=actor.person_id, part=Party.Part.HANDLER
    )
    return _read_by(actor).filter(
        Exists(takes_part), ~Exists(writes), risk__state=AssessmentState.DRAFT
    )


def _read_by(actor: Actor) -> RecordQuerySet:
    rows: RecordQuerySet = Record.objects.held_by(actor).filter(kind=KIND)
    return rows


def _answered(actor: Actor) -> Q:
    return among("unit", answered_by(actor))
