"""What all verbs of an assessment need."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vern.core.history.events import Noted
from vern.core.history.models import HistoryLine
from vern.core.history.services import note
from vern.core.kernel.errors import ChangedMeanwhile, Refused
from vern.core.kernel.events import publish
from vern.core.org.actors import Actor
from vern.core.records import services as records
from vern.core.records.models import Record
from vern.plan.risk.models import RiskAssessment
from vern.plan.risk.rules import AssessmentState

WRITTEN = "risk.written"
SOMEONE_ELSE = _("Someone else has changed this since you opened it.")


def locked(record: Record) -> tuple[Record, RiskAssessment]:
    """The record and its assessment as they are now, one verb at a time."""
    found = records.lock(record)
    rows = RiskAssessment.objects.select_related("type", "scale", "record")
    return found, rows.get(pk=record.pk)


def to_write(record: Record) -> tuple[Record, RiskAssessment]:
    """The same. Raises Refused where it can no longer be changed."""
    found, risk = locked(record)
    if risk.state == AssessmentState.SENT:
        raise Refused(_("It waits for approval. Take it back before you change it."))
    if risk.state != AssessmentState.DRAFT:
        raise Refused(_("This assessment is finished. Revise it to change something."))
    return found, risk


def refuse_older(seen: int | None, now: int) -> None:
    """Raises ChangedMeanwhile where what one had before one is not what stands there."""
    if seen is not None and seen != now:
        raise ChangedMeanwhile(SOMEONE_ELSE)


def note_written(actor: Actor, record: Record) -> None:
    """One line for what a person writes in one go, however often it is saved."""
    last = HistoryLine.objects.filter(record=record).order_by("-pk").first()
    if last and last.verb == WRITTEN and last.actor_id == actor.person_id:
        publish(Noted(WRITTEN, record.pk))
        return
    note(WRITTEN, actor=actor, record=record)
