"""Delivery reports (RFC 3464): which mail of ours did not arrive, and why."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.message import EmailMessage, Message
from typing import Final

from vern.core.notices.bounces.address import key_in

_ADDRESSED: Final = ("X-Original-To", "Delivered-To", "Envelope-To", "To", "Cc")
_ADDRESS: Final = re.compile(r"[^\s<>,;:\"]+@[^\s<>,;:\"]+")
_STATUS: Final = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


@dataclass(frozen=True)
class Bounce:
    """A mail that did not arrive: `key` names it, such as `notice-12`; `status` is the report's
    code (RFC 3463), such as 5.1.1."""

    key: str
    status: str


def read(raw: bytes) -> Bounce | None:
    """What a mail says did not arrive. None for everything else: what is only delayed, an answer
    that someone is on holiday, and what did not come to an address that we have signed."""
    try:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        status = _failure(message)
        key = next(filter(None, map(key_in, _addresses(message))), None)
    except (MessageError, ValueError, LookupError, AttributeError, IndexError, TypeError):
        return None  # what the parser stumbles over is no report
    return Bounce(key, status) if key is not None and status is not None else None


def _failure(message: EmailMessage) -> str | None:
    """The code of the first recipient for whom delivery has failed."""
    if message.get_content_type() != "multipart/report":
        return None
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            for group in _groups(part):
                if str(group["Action"] or "").strip().lower() == "failed":
                    found = _STATUS.search(str(group["Status"] or ""))
                    return found.group() if found else ""
    return None


def _groups(part: Message) -> Iterator[Message]:
    """The groups of fields, one for the mail and one for each recipient."""
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (each for each in payload if isinstance(each, Message))


def _addresses(message: EmailMessage) -> Iterator[str]:
    for name in _ADDRESSED:
        for value in message.get_all(name, []):
            yield from _ADDRESS.findall(str(value))
