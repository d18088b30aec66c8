"""What a leader hands over of risk assessments: those that wait for approval or must be revised."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vern.core.kernel import clock
from vern.core.org.actors import Actor
from vern.core.org.relays import HandedOver, Thing
from vern.core.records.models import Record
from vern.plan.risk.models import KIND, State
from vern.plan.risk.queries.lists import SOON
from vern.plan.risk.rules import OPEN_STATES, AssessmentState


def _lying(actor: Actor, units: Collection[int]) -> QuerySet[Any, int]:
    """Drafts too: they are written at the unit, and go on there."""
    held = Record.objects.held_by(actor).filter(kind=KIND, unit__in=units)
    open_ones = Q(risk__state__in=[str(each) for each in OPEN_STATES])
    ending = Q(risk__state=AssessmentState.APPROVED, risk__valid_until__lte=clock.today() + SOON)
    lying = held.filter(open_ones | ending).order_by("pk")
    keys: QuerySet[Any, int] = lying.values_list("pk", flat=True)
    return keys


def _described(reader: Actor, keys: Collection[int]) -> Mapping[int, Thing]:
    held = Record.objects.held_by(reader).filter(pk__in=keys, kind=KIND)
    return {
        each.pk: Thing(
            title=each.title,
            url=reverse("risk:show", args=[each.pk]),
            number=each.number,
            unit=each.unit.name,
            due=each.risk.valid_until,
            statuses=(str(State(each.risk.state).label),),
        )
        for each in held.select_related("unit", "risk")
    }


RELAYED = HandedOver("risk", _("Risk assessments"), _lying, _described, order=35)
