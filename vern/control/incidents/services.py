"""Verbs on reports: report, take up, classify, decide a measure, move, close, reject, reopen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.capabilities import HANDLE
from vern.control.incidents.models import KIND, Category, Cause, Closure, Incident
from vern.control.incidents.rules import (
    IncidentState,
    IncidentType,
    Severity,
    after,
    can,
    senseless,
)
from vern.core.files.images import CleanImage
from vern.core.files.models import Attachment
from vern.core.files.services import attach_photo
from vern.core.history.services import note
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.kernel.links import choose
from vern.core.measures import services as measures
from vern.core.measures.models import Measure
from vern.core.notices.services import tell
from vern.core.org.actors import Actor
from vern.core.org.models import Building, Unit
from vern.core.org.queries import answering_for
from vern.core.records import services as records
from vern.core.records.access import who_may
from vern.core.records.models import Party, Record

TITLE_LENGTH = 80
NOTHING_CHOSEN = Severity()
SAME_FORM = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Draft:
    """What a reporter fills in. Only the first three are asked of everyone."""

    description: str
    unit: Unit
    type: IncidentType
    happened_at: dt.datetime | None = None
    building: Building | None = None
    room: str = ""
    done_at_once: str = ""
    proposal: str = ""
    categories: Sequence[Category] = field(default=())


def report(
    *,
    actor: Actor,
    draft: Draft,
    key: UUID | None = None,
    photo: CleanImage | None = None,
    photo_name: str = "",
) -> Record:
    """Someone tells what happened. The same key from the same person gives the same record.

    The leader who answers for the unit is told.
    """
    if key and actor.person_id:
        sent = records.sent_before(person_id=actor.person_id, key=key)
        sent = sent or _just_told(actor.person_id, draft, with_photo=photo is not None)
        if sent is not None:
            return sent
    try:
        return _report(actor, draft, key, photo, photo_name)
    except IntegrityError:
        # The same form came twice at once: the other one won, and this one was undone.
        sent = (
            records.sent_before(person_id=actor.person_id, key=key)
            if key and actor.person_id
            else None
        )
        if sent is None:
            raise
        return sent


def _just_told(person_id: int, draft: Draft, *, with_photo: bool) -> Record | None:
    """The report that says the very same: the way back may lead to a fresh form with a new key,
    where the browser has put all the answers in again."""
    found: Record | None = (
        Record.objects.filter(
            kind=KIND,
            parties__person=person_id,
            parties__part=Party.Part.REPORTER,
            unit=draft.unit,
            building=draft.building,
            incident__type=draft.type,
            incident__description=draft.description,
            incident__happened_at=draft.happened_at,
            incident__room=draft.room,
            incident__done_at_once=draft.done_at_once,
            incident__proposal=draft.proposal,
            opened_at__gt=clock.now() - SAME_FORM,
        )
        .filter(Exists(Attachment.objects.filter(record=OuterRef("pk"))) if with_photo else Q())
        .first()
    )
    return found


@transaction.atomic
def _report(
    actor: Actor, draft: Draft, key: UUID | None, photo: CleanImage | None, photo_name: str
) -> Record:
    new = records.NewRecord(
        kind=KIND, title=headline(draft.description), unit=draft.unit, building=draft.building
    )
    record = records.open_record(new=new, reporter_id=actor.person_id)
    if key and actor.person_id:
        records.remember_submission(person_id=actor.person_id, key=key, record=record)
    incident = Incident.objects.create(
        record=record,
        type=draft.type,
        description=draft.description,
        happened_at=draft.happened_at,
        room=draft.room,
        done_at_once=draft.done_at_once,
        proposal=draft.proposal,
    )
    if draft.categories:
        incident.categories.add(*draft.categories)
    if photo is not None:
        attach_photo(actor=actor, record=record, image=photo, name=photo_name)
    note(
        "incident.reported",
        actor=actor,
        record=record,
        facts={"type": str(draft.type), "unit": draft.unit.code, "photo": photo is not None},
    )
    tell_responsible(record)
    return record


def headline(description: str) -> str:
    """The first line of what was written, shortened at a word."""
    first = description.strip().splitlines()[0].strip() if description.strip() else ""
    if len(first) <= TITLE_LENGTH:
        return first
    return first[:TITLE_LENGTH].rsplit(" ", 1)[0] + " …"


@transaction.atomic
def take_up(*, actor: Actor, record: Record) -> None:
    """The handler starts on it; the reporter is told. Doing it twice changes nothing."""
    incident = _locked_alone(record)
    if incident.state == IncidentState.IN_WORK:
        return
    _step(incident, "take_up")
    _save_answer(incident)
    note("incident.taken_up", actor=actor, record=record)
    _tell_reporter("incident.taken_up", actor, record)


@dataclass(frozen=True)
class Assessment:
    """How the handler sorts and judges a report."""

    type: IncidentType
    severity: Severity = NOTHING_CHOSEN
    categories: Sequence[Category] = ()
    causes: Sequence[Cause] = ()
    cause_text: str = ""


@transaction.atomic
def assess(*, actor: Actor, record: Record, assessment: Assessment) -> None:
    """Set or correct type, categories, severity and causes.

    Raises Refused where potential harm is below actual, or when the report is closed.
    """
    wrong = senseless(assessment.severity)
    if wrong:
        raise Refused(
            _("What could have happened cannot be less than what did happen."),
            field=f"{wrong[0]}_potential",
        )
    incident = _locked_alone(record)
    _refuse_settled(incident)
    if incident.state == IncidentState.RECEIVED:
        take_up(actor=actor, record=record)
        incident.refresh_from_db()
    former_causes = incident.cause_text
    levels = {
        name: None if level is None else int(level)
        for name, level in asdict(assessment.severity).items()
    }
    for name, level in levels.items():
        setattr(incident, name, level)
    incident.type = assessment.type
    incident.cause_text = assessment.cause_text
    incident.save(update_fields=["type", "cause_text", *levels])
    choose(incident.categories, assessment.categories)
    choose(incident.causes, assessment.causes)
    changed = former_causes != assessment.cause_text and former_causes
    note(
        "incident.assessed",
        actor=actor,
        record=record,
        facts={
            "type": str(assessment.type),
            **levels,
            "categories": ",".join(sorted(each.key for each in assessment.categories)),
            "causes": ",".join(sorted(each.key for each in assessment.causes)),
        },
        texts={"cause_text": former_causes} if changed else None,
    )


@transaction.atomic
def add_measure(*, actor: Actor, record: Record, plan: measures.Plan) -> Measure:
    """Decide a measure for the report. Raises Refused when the report is closed.

    The same measure decided a second time within ten minutes is a form that was sent twice: it
    gives the first one.
    """
    record, incident = _locked(record)
    _refuse_settled(incident)
    if (same := _just_decided(record, plan)) is not None:
        return same
    if incident.state == IncidentState.RECEIVED:
        take_up(actor=actor, record=record)
    return measures.decide(actor=actor, record=record, plan=plan)


def _just_decided(record: Record, plan: measures.Plan) -> Measure | None:
    same = record.measures.filter(
        title=plan.title,
        responsible=plan.responsible,
        due_on=plan.due_on,
        done_at=None,
        decided_at__gt=clock.now() - SAME_FORM,
    )
    return same.first() if same.exists() else None


@transaction.atomic
def move(*, actor: Actor, record: Record, unit: Unit) -> None:
    """It belongs to another unit, whose leader is told. Measures go with it.

    Raises Refused for a closed report, the same unit, or a unit that has ended.
    """
    record, incident = _locked(record)
    _refuse_settled(incident)
    if unit == record.unit:
        raise Refused(_("The report is already at this unit."), field="unit")
    if not unit.active:
        raise Refused(_("This unit no longer exists."), field="unit")
    former = record.unit
    records.move(record, unit)
    measures.move_with(record)
    note(
        "incident.moved",
        actor=actor,
        record=record,
        facts={"before": former.code, "unit": unit.code},
    )
    tell_responsible(record)
    _tell_reporter("incident.moved", actor, record)


@transaction.atomic
def close(*, actor: Actor, record: Record, message: str, no_measures_reason: str = "") -> None:
    """Close it with an answer to the reporter. The same answer twice changes nothing.

    Raises Refused without measures or a reason for none, and when someone has closed it meanwhile.
    """
    record, incident = _locked(record)
    if _answered_so(incident, IncidentState.CLOSED, message):
        return
    if not no_measures_reason and not record.measures.exists():
        raise Refused(
            _("Decide a measure, or write why none is needed."), field="no_measures_reason"
        )
    if incident.state == IncidentState.RECEIVED:
        take_up(actor=actor, record=record)
        incident.refresh_from_db()
    _settle(actor, record, incident, Closure.Outcome.CLOSED, message, no_measures_reason)


@transaction.atomic
def reject(*, actor: Actor, record: Record, reason: str) -> None:
    """It is not a matter for this system; the reporter is told why. Left out of figures.

    The same reason twice changes nothing. Raises Refused when someone has closed it meanwhile.
    """
    record, incident = _locked(record)
    if _answered_so(incident, IncidentState.REJECTED, reason):
        return
    _settle(actor, record, incident, Closure.Outcome.REJECTED, reason, "")


@transaction.atomic
def reopen(*, actor: Actor, record: Record, reason: str) -> None:
    """Take up a closed or rejected report again. The same reason twice changes nothing.

    Raises Refused if it is open.
    """
    record, incident = _locked(record)
    again = incident.closures.filter(
        reopened_at__gt=clock.now() - SAME_FORM, reopened_reason=reason
    )
    if incident.state == IncidentState.IN_WORK and again.exists():
        return
    _step(incident, "reopen")
    incident.save(update_fields=["state"])
    records.reopen(record)
    incident.closures.filter(reopened_at__isnull=True).update(
        reopened_at=clock.now(), reopened_reason=reason
    )
    note("incident.reopened", actor=actor, record=record)
    tell_responsible(record)
    _tell_reporter("incident.reopened", actor, record)


def tell_responsible(record: Record) -> None:
    """Tell the one who answers for it; where nobody leads, all who may handle it."""
    responsible = answering_for(record.handling_unit)
    people = [responsible] if responsible else who_may(HANDLE, record)
    tell("incident.to_handle", people, record=record)


def _settle(
    actor: Actor,
    record: Record,
    incident: Incident,
    outcome: Closure.Outcome,
    message: str,
    no_measures_reason: str,
) -> None:
    verb = "close" if outcome == Closure.Outcome.CLOSED else "reject"
    _step(incident, verb)
    _save_answer(incident)
    records.close(record)
    Closure.objects.create(
        incident=incident,
        outcome=outcome,
        at=clock.now(),
        by_id=actor.person_id,
        message=message,
        no_measures_reason=no_measures_reason,
    )
    note(f"incident.{outcome}", actor=actor, record=record)
    _tell_reporter(f"incident.{outcome}", actor, record)


def _answered_so(incident: Incident, state: IncidentState, message: str) -> bool:
    """Whether it stands closed or rejected with this very answer: the form was sent twice."""
    return (
        incident.state == state
        and incident.closures.filter(reopened_at=None, message=message).exists()
    )


def _locked(record: Record) -> tuple[Record, Incident]:
    """Both rows as they are now, locked until the transaction ends: one verb at a time."""
    incident = Incident.objects.select_for_update().select_related("record").get(pk=record.pk)
    return incident.record, incident


def _locked_alone(record: Record) -> Incident:
    """The same for verbs that neither read nor change what every kind of record has."""
    return Incident.objects.select_for_update().get(pk=record.pk)


def _step(incident: Incident, verb: str) -> None:
    if not can(verb, IncidentState(incident.state)):
        raise Refused(_("Someone has already changed this report. See how it stands now."))
    incident.state = after(verb)


def _save_answer(incident: Incident) -> None:
    incident.first_answer_at = incident.first_answer_at or clock.now()
    incident.save(update_fields=["state", "first_answer_at"])


def _refuse_settled(incident: Incident) -> None:
    if incident.state not in {IncidentState.RECEIVED, IncidentState.IN_WORK}:
        raise Refused(_("The report is closed. Reopen it first."))


def _tell_reporter(kind: str, actor: Actor, record: Record) -> None:
    reporters = Party.objects.filter(record=record, part=Party.Part.REPORTER)
    ids = reporters.values_list("person_id", flat=True)
    tell(kind, [each for each in ids if each != actor.person_id], record=record)
