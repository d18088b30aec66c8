"""Erasing what is approved: one case in a transaction, so that whoever is stopped in between goes on
where it was (docs/adr/0017)."""

from __future__ import annotations

import logging
import time
from typing import Final

from django.db import transaction
from django.utils import timezone

from vern.core.history.services import note
from vern.core.history.verbs import ERASED
from vern.core.kernel import clock
from vern.core.org.actors import SYSTEM
from vern.core.records import services as records
from vern.core.records.acting import acting_as
from vern.core.records.models import Record
from vern.core.records.retention import erasers, retention_kinds
from vern.hub.retention import queries, rules
from vern.hub.retention.models import Hold, Item, Rule, Run
from vern.hub.retention.noting import end, note_run

log = logging.getLogger(__name__)

AT_MOST: Final = 300.0
"""Seconds that one job goes on; the next takes up the rest."""


def forget_holds(record: Record) -> None:
    """What was written about why it was held, once it is not."""
    Hold.objects.filter(record=record).delete()


def erase_what_is_due(*, seconds: float = AT_MOST) -> int:
    """Go on with the list that is approved, if its day of regret has passed: how many were erased.

    A case that fails is logged, and tried again by the next job; it keeps no other waiting.
    """
    run = Run.objects.filter(state=Run.State.APPROVED, starts_at__lte=clock.now()).first()
    if run is None:
        return 0
    if queries.as_listed(run) != run.digest:
        log.error("The list %s is not as it was approved: stopped", run.pk)
        _end(run.pk, Run.State.STOPPED, "retention.stopped")
        return 0
    end, erased = time.monotonic() + seconds, 0
    left = run.items.filter(done_at=None, kept="").order_by("pk").values_list("pk", flat=True)
    for pk in list(left):
        if time.monotonic() > end:
            return erased
        erased += _tried(pk)
    if not run.items.filter(done_at=None, kept="").exists():
        _end(run.pk, Run.State.DONE, "retention.done")
    return erased


def _tried(pk: int) -> bool:
    try:
        return erase_one(item_id=pk)
    except Exception:
        log.exception("Item %s of a list could not be erased", pk)
        return False


@transaction.atomic
def erase_one(*, item_id: int) -> bool:
    """Erase a case of an approved list, unless it is to be kept after all: whether it is gone now.

    How it stands is asked anew: it may have been opened again, held, or the rule made longer.
    """
    run = Run.objects.select_for_update().get(items=item_id)
    if run.state != Run.State.APPROVED:
        return False
    item = Item.objects.select_for_update().get(pk=item_id)
    if item.done_at is not None or item.kept:
        return False
    record = Record.objects.select_for_update().get(pk=item.record_id)
    kept = _kept_because(item, record)
    if kept is not None:
        item.kept = kept.value
    else:
        _erase(record, item)
        item.done_at = clock.now()
    item.save(update_fields=["done_at", "kept"])
    return kept is None


def _kept_because(item: Item, record: Record) -> rules.Kept | None:
    kind = retention_kinds[item.rule]
    rule = Rule.objects.filter(key=item.rule).first()
    over = kind.candidates is not None and kind.candidates(clock.now()).filter(pk=record.pk)
    standing = rules.Standing(
        over=bool(over) and record.closed_at == item.closed_at,
        held=queries.standing_holds().filter(record=record).exists(),
        closed=timezone.localdate(item.closed_at),
        months=rule.months if rule else rules.NEVER,
    )
    return rules.kept_because(standing, clock.today())


def _erase(record: Record, item: Item) -> None:
    """What the module holds, then what every package has hung on it, then the record itself."""
    with acting_as(SYSTEM):
        retention_kinds[item.rule].erase(record)
        for each in erasers:
            each.erase(record)
    records.erase(record)
    note(ERASED, actor=SYSTEM, record=record, facts={"run": item.run_id, "rule": item.rule})


@transaction.atomic
def _end(pk: int, state: Run.State, verb: str) -> None:
    run = Run.objects.select_for_update().get(pk=pk)
    if run.state == Run.State.APPROVED:
        end(run, state)
        run.save()
        note_run(verb, SYSTEM, run)
