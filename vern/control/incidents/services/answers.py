"""Ending a report with an answer, and opening it again."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.models import Closure, Incident
from vern.control.incidents.rules import IncidentState
from vern.control.incidents.services.common import (
    SAME_FORM,
    locked,
    save_answer,
    step,
    tell_reporter,
)
from vern.control.incidents.services.contested import (
    refuse_while_contested,
    refuse_while_untold,
    refuse_without_severity,
    tell_representatives_of_end,
)
from vern.control.incidents.services.handling import take_up
from vern.control.incidents.services.protecting import sum_up
from vern.control.incidents.services.routing import resume
from vern.core.history.services import note
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.org.actors import Actor
from vern.core.records import services as records
from vern.core.records.models import Record


@transaction.atomic
def close(
    *,
    actor: Actor,
    record: Record,
    message: str,
    no_measures_reason: str = "",
    summary: str | None = None,
) -> None:
    """Close it with an answer to the reporter and, where `summary` is given, with what happened in
    words that anyone may read. The same answer twice changes nothing.

    Raises Refused without measures or a reason for none, while a stop of work or an objection
    stands, while someone must be told by law, where someone was hurt and nobody says how badly, and
    when someone has closed it meanwhile.
    """
    record, incident = locked(record)
    if _answered_so(incident, IncidentState.CLOSED, message):
        return
    refuse_while_contested(incident)
    refuse_while_untold(incident)
    refuse_without_severity(incident)
    if not no_measures_reason and not record.measures.exists():
        raise Refused(
            _("Decide a measure, or write why none is needed."), field="no_measures_reason"
        )
    if incident.state == IncidentState.RECEIVED:
        take_up(actor=actor, record=record)
        incident.refresh_from_db()
    if summary is not None:
        sum_up(actor=actor, record=record, summary=summary)
    _settle(actor, record, incident, Closure.Outcome.CLOSED, message, no_measures_reason)


@transaction.atomic
def reject(*, actor: Actor, record: Record, reason: str) -> None:
    """It is not a matter for this system; the reporter is told why. Left out of figures.

    The same reason twice changes nothing. Raises Refused while a stop of work or an objection
    stands, while someone must be told by law, and when someone has closed it meanwhile.
    """
    record, incident = locked(record)
    if _answered_so(incident, IncidentState.REJECTED, reason):
        return
    refuse_while_contested(incident)
    refuse_while_untold(incident)
    _settle(actor, record, incident, Closure.Outcome.REJECTED, reason, "")


@transaction.atomic
def reopen(*, actor: Actor, record: Record, reason: str) -> None:
    """Take up a closed or rejected report again. The same reason twice changes nothing.

    Raises Refused if it is open.
    """
    record, incident = locked(record)
    again = incident.closures.filter(
        reopened_at__gt=clock.now() - SAME_FORM, reopened_reason=reason
    )
    if incident.state == IncidentState.IN_WORK and again.exists():
        return
    step(incident, "reopen")
    incident.save(update_fields=["state"])
    records.reopen(record)
    incident.closures.filter(reopened_at__isnull=True).update(
        reopened_at=clock.now(), reopened_reason=reason
    )
    note("incident.reopened", actor=actor, record=record)
    resume(record, incident)
    tell_reporter("incident.reopened", actor, record)


def _settle(
    actor: Actor,
    record: Record,
    incident: Incident,
    outcome: Closure.Outcome,
    message: str,
    no_measures_reason: str,
) -> None:
    verb = "close" if outcome == Closure.Outcome.CLOSED else "reject"
    step(incident, verb)
    save_answer(incident)
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
    tell_reporter(f"incident.{outcome}", actor, record)
    tell_representatives_of_end(actor=actor, record=record, incident=incident)


def _answered_so(incident: Incident, state: IncidentState, message: str) -> bool:
    """Whether it stands closed or rejected with this very answer: the form was sent twice."""
    return (
        incident.state == state
        and incident.closures.filter(reopened_at=None, message=message).exists()
    )
