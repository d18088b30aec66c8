"""What a leader hands over of measures: those that are theirs by post or by name, and not done."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vern.core.measures.models import Measure
from vern.core.measures.queries import lines, rows_for
from vern.core.org.actors import Actor
from vern.core.org.relays import HandedOver, Thing


def _measures(actor: Actor, units: Collection[int]) -> QuerySet[Any, int]:
    open_ones = Measure.objects.carried_by(actor).filter(done_at=None, unit__in=units)
    keys: QuerySet[Any, int] = open_ones.order_by("due_on", "pk").values_list("pk", flat=True)
    return keys


def _described(reader: Actor, keys: Collection[int]) -> Mapping[int, Thing]:
    known = Measure.objects.visible_to(reader).filter(pk__in=keys).values("pk")
    return {
        line.measure.pk: Thing(
            title=line.words,
            url=reverse("measures:show", args=[line.measure.pk]),
            unit=line.measure.unit.name,
            due=line.measure.due_on,
        )
        for line in lines(rows_for(reader).filter(pk__in=known))
    }


def _of_record(record: int) -> Collection[int]:
    return list(Measure.objects.filter(origin=record).values_list("pk", flat=True))


RELAYED = HandedOver(
    "measures",
    _("Measures to carry out"),
    _measures,
    _described,
    order=40,
    of_record=_of_record,
)
