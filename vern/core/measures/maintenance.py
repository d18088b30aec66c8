"""Measures that building maintenance is to carry out: sent there, and what came back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vern.core.history.services import note
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.kernel.ports import Port
from vern.core.measures.models import MaintenanceOrder, Measure
from vern.core.measures.services import locked, tell_carriers
from vern.core.org.actors import Actor

Status = MaintenanceOrder.Status


@dataclass(frozen=True)
class MaintenanceForm:
    """Where one writes to building maintenance. An empty address is no link."""

    key: str
    url: Callable[[], str]


maintenance_forms: Port[MaintenanceForm] = Port("maintenance forms")


def form_url() -> str:
    """The address of the institution's own form; empty where none is set."""
    return next((url for each in maintenance_forms if (url := each.url())), "")


@transaction.atomic
def set_status(
    *, actor: Actor, measure: Measure, status: MaintenanceOrder.Status, reference: str = ""
) -> MaintenanceOrder:
    """Note that a measure was sent to maintenance, or what they have answered.

    Noting the same twice changes nothing. 'Done' there asks the responsible to see that it is.
    Raises Refused when the measure is done, and for an answer to what was never sent.
    """
    measure = locked(measure)
    if measure.done:
        raise Refused(gettext_lazy("This measure is done."))
    order = MaintenanceOrder.objects.filter(measure=measure).first()
    if order is None and status != Status.SENT:
        raise Refused(gettext_lazy("It is not sent to maintenance yet."), field="status")
    if order is not None and (order.status, order.reference) == (status, reference):
        return order
    former = order.status if order else ""
    order = order or MaintenanceOrder(measure=measure)
    now = clock.now()
    if status == Status.SENT and former != Status.SENT:
        order.sent_at = now
    order.status, order.reference = status, reference
    order.set_at, order.set_by_id = now, actor.person_id
    order.save()
    note(
        "measure.maintenance",
        actor=actor,
        record=measure.origin,
        facts={"measure": measure.pk, "before": former, "status": str(status)},
    )
    if status == Status.DONE and former != Status.DONE:
        tell_carriers("measure.maintenance_done", actor, measure)
    return order


def text_to_send(measure: Measure) -> str:
    """What to write to maintenance, in the plan's neutral words. Needs `origin.building`."""
    building = measure.origin.building
    lines = [
        measure.plan_text,
        _("Unit: %(unit)s") % {"unit": measure.unit.name},
        _("Building: %(building)s") % {"building": building.name} if building else "",
        f"{measure.deadline}.",
        _("Our reference: measure %(number)d") % {"number": measure.pk},
    ]
    return "\n".join(filter(None, lines))
