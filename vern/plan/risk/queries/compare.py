"""What changed since the assessment before: row by row, in words and colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from vern.core.org.actors import Actor
from vern.core.records.models import Record
from vern.plan.risk.models import RiskRow
from vern.plan.risk.queries.show import RowView, Sheet, sheet
from vern.plan.risk.rules import TEXTS, Change, RowChange, RowSaid, compared

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LABELS: Final[Mapping[str, _StrPromise]] = {
    "activity": _("Which work, or which step?"),
    "hazard": _("What can go wrong?"),
    "cause": _("How could it happen?"),
    "barriers": _("What do we do to prevent it?"),
}


@dataclass(frozen=True)
class Compared:
    """The one before, and the rows: changed, added, removed, and how many are the same."""

    former: Sheet
    changes: Sequence[RowChange]

    @property
    def told(self) -> list[RowChange]:
        return [each for each in self.changes if each.change is not Change.SAME]

    @property
    def same(self) -> int:
        return len(self.changes) - len(self.told)


def former_of(actor: Actor, found: Sheet) -> Record | None:
    """The record of the assessment that this one revises, where the reader sees it."""
    key = found.risk.revises_id
    seen = Record.objects.visible_to(actor).filter(pk=key) if key else Record.objects.none()
    record: Record | None = seen.select_related("unit").first()
    return record


def since(former: Record, found: Sheet) -> Compared:
    """Two queries at most."""
    then = sheet(former)
    return Compared(
        then,
        compared(
            [_said(each, each.row.pk) for each in then.rows],
            [_said(each, each.row.copy_of_id or -each.row.pk) for each in found.rows],
        ),
    )


def _said(view: RowView, key: int) -> RowSaid:
    row: RiskRow = view.row
    words = {name: getattr(row, name) for name in TEXTS}
    if view.factor is not None:
        words["activity"] = view.factor.name
    return RowSaid(key, words, view.before, view.remains)
