"""The kinds of notice that modules send, and the topics under which people choose how to get them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.ports import Port
from vern.core.org.actors import Actor

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from vern.core.notices.models import Notice


class Way(TextChoices):
    """How a notice reaches someone. All of them stand on the page of notices."""

    AT_ONCE = "at_once", _("Mail at once")
    DIGEST = "digest", _("One mail a day")
    APP = "app", _("Only here, no mail")


@dataclass(frozen=True)
class Message:
    """A notice in words: `path` is the page that it leads to."""

    subject: str
    text: str
    path: str


def everyone(actor: Actor) -> bool:  # noqa: ARG001 (the form of all that choose)
    return True


@dataclass(frozen=True)
class Topic:
    """What people choose a way for. `default` holds until they have; `concerns` says who is asked."""

    key: str
    label: _StrPromise
    about: _StrPromise
    default: Way = Way.AT_ONCE
    order: int = 50
    concerns: Callable[[Actor], bool] = everyone


topics: Port[Topic] = Port("notice topics")

OTHER = Topic("other", _("Other things"), _("What belongs nowhere else."), order=99)


@dataclass(frozen=True)
class Duty:
    """Why a notice must arrive: what it says, and the provision that requires it."""

    what: _StrPromise
    law: str


@dataclass(frozen=True)
class NoticeKind:
    """Composes a notice, in the language that is active: the reader's.

    A kind with a `duty` is mailed at once whatever one has chosen, and someone must act if it does
    not arrive. `still_holds`: a reminder is not sent when its thing is done. `readable`: keys of the
    notices whose words the reader may have; without it, those whose record they see. `gather` puts
    what `compose` needs into `notice.known`. Both are asked of many notices at once. A `personal` one is
    for that very person: it never goes to a stand-in.
    """

    key: str
    compose: Callable[[Notice], Message]
    topic: str = OTHER.key
    duty: Duty | None = None
    still_holds: Callable[[Notice], bool] | None = None
    readable: Callable[[Sequence[Notice], Actor], set[int]] | None = None
    personal: bool = False
    gather: Callable[[Sequence[Notice]], None] | None = None


notice_kinds: Port[NoticeKind] = Port("notice kinds")


def in_topic(
    topic: str,
    *kinds: NoticeKind,
    gather: Callable[[Sequence[Notice]], None] | None = None,
) -> tuple[NoticeKind, ...]:
    """The kinds, under a topic."""
    return tuple(replace(kind, topic=topic, gather=kind.gather or gather) for kind in kinds)


def required_kinds() -> list[str]:
    """Keys of the kinds that must arrive."""
    return [kind.key for kind in notice_kinds if kind.duty]


def topic_of(key: str) -> Topic:
    """The topic of a kind; of one that no module brings any more, the last one."""
    kind = notice_kinds.get(key)
    return (topics.get(kind.topic) if kind else None) or OTHER
