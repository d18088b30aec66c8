"""Making a backup."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final
from urllib.parse import unquote, urlsplit

import psycopg
from django.core.files.storage import default_storage
from psycopg.sql import SQL, Identifier

from vern.core.kernel import clock
from vern.site.models import Backup
from vern.site.operations.backups import parts
from vern.site.operations.backups.manifest import Manifest, StoredFile
from vern.site.operations.backups.parts import BackupError, Recipient
from vern.site.operations.backups.programs import environment, program

NAME: Final = re.compile(r"vern-\d{8}T\d{6}Z")


def make(*, url: str, to: Path, keys: list[Recipient]) -> tuple[Path, Manifest]:
    """Write a backup of the database at `url` and of the store; returns its folder.

    `url` is of a role that reads past row-level security. Raises BackupError; then nothing is
    left but a folder whose name begins with a dot.
    """
    name = clock.now().astimezone(dt.UTC).strftime("vern-%Y%m%dT%H%M%SZ")
    folder, unfinished = to / name, to / f".{name}"
    try:
        unfinished.mkdir(parents=True)
        unfinished.chmod(0o700)
        postgres, tables = _database(url, unfinished / parts.DATABASE, keys)
        files = _files(unfinished / parts.FILES, keys)
        manifest = Manifest(
            name=name,
            made_at=clock.now().isoformat(),
            postgres=postgres,
            tables=tables,
            files=files,
        )
        with parts.writing(unfinished / parts.MANIFEST, keys) as out:
            out.write(manifest.to_json().encode())
        parts.write_sums(unfinished)
        unfinished.rename(folder)
    except psycopg.Error as error:
        raise BackupError(f"The database cannot be read: {error}") from None
    except OSError as error:
        raise BackupError(f"The backup cannot be written: {error}") from None
    _note(folder, manifest)
    return folder, manifest


def _database(url: str, path: Path, keys: list[Recipient]) -> tuple[int, dict[str, int]]:
    """Dump, and count the rows of the very moment that the dump shows."""
    with psycopg.connect(url) as reader:
        reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        reader.read_only = True
        row = reader.execute("select pg_export_snapshot()").fetchone()
        assert row is not None  # noqa: S101 (a query without a table has one row)
        major = reader.info.server_version // 10_000
        dump = program("pg_dump", server=major)
        with parts.writing(path, keys) as out:
            _dump([str(dump), "--format=custom", f"--snapshot={row[0]}"], url, out)
        return major, dict(_counts(reader))


def _dump(command: list[str], url: str, out: IO[bytes]) -> None:
    with subprocess.Popen(
        [*command, "--no-password", f"--dbname={without_password(url)}"],
        env=environment() | password_of(url),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout  # noqa: S101 (pipes, as asked for)
        assert process.stderr  # noqa: S101
        shutil.copyfileobj(process.stdout, out, parts.CHUNK)
        said = process.stderr.read()
    if process.returncode:
        hint = "\nSet VERN_BACKUP_DATABASE_URL." if b"row-level security" in said else ""
        raise BackupError(f"pg_dump failed:\n{said.decode(errors='replace')}{hint}")


def _counts(reader: psycopg.Connection) -> Iterator[tuple[str, int]]:
    for table in tables_of(reader):
        row = reader.execute(SQL("select count(*) from {}").format(Identifier(table))).fetchone()
        yield table, row[0] if row else 0


def tables_of(reader: psycopg.Connection) -> list[str]:
    """Names of all tables of ours."""
    rows = reader.execute("select tablename from pg_tables where schemaname = 'public' order by 1")
    return [row[0] for row in rows]


def without_password(url: str) -> str:
    """A URL for a command line, which everyone on the machine can read."""
    split = urlsplit(url)
    user, _, host = split.netloc.rpartition("@")
    name = user.partition(":")[0]
    place = f"{name}@{host}" if user else host
    query = f"?{split.query}" if split.query else ""
    return f"{split.scheme}://{place}{split.path}{query}"


def password_of(url: str) -> dict[str, str]:
    """What libpq reads from the environment instead."""
    password = urlsplit(url).password
    return {"PGPASSWORD": unquote(password)} if password else {}


def _files(path: Path, keys: list[Recipient]) -> tuple[StoredFile, ...]:
    """All files of the store, after the database: none that the dump names is too new."""
    found = []
    with parts.writing(path, keys) as out, tarfile.open(fileobj=out, mode="w|") as archive:
        for name in stored():
            try:
                with default_storage.open(name) as source:
                    found.append(_add(archive, name, source))
            except FileNotFoundError:
                continue  # removed while we were going through
    return tuple(found)


def _add(archive: tarfile.TarFile, name: str, source: IO[bytes]) -> StoredFile:
    content = source.read()  # uploads are bounded (vern/core/files/limits.py)
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    entry.mode = 0o640
    archive.addfile(entry, io.BytesIO(content))
    return StoredFile(name, len(content), hashlib.sha256(content).hexdigest())


def stored(folder: str = "") -> Iterator[str]:
    """Paths of all files of the store, whatever it is kept on; not of what is half written."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files):
        if not name.startswith("."):
            yield f"{folder}{name}"
    for name in sorted(folders):
        if not name.startswith("."):
            yield from stored(f"{folder}{name}/")


def _note(folder: Path, manifest: Manifest) -> None:
    size = sum(each.stat().st_size for each in folder.iterdir())
    Backup.objects.create(
        name=manifest.name,
        finished_at=clock.now(),
        rows=manifest.rows,
        files=len(manifest.files),
        size=size,
    )


def drop_old(to: Path, *, keep: int) -> list[str]:
    """Remove all but the newest `keep` backups of a folder; what else is there stays."""
    ours = sorted(each for each in to.iterdir() if NAME.fullmatch(each.name))
    old = ours[:-keep] if keep > 0 else []
    for folder in old:
        shutil.rmtree(folder)
    return [folder.name for folder in old]
