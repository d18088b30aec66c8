"""The chain's head, told outside the database: who changes everything inside it cannot change that.

VERN_HISTORY_HEADS      a file that gets a line (default: history-heads.jsonl in VERN_HOME)
VERN_HISTORY_SYSLOG     a syslog server, "host:514", or the machine's own, "/dev/log"
VERN_HISTORY_MAIL       an address that gets the head once a day
"""

from __future__ import annotations

import json
import logging
import logging.handlers
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage

from vern.core.history.sealing import Head, hash_of, head
from vern.core.kernel import clock

log = logging.getLogger(__name__)

LAST_BYTES: Final = 4096
"""Far more than two lines take."""

SYSLOG_PORT: Final = 514


class SetBackError(Exception):
    """The chain that was known outside is not the one inside: somebody has set the database back."""


@dataclass(frozen=True)
class KnownHead:
    """A head as someone outside knows it. `time` is for people."""

    seq: int
    hash: str
    time: str = ""

    @classmethod
    def parse(cls, text: str) -> KnownHead:
        """A line of the file, or just "number:hash". Raises ValueError on anything else."""
        text = text.strip()
        if not text.startswith("{"):
            seq, colon, found = text.partition(":")
            if not colon or not found:
                raise ValueError(text)
            return cls(int(seq), found.strip().lower())
        read = json.loads(text)
        try:
            return cls(int(read["seq"]), str(read["hash"]).lower(), str(read.get("time", "")))
        except (KeyError, TypeError) as error:
            raise ValueError(text) from error

    def __str__(self) -> str:
        return json.dumps({"seq": self.seq, "hash": self.hash, "time": self.time})


def known(found: Head) -> KnownHead:
    """A head in the words of the file."""
    return KnownHead(found.seq, found.hash, clock.moment(found.at).isoformat(timespec="seconds"))


def file() -> Path:
    return Path(settings.VERN_HISTORY_HEADS)


def newest() -> KnownHead | None:
    """The last whole line of the file; None where there is no file or nothing in it."""
    path = file()
    if not path.exists():
        return None
    with path.open("rb") as opened:
        size = opened.seek(0, os.SEEK_END)
        opened.seek(max(0, size - LAST_BYTES))
        lines = opened.read().decode(errors="replace").splitlines()
    for line in reversed(lines):
        try:
            return KnownHead.parse(line)
        except ValueError:  # cut off when the machine stopped
            continue
    return None


def put_away() -> None:
    """A new database begins a new file; the old one keeps what it says, under another name."""
    path = file()
    if path.exists():
        moment = clock.now().strftime("%Y%m%dT%H%M%S")
        path.rename(path.with_name(f"{path.stem}-until-{moment}{path.suffix}"))


def tell() -> KnownHead | None:
    """Write where the chain ends to the file and to syslog, where it has moved on since.

    Raises SetBackError where what was told last is not in the chain, and tells nothing then: what
    is known outside must not be hidden under a newer line.
    """
    now, before = head(), newest()
    if before is not None and hash_of(before.seq) != before.hash:
        raise SetBackError(
            f"The history had number {before.seq} with hash {before.hash} at {before.time}, and has "
            f"not any more. Run 'vern verify'. After a restore from a backup that you made yourself, "
            f"put {file()} away under another name."
        )
    if not now.seq or (before is not None and before.seq == now.seq):
        return None
    told = known(now)
    _append(f"{told}\n")
    _to_syslog(f"vern history head {told}")
    return told


def _append(line: str) -> None:
    path = file()
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o640)
    with os.fdopen(descriptor, "a+b") as opened:
        if opened.seek(0, os.SEEK_END):
            opened.seek(-1, os.SEEK_END)
            line = line if opened.read() == b"\n" else f"\n{line}"
        opened.write(line.encode())
        opened.flush()
        os.fsync(opened.fileno())


def _to_syslog(text: str) -> None:
    """A server that does not answer is no reason to stop sealing."""
    address = settings.VERN_HISTORY_SYSLOG
    if not address:
        return
    host, _colon, port = address.rpartition(":")
    try:
        where = (host, int(port or SYSLOG_PORT)) if host else address
        handler = logging.handlers.SysLogHandler(
            where, facility=logging.handlers.SysLogHandler.LOG_AUTHPRIV
        )
        handler.emit(logging.LogRecord("vern", logging.INFO, "", 0, text, None, None))
        handler.close()
    except OSError as error:
        log.warning("The history's head could not be sent to %s: %s", address, error)


def mail() -> bool:
    """Mail the head to the address that keeps it. Whether there is one, and something to tell."""
    found = head()
    if not settings.VERN_HISTORY_MAIL or not found.seq:
        return False
    told = known(found)
    EmailMessage(
        subject=f"Vern: history head {told.seq}",
        body=(
            f"{told}\n\nKeep this mail. 'vern verify --head {told.seq}:{told.hash}' finds out "
            "whether the history has been changed or set back since.\n"
        ),
        to=[settings.VERN_HISTORY_MAIL],
    ).send()
    return True
