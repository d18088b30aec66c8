"""Whether a unit has held its round: what the records show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.ui.dates import short_day
from vern.core.org.actors import Actor
from vern.core.org.models import Unit
from vern.hub.evidence.ports import Asked, Evidence, Found, Way
from vern.hub.evidence.rules import Verdict
from vern.plan.rounds.capabilities import HOLD, SEE
from vern.plan.rounds.models import Round
from vern.plan.rounds.rules import RoundState

HELD: Final = "rounds.held"


def judge(asked: Asked) -> Mapping[int, Found]:
    """Signed by both is met; walked is partly; planned, or nothing, is not. One query."""
    rows = Round.objects.filter(
        day__gte=asked.begins, day__lte=asked.last, record__unit__in=list(asked.homes)
    ).exclude(state=RoundState.CALLED_OFF)
    found: dict[int, list[Round]] = {each.unit_id: [] for each in asked.units}
    for each in rows.select_related("record").order_by("-day", "-pk"):
        found[asked.homes[each.record.unit_id]].append(each)
    return {unit: _said(asked, rounds) for unit, rounds in found.items()}


def _said(asked: Asked, rounds: list[Round]) -> Found:
    signed = [each for each in rounds if each.signed_at and each.signed_at < asked.ends]
    walked = [each for each in rounds if each.mapped_at and each.mapped_at < asked.ends]
    records = tuple(each.pk for each in rounds)
    if signed:
        day = short_day(signed[0].day)
        words = gettext("Held on %(day)s, and signed by both.") % {"day": day}
        return Found(Verdict.MET, words, records)
    if walked:
        day = short_day(walked[0].day)
        words = gettext("Walked on %(day)s, and not signed by both yet.") % {"day": day}
        return Found(Verdict.PARTLY, words, records)
    if asked.running:
        return Found(Verdict.NOT, gettext("None is held so far this year."), records)
    return Found(Verdict.NOT, gettext("None was held."), records)


def _list(actor: Actor, unit: Unit, _year: int) -> str:
    return reverse("rounds:list") if actor.scope(SEE).covers(unit.path) else ""


def _plan(actor: Actor, unit: Unit, _year: int) -> str:
    if not actor.scope(HOLD).covers(unit.path):
        return ""
    return f"{reverse('rounds:new')}?unit={unit.pk}"


ROUND_HELD: Final = Evidence(
    HELD,
    _("The unit has held an HSE round"),
    _("The institution's own rule: at least one a year"),
    _(
        "A round whose walk was in the year, at the unit or below it. It is met when the leader and the"
        " safety representative have signed."
    ),
    judge,
    ways=(Way(_("HSE rounds"), _list),),
    remedies=(Way(_("Plan a round"), _plan),),
    order=20,
)
