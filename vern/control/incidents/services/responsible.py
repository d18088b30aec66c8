"""Telling who is to handle a report, and who is kept informed, each in words that fit."""

from __future__ import annotations

from collections.abc import Mapping

from vern.control.incidents.queries.routing import Hands, barred, case_handlers, hands_of
from vern.core.notices.services import tell
from vern.core.records.models import Record, Sensitivity

NOBODY: frozenset[int] = frozenset()
Facts = Mapping[str, str | int | None]


def tell_responsible(record: Record, event: Facts | None = None) -> None:
    """Tell who is to handle it, and who is kept informed: who was asked to, the leader and the
    unit's case handlers; where no leader is left, the HSE department. `event`: how it came to them.
    """
    out = barred(record)
    found = hands_of(record, out)
    assigned = NOBODY
    if record.sensitivity < Sensitivity.PARTIES:
        assigned = frozenset(each.pk for each in case_handlers(record.handling_unit, out))
    told = {*found.handlers, *assigned, *([record.owner_id] if record.owner_id else [])}
    for person_id in sorted(told):
        part = _part_of(person_id, record.owner_id, found, assigned)
        facts = {**(event or {}), **part}
        tell("incident.to_handle", [person_id], record=record, facts=facts)


def _part_of(person_id: int, owner_id: int | None, found: Hands, assigned: frozenset[int]) -> Facts:
    """What someone has to do with it: `other` is who is to handle it, or who answers for it."""
    answers = person_id in found.handlers
    if owner_id is not None:
        if person_id == owner_id:
            return {"part": "asked"}
        return {"part": "answers" if answers else "informed", "other": owner_id}
    if found.leads is None or not assigned or person_id in assigned & found.handlers:
        return {}
    if answers:
        return {"part": "answers", "other": min(assigned)}
    return {"part": "assigned", "other": min(found.handlers)}
