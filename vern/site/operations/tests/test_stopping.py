"""Real processes are told to stop, and finish what they have begun."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from typing import Any

import psycopg
import pytest
from django.contrib.sessions.backends.db import SessionStore

from vern.core.kernel.testing import django_database
from vern.core.kernel.testing.databases import TestServer
from vern.site.database import APP_URL

pytestmark = pytest.mark.journey

Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start(database_server: TestServer, transactional_db: None) -> Iterator[Start]:
    """Start a command of `vern` on this test's database; none outlives the test."""
    running: list[subprocess.Popen[bytes]] = []
    url = database_server.url(django_database.current())
    environment = {**os.environ, APP_URL: url, "VERN_MANIFEST": "0"}

    def begin(*arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "vern", *arguments]
        process = subprocess.Popen(command, env=environment)
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.wait()


def until(condition: Callable[[], Any], *, seconds: float = 60) -> Any:
    """Wait for something to be so; what it answered."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError("it never came")


def answer(port: int, path: str, **headers: str) -> tuple[int, str]:
    """Status and text; 0 where nobody listens."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except (urllib.error.URLError, ConnectionError):
        return 0, ""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def waits_for_a_lock(owner: psycopg.Connection) -> bool:
    row = owner.execute(
        "select count(*) from pg_locks lock join pg_database base on base.oid = lock.database"
        " where base.datname = current_database() and not lock.granted"
    ).fetchone()
    return bool(row and row[0])


def waits_for_a_row(owner: psycopg.Connection) -> bool:
    """Who waits for a row waits for the transaction that holds it."""
    row = owner.execute("select count(*) from pg_locks where not granted").fetchone()
    return bool(row and row[0])


def test_a_stopping_web_server_says_so_then_answers_what_is_in_flight(
    start: Start, owner_connection: psycopg.Connection
) -> None:
    session = SessionStore()
    session.create()
    cookie = {"Cookie": f"sessionid={session.session_key}"}
    port = free_port()
    web = start("web", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--drain", "3")
    until(lambda: answer(port, "/livez")[0] == 200)
    assert '"detail": "open"' in answer(port, "/readyz")[1]
    owner_connection.execute("begin; lock table django_session in access exclusive mode")
    with ThreadPoolExecutor(1) as visitor:
        slow = visitor.submit(answer, port, "/accounts/login/", **cookie)
        until(lambda: waits_for_a_lock(owner_connection))
        web.send_signal(signal.SIGTERM)
        until(lambda: '"detail": "stopping"' in answer(port, "/readyz")[1], seconds=2)
        assert answer(port, "/readyz")[0] == 503
        assert answer(port, "/livez")[0] == 200  # who has not heard yet is still served
        until(lambda: answer(port, "/livez")[0] == 0)
        assert not slow.done()
        assert web.poll() is None
        owner_connection.execute("rollback")
        assert slow.result(timeout=20)[0] == 200
    assert web.wait(timeout=20) == 0


def test_a_stopping_worker_finishes_its_job(
    start: Start, owner_connection: psycopg.Connection
) -> None:
    old = owner_connection.execute(
        "insert into procrastinate_jobs (queue_name, task_name, status)"
        " values ('x', 'x', 'succeeded') returning id"
    ).fetchone()
    assert old
    owner_connection.execute(
        "insert into procrastinate_events (job_id, type, at)"
        " values (%s, 'succeeded', now() - interval '90 days')",
        old,
    )
    owner_connection.execute("update procrastinate_events set at = now() - interval '90 days'")
    owner_connection.execute(
        "insert into procrastinate_jobs (queue_name, task_name, args)"
        " values ('builtin', 'builtin:procrastinate.builtin_tasks.remove_old_jobs', '{\"max_hours\": 1}')"
    )
    owner_connection.execute("begin")
    owner_connection.execute("select 1 from procrastinate_jobs where id = %s for update", old)
    worker = start("worker")
    until(lambda: waits_for_a_row(owner_connection))
    worker.send_signal(signal.SIGTERM)
    with pytest.raises(subprocess.TimeoutExpired):
        worker.wait(timeout=2)
    owner_connection.execute("rollback")
    assert worker.wait(timeout=30) == 0
    states = owner_connection.execute(
        "select status::text from procrastinate_jobs where task_name like 'builtin%'"
    ).fetchall()
    assert states == [("succeeded",)]


class Visitors:
    """Ask one server, and the other where the first refuses: as a proxy does it."""

    def __init__(self, ports: list[int]) -> None:
        self.ports = ports
        self.answered = 0
        self.failed: list[str] = []
        self.going = True

    def visit(self, first: int) -> None:
        while self.going:
            try:
                status = self._ask(self.ports[first:] + self.ports[:first])
            except (OSError, HTTPException) as error:
                self.failed.append(repr(error))
                continue
            if status == 200:
                self.answered += 1
            else:
                self.failed.append(str(status))

    def go_on(self) -> None:
        """Wait until some more have been answered."""
        enough = self.answered + 20
        until(lambda: self.answered > enough)

    def _ask(self, ports: list[int]) -> int:
        for port in ports:
            with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
                try:
                    connection.connect()
                except ConnectionRefusedError:
                    continue
                connection.request("GET", "/livez")
                return connection.getresponse().status
        return 0


def test_one_server_after_the_other_is_renewed_and_nobody_notices(start: Start) -> None:
    ports = [free_port(), free_port()]

    def serve(port: int) -> subprocess.Popen[bytes]:
        return start("web", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--drain", "0.5")

    def ready(port: int) -> None:
        until(lambda: answer(port, "/readyz?exclude=worker&exclude=backup")[0] == 200)

    servers = [serve(port) for port in ports]
    for port in ports:
        ready(port)
    visitors = Visitors(ports)
    with ThreadPoolExecutor(4) as threads:
        for number in range(4):
            threads.submit(visitors.visit, number % 2)
        for number, port in enumerate(ports):
            visitors.go_on()
            servers[number].send_signal(signal.SIGTERM)
            assert servers[number].wait(timeout=30) == 0
            serve(port)
            ready(port)
        visitors.go_on()
        visitors.going = False
    assert visitors.failed == []
    assert visitors.answered > 60
