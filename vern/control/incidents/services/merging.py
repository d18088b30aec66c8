"""Several reports of the same thing are handled as one, and can be told apart again."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.capabilities import HANDLE
from vern.control.incidents.models import Answer, Closure, Incident
from vern.control.incidents.queries.merging import decided_in
from vern.control.incidents.queries.routing import barred, handler_of, subjects
from vern.control.incidents.rules import OPEN_STATES, IncidentState
from vern.control.incidents.services.common import (
    locked,
    refuse_settled,
    step,
    tell_reporter,
)
from vern.control.incidents.services.contested import refuse_while_contested
from vern.control.incidents.services.routing import resume
from vern.core.history.services import Fact, note
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.measures import services as measures
from vern.core.org.actors import Actor
from vern.core.records import services as records
from vern.core.records.access import who_may
from vern.core.records.models import Record


@transaction.atomic
def merge(*, actor: Actor, record: Record, into: Record) -> None:
    """`record` is a duplicate: it is handled with `into`, whose answers its reporter gets too.

    Its measures go along, and what was merged into it; messages stay where they are. Who may read
    either of them does not change. Doing it twice changes nothing. Raises Refused where
    one of them is closed, work is stopped by the duplicate, or someone who must not have it would
    come to decide in it.
    """
    if record.pk == into.pk:
        raise Refused(_("Choose another report than this one."), field="number")
    for each in sorted((record.pk, into.pk)):
        Incident.objects.select_for_update().get(pk=each)  # always in the same order
    record, incident = locked(record)
    if incident.merged_into_id == into.pk and incident.state == IncidentState.MERGED:
        return
    refuse_settled(incident)
    into, main = locked(into)
    if IncidentState(main.state) not in OPEN_STATES:
        raise Refused(_("The other report is not open."), field="number")
    _refuse_wrong(record, incident, into)
    step(incident, "merge")
    incident.merged_into = main
    incident.save(update_fields=["state", "merged_into"])
    along = _bring_along(actor, incident, into)
    _take_in_harm(incident, main)
    taken = measures.take_along(actor=actor, record=record, into=into)
    records.close(record)
    Closure.objects.create(
        incident=incident,
        outcome=Closure.Outcome.MERGED,
        at=clock.now(),
        by_id=actor.person_id,
        message="",
    )
    facts: dict[str, Fact] = {"measures": ",".join(map(str, taken)), "along": along}
    note("incident.merged", actor=actor, record=record, facts={"into": into.number, **facts})
    note("incident.took_in", actor=actor, record=into, facts={"merged": record.number, **facts})
    tell_reporter("incident.merged", actor, record)


def _bring_along(actor: Actor, incident: Incident, into: Record) -> int:
    """What is handled with a duplicate is handled with what it goes into: how many there are."""
    followers = Incident.objects.filter(merged_into=incident).select_related("record")
    for each in followers:
        note("incident.went_along", actor=actor, record=each.record, facts={"into": into.number})
    return followers.update(merged_into=into.incident)


HARM = ("injury", "treatment", "serious")


def _take_in_harm(incident: Incident, main: Incident) -> None:
    """Someone was hurt, and must not be forgotten: who must be told stands in the report that lives
    on, and who has been told of the other is told of it."""
    said = [name for name in HARM if getattr(incident, name) == Answer.YES]
    new = [name for name in said if getattr(main, name) != Answer.YES]
    for name in new:
        setattr(main, name, Answer.YES)
    if new:
        main.save(update_fields=new)
    standing = set(main.notifications.filter(undone_at=None).values_list("rule", flat=True))
    for told in incident.notifications.filter(undone_at=None).exclude(rule__in=standing):
        told.pk, told.incident = None, main
        told.save(force_insert=True)


def _refuse_wrong(record: Record, incident: Incident, into: Record) -> None:
    refuse_while_contested(incident)
    if subjects(record) != subjects(into):
        raise Refused(
            _("One of the reports is about someone whom the other is not about."), field="number"
        )
    deciding = {person.pk for person in who_may(HANDLE, into)}
    turn = handler_of(into)
    followers = [each.record for each in incident.duplicates.select_related("record")]
    senders: set[int] = set().union(*(barred(each) for each in (record, *followers)))
    if turn and turn.person.pk in (senders - barred(into)) & deciding:
        raise Refused(
            _(
                "The one who handles the other report has sent this one. Merge the other into this "
                "one instead."
            ),
            field="number",
        )


@transaction.atomic
def split_off(*, actor: Actor, record: Record) -> None:
    """A duplicate is a report of its own again, in work. Doing it twice changes nothing.

    Raises Refused where the report that it is handled with has been closed: then its reporter has
    been answered.
    """
    record, incident = locked(record)
    if incident.state != IncidentState.MERGED or incident.merged_into is None:
        return
    into, main = locked(incident.merged_into.record)
    if IncidentState(main.state) not in OPEN_STATES:
        raise Refused(_("The report that it is handled with is closed. Reopen that one first."))
    _part(actor, record, incident, into)


def release_all(*, actor: Actor, into: Record) -> None:
    """What was merged into a report is parted from it: it goes where they do not."""
    for each in Incident.objects.filter(merged_into=into.pk).order_by("pk"):
        record, incident = locked(each.record)
        _part(actor, record, incident, into)


def _part(actor: Actor, record: Record, incident: Incident, into: Record) -> None:
    step(incident, "split_off")
    incident.merged_into = None
    incident.save(update_fields=["state", "merged_into"])
    records.reopen(record)
    incident.closures.filter(reopened_at=None).update(reopened_at=clock.now())
    measures.give_back(record=record, keys=decided_in(record), held_by=into)
    note("incident.split_off", actor=actor, record=record, facts={"from": into.number})
    note("incident.let_go", actor=actor, record=into, facts={"merged": record.number})
    resume(record, incident)
    tell_reporter("incident.split_off", actor, record)
