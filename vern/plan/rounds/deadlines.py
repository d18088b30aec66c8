"""By which rules something falls due in rounds: at least one a year, walked on its day, signed soon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from vern.core.org.actors import Actor
from vern.core.records.models import Record
from vern.hub.calendar.ports import DeadlineRule, Item, Words
from vern.hub.calendar.rules import Timing
from vern.plan.rounds.models import Round
from vern.plan.rounds.queries import turns

TO_PLAN: Final = "rounds.yearly"


def in_words(items: Sequence[Item], actor: Actor) -> Mapping[Item, Words]:
    """For those who read the round. Two queries."""
    keys = {each.record_id for each in items}
    seen = Record.objects.visible_to(actor).filter(pk__in=keys).values("pk")
    rows = Round.objects.filter(record__in=seen).select_related("record__unit")
    found = {each.pk: each for each in rows}
    return {item: _words(item, round_) for item in items if (round_ := found.get(item.record_id))}


def _words(item: Item, round_: Round) -> Words:
    if item.rule != TO_PLAN:
        url = reverse("rounds:show", args=[round_.pk])
        return Words(round_.record.title, url, round_.record.number)
    unit = round_.record.unit
    return Words(
        _now("HSE round %(year)d, %(unit)s") % {"year": round_.year + 1, "unit": unit.name},
        f"{reverse('rounds:new')}?unit={unit.pk}",
    )


RULES: Final = (
    DeadlineRule(
        TO_PLAN,
        _("This year's HSE round"),
        turns.to_plan,
        in_words,
        paragraph="IK-forskriften § 5 nr. 6",
        timing=Timing(remind_before=60, escalate_after=14),
    ),
    DeadlineRule(
        "rounds.walk",
        _("An HSE round to walk"),
        turns.to_walk,
        in_words,
        timing=Timing(remind_before=7, escalate_after=30),
    ),
    DeadlineRule(
        "rounds.sign",
        _("An HSE round to follow up and sign"),
        turns.to_sign,
        in_words,
        timing=Timing(remind_before=7, escalate_after=14),
    ),
)
"""Internkontrollforskriften § 5 no. 6: dangers are mapped, and the risk judged; that it is done once a
year is the institution's own rule."""
