"""A mail server that can be down, and that can see to it that the worker dies."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller

_NOTICE = re.compile(r"<notice-(\d+)@")


def nothing() -> None:
    """What happens around most mails."""


@dataclass
class Postbox:
    """Every mail that has come, by its Message-ID; `kept` are to whom and as they were. `before` is done when a mail has come and is not
    yet accepted, `after` when it is accepted and the sender may not have heard so."""

    port: int
    mails: Counter[str] = field(default_factory=Counter)
    kept: list[tuple[list[str], bytes]] = field(default_factory=list)
    before: Callable[[], None] = nothing
    after: Callable[[], None] = nothing

    @contextmanager
    def open(self) -> Iterator[None]:
        controller = Controller(self, hostname="127.0.0.1", port=self.port)
        controller.start()
        try:
            yield
        finally:
            controller.stop()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        self.before()
        message = message_from_bytes(envelope.content)
        self.mails[str(message["Message-ID"])] += 1
        self.kept.append((envelope.rcpt_tos, envelope.content))
        self.after()
        return "250 OK"

    @property
    def notices(self) -> Counter[int]:
        """How many mails have come about each notice."""
        return Counter(
            {
                int(found[1]): many
                for name, many in self.mails.items()
                if (found := _NOTICE.match(name))
            }
        )
