"""Change processes as lines of a list and of a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from vern.core.kernel.spreadsheets import Row
from vern.core.kernel.ui.dates import short_day
from vern.core.kernel.ui.listing import Item, Tag, addresses
from vern.plan.changes.models import STATE_LABELS, TYPE_LABELS, ChangeProcess
from vern.plan.changes.queries.lists import late_ones
from vern.plan.changes.rules import ChangeState, ChangeType

TONES = {
    ChangeState.PREPARING: "info",
    ChangeState.DECIDED: "success",
    ChangeState.EVALUATED: "neutral",
    ChangeState.DROPPED: "neutral",
}


def state_tag(process: ChangeProcess) -> Tag:
    state = ChangeState(process.state)
    return Tag(str(STATE_LABELS[state]), TONES[state])


def items(processes: Iterable[ChangeProcess]) -> list[Item]:
    address = addresses("changes:show")
    return [
        Item(
            title=each.record.title,
            url=address(each.record.pk),
            kicker=f"{each.record.number} · {TYPE_LABELS[ChangeType(each.type)]}",
            meta=f"{each.record.unit.name}. {when(each)}",
            tags=tuple(_tags(each)),
        )
        for each in processes
    ]


def _tags(process: ChangeProcess) -> Iterator[Tag]:
    yield state_tag(process)
    if late_ones(process):
        yield Tag(_("Late"), "danger")
    if any(each.right is False for each in process.involvements.all()):
        yield Tag(_("Contested"), "warning")


def when(process: ChangeProcess) -> str:
    """The day that matters now."""
    state = ChangeState(process.state)
    if state is ChangeState.PREPARING:
        words = {"day": short_day(process.decide_by)}
        return _("To be decided by %(day)s") % words
    if state is ChangeState.DECIDED and process.evaluate_on is not None:
        words = {"day": short_day(process.evaluate_on)}
        return _("To look back on by %(day)s") % words
    if process.decided_on is not None:
        return _("Decided %(day)s") % {"day": short_day(process.decided_on)}
    return ""


def csv_rows(processes: Iterable[ChangeProcess]) -> Iterator[Row]:
    """One row for each body of each process, and one for a process without any."""
    yield (
        *("number", "title", "unit", "type", "state", "decide_by", "decided_on"),
        *("body", "planned_on", "held_on", "manner", "reference"),
    )
    for each in processes:
        own: Row = (
            *(each.record.number, each.record.title, each.record.unit.code),
            *(each.type, each.state, each.decide_by, each.decided_on),
        )
        bodies = [
            (one.body_id, one.planned_on, one.held_on, one.manner, one.reference)
            for one in each.involvements.all()
        ]
        for body in bodies or [("", None, None, "", "")]:
            yield (*own, *body)
