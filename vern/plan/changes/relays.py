"""What a leader hands over of change processes: those that go on at the units."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from vern.core.org.actors import Actor
from vern.core.org.relays import HandedOver, Thing
from vern.core.records.models import Record, State
from vern.plan.changes.models import KIND, STATE_LABELS
from vern.plan.changes.notices import page
from vern.plan.changes.rules import ChangeState


def _processes(actor: Actor, units: Collection[int]) -> QuerySet[Any, int]:
    rows = Record.objects.held_by(actor).filter(
        kind=KIND, handling_unit__in=units, state=State.OPEN
    )
    keys: QuerySet[Any, int] = rows.order_by("pk").values_list("pk", flat=True)
    return keys


def _described(reader: Actor, keys: Collection[int]) -> Mapping[int, Thing]:
    held = Record.objects.held_by(reader).filter(pk__in=keys).select_related("unit", "change")
    return {
        each.pk: Thing(
            title=each.title,
            url=page(each.pk),
            number=each.number,
            unit=each.unit.name,
            due=each.change.evaluate_on or each.change.decide_by,
            statuses=(str(STATE_LABELS[ChangeState(each.change.state)]),),
        )
        for each in held
    }


RELAYED: Final = HandedOver(
    "changes",
    _("Change processes"),
    _processes,
    _described,
    order=35,
    of_record=lambda record: (record,),
)
