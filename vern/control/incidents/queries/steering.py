"""How reporting works, in numbers: how long it takes to send, and how many do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, FloatField, OuterRef, Q
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from vern.control.incidents.capabilities import STEER
from vern.control.incidents.counts import Median
from vern.control.incidents.models import KIND
from vern.core.kernel import clock
from vern.core.org.actors import Actor
from vern.core.records.models import Party, Record, Sensitivity
from vern.core.records.querysets import by_capability

MONTHS = 12
A_MINUTE = 60
ENOUGH = 5
"""Fewer times than this say nothing of how long it takes."""


@dataclass(frozen=True)
class Month:
    """`first`: its first day. `median`: seconds from opening the form to sending it."""

    first: dt.date
    sent: int
    measured: int
    median: float | None

    @property
    def takes(self) -> str:
        return _takes(self.measured, self.median)


@dataclass(frozen=True)
class Working:
    """The last twelve months, this one included. `measured`: those whose time is known."""

    sent: int
    measured: int
    median: float | None
    under_a_minute: int
    nameless: int
    solved: int
    months: Sequence[Month]

    @property
    def takes(self) -> str:
        return _takes(self.measured, self.median)

    @property
    def enough(self) -> bool:
        """Whether so many times are known that they say something."""
        return self.measured >= ENOUGH

    @property
    def share_under_a_minute(self) -> int | None:
        """Percent of those measured."""
        return round(100 * self.under_a_minute / self.measured) if self.measured else None


def working(actor: Actor) -> Working:
    """Of the units where the actor has a say in it. Two queries."""
    first = _months_ago(clock.today(), MONTHS - 1)
    seconds = "incident__seconds_to_send"
    median = Median(seconds, output_field=FloatField())
    reports = Record.objects.filter(
        by_capability(actor.scope(STEER), KIND),
        sensitivity__lt=Sensitivity.SEALED,
        opened_at__gte=clock.start_of(first),
    )
    without_account = Party.objects.filter(record=OuterRef("pk"), person=None)
    totals: dict[str, Any] = reports.aggregate(
        sent=Count("pk"),
        measured=Count(seconds),
        median=median,
        under_a_minute=Count("pk", filter=Q(incident__seconds_to_send__lte=A_MINUTE)),
        nameless=Count("pk", filter=Exists(without_account)),
        solved=Count("pk", filter=Q(incident__solved_at_once=True)),
    )
    rows = (
        reports.order_by()
        .annotate(month=TruncMonth("opened_at"))
        .values("month")
        .annotate(sent=Count("pk"), measured=Count(seconds), median=median)
    )
    found = {row["month"].date(): row for row in rows}
    firsts = [_months_ago(clock.today(), back) for back in range(MONTHS)]
    months = [
        Month(day, found[day]["sent"], found[day]["measured"], found[day]["median"])
        if day in found
        else Month(day, 0, 0, None)
        for day in firsts
    ]
    return Working(**totals, months=months)


def _months_ago(day: dt.date, months: int) -> dt.date:
    """The first day of the month so many months before the day's own."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(years, month + 1, 1)


def _takes(measured: int, median: float | None) -> str:
    return _("too few") if 0 < measured < ENOUGH else in_words(median)


def in_words(seconds: float | None) -> str:
    """ "45 seconds", "2 min 5 s"; empty where it is not known."""
    if seconds is None:
        return ""
    whole = round(seconds)
    if whole < 2 * A_MINUTE:
        return _("%(seconds)d seconds") % {"seconds": whole}
    minutes, rest = divmod(whole, A_MINUTE)
    return _("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": rest}
