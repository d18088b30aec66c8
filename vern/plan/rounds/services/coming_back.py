"""What was found before, and is found again: for rounds that came in out of the order of their days."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.db import transaction

from vern.plan.rounds.models import Finding
from vern.plan.rounds.rules import came_back, same_place

_ROWS = 500
"""No statement writes more."""


class _Found(NamedTuple):
    pk: int
    day: dt.date


@transaction.atomic
def look_back() -> int:
    """Let every finding stand with the one that it brings back, as if all rounds had been walked one
    after the other: for rounds that are read in beside each other. How many had not. Two queries,
    however many there are."""
    earlier: dict[tuple[int, int | None, str], list[_Found]] = {}
    changed = []
    for each in (
        Finding.objects.filter(point__isnull=False)
        .select_related("area", "round__record")
        .order_by("round__day", "pk")
    ):
        here = _Found(each.pk, each.round.day)
        key = (each.round.record.unit_id, each.point_id, same_place(each.area.name))
        before = earlier.setdefault(key, [])
        again = next((one.pk for one in reversed(before) if came_back(one.day, here.day)), None)
        before.append(here)
        if again != each.again_id:
            each.again_id = again
            changed.append(each)
    Finding.objects.bulk_update(changed, ["again"], _ROWS)
    return len(changed)
