"""Linking records of any modules, and what one is linked with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from vern.core.kernel.events import publish
from vern.core.org.actors import Actor
from vern.core.records.events import RecordsLinked
from vern.core.records.kinds import kinds
from vern.core.records.models import Link, LinkKind, Record
from vern.core.records.states import SEEN_BACKWARDS

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@transaction.atomic
def link(*, actor: Actor, a: Record, b: Record, kind: LinkKind, part: str = "") -> None:
    """`a` led to `b`, or what `kind` says. A link that is there already stays as it is.

    The caller has looked up both by what the actor may see.
    """
    _made, new = Link.objects.get_or_create(a=a, b=b, kind=kind, part=part)
    if new:
        publish(RecordsLinked(actor, a, b, kind))


@transaction.atomic
def unlink(*, actor: Actor, a: Record, b: Record, kind: LinkKind) -> None:
    """They do not hang together so after all."""
    gone, _each = Link.objects.filter(a=a, b=b, kind=kind).delete()
    if gone:
        publish(RecordsLinked(actor, a, b, kind, ended=True))


@dataclass(frozen=True)
class Linked:
    """A record that another is linked with, as its page shows it."""

    record: Record
    how: str | _StrPromise
    kind: LinkKind
    backwards: bool
    part: str

    @property
    def url(self) -> str:
        return kinds[self.record.kind].url(self.record.pk)

    @property
    def what(self) -> _StrPromise:
        return kinds[self.record.kind].label


def linked(record: Record, actor: Actor) -> list[Linked]:
    """What the record is linked with and the actor may see, oldest first. At most two queries."""
    links = list(Link.objects.filter(Q(a=record) | Q(b=record)))
    others = {each.b_id if each.a_id == record.pk else each.a_id for each in links}
    if not others:
        return []
    seen = Record.objects.visible_to(actor).filter(pk__in=others, kind__in=_known())
    found = {each.pk: each for each in seen.select_related("unit")}
    shown = [_as_seen(each, record, found) for each in links]
    return sorted(
        (each for each in shown if each is not None),
        key=lambda each: (not each.backwards, each.record.opened_at, each.record.pk),
    )


def _known() -> list[str]:
    """Kinds of the modules that are installed."""
    return [each.key for each in kinds]


def _as_seen(link: Link, record: Record, found: dict[int, Record]) -> Linked | None:
    backwards = link.b_id == record.pk
    other = found.get(link.a_id if backwards else link.b_id)
    if other is None:
        return None
    kind = LinkKind(link.kind)
    how = SEEN_BACKWARDS[kind] if backwards else kind.label
    return Linked(other, how, kind, backwards, link.part)
