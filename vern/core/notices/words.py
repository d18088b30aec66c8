"""Notices in words, for one reader: never words about what they may no longer see."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import DatabaseError
from django.utils.translation import gettext as _

from vern.core.notices.kinds import Message, notice_kinds
from vern.core.notices.models import Notice, Settled
from vern.core.org.actors import Actor
from vern.core.records.models import Record


@dataclass(frozen=True)
class Told:
    """A notice and its words; or why there are none: `hushed`, or the `error` in composing it."""

    notice: Notice
    message: Message | None = None
    hushed: Settled | None = None
    error: Exception | None = None


def in_words(notices: Sequence[Notice], reader: Actor, *, reminding: bool = False) -> list[Told]:
    """Each notice in the language that is active. `reminding`: what is over is left out.

    A kind that fails, or that no module brings any more, fails for itself alone.
    """
    readable = _readable(notices, reader)
    shown = [each for each in notices if each.pk in readable]
    _gather(shown)
    told = {each.pk: _told(each, reminding=reminding) for each in shown}
    return [told.get(each.pk) or Told(each, hushed=Settled.UNSEEN) for each in notices]


Readable = Callable[[Sequence[Notice], Actor], set[int]]


def _readable(notices: Iterable[Notice], reader: Actor) -> set[int]:
    """Keys of those that the reader may read, each rule asked once."""
    by_rule: dict[Readable, list[Notice]] = {}
    for each in notices:
        kind = notice_kinds.get(each.kind)
        rule = (kind.readable if kind else None) or of_seen_records
        by_rule.setdefault(rule, []).append(each)
    return {pk for rule, those in by_rule.items() for pk in rule(those, reader)}


def of_seen_records(notices: Sequence[Notice], reader: Actor) -> set[int]:
    """Keys of the notices about records that the reader sees, and of those about none."""
    about = {each.record_id for each in notices if each.record_id}
    records = Record.objects.filter(pk__in=about).visible_to(reader) if about else []
    seen = {record.pk for record in records}
    return {each.pk for each in notices if each.record_id is None or each.record_id in seen}


def readable_by(reader: Actor, notice: Notice) -> bool:
    """Whether the reader may have the words of a notice that is not written yet."""
    return notice.pk in _readable([notice], reader)


def _gather(notices: Iterable[Notice]) -> None:
    """What the kinds need to know, asked once for all notices that need the same."""
    needed: dict[Callable[[Sequence[Notice]], None], list[Notice]] = {}
    for each in notices:
        kind = notice_kinds.get(each.kind)
        if kind is not None and kind.gather is not None:
            needed.setdefault(kind.gather, []).append(each)
    for gather, those in needed.items():
        gather(those)


def _with_reason(message: Message, notice: Notice) -> Message:
    if not notice.facts.get("instead_of"):
        return message
    reason = _("You get this because you stand in for someone who is away.")
    return replace(message, text=f"{message.text}\n{reason}")


def _told(notice: Notice, *, reminding: bool) -> Told:
    try:
        kind = notice_kinds[notice.kind]
        if reminding and kind.still_holds is not None and not kind.still_holds(notice):
            return Told(notice, hushed=Settled.OVER)
        return Told(notice, _with_reason(kind.compose(notice), notice))
    except DatabaseError:
        raise  # not the notice's fault: to be tried again
    except Exception as error:  # noqa: BLE001 (a module's mistake: it must not stop the others)
        return Told(notice, error=error)
