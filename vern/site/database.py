"""Which database this process uses: the one named in the environment, or our own.

Without VERN_DATABASE_URL a PostgreSQL of our own runs in VERN_HOME, so that a trial needs
no set-up at all. Imports no settings: it decides what they will read.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from vern.core.kernel.postgres import Cluster, embedded_binaries
from vern.core.kernel.roles import APP, BACKUP, OWNER, prepare

APP_URL: Final = "VERN_DATABASE_URL"
OWNER_URL: Final = "VERN_OWNER_DATABASE_URL"
ADMIN_URL: Final = "VERN_ADMIN_DATABASE_URL"
BACKUP_URL: Final = "VERN_BACKUP_DATABASE_URL"


def home() -> Path:
    """The folder of everything that is kept outside the database."""
    root = Path(__file__).resolve().parents[2]
    return Path(os.environ.get("VERN_HOME") or root / ".vern").absolute()


def name() -> str:
    """The database's name on the embedded server."""
    return os.environ.get("VERN_DATABASE_NAME") or "vern"


def is_embedded() -> bool:
    """Whether the database is our own, not one that the environment names."""
    return not os.environ.get(APP_URL)


def cluster() -> Cluster:
    """The embedded server of this home (it need not run)."""
    return Cluster(embedded_binaries(), home() / "postgres")


def ensure() -> None:
    """See to it that the environment names a database that answers.

    Starts and prepares the embedded server when VERN_DATABASE_URL is unset; does nothing
    when it is set. Raises ClusterError when the server cannot be started.
    """
    if not is_embedded():
        return
    server = cluster()
    server.start()
    prepare(server.url(), database=name())
    os.environ[ADMIN_URL] = server.url()
    os.environ[OWNER_URL] = server.url(OWNER, name())
    os.environ[BACKUP_URL] = server.url(BACKUP, name())
    os.environ[APP_URL] = server.url(APP, name())
