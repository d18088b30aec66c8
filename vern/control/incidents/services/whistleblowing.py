"""What the whistleblowing reception does: answer and finish a matter, open it again, hand back what was
handed over by mistake."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction

from vern.control.incidents.models import Closure, Incident
from vern.control.incidents.queries.protecting import FOR_RECEPTION, did, receives
from vern.control.incidents.rules import IncidentState
from vern.control.incidents.services.common import (
    SAME_FORM,
    locked,
    save_answer,
    step,
    tell_reporter,
)
from vern.control.incidents.services.routing import resume
from vern.core.history.services import note
from vern.core.kernel import clock
from vern.core.org.actors import Actor
from vern.core.records import services as records
from vern.core.records.models import Record, Sensitivity


@transaction.atomic
def hand_back(*, actor: Actor, record: Record, message: str) -> None:
    """It is not whistleblowing: the line handles it again. Who reported it is told why, and so is
    the line. It is kept for named people until its handler opens it: someone thought it delicate.

    The same form twice does nothing more. Raises PermissionDenied for all but the reception, and
    Refused where it is handed back already.
    """
    record, incident = locked(record)
    if incident.state != IncidentState.HANDED_OVER and did(
        "handed_back", actor, record.pk, within=SAME_FORM
    ):
        return
    step(incident, "hand_back")
    if not receives(actor, record):
        raise PermissionDenied
    incident.save(update_fields=["state"])
    _open_again(record, incident, message)
    note("incident.handed_back", actor=actor, record=record)
    resume(record, incident)
    tell_reporter("incident.handed_back", actor, record)


@transaction.atomic
def finish(*, actor: Actor, record: Record, message: str, reason: str) -> None:
    """The matter is looked into and answered (AML § 2 A-3). Who reported it reads the message; the
    reason, which says how it was looked into, is for the reception alone. It stays sealed.

    The same answer twice changes nothing. Raises PermissionDenied for all but the reception, and
    Refused where it is finished or handed back meanwhile.
    """
    record, incident = locked(record)
    standing = incident.closures.filter(reopened_at=None)
    finished = incident.state == IncidentState.FINISHED
    if finished and receives(actor, record) and standing.filter(message=message).exists():
        return
    step(incident, "finish")
    if not receives(actor, record):
        raise PermissionDenied
    save_answer(incident)
    records.close(record)
    _next_period(incident, actor, Closure.Outcome.FINISHED, message=message)
    note("incident.finished", actor=actor, record=record, texts={FOR_RECEPTION: reason})
    tell_reporter("incident.finished", actor, record)


@transaction.atomic
def look_again(*, actor: Actor, record: Record, reason: str) -> None:
    """There is something new: the matter is open at the reception again. Who reported it is told
    that it is so; the reason is for the reception alone.

    The same reason twice changes nothing. Raises PermissionDenied for all but the reception, and
    Refused where it is not finished.
    """
    record, incident = locked(record)
    if incident.state == IncidentState.HANDED_OVER and did(
        "looked_again", actor, record.pk, within=SAME_FORM
    ):
        return
    step(incident, "look_again")
    if not receives(actor, record):
        raise PermissionDenied
    incident.save(update_fields=["state"])
    _next_period(incident, actor, Closure.Outcome.HANDED_OVER, ended=reason)
    note("incident.looked_again", actor=actor, record=record)
    tell_reporter("incident.looked_again", actor, record)


def _next_period(
    incident: Incident,
    actor: Actor,
    outcome: Closure.Outcome,
    *,
    message: str = "",
    ended: str = "",
) -> None:
    """The record is closed to the line all the while: one period ends as the next begins. `ended`:
    why the former one did."""
    now = clock.now()
    incident.closures.filter(reopened_at=None).update(reopened_at=now, reopened_reason=ended)
    Closure.objects.create(
        incident=incident, outcome=outcome, at=now, by_id=actor.person_id, message=message
    )


def _open_again(record: Record, incident: Incident, message: str) -> None:
    records.reopen(record)
    records.protect(record, Sensitivity.PARTIES)
    incident.closures.filter(reopened_at=None).update(
        reopened_at=clock.now(), reopened_reason=message
    )
