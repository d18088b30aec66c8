"""What content says now, what it said before, and who changed it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import CharField, Count, Exists, Max, OuterRef, QuerySet, Value
from django.utils.translation import gettext as _

from vern.core.kernel.editable import OFFERED, ContentKind, Several, Values, content_kinds
from vern.core.org.actors import Actor
from vern.hub.content.models import ContentVersion

Said = Mapping[tuple[str, str], Values]
"""What rows said, by kind and key."""


def may_change(actor: Actor, kind: ContentKind) -> bool:
    """Only who decides for the whole institution."""
    return actor.scope(kind.capability).everywhere


def changeable(actor: Actor) -> list[ContentKind]:
    """The kinds that the actor may change."""
    return [kind for kind in content_kinds if may_change(actor, kind)]


def rows(kind: ContentKind) -> list[Any]:
    """All rows in the table's order; of a kind with a single one, also one that nobody has saved."""
    found: list[Any] = list(kind.model.objects.all())
    return found or ([kind.model(pk=1)] if kind.single else [])


def row(kind: ContentKind, key: str) -> Any | None:
    """The row with a key."""
    return next((each for each in rows(kind) if kind.key_of(each) == key), None)


@dataclass(frozen=True)
class Summary:
    """`newest`: when the last change was."""

    kind: ContentKind
    rows: int
    newest: dt.datetime | None


def summaries(actor: Actor) -> list[Summary]:
    """A line for each kind that the actor may change: two queries, however many kinds there are."""
    newest = dict(ContentVersion.objects.order_by().values_list("kind").annotate(Max("at")))
    kinds = changeable(actor)
    counts = _counts(kinds)
    return [
        Summary(kind, counts.get(kind.key) or int(kind.single), newest.get(kind.key))
        for kind in kinds
    ]


def _counts(kinds: Sequence[ContentKind]) -> Mapping[str, int]:
    tables = [
        kind.model.objects.order_by()
        .annotate(content_kind=Value(kind.key, output_field=CharField()))
        .values("content_kind")
        .annotate(how_many=Count("pk"))
        .values_list("content_kind", "how_many")
        for kind in kinds
    ]
    return dict(tables[0].union(*tables[1:], all=True)) if tables else {}


def newest_number(kind: ContentKind, key: str) -> int:
    """Of its versions; 0 where it has not been changed."""
    found = ContentVersion.objects.filter(kind=kind.key, key=key).aggregate(newest=Max("number"))
    return int(found["newest"] or 0)


@dataclass(frozen=True)
class Difference:
    """A column's words before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One version against the one before. `who` is empty where it came from the command line."""

    number: int
    at: dt.datetime | None
    who: str
    differences: Sequence[Difference]


def changes(kind: ContentKind, key: str) -> list[Change]:
    """How a row has been changed, the last first: one query."""
    found = list(
        ContentVersion.objects.filter(kind=kind.key, key=key)
        .select_related("by")
        .order_by("number")
    )
    said: list[Values] = [{}, *(each.said for each in found)]
    return [
        Change(each.number, each.at, each.by.name if each.by else "", differences(kind, *pair))
        for each, pair in zip(found, pairwise(said), strict=True)
        if each.at is not None
    ][::-1]


def differences(kind: ContentKind, before: Values, after: Values) -> list[Difference]:
    """The columns that are not the same, in words."""
    return [
        Difference(_label(kind, column), *(_in_words(kind, column, it) for it in (before, after)))
        for column in kind.columns
        if before.get(column) != after.get(column)
    ]


def _label(kind: ContentKind, column: str) -> str:
    return _("On offer") if column == OFFERED else kind.label_of(column)


def _in_words(kind: ContentKind, column: str, values: Values) -> str:
    value = values.get(column)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(_named(kind, column, value)) or _("Nothing")
    return _("Nothing") if value in (None, "") else str(value)


def _named(kind: ContentKind, column: str, keys: Collection[str]) -> list[str]:
    part = next(each for each in kind.parts if each.name == column)
    names = dict(part.choices()) if isinstance(part, Several) else {}
    return [str(names.get(key, key)) for key in keys]


def changed_since(kinds: Collection[str], since: Any) -> QuerySet[ContentVersion]:
    """All versions of the rows that have been changed since a moment (or an expression of one),
    oldest first: what `said_then` reads."""
    later = ContentVersion.objects.filter(kind=OuterRef("kind"), key=OuterRef("key"), at__gt=since)
    return ContentVersion.objects.filter(Exists(later), kind__in=kinds).order_by("number", "pk")


def said_then(versions: Iterable[ContentVersion], moment: dt.datetime) -> Said:
    """What rows said at a moment, of those that have been changed since. No query.

    What is not among them says today what it said then, or was not there.
    """
    found: dict[tuple[str, str], Values] = {}
    changed = set()
    for each in versions:
        if each.at is None or each.at <= moment:
            found[each.kind, each.key] = each.said
        else:
            changed.add((each.kind, each.key))
    return {which: said for which, said in found.items() if which in changed}


def unversioned() -> list[tuple[ContentKind, list[Any]]]:
    """Rows that have no version yet."""
    known = set(ContentVersion.objects.order_by().values_list("kind", "key"))
    return [
        (kind, [each for each in rows(kind) if (kind.key, kind.key_of(each)) not in known])
        for kind in content_kinds
    ]
