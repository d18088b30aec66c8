"""What a decision would lack."""

from __future__ import annotations

import datetime as dt

from vern.plan.changes.models import Body, ChangeProcess, Involvement
from vern.plan.changes.rules import took_part_before


def left_out(process: ChangeProcess, decided_on: dt.date) -> list[Body]:
    """Bodies that must take part in such a change, and have not before the day of the decision; and
    those that have asked to and were not met. Two queries."""
    rows = list(process.involvements.select_related("body").all())
    held: dict[str, list[dt.date]] = {}
    for each in rows:
        if each.held_on is not None:
            held.setdefault(each.body_id, []).append(each.held_on)
    needed = {
        body.key: body for body in Body.objects.filter(offered=True, types__contains=[process.type])
    }
    needed |= {each.body_id: each.body for each in rows if asked_in_vain(each)}
    absent = [
        body for key, body in needed.items() if not took_part_before(held.get(key, ()), decided_on)
    ]
    return sorted(absent, key=lambda body: (body.order, body.key))


def asked_in_vain(involvement: Involvement) -> bool:
    """Whether the body has asked to take part, and has not."""
    return involvement.asked_by_id is not None and not involvement.held
