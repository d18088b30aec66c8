"""Whether a unit handles its reports in time, for the requirements of the unit's HSE work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.capabilities import SEE
from vern.control.incidents.models import KIND, Incident
from vern.control.incidents.rules import OPEN_STATES, IncidentState
from vern.core.kernel import clock
from vern.core.org.actors import Actor
from vern.core.org.models import Unit
from vern.core.records.models import Sensitivity, State
from vern.hub.evidence.ports import SHOWN, Asked, Evidence, Found, Way, evidence
from vern.hub.evidence.rules import Verdict, by_share

IN_TIME: Final = "incidents.handled_in_time"
COUNTED: Final = (*sorted(OPEN_STATES), IncidentState.CLOSED)


def judge(asked: Asked) -> Mapping[int, Found]:
    """Reports registered in the year that are handled, or were to be by now: how many were in time.
    Those rejected, sealed or handled as one with another do not count."""
    found: dict[int, Counter[str]] = {each.unit_id: Counter() for each in asked.units}
    late: dict[int, list[int]] = {each.unit_id: [] for each in asked.units}
    in_time = Q(record__state=State.CLOSED, closed_on__lte=F("record__due_on"))
    counted = Q(record__due_on__lt=clock.today()) | Q(record__state=State.CLOSED)
    open_late = Q(record__state=State.OPEN, record__due_on__lt=clock.today())
    rows = (
        Incident.objects.filter(
            record__kind=KIND,
            record__opened_at__gte=clock.start_of(asked.begins),
            record__opened_at__lt=asked.ends,
            record__sensitivity__lt=Sensitivity.SEALED,
            record__unit__in=list(asked.homes),
            record__due_on__isnull=False,
            state__in=COUNTED,
        )
        .annotate(closed_on=TruncDate("record__closed_at"))
        .order_by()
        .values(at=F("record__unit_id"))
        .annotate(
            counted=Count("pk", filter=counted),
            in_time=Count("pk", filter=in_time),
            late=ArrayAgg("pk", filter=open_late, ordering="record__due_on", default=[]),
        )
    )
    for row in rows:
        home = asked.homes[row["at"]]
        found[home].update({name: row[name] for name in ("counted", "in_time")})
        late[home] += row["late"][:SHOWN]
    return {unit: _said(counts, tuple(late[unit])) for unit, counts in found.items()}


def _said(counts: Counter[str], late: tuple[int, ...]) -> Found:
    if not counts["counted"]:
        return Found(Verdict.UNKNOWN, gettext("No reports were to be handled so far."))
    words = gettext("%(in_time)s of %(counted)s reports were handled in time.") % counts
    if late:
        words += " " + gettext("These are still open past their day:")
    return Found(by_share(counts["in_time"], counts["counted"]), words, late[:SHOWN])


def _overdue(actor: Actor, unit: Unit, _year: int) -> str:
    if not actor.scope(SEE).covers(unit.path):
        return ""
    return f"{reverse('incidents:overdue')}?{urlencode({'all': 1, 'unit': unit.pk})}"


def register() -> None:
    evidence.add(
        Evidence(
            IN_TIME,
            _("Nonconformities and events are handled in time"),
            "IK-forskriften § 5 nr. 7",
            _(
                "Reports registered in the year, in time by the day they were to be handled by. More than"
                " 80 % in time is met, less than 50 % is not."
            ),
            judge,
            remedies=(Way(_("Overdue reports"), _overdue),),
            order=40,
        )
    )
