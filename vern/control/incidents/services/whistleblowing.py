"""What the whistleblowing reception does: hand back what was handed over by mistake."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction

from vern.control.incidents.models import Incident
from vern.control.incidents.queries.protecting import did, receives
from vern.control.incidents.rules import IncidentState
from vern.control.incidents.services.common import SAME_FORM, locked, step, tell_reporter
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


def _open_again(record: Record, incident: Incident, message: str) -> None:
    records.reopen(record)
    records.protect(record, Sensitivity.PARTIES)
    incident.closures.filter(reopened_at=None).update(
        reopened_at=clock.now(), reopened_reason=message
    )
