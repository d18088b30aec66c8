"""Writing and reading one encrypted part, in a stream: a backup is larger than memory."""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, Final

import pyrage

SUMS: Final = "SHA256SUMS"
MANIFEST: Final = "manifest.json.age"
DATABASE: Final = "database.dump.age"
FILES: Final = "files.tar.age"
PARTS: Final = (DATABASE, FILES, MANIFEST)
CHUNK: Final = 1 << 20

Recipient = Any
Identity = Any


class BackupError(Exception):
    """A backup that cannot be made or used; the text says why and what to do."""


def recipients(texts: Iterable[str]) -> list[Recipient]:
    """Public keys of age, `age1…`. Raises BackupError."""
    found = []
    for text in (each.strip() for each in texts):
        if text and not text.startswith("#"):
            try:
                found.append(pyrage.x25519.Recipient.from_str(text))
            except pyrage.RecipientError:
                raise BackupError(f"This is no public key of age: {text[:20]}…") from None
    if not found:
        raise BackupError(
            "Say who may open the backup: VERN_BACKUP_RECIPIENTS or --recipient age1…"
            " (make a key with: vern backup --new-key FILE)."
        )
    return found


def identities(file: Path) -> list[Identity]:
    """The secret keys of a file, as `age-keygen` or `vern backup --new-key` writes them."""
    try:
        lines = file.read_text().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BackupError(f"The key file cannot be read: {error}") from None
    keys = [line.strip() for line in lines if line.startswith("AGE-SECRET-KEY-")]
    try:
        found = [pyrage.x25519.Identity.from_str(key) for key in keys]
    except pyrage.IdentityError:
        found = []
    if not found:
        raise BackupError(f"There is no secret key of age in {file}.")
    return found


def new_key(file: Path) -> str:
    """Write a new secret key for its owner's eyes only; returns the public one."""
    key = pyrage.x25519.Identity.generate()
    public = str(key.to_public())
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise BackupError(f"The key cannot be written: {error}") from None
    with os.fdopen(handle, "w") as out:
        out.write(f"# public key: {public}\n{key}\n")
    return public


@contextlib.contextmanager
def writing(path: Path, keys: list[Recipient]) -> Iterator[IO[bytes]]:
    """A stream whose bytes are encrypted into `path`; all is on the disk at the end."""
    with (
        path.open("xb") as out,
        _piped(lambda pipe: pyrage.encrypt_io(pipe, out, keys)) as stream,
    ):
        yield stream
    with path.open("rb") as written:
        os.fsync(written.fileno())


@contextlib.contextmanager
def _piped(consume: Any) -> Iterator[IO[bytes]]:
    """A stream to write to; a thread of its own passes it on to `consume`."""
    reading, writing_ = os.pipe()
    failed: list[BaseException] = []

    def work() -> None:
        with os.fdopen(reading, "rb") as source:
            try:
                consume(source)
            except BaseException as error:  # noqa: BLE001 (raised again where it is waited for)
                failed.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        with os.fdopen(writing_, "wb") as stream:
            yield stream
    finally:
        thread.join()
    if failed:
        raise failed[0]


@contextlib.contextmanager
def reading(path: Path, keys: list[Identity]) -> Iterator[IO[bytes]]:
    """The decrypted bytes of `path`. Raises BackupError for a wrong key or a damaged file, also
    at the end: only then is it known that nothing is missing."""
    source, sink = os.pipe()
    failed: list[BackupError] = []

    def work() -> None:
        with os.fdopen(sink, "wb") as out, path.open("rb") as encrypted:
            try:
                pyrage.decrypt_io(encrypted, out, keys)
            except pyrage.DecryptError as error:
                failed.append(_why(path, str(error)))
            except BrokenPipeError:
                pass  # whoever reads has stopped, and says why
            except OSError:
                failed.append(BackupError(f"{path.name} is damaged."))

    thread = threading.Thread(target=work)
    thread.start()
    try:
        with os.fdopen(source, "rb") as stream:
            yield stream
    except Exception:
        thread.join()
        if failed:
            raise failed[0] from None
        raise
    thread.join()
    if failed:
        raise failed[0]


def check(path: Path, keys: list[Identity]) -> None:
    """Decrypt a part and keep nothing. Raises BackupError where it is damaged."""
    with reading(path, keys) as source:
        while source.read(CHUNK):
            pass


def _why(path: Path, said: str) -> BackupError:
    if "No matching keys" in said:
        return BackupError(f"This key does not open {path.name}: it was made for another key.")
    return BackupError(f"{path.name} is damaged: {said}.")


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_sums(folder: Path) -> None:
    lines = [f"{digest_of(folder / name)}  {name}\n" for name in PARTS]
    (folder / SUMS).write_text("".join(lines))


def check_sums(folder: Path) -> None:
    """Raises BackupError where a part is missing or not as it was written."""
    if not (folder / SUMS).is_file():
        raise BackupError(f"{folder} is no whole backup: {SUMS} is missing.")
    lines = (folder / SUMS).read_text(errors="replace").splitlines()
    sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    for name in PARTS:
        if name not in sums:
            raise BackupError(f"{SUMS} does not name {name}: it is damaged.")
        if not (folder / name).is_file():
            raise BackupError(f"The backup is not whole: {name} is missing.")
        if digest_of(folder / name) != sums[name]:
            raise BackupError(f"{name} is not as it was written: damaged or cut short.")
