"""Finding what would be erased, and freezing it: nothing is erased that nobody has seen on a list."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from vern.core.kernel import clock
from vern.core.notices.services import tell
from vern.core.org.queries import holders_of
from vern.core.records.retention import RetentionKind, retention_kinds
from vern.hub.retention import queries, rules
from vern.hub.retention.capabilities import DECIDE
from vern.hub.retention.models import Item, Rule, Run
from vern.hub.retention.notices import PREPARED
from vern.hub.retention.noting import end, institution, note_run, preparer


def begin(*, by: int | None) -> Run | None:
    """An empty list; None where another is open."""
    try:
        with transaction.atomic():
            return Run.objects.create(prepared_by_id=by, prepared_at=clock.now())
    except IntegrityError:
        return None


@transaction.atomic
def make_by_itself() -> None:
    """Make a list that nobody has asked for, if there would be anything on it."""
    if any(each.due for each in queries.sorts()) and (run := begin(by=None)):
        fill(run_id=run.pk)


@transaction.atomic
def fill(*, run_id: int) -> None:
    """Find what would be erased, freeze it, and tell those who may decide. Doing it twice does nothing
    more; a list with nothing on it is over at once."""
    run = Run.objects.select_for_update().filter(pk=run_id, state=Run.State.PREPARING).first()
    if run is None:
        return
    decided = queries.decided()
    for kind in retention_kinds:
        _list(run, kind, decided.get(kind.key))
    _freeze(run)
    run.save()
    if run.open:
        note_run("retention.prepared", preparer(run), run)
        told = holders_of(DECIDE, institution())
        tell(PREPARED, told, facts={"run": run.pk, "count": run.count}, by=run.prepared_by_id)


def _list(run: Run, kind: RetentionKind, rule: Rule | None) -> None:
    """Put a sort's cases on the list, with the rule that holds."""
    rows = queries.due(kind, rule)
    if rows is None or rule is None:
        return
    found = rows.order_by("pk").values_list("pk", "closed_at")
    items = [Item(run=run, record_id=pk, rule=kind.key, closed_at=at) for pk, at in found if at]
    Item.objects.bulk_create(items, batch_size=1000)
    every = queries.closed_by(kind, clock.now())
    run.rules[kind.key] = {
        "months": rule.months,
        "decided_by": rule.decided_by,
        "before": rules.last_day(clock.today(), rule.months).isoformat(),
        "count": len(items),
        "of": every.count() if every is not None else 0,
    }


def _freeze(run: Run) -> None:
    percent = queries.percent_alone()
    said = run.rules.values()
    run.count = sum(each["count"] for each in said)
    run.two = any(rules.asks_two(each["count"], each["of"], percent) for each in said)
    run.digest = queries.as_listed(run)
    run.state = Run.State.PREPARED
    if not run.count:
        end(run, Run.State.DONE)
