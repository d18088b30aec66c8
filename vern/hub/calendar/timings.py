"""When one is reminded of what falls due by a rule: as it came, or as the institution has decided."""

from __future__ import annotations

from django.db import transaction

from vern.core.history.services import note_organisation
from vern.core.org.actors import Actor
from vern.core.org.events import OrganisationChanged
from vern.core.org.models import Unit, UnitKind
from vern.hub.calendar.models import RuleTiming
from vern.hub.calendar.ports import DeadlineRule, deadline_rules
from vern.hub.calendar.rules import Timing

DECIDED = "calendar.timing_decided"


def timings() -> dict[str, Timing]:
    """What holds for each rule today: one query."""
    decided = {
        each.rule: Timing(each.remind_before, each.escalate_after)
        for each in RuleTiming.objects.all()
    }
    return {each.key: decided.get(each.key, each.timing) for each in deadline_rules}


def timing_of(rule: DeadlineRule) -> Timing:
    """What holds for one."""
    found = RuleTiming.objects.filter(pk=rule.key).first()
    return Timing(found.remind_before, found.escalate_after) if found else rule.timing


@transaction.atomic
def decide(*, actor: Actor, rule: DeadlineRule, timing: Timing) -> None:
    """Let this hold for the rule from now on, and write down who decided it, where it is another."""
    if timing == timing_of(rule):
        return
    days = {"remind_before": timing.remind_before, "escalate_after": timing.escalate_after}
    RuleTiming.objects.update_or_create(rule=rule.key, defaults=days)
    institution = Unit.objects.filter(kind=UnitKind.INSTITUTION, active=True).first()
    note_organisation(
        OrganisationChanged(
            verb=DECIDED,
            actor=actor,
            unit_id=institution.pk if institution else None,
            facts={"rule": rule.key, **days},
        )
    )
