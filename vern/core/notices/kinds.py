"""The kinds of notice that modules send."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vern.core.kernel.ports import Port

if TYPE_CHECKING:
    from vern.core.notices.models import Notice


@dataclass(frozen=True)
class Message:
    """A notice in words: `path` is the page that it leads to."""

    subject: str
    text: str
    path: str


@dataclass(frozen=True)
class NoticeKind:
    """Composes a notice, in the language that is active: the reader's."""

    key: str
    compose: Callable[[Notice], Message]


notice_kinds: Port[NoticeKind] = Port("notice kinds")
