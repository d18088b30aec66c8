"""pg_dump and pg_restore of the server's own version."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from vern.core.kernel.postgres import ClusterError, embedded_binaries
from vern.site.operations.backups.parts import BackupError


def program(name: str, *, server: int) -> Path:
    """The program for a server of this major version. Raises BackupError.

    An older one refuses, and what a newer one writes an older server may not understand.
    """
    seen: list[int] = []
    for path in _candidates(name, server):
        version = _major(path)
        if version == server:
            return path
        seen.append(version)
    others = ", ".join(map(str, sorted(set(seen)))) or "none"
    raise BackupError(
        f"The server is PostgreSQL {server} and {name} of that version is not here (found: "
        f"{others}). Install postgresql-client-{server}."
    )


def _candidates(name: str, server: int) -> Iterator[Path]:
    places = [Path(f"/usr/lib/postgresql/{server}/bin")]
    if on_path := shutil.which(name):
        places.append(Path(on_path).parent)
    with contextlib.suppress(ClusterError):
        places.append(embedded_binaries())
    yield from (place / name for place in places if (place / name).exists())


def _major(path: Path) -> int:
    """17 of `pg_dump (PostgreSQL) 17.2 (Debian …)`."""
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"\) (\d+)", said)
    return int(found.group(1)) if found else 0


def environment() -> dict[str, str]:
    """Only what libpq may need: no secret of ours, and messages in English."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VERN_")}
    return {**kept, "LC_ALL": "C"}
