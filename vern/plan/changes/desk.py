"""What change processes put on people's desks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import partial
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.ui.listing import addresses
from vern.core.org.actors import Actor
from vern.hub.desk.ports import Task, Turn, TurnGroup
from vern.plan.changes.capabilities import HANDLE
from vern.plan.changes.models import STATE_LABELS
from vern.plan.changes.queries.waiting import to_confirm, to_lead_on
from vern.plan.changes.rules import ChangeState

AWAITS: Final = "changes"
AWAITS_SQL: Final = """
EXISTS(
  SELECT 1 FROM records_record record JOIN org_unit unit ON unit.id = record.unit_id
  WHERE record.kind = 'change' AND record.state = 'open' AND (
    record.owner_id = person.id
    OR EXISTS(SELECT 1 FROM changes_speaker speaker WHERE speaker.person_id = person.id)
    OR EXISTS(
      SELECT 1 FROM records_party party
      WHERE party.record_id = record.id AND party.person_id = person.id
    )
    OR EXISTS(
      SELECT 1 FROM org_assignment post JOIN org_unit held ON held.id = post.unit_id
      WHERE post.person_id = person.id AND post.role NOT IN ('employee', 'student')
        AND post.valid_from <= %(day)s AND (post.valid_to IS NULL OR post.valid_to > %(day)s)
        AND (starts_with(unit.path, held.path) OR post.area_id IS NOT NULL)
    )
  )
)
"""
"""Whether an open change process may await someone by a post or by name: most desks need ask no more."""


def goes_on(actor: Actor) -> bool:
    """Whether something may lie on the desk; whoever stands in for others is always asked for."""
    return bool(actor.known.get(AWAITS, True)) or bool(actor.standing_in)


def may_be_asked(actor: Actor) -> bool:
    """Those who speak for someone, while something goes on."""
    return goes_on(actor) and not actor.has(HANDLE)


def may_lead(actor: Actor) -> bool:
    """Those who prepare changes, while something goes on."""
    return goes_on(actor) and actor.has(HANDLE)


def to_answer(actor: Actor, day: dt.date, limit: int) -> Iterable[Task]:  # noqa: ARG001 (the port's form)
    """Bodies for which the actor speaks: is what is written right, and what is planned."""
    address = addresses("changes:show")
    for each in to_confirm(actor, limit):
        record = each.process.record
        yield Task(
            title=f"{each.body.name}: {record.title}",
            url=address(record.pk),
            unit=record.unit.name,
            number=record.number,
            due=None if each.held else each.planned_on,
            until=gettext("To take part by %(day)s"),
            status=gettext("Is it right?") if each.held else gettext("You are to take part"),
        )


TO_LEAD_ON: Final = TurnGroup(
    "changes",
    _("Changes you are to go on with"),
    _("No change awaits you."),
    (
        Turn(
            "decide",
            STATE_LABELS[ChangeState.PREPARING],
            partial(to_lead_on, state=ChangeState.PREPARING),
            due="change__decide_by",
            until=_("To be decided by %(day)s"),
        ),
        Turn(
            "look_back",
            STATE_LABELS[ChangeState.DECIDED],
            partial(to_lead_on, state=ChangeState.DECIDED),
            due="change__evaluate_on",
            until=_("To look back on by %(day)s"),
        ),
    ),
    all_url="changes:list",
    concerns=may_lead,
)
