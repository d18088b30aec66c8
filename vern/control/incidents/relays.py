"""What a leader hands over of reports: the open ones, with what is urgent in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.models import KIND, Objection, WorkStop
from vern.control.incidents.queries.lists import by_post
from vern.control.incidents.queries.waiting import LABELS, OBJECTION, STOP
from vern.core.org.actors import Actor
from vern.core.org.relays import HandedOver, Thing
from vern.core.records.models import Record, State
from vern.core.records.querysets import NOT_PERSONAL


def _cases(actor: Actor, units: Collection[int]) -> Collection[int]:
    """Open reports of the units that are the leader's by their post. What only named people read is
    not among them: whoever is to have that is named in it."""
    rows = Record.objects.held_by(actor).filter(NOT_PERSONAL & by_post(actor))
    open_ones = rows.filter(kind=KIND, handling_unit__in=units, state=State.OPEN)
    return list(open_ones.order_by("pk").values_list("pk", flat=True))


def _described(reader: Actor, keys: Collection[int]) -> Mapping[int, Thing]:
    stops = WorkStop.objects.filter(incident=OuterRef("pk"), decided_at=None)
    objections = Objection.objects.filter(incident=OuterRef("pk"), answered_at=None)
    held = Record.objects.held_by(reader).filter(pk__in=keys).select_related("unit")
    return {
        each.pk: Thing(
            title=each.title,
            url=reverse("incidents:show", args=[each.pk]),
            number=each.number,
            unit=each.unit.name,
            due=each.due_on,
            statuses=tuple(
                str(LABELS[what])
                for what, there in ((STOP, "stopped"), (OBJECTION, "objected"))
                if getattr(each, there)
            ),
        )
        for each in held.annotate(stopped=Exists(stops), objected=Exists(objections))
    }


RELAYED = HandedOver(
    "incidents",
    _("Open reports"),
    _cases,
    _described,
    order=30,
    of_record=lambda record: (record,),
)
