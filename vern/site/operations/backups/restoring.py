"""Bringing a backup back, where nothing is that could be lost."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO

import psycopg
from django.core.files.base import File
from django.core.files.storage import default_storage
from psycopg.sql import SQL, Identifier

from vern.core.kernel.roles import forget_default_privileges, set_default_privileges
from vern.site.operations.backups import parts
from vern.site.operations.backups.making import (
    password_of,
    stored,
    tables_of,
    without_password,
)
from vern.site.operations.backups.manifest import Manifest, StoredFile
from vern.site.operations.backups.parts import BackupError, Identity
from vern.site.operations.backups.programs import environment, program

IN_MEMORY = 1 << 24


def restore(*, folder: Path, keys: list[Identity], url: str) -> Manifest:
    """Fill an empty database and an empty store, and compare both with the manifest.

    `url` is the owner's. Raises BackupError; then database and store are empty as before, unless
    the text says otherwise.
    """
    parts.check_sums(folder)
    with parts.reading(folder / parts.MANIFEST, keys) as source:
        text = source.read()
    manifest = Manifest.from_json(text)
    for name in (parts.DATABASE, parts.FILES):
        parts.check(folder / name, keys)  # to the end, before anything is written
    try:
        with psycopg.connect(url, autocommit=True) as owner:
            _must_be_empty(owner)
            major = owner.info.server_version // 10_000
            pg_restore = program("pg_restore", server=major)
            forget_default_privileges(owner)
            try:
                _files(folder, keys, manifest)
                _database(pg_restore, folder, keys, url)
            except BaseException:
                set_default_privileges(owner)
                _remove(file.path for file in manifest.files)
                raise
            _compare(owner, manifest)
    except psycopg.Error as error:
        raise BackupError(f"The database does not answer as it should: {error}") from None
    return manifest


def _must_be_empty(owner: psycopg.Connection) -> None:
    if tables_of(owner):
        raise BackupError(
            "The database is not empty. Restore into a new one: it is made by 'vern db prepare'"
            " (and not yet migrated)."
        )
    if next(stored(), None) is not None:
        raise BackupError("The file store is not empty. Restore into a new one (VERN_FILES).")


def _files(folder: Path, keys: list[Identity], manifest: Manifest) -> None:
    wanted = {file.path: file for file in manifest.files}
    try:
        with (
            parts.reading(folder / parts.FILES, keys) as source,
            tarfile.open(fileobj=source, mode="r|") as archive,
        ):
            for entry in archive:
                expected = wanted.pop(entry.name, None)
                content = archive.extractfile(entry)
                if expected is None or content is None:
                    raise BackupError(f"{parts.FILES} holds what the manifest does not name.")
                _keep(expected, content)
    except tarfile.TarError:
        raise BackupError(f"{parts.FILES} is damaged.") from None
    except OSError as error:
        raise BackupError(f"The files cannot be written: {error}") from None
    if wanted:
        raise BackupError(f"{len(wanted)} files of the manifest are not in {parts.FILES}.")


def _keep(expected: StoredFile, content: IO[bytes]) -> None:
    """Store a file under its own name, if it is what the manifest says."""
    digest = hashlib.sha256()
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as copy:
        while chunk := content.read(parts.CHUNK):
            digest.update(chunk)
            copy.write(chunk)
        if digest.hexdigest() != expected.digest:
            raise BackupError(f"The file {expected.path} is not as it was.")
        copy.seek(0)
        if default_storage.save(expected.path, File(copy)) != expected.path:
            raise BackupError(f"The store would not take the name {expected.path}.")


def _remove(paths: Iterable[str]) -> None:
    for path in paths:
        default_storage.delete(path)


def _database(pg_restore: Path, folder: Path, keys: list[Identity], url: str) -> None:
    """All in one transaction: half a database is never left."""
    with subprocess.Popen(
        [
            *(str(pg_restore), "--single-transaction", "--exit-on-error", "--no-password"),
            f"--dbname={without_password(url)}",
        ],
        env=environment() | password_of(url),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin  # noqa: S101 (pipes, as asked for)
        assert process.stderr  # noqa: S101
        # A broken pipe: pg_restore has ended, and says why.
        with (
            contextlib.suppress(BrokenPipeError),
            parts.reading(folder / parts.DATABASE, keys) as source,
            process.stdin as sink,
        ):
            shutil.copyfileobj(source, sink, parts.CHUNK)
        said = process.stderr.read()
    if process.returncode:
        raise BackupError(f"pg_restore failed:\n{said.decode(errors='replace')}")


def _compare(owner: psycopg.Connection, manifest: Manifest) -> None:
    """Row for row of every table, and every file once more."""
    wrong = []
    tables = set(tables_of(owner)) | set(manifest.tables)
    for table in sorted(tables):
        found = _count(owner, table)
        if found != manifest.tables.get(table):
            wrong.append(f"{table}: {found} rows, not {manifest.tables.get(table)}")
    missing = {file.path for file in manifest.files} ^ set(stored())
    wrong += [f"{path}: missing or not named" for path in sorted(missing)[:20]]
    if wrong:
        raise BackupError("Restored, but not as it was:\n  " + "\n  ".join(wrong))


def _count(owner: psycopg.Connection, table: str) -> int | None:
    try:
        row = owner.execute(SQL("select count(*) from {}").format(Identifier(table))).fetchone()
    except psycopg.errors.UndefinedTable:
        return None
    return row[0] if row else 0
