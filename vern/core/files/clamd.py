"""A client for ClamAV's daemon: one file, streamed, and what was found in it."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable
from typing import Final

CONNECT: Final = 2.0
"""Seconds after which a scanner that does not answer is down."""

MOST_ANSWERED: Final = 4096
TOO_LARGE: Final = "Limits.Exceeded.StreamMaxLength"


class ScannerDownError(Exception):
    """The scanner cannot be asked now, or did not say what it found."""


def scan(parts: Iterable[bytes], *, address: str, timeout: float) -> str:
    """What the scanner calls what it found; empty where it found nothing.

    `address` is a socket's path or "host:port"; `timeout` in seconds, for each step. A file that
    exceeds the scanner's limits counts as found: nobody looked at all of it. (clamd must have
    `AlertExceedsMax yes`, or it lets deeply nested archives pass as clean.) Raises ScannerDownError.
    """
    try:
        with _connected(address) as connection:
            connection.settimeout(timeout)
            answer = _ask(connection, parts)
    except (OSError, ValueError) as error:
        raise ScannerDownError(f"{address}: {error}") from error
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    if "size limit exceeded" in answer:
        return TOO_LARGE
    raise ScannerDownError(f"{address}: {answer or 'no answer'}")


def _connected(address: str) -> socket.socket:
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(CONNECT)
        try:
            connection.connect(address)
        except OSError:
            connection.close()
            raise
        return connection
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), CONNECT)


def _ask(connection: socket.socket, parts: Iterable[bytes]) -> str:
    try:
        connection.sendall(b"zINSTREAM\0")
        for part in parts:
            if part:  # an empty one would end the stream
                connection.sendall(struct.pack("!I", len(part)) + part)
        connection.sendall(struct.pack("!I", 0))
    except (BrokenPipeError, ConnectionResetError):
        pass  # it has heard enough, and says why
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < MOST_ANSWERED:
        part = connection.recv(MOST_ANSWERED)
        if not part:
            break
        answer += part
    return answer.rstrip(b"\0\n").decode(errors="replace")
