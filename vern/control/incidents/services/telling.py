"""Who must be told now: how bad it is in the law's sense, and a tick for each who has been told."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.models import Answer, Incident, Notification, NotificationRule
from vern.control.incidents.queries.telling import awaits_telling
from vern.control.incidents.services.common import locked
from vern.core.history.services import note
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.org.actors import Actor
from vern.core.org.models import Person
from vern.core.records.models import Record, State


@dataclass(frozen=True)
class Injury:
    """What the handler knows. `serious` is the law's word (AML § 5-2), not the severity scale's."""

    injury: Answer
    treatment: Answer
    serious: Answer


@transaction.atomic
def judge_injury(*, actor: Actor, record: Record, injury: Injury) -> None:
    """Set whether someone was injured or fell ill, was treated, and how seriously."""
    record, incident = locked(record)
    facts = {
        "injury": str(injury.injury),
        "treatment": str(injury.treatment),
        "serious": str(injury.serious),
    }
    if all(getattr(incident, name) == value for name, value in facts.items()):
        return
    Incident.objects.filter(pk=incident.pk).update(**facts)
    note("incident.injury_judged", actor=actor, record=record, facts=facts)
    _remember(record, incident)


@transaction.atomic
def mark_told(
    *,
    actor: Actor,
    record: Record,
    rule: NotificationRule,
    applies: bool = True,
    reference: str = "",
) -> None:
    """They have been told, or need not be: then `reference` says why. Doing it twice changes nothing.

    Raises Refused where there is no reason why they need not be told.
    """
    if not applies and not reference.strip():
        raise Refused(_("Write why they need not be told."), field="reason")
    record, incident = locked(record)
    _told, new = Notification.objects.get_or_create(
        incident=incident,
        rule=rule,
        undone_at=None,
        defaults={
            "told_at": clock.now(),
            "told_by": Person.objects.get(pk=actor.person_id or 0),
            "applies": applies,
            "reference": reference,
        },
    )
    if new:
        verb = "incident.told" if applies else "incident.need_not_be_told"
        note(verb, actor=actor, record=record, facts={"who": rule.key})


@transaction.atomic
def unmark_told(*, actor: Actor, record: Record, rule: NotificationRule) -> None:
    """It was ticked by mistake."""
    record, incident = locked(record)
    standing = incident.notifications.filter(rule=rule, undone_at=None)
    if standing.update(undone_at=clock.now()):
        note("incident.not_told", actor=actor, record=record, facts={"who": rule.key})
        _remember(record, incident)


def _remember(record: Record, incident: Incident) -> None:
    """Of a report that has ended, since when someone must be told: nobody looks for that among all
    that have ever ended."""
    if record.state == State.CLOSED and incident.to_tell_since is None and awaits_telling(incident):
        Incident.objects.filter(pk=incident.pk).update(to_tell_since=clock.now())
