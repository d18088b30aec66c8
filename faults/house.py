"""A Vern of its own, with every process where it can be killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import psycopg

from faults.visitor import Visitor
from vern.core.kernel.postgres import Cluster, embedded_binaries
from vern.core.kernel.roles import APP, BACKUP, OWNER, prepare

ROOT = Path(__file__).resolve().parents[1]
DATABASE = "vern"
PATIENCE = 60.0
"""Seconds that anything may take to start."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(true: Callable[[], bool], *, seconds: float = 0.0, what: str) -> float:
    """Wait until something is so; how many seconds it took. Raises TimeoutError."""
    began, longest = time.monotonic(), seconds or PATIENCE
    while not true():
        if time.monotonic() - began > longest:
            raise TimeoutError(f"waited {longest:.0f} s for {what}")
        time.sleep(0.02)
    return time.monotonic() - began


@dataclass
class House:
    """`home` holds its database, its files and its logs, and is new for each programme."""

    home: Path
    web_port: int = field(default_factory=free_port)
    mail_port: int = field(default_factory=free_port)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def files(self) -> Path:
        return self.home / "files"

    @property
    def cluster(self) -> Cluster:
        """As in production: what is committed is on the disk."""
        return Cluster(embedded_binaries(), self.home / "postgres")

    @property
    def environment(self) -> dict[str, str]:
        mine = {
            "VERN_HOME": str(self.home),
            "VERN_DATABASE_URL": self.cluster.url(APP, DATABASE),
            "VERN_OWNER_DATABASE_URL": self.cluster.url(OWNER, DATABASE),
            "VERN_ADMIN_DATABASE_URL": self.cluster.url(),
            "VERN_BACKUP_DATABASE_URL": self.cluster.url(BACKUP, DATABASE),
            "VERN_FILES": str(self.files),
            "VERN_URL": f"http://127.0.0.1:{self.web_port}",
            "VERN_MAIL_HOST": "127.0.0.1",
            "VERN_MAIL_PORT": str(self.mail_port),
            "DJANGO_SETTINGS_MODULE": "vern.site.settings",
            "PYTHONUNBUFFERED": "1",
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith("VERN_")}
        return {**kept, **mine}

    # --- building and leaving -------------------------------------------------------------

    @classmethod
    @contextmanager
    def empty(cls, home: Path) -> Iterator[House]:
        """A database server with roles and an empty database."""
        home.mkdir(exist_ok=True)
        house = cls(home)
        house.cluster.start()
        prepare(house.cluster.url(), database=DATABASE)
        try:
            yield house
        finally:
            house.stop_all()
            house.cluster.stop()

    @classmethod
    @contextmanager
    def built(cls, home: Path) -> Iterator[House]:
        """Database, content and the people of tests/cast.py; nothing is served yet."""
        with cls.empty(home) as house:
            house.command("-m", "vern", "migrate", "--quiet")
            house.command("-m", "faults.people")
            yield house

    def command(self, *arguments: str, **more: str) -> str:
        """Run Python to its end; what it printed. Raises CalledProcessError with its complaint."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**self.environment, **more},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(arguments)}: {done.stderr[-2000:]}")
        return done.stdout

    # --- processes --------------------------------------------------------------------------

    @contextmanager
    def serving(
        self,
        *,
        without: str = "",
        slow: float = 0.0,
        workers: int = 2,
        ahead: bool = True,
        more: Mapping[str, str] = MappingProxyType({}),
    ) -> Iterator[None]:
        """The web server. `without` takes a protection away; `slow` holds answers back for up to
        so many seconds, as a network does; `ahead` loads the application before its workers, which
        are back sooner then; `more` are settings."""
        environment = {"FAULTS_WITHOUT": without, "FAULTS_SLOW": str(slow), **more}
        self._start("web", self._web(workers, ahead=ahead), environment)
        try:
            until(self.answers, what="the web server")
            yield
        finally:
            self.stop("web")

    @contextmanager
    def working(
        self, *, without: str = "", more: Mapping[str, str] = MappingProxyType({})
    ) -> Iterator[None]:
        """The worker, beside whatever else runs."""
        self.start_worker(without=without, more=more)
        try:
            yield
        finally:
            self.stop("worker")

    def start_worker(
        self, *, without: str = "", more: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self._start("worker", ["-m", "faults.worker"], {"FAULTS_WITHOUT": without, **more})

    def _web(self, workers: int, *, ahead: bool) -> list[str]:
        return [
            *("-m", "gunicorn", "faults.wsgi:application", "--no-control-socket"),
            *("--bind", f"127.0.0.1:{self.web_port}", "--workers", str(workers), "--threads", "4"),
            *(("--preload",) if ahead else ()),
            *("--logger-class", "vern.site.operations.web_log.Log"),
        ]

    def _start(self, name: str, arguments: list[str], more: Mapping[str, str]) -> None:
        with (self.home / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env={**self.environment, **more},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def stop(self, name: str) -> None:
        process = self.processes.pop(name, None)
        if process is None:
            return
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill_group(process)

    def stop_all(self) -> None:
        for name in list(self.processes):
            self.stop(name)

    def kill(self, name: str) -> None:
        """kill -9, with all that it has started."""
        self.kill_group(self.processes.pop(name))

    @staticmethod
    def kill_group(process: subprocess.Popen[bytes]) -> None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def children_of(self, name: str) -> list[int]:
        """The process ids of the web server's workers."""
        pid = self.processes[name].pid
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [int(each) for each in listed]

    def log(self, name: str) -> str:
        path = self.home / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    # --- asking it --------------------------------------------------------------------------

    def answers(self) -> bool:
        try:
            return self.visitor().get("/accounts/login/").status == 200
        except OSError:
            return False

    def visitor(self, key: str = "") -> Visitor:
        """Someone with a browser; with a key of tests/cast.py, signed in as that person."""
        visitor = Visitor(self.web_port)
        if key:
            # All sign in from one address here: that too many do is counted elsewhere.
            self.as_administrator("DELETE FROM site_cache")
            visitor.sign_in(f"{key}@vern.example")
        return visitor

    def crash_database(self) -> None:
        """As if the power went: no checkpoint, no goodbye."""
        cluster = self.cluster
        pid = int((cluster.data / "postmaster.pid").read_text().split("\n")[0])
        os.kill(pid, signal.SIGQUIT)
        until(lambda: not Path(f"/proc/{pid}").exists(), what="the database to be down")

    def as_administrator(self, *statements: str) -> None:
        with psycopg.connect(self.cluster.url(database=DATABASE), autocommit=True) as server:
            for statement in statements:
                server.execute(statement.encode())

    def one(self, question: str) -> object:
        """The answer to a question of one value, asked past the application."""
        with psycopg.connect(self.cluster.url(database=DATABASE)) as server:
            row = server.execute(question.encode()).fetchone()
        return row[0] if row else None
