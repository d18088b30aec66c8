"""A safety representative stops dangerous work; the leader decides in writing (AML § 6-3)."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.models import WorkStop
from vern.control.incidents.queries.voices import may_decide, represents
from vern.control.incidents.services.common import locked, refuse_settled
from vern.control.incidents.services.contested import handlers_of, tell_readers
from vern.core.history.services import note
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.org.actors import Actor
from vern.core.org.queries import representatives_of, responsible_for
from vern.core.records import services as records
from vern.core.records.models import Party, Record


@transaction.atomic
def stop_work(*, actor: Actor, record: Record, what: str) -> WorkStop:
    """Record that dangerous work is stopped; the leader is told at once.

    Who stopped it goes on reading the report, wherever it is moved. The same words twice are one
    stop. Raises Refused for a closed report and while another stop stands, PermissionDenied for
    those who represent nobody here.
    """
    if not represents(actor, record) or actor.person_id is None:
        raise PermissionDenied
    record, incident = locked(record)
    standing = incident.work_stops.filter(decided_at=None).first()
    if standing is not None and (standing.what, standing.stopped_by_id) == (what, actor.person_id):
        return standing
    refuse_settled(incident)
    if standing is not None:
        raise Refused(_("The work is already stopped. It stands until the leader has decided."))
    if not what.strip():
        raise Refused(_("Write what is stopped, and why."), field="text")
    stop: WorkStop = incident.work_stops.create(
        what=what, stopped_by_id=actor.person_id, stopped_at=clock.now()
    )
    records.add_party(record, actor.person_id, Party.Part.NAMED)
    note("incident.work_stopped", actor=actor, record=record, facts={"stop": stop.pk})
    leader = responsible_for(record.unit)
    people = [*handlers_of(record), leader.person if leader else None]
    tell_readers("incident.work_stopped", people, actor=actor, record=record)
    return stop


@transaction.atomic
def decide_on_stop(
    *, actor: Actor, record: Record, stop: WorkStop, decision: str, goes_on: bool = True
) -> None:
    """The leader's written decision: who stopped the work and the other representatives are told.

    Where the work may not go on yet, the stop stands, with the leader's words. The same decision
    twice changes nothing. Raises Refused where someone has decided otherwise,
    PermissionDenied for those who do not lead there.
    """
    if not may_decide(actor, record) or actor.person_id is None:
        raise PermissionDenied
    record, incident = locked(record)
    stop = incident.work_stops.select_related("stopped_by").get(pk=stop.pk)
    if stop.decision == decision and bool(stop.decided_at) == goes_on:
        return
    if stop.decided_at:
        raise Refused(_("Someone has already decided. See how it stands now."))
    if not decision.strip():
        raise Refused(_("Write the decision, and what makes it safe."), field="text")
    former = stop.decision
    stop.decision, stop.decided_by_id = decision, actor.person_id
    stop.decided_at = clock.now() if goes_on else None
    stop.save(update_fields=["decision", "decided_by", "decided_at"])
    what = "incident.stop_decided" if goes_on else "incident.stop_upheld"
    note(
        what,
        actor=actor,
        record=record,
        facts={"stop": stop.pk},
        texts={"stop_decision": former} if former else None,
    )
    people = [stop.stopped_by, *representatives_of(record.unit, building_id=record.building_id)]
    tell_readers(what, people, actor=actor, record=record)
