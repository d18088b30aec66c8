"""What a leader hands over of rounds: those that are not signed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vern.core.org.actors import Actor
from vern.core.org.relays import HandedOver, Thing
from vern.core.records.models import Record
from vern.plan.rounds.models import KIND, STATE_LABELS, Round
from vern.plan.rounds.rules import OPEN_STATES, RoundState


def _open(actor: Actor, units: Collection[int]) -> QuerySet[Any, int]:
    seen = Record.objects.visible_to(actor).filter(kind=KIND, unit__in=units).values("pk")
    rows = Round.objects.filter(record__in=seen, state__in=OPEN_STATES)
    keys: QuerySet[Any, int] = rows.order_by("day", "pk").values_list("pk", flat=True)
    return keys


def _described(reader: Actor, keys: Collection[int]) -> Mapping[int, Thing]:
    seen = Record.objects.visible_to(reader).filter(pk__in=keys).values("pk")
    rows = Round.objects.filter(record__in=seen).select_related("record__unit")
    return {
        each.pk: Thing(
            title=each.record.title,
            url=reverse("rounds:show", args=[each.pk]),
            number=each.record.number,
            unit=each.record.unit.name,
            due=each.day,
            statuses=(str(STATE_LABELS[RoundState(each.state)]),),
        )
        for each in rows
    }


RELAYED = HandedOver("rounds", _("HSE rounds under way"), _open, _described, order=35)
