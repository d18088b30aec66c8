"""Deriving what falls due from the state of things, all of it each time: a sweep that never ran, or
died, is made up for by the next one, and two at once give the same as one."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection, transaction

from vern.core.kernel import clock
from vern.hub.calendar.models import Carrier, Deadline, Sweep
from vern.hub.calendar.ports import DeadlineRule, Due, deadline_rules

log = logging.getLogger(__name__)

_ROWS = 1000
"""No statement writes more."""


@dataclass(frozen=True)
class Swept:
    """How many deadlines are new, have another day, unit or record, or are gone."""

    new: int = 0
    changed: int = 0
    gone: int = 0


def sweep() -> dict[str, Swept]:
    """Put every rule's deadlines in step with the state, by rule.

    A rule that fails keeps what it had, and hinders no other; its error is raised in the end, so
    that the job is seen to have failed.
    """
    done: dict[str, Swept] = {}
    failed: Exception | None = None
    for rule in deadline_rules:
        try:
            done[rule.key] = sweep_rule(rule)
        except Exception as error:  # a module's mistake must not take the others' deadlines
            log.exception("deadlines not derived: %s", rule.key)
            failed = error
    with transaction.atomic():
        known = [each.key for each in deadline_rules]
        Deadline.objects.exclude(rule__in=known).delete()
        if failed is None:
            Sweep.objects.update_or_create(pk=1, defaults={"at": clock.now()})
    if failed is not None:
        raise failed
    return done


@transaction.atomic
def sweep_rule(rule: DeadlineRule) -> Swept:
    """One rule's. Whoever comes second waits for the first, and then finds nothing to do."""
    _one_at_a_time(rule.key)
    found = {each.subject: each for each in rule.falls_due(None)}
    rows = {each.subject: each for each in Deadline.objects.filter(rule=rule.key)}
    gone = [row.pk for subject, row in rows.items() if subject not in found]
    changed = [
        row for subject, row in rows.items() if subject in found and _moved(row, found[subject])
    ]
    new = [_row(rule, due) for subject, due in found.items() if subject not in rows]
    if gone:
        Deadline.objects.filter(pk__in=gone).delete()
    if changed:
        fields = ("due_on", "unit", "record", "changed_at")
        Deadline.objects.bulk_update(changed, fields, _ROWS)
    made = Deadline.objects.bulk_create(new, batch_size=_ROWS)
    kept = {each.subject: each.pk for each in (*rows.values(), *made) if each.subject in found}
    _carry(rule, {kept[subject]: due.people for subject, due in found.items()})
    return Swept(len(new), len(changed), len(gone))


def _one_at_a_time(key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"calendar-{key}"])


def _moved(row: Deadline, due: Due) -> bool:
    """Whether it is another now; the row is then as it should be."""
    if (row.due_on, row.unit_id, row.record_id) == (due.due_on, due.unit_id, due.record_id):
        return False
    row.due_on, row.unit_id, row.record_id = due.due_on, due.unit_id, due.record_id
    row.changed_at = clock.now()
    return True


def _row(rule: DeadlineRule, due: Due) -> Deadline:
    return Deadline(
        rule=rule.key,
        subject=due.subject,
        record_id=due.record_id,
        unit_id=due.unit_id,
        due_on=due.due_on,
        changed_at=clock.now(),
    )


def _carry(rule: DeadlineRule, wanted: Mapping[int, Iterable[int]]) -> None:
    """Let these people, and no others, carry the rule's deadlines."""
    pairs = {(deadline, person) for deadline, people in wanted.items() for person in people}
    held = {
        (deadline, person): pk
        for pk, deadline, person in Carrier.objects.filter(deadline__rule=rule.key).values_list(
            "pk", "deadline_id", "person_id"
        )
    }
    gone = [pk for pair, pk in held.items() if pair not in pairs]
    if gone:
        Carrier.objects.filter(pk__in=gone).delete()
    new = [Carrier(deadline_id=d, person_id=p) for d, p in sorted(pairs - held.keys())]
    Carrier.objects.bulk_create(new, batch_size=_ROWS)
