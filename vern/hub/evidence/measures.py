"""Whether a unit's plan of measures is in use: measures lie below the hub."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vern.core.kernel import clock
from vern.core.measures.models import SEE_PLAN, Measure, Occurrence
from vern.core.org.actors import Actor
from vern.core.org.models import Unit
from vern.core.records.models import Sensitivity
from vern.hub.evidence.ports import Asked, Evidence, Found, Way
from vern.hub.evidence.rules import Verdict, by_share

KEY: Final = "measures.plan_in_use"


def judge(asked: Asked) -> Mapping[int, Found]:
    """A measure that comes back counts each time that it was done or reviewed. A plan in which
    nothing has fallen due yet is in use."""
    found: dict[int, Counter[str]] = {each.unit_id: Counter() for each in asked.units}
    for row in _counted(asked):
        unit = row.pop("at")
        found[asked.homes[unit]].update(row)
    return {unit: _said(counts) for unit, counts in found.items()}


def _counted(asked: Asked) -> Iterable[dict[str, Any]]:
    """By unit: how many stand in the year's plan, fell due by now, and were done: one query."""
    period = Q(due_on__gte=asked.begins, due_on__lte=asked.last)
    standing = Q(done_at__isnull=True) | Q(done_at__gte=clock.start_of(asked.begins)) | period
    measures = (
        Measure.objects.filter(standing, decided_at__lt=asked.ends, **_open("origin", asked))
        .order_by()
        .values(at=F("unit_id"))
        .annotate(
            planned=Count("pk"),
            due=Count("pk", filter=period),
            done=Count("pk", filter=period & Q(done_at__lt=asked.ends)),
        )
    )
    times = (
        Occurrence.objects.filter(period, **_open("measure__origin", asked, "measure__"))
        .order_by()
        .values(at=F("measure__unit_id"))
        .annotate(planned=Count("pk"), due=Count("pk"), done=Count("pk"))
    )
    return measures.union(times, all=True)


def _open(origin: str, asked: Asked, way: str = "") -> dict[str, Any]:
    return {
        f"{origin}__sensitivity__lt": Sensitivity.SEALED,
        f"{way}unit__in": list(asked.homes),
    }


def _said(counts: Counter[str]) -> Found:
    if not counts["planned"]:
        return Found(Verdict.NOT, gettext("There is no measure in the plan of the year."))
    if not counts["due"]:
        words = gettext("%(planned)s in the plan, none of them due so far.")
        return Found(Verdict.MET, words % counts)
    words = gettext("%(done)s done of the %(due)s that were to be done so far.")
    return Found(by_share(counts["done"], counts["due"]), words % counts)


def _plan(actor: Actor, unit: Unit, year: int) -> str:
    if not actor.scope(SEE_PLAN).covers(unit.path):
        return ""
    return f"{reverse('measures:plan', args=[unit.code])}?which=all&year={year}"


PLAN_IN_USE = Evidence(
    KEY,
    _("The unit has a plan of measures, and carries them out"),
    "IK-forskriften § 5 nr. 6",
    _(
        "All measures at the unit that were to be done in the year, whatever they come from. More than"
        " 80 % done is met, less than 50 % is not."
    ),
    judge,
    ways=(Way(_("The plan"), _plan),),
    order=30,
)
