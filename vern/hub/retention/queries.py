"""What would be erased, what is held, and how far a list has come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from vern.core.kernel import clock
from vern.core.org.actors import Actor
from vern.core.records.models import Record
from vern.core.records.querysets import RecordQuerySet
from vern.core.records.retention import RetentionKind, retention_kinds
from vern.hub.retention import rules
from vern.hub.retention.models import Caution, Hold, Item, Rule, Run

SHOWN: Final = 50
"""Cases on one page of a list."""


def standing_holds() -> QuerySet[Hold]:
    return Hold.objects.filter(lifted_at=None)


def percent_alone() -> int:
    """How large a share one person may have erased."""
    found = Caution.objects.first()
    return found.percent if found else rules.ALONE


def decided() -> dict[str, Rule]:
    """The institution's rules by key, those that nobody has made among them."""
    return {each.key: each for each in Rule.objects.all()}


def closed_by(kind: RetentionKind, moment: dt.datetime) -> RecordQuerySet | None:
    """Cases that are over since before a moment and are not held; None for what is never erased."""
    if kind.candidates is None:
        return None
    held = standing_holds().filter(record=OuterRef("pk"))
    rows: RecordQuerySet = kind.candidates(moment).exclude(Exists(held))
    return rows


def due(kind: RetentionKind, rule: Rule | None) -> RecordQuerySet | None:
    """Those whose time has come today; None where there is no rule."""
    if rule is None or rule.months == rules.NEVER:
        return None
    return closed_by(kind, clock.end_of(rules.last_day(clock.today(), rule.months)))


@dataclass(frozen=True)
class Sort:
    """A sort of cases: its rule, and how many have been kept for long enough."""

    kind: RetentionKind
    rule: Rule | None
    due: int | None

    @property
    def erasable(self) -> bool:
        """Whether there can be a rule at all. (A template would call the function instead.)"""
        return self.kind.candidates is not None

    @property
    def years(self) -> int | None:
        """Whole years, where the rule is that."""
        months = self.rule.months if self.rule else 0
        return months // 12 if months and not months % 12 else None


def sorts() -> list[Sort]:
    """Every sort of case, with or without a rule."""
    known = decided()
    found = []
    for kind in retention_kinds:
        rows = due(kind, known.get(kind.key))
        found.append(Sort(kind, known.get(kind.key), None if rows is None else rows.count()))
    return found


def holds(actor: Actor) -> list[Hold]:
    """Cases that are held, of those that the actor sees."""
    seen = Record.objects.visible_to(actor).order_by().values("pk")
    rows = standing_holds().filter(record__in=seen)
    return list(rows.select_related("record__unit", "placed_by"))


def hold_to_lift(actor: Actor, pk: int) -> Hold | None:
    return next((each for each in holds(actor) if each.pk == pk), None)


def open_run() -> Run | None:
    return Run.objects.filter(open=True).first()


def run(pk: int) -> Run | None:
    people = ("prepared_by", "approved_by", "confirmed_by", "stopped_by")
    return Run.objects.select_related(*people).filter(pk=pk).first()


def runs() -> list[Run]:
    """The last ones."""
    return list(Run.objects.select_related("prepared_by", "approved_by")[:20])


@dataclass(frozen=True)
class Progress:
    """How far a list has come. `kept`: how many for which reason."""

    erased: int
    left: int
    kept: Sequence[tuple[str, int]]


def progress(run: Run) -> Progress:
    counts: dict[str, int] = run.items.aggregate(
        erased=Count("pk", filter=Q(done_at__isnull=False)),
        left=Count("pk", filter=Q(done_at__isnull=True, kept="")),
        **{each: Count("pk", filter=Q(kept=each)) for each in Item.Kept.values},
    )
    kept = [(str(each.label), counts[each.value]) for each in Item.Kept if counts[each.value]]
    return Progress(counts["erased"], counts["left"], kept)


@dataclass(frozen=True)
class Part:
    """What a list would erase of a sort."""

    kind: RetentionKind | None
    label: str
    count: int
    of: int
    months: int
    decided_by: str
    before: dt.date


def parts(run: Run) -> list[Part]:
    """By sort, as the list was made. No query."""
    return [_part(key, found) for key, found in run.rules.items()]


def _part(key: str, found: dict[str, Any]) -> Part:
    kind = retention_kinds.get(key)
    return Part(
        kind,
        str(kind.label) if kind else key,
        found["count"],
        found["of"],
        found["months"],
        found["decided_by"],
        dt.date.fromisoformat(found["before"]),
    )


@dataclass(frozen=True)
class Page:
    """Some of a list's cases, and how many of all the reader may not see."""

    items: Sequence[Item]
    hidden: int
    older: int | None


def listed(actor: Actor, run: Run, *, skip: int = 0) -> Page:
    """The cases that the actor sees, without their titles: nobody has to read them to decide."""
    seen = run.items.filter(record__in=Record.objects.visible_to(actor).order_by().values("pk"))
    rows = list(seen.select_related("record__unit")[skip : skip + SHOWN + 1])
    older = skip + SHOWN if len(rows) > SHOWN else None
    return Page(rows[:SHOWN], run.count - seen.count(), older)


def as_listed(run: Run) -> str:
    """The digest of what stands in the tables now."""
    rows = run.items.order_by().values_list("record", "rule", "closed_at")
    return rules.digest(
        run.rules,
        (rules.Listed(record, rule, clock.microseconds(at)) for record, rule, at in rows),
    )
