"""Asking ClamAV's daemon: the real one where it is installed, and one that misbehaves."""

from __future__ import annotations

import io
import shutil
import socket
import struct
import subprocess
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from vern.core.files.clamd import TOO_LARGE, ScannerDownError, scan

CLAMD = shutil.which("clamd", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The file that every scanner takes for a virus, and that does nothing."""

SIGNATURE = "44d88612fea8a8f36de82e1278abb02f:68:Test.EICAR\n"
CONFIGURATION = """
LocalSocket {folder}/socket
DatabaseDirectory {folder}
Foreground yes
AlertExceedsMax yes
StreamMaxLength 1M
User root
"""
PATIENCE = 20.0


@contextmanager
def running_clamd() -> Iterator[str]:
    """A daemon of our own, which knows one virus. Its socket's path."""
    folder = Path(tempfile.mkdtemp(prefix="clamd"))  # pytest's folders have too long names
    (folder / "test.hdb").write_text(SIGNATURE)
    (folder / "clamd.conf").write_text(CONFIGURATION.format(folder=folder))
    command = [CLAMD or "clamd", "-c", str(folder / "clamd.conf")]
    daemon = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + PATIENCE
        while not (folder / "socket").exists() and time.monotonic() < until:
            time.sleep(0.05)
        yield str(folder / "socket")
    finally:
        daemon.kill()
        daemon.wait()
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def clamd() -> Iterator[str]:
    with running_clamd() as address:
        yield address


def zipped(content: bytes) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        archive.writestr("inside", content)
    return into.getvalue()


def nested(times: int) -> bytes:
    content = EICAR
    for _each in range(times):
        content = zipped(content)
    return content


@pytest.mark.skipif(CLAMD is None, reason="clamav-daemon is not installed")
@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"A report on ventilation.", ""),
        (b"", ""),
        (EICAR, "Test.EICAR.UNOFFICIAL"),
        (zipped(EICAR), "Test.EICAR.UNOFFICIAL"),
        (nested(22), "Heuristics.Limits.Exceeded.MaxRecursion"),
        (bytes(2 * 1024 * 1024), TOO_LARGE),
    ],
    ids=["clean", "empty", "virus", "virus in an archive", "deeply nested", "too large"],
)
def test_clamav_says_what_it_finds(clamd: str, content: bytes, found: str) -> None:
    parts = [content[at : at + 65536] for at in range(0, len(content), 65536)]
    assert scan(parts, address=clamd, timeout=PATIENCE) == found


# A server that misbehaves: its words are ours, not ClamAV's


@contextmanager
def server(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _address = listening.accept()
            with connection:
                answer(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"127.0.0.1:{listening.getsockname()[1]}"
        thread.join(PATIENCE)


def received(connection: socket.socket) -> bytes:
    """The file, put together again as the protocol says."""
    with connection.makefile("rb") as stream:
        assert stream.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!I", stream.read(4))[0]:
            content += stream.read(length)
        return content


def test_it_speaks_the_protocol_over_tcp() -> None:
    got: list[bytes] = []

    def answer(connection: socket.socket) -> None:
        got.append(received(connection))
        connection.sendall(b"stream: Win.Test FOUND\0")

    with server(answer) as address:
        assert scan([b"ab", b"", b"c"], address=address, timeout=PATIENCE) == "Win.Test"
    assert got == [b"abc"]


@pytest.mark.parametrize("words", [b"", b"stream: ERROR\0", b"UNKNOWN COMMAND\0", b"stream: OK?\0"])
def test_an_answer_that_is_none_does_not_pass_for_clean(words: bytes) -> None:
    def answer(connection: socket.socket) -> None:
        received(connection)
        connection.sendall(words)

    with server(answer) as address, pytest.raises(ScannerDownError):
        scan([b"abc"], address=address, timeout=PATIENCE)


def test_a_scanner_that_does_not_answer_is_down() -> None:
    waits = threading.Event()

    def answer(_connection: socket.socket) -> None:
        waits.wait(PATIENCE)

    with server(answer) as address:
        with pytest.raises(ScannerDownError, match="timed out"):
            scan([b"abc"], address=address, timeout=0.1)
        waits.set()


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nowhere/clamd.ctl", "nonsense"])
def test_a_scanner_that_is_not_there_is_down(address: str) -> None:
    with pytest.raises(ScannerDownError):
        scan([b"abc"], address=address, timeout=0.1)
