"""The demo's mail: what Django's file backend wrote, read back for everyone to see."""

from __future__ import annotations

import datetime as dt
import email.policy
import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

NEWEST = 500
"""Older mails than this are not shown: a demo may run for months."""

_NAME = re.compile(r"\d{8}-\d{6}-\d+")
_END = b"\n" + b"-" * 79 + b"\n"
_ADDRESS = re.compile(r"(https?://[^\s<>\"]+)")


@dataclass(frozen=True)
class Mail:
    """One mail. `name` and `index` are the file that it stands in and its place there."""

    name: str
    index: int
    subject: str
    recipient: str
    sent_at: dt.datetime | None
    text: str

    @property
    def html(self) -> SafeString:
        """The text with its line breaks, and links that can be followed."""
        blocks = (block.strip() for block in self.text.split("\n\n"))
        lines = (
            format_html_join(SafeString("<br>"), "{}", ((_linked(line),) for line in b.split("\n")))
            for b in blocks
            if b
        )
        return format_html_join("", "<p>{}</p>", ((line,) for line in lines))


def names() -> list[str]:
    """The files that mails stand in, newest first."""
    folder = Path(settings.EMAIL_FILE_PATH)
    if not folder.is_dir():
        return []
    found = (each.stem for each in folder.glob("*.log") if not each.is_symlink())
    return sorted(filter(_NAME.fullmatch, found), reverse=True)[:NEWEST]


def read(name: str) -> list[Mail]:
    """The mails in one file. Raises KeyError if there is none of that name."""
    path = Path(settings.EMAIL_FILE_PATH) / f"{name}.log"
    if not _NAME.fullmatch(name) or path.is_symlink() or not path.is_file():
        raise KeyError(name)
    parts = path.read_bytes().split(_END)
    return [_mail(name, index, raw) for index, raw in enumerate(parts) if raw.strip()]


def _mail(name: str, index: int, raw: bytes) -> Mail:
    message = email.message_from_bytes(raw.lstrip(), policy=email.policy.default)
    return Mail(
        name=name,
        index=index,
        subject=str(message["Subject"] or ""),
        recipient=str(message["To"] or ""),
        sent_at=_moment(str(message["Date"] or "")),
        text=_text(message),
    )


def _moment(date: str) -> dt.datetime | None:
    """The header's moment, aware. Django writes "-0000", which is UTC but is read as naive."""
    if not date:
        return None
    moment = parsedate_to_datetime(date)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _text(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain",))
    content = body.get_content() if body else ""
    return str(content).replace("\r\n", "\n").strip()


def _linked(line: str) -> SafeString:
    """Addresses become links; those to ourselves lead to where this page is served."""
    pieces = enumerate(_ADDRESS.split(line))
    return format_html_join("", "{}", ((_link(text) if n % 2 else text,) for n, text in pieces))


def _link(address: str) -> SafeString:
    own = address == settings.VERN_URL or address.startswith(f"{settings.VERN_URL}/")
    href = (address.removeprefix(settings.VERN_URL) or "/") if own else address
    return format_html('<a class="ds-link" href="{}">{}</a>', href, address)
