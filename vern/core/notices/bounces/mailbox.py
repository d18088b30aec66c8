"""The mailbox where delivery reports arrive: a Maildir folder, or a folder over IMAP."""

from __future__ import annotations

import imaplib
import mailbox
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

LARGEST: Final = 1_000_000
"""Bytes. What is larger is no report that we could use; its beginning is read."""

SECONDS: Final = 30
"""As long may an IMAP server take to answer."""

Take = Callable[[bytes], None]


def read_maildir(folder: Path, take: Take) -> int:
    """Give each new mail to `take`, and mark it as seen when that is done. How many. Raises OSError
    where there is no such folder."""
    if not (folder / "new").is_dir():
        raise FileNotFoundError(f"no Maildir at {folder}")
    box = mailbox.Maildir(str(folder), factory=None, create=False)
    count = 0
    for key in sorted(box.keys()):
        message = box.get_message(key)
        if "S" in message.get_flags():
            continue
        with box.get_file(key) as file:
            take(file.read(LARGEST))
        message.set_subdir("cur")
        message.add_flag("S")
        box[key] = message
        count += 1
    return count


def read_imap(url: str, take: Take) -> int:
    """The same over IMAP: imaps://user:password@host:port/FOLDER (imap:// without TLS). Raises
    OSError for a server, an account or a folder that is not there."""
    try:
        return _read_imap(url, take)
    except imaplib.IMAP4.error as error:
        raise OSError(str(error)) from error


def _read_imap(url: str, take: Take) -> int:
    with _folder(url) as server:
        _answer, [found] = server.uid("SEARCH", "UNSEEN")
        count = 0
        for uid in (found or b"").split():
            name = uid.decode()
            _answer, parts = server.uid("FETCH", name, f"(BODY.PEEK[]<0.{LARGEST}>)")
            for part in parts:
                if isinstance(part, tuple):
                    take(part[1])
            server.uid("STORE", name, "+FLAGS", "(\\Seen)")
            count += 1
        return count


@contextmanager
def _folder(url: str) -> Iterator[imaplib.IMAP4]:
    parts = urlsplit(url)
    kind = imaplib.IMAP4_SSL if parts.scheme == "imaps" else imaplib.IMAP4
    port = parts.port or (993 if parts.scheme == "imaps" else 143)
    with kind(parts.hostname or "", port, timeout=SECONDS) as server:
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        answer, said = server.select(f'"{unquote(parts.path.lstrip("/")) or "INBOX"}"')
        if answer != "OK":
            raise OSError(f"no such folder: {said!r}")
        yield server
