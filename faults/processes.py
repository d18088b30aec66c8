"""Faults 1, 2 and 6: processes that are killed, a database that crashes, one form many times."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from faults import reports
from faults.house import House, until
from faults.ledger import Acknowledged, Ledger, Outcome

SLOW = 0.4
"""Seconds that an answer may be on its way: the time in which it can be lost."""
OF_CONTROL = 60
"""Submissions that show whether it can hurt."""


def _ledger(house: House) -> Ledger:
    return Ledger(house.home / f"ledger-{time.monotonic_ns()}.jsonl")


def web_process_killed(house: House, *, protected: bool = True, how_many: int = 200) -> Outcome:
    """kill -9 of web processes during submissions with photos, each sent again until received."""
    ledger, killed, longest = _ledger(house), [0], [0.0]
    how_many = how_many if protected else min(how_many, OF_CONTROL)

    def kill_some(done: threading.Event) -> None:
        while not done.wait(random.uniform(0.2, 0.8)):
            workers = house.children_of("web")
            if not workers:
                continue
            with contextlib.suppress(ProcessLookupError):
                os.kill(random.choice(workers), signal.SIGKILL)
                killed[0] += 1
                longest[0] = max(longest[0], until(house.answers, what="the web server"))

    with house.serving(without="" if protected else "submission keys", slow=SLOW):
        people = reports.senders(house)
        with reports.beside(kill_some):
            reports.send_many(house, people, ledger, how_many, with_photo=True)
        found = reports.outcome(house, ledger, recovered=longest[0])
    return Outcome(
        found.acknowledged, found.lost, found.doubled, found.recovered, f"{killed[0]} kills"
    )


def database_crashed(house: House, *, protected: bool = True, times: int = 10) -> Outcome:
    """PostgreSQL crashes under load. Unprotected: it says yes before what it has is on the disk."""
    ledger, longest = _ledger(house), [0.0]
    times = times if protected else min(times, 2)  # one is enough to hurt

    def crash(_done: threading.Event) -> None:
        for _ in range(times):
            time.sleep(random.uniform(0.8, 1.6))
            house.crash_database()
            before = len(ledger.lines)
            began = time.monotonic()
            house.cluster.start()
            until(lambda: len(ledger.lines) > before, what="the next report")  # noqa: B023 (asked at once)
            longest[0] = max(longest[0], time.monotonic() - began)
        crashed.set()

    crashed = threading.Event()
    with house.serving():
        people, unit = reports.senders(house), reports.unit_of(house)
        if not protected:
            _commit_carelessly(house)  # from here on: nobody is signed out by a crash
        with reports.beside(crash):
            while not crashed.is_set():
                reports.send_many(house, people, ledger, 8, unit=unit)
        if not protected:
            house.crash_database()
            house.cluster.start()
            _commit_carefully(house)
            until(house.answers, what="the web server")
        found = reports.outcome(house, ledger, recovered=longest[0])
    return Outcome(
        found.acknowledged, found.lost, found.doubled, found.recovered, f"{times} crashes"
    )


def _commit_carelessly(house: House) -> None:
    house.as_administrator(
        "CHECKPOINT",
        "ALTER SYSTEM SET synchronous_commit = off",
        "ALTER SYSTEM SET wal_writer_delay = '10s'",
        "ALTER SYSTEM SET wal_writer_flush_after = '1GB'",
        "SELECT pg_reload_conf()",
    )


def _commit_carefully(house: House) -> None:
    house.as_administrator("ALTER SYSTEM RESET ALL", "SELECT pg_reload_conf()")


def one_form_many_times(house: House, *, protected: bool = True, how_many: int = 50) -> Outcome:
    """Fifty parallel copies of one submission: one report, and fifty times the same answer."""
    ledger = _ledger(house)
    with house.serving(without="" if protected else "submission keys"):
        sender = house.visitor(reports.SENDER)
        form = reports.write(sender, reports.unit_of(house), files=(reports.photo(7),))
        with ThreadPoolExecutor(how_many) as crowd:
            answers = list(
                crowd.map(
                    lambda _n: sender.post("/report/", form.fields, form.files), range(how_many)
                )
            )
        numbers = {reports.number_of(each) for each in answers}
        for pk in numbers - {None}:
            ledger.note(Acknowledged(form.mark, form.key, pk or 0, 1))
        found = reports.outcome(house, ledger)
    different = len(numbers) - 1
    return Outcome(
        how_many, found.lost, max(found.doubled, different), None, f"{how_many} copies at once"
    )


def files_without_rows(house: House) -> int:
    """Files in the store that no report has."""
    named = str(house.one("SELECT string_agg(digest, ' ') FROM files_attachment") or "")
    stored = [each for each in Path(house.files).rglob("*") if each.is_file()]
    kept = [each for each in stored if "pending" not in each.parts]
    return sum(each.name.removesuffix(".small") not in named for each in kept)


def clock_jumps(house: House, *, protected: bool = True) -> Outcome:
    """Deadlines, numbers and lateness in nights of 23 and 25 hours, at New Year, on a leap day, and
    with a clock that is set to and fro, against a reference of their own."""
    said = house.command(
        "-m", "faults.clocks", FAULTS_WITHOUT="" if protected else "Norwegian time"
    )
    found = json.loads(said.splitlines()[-1])
    return Outcome(found["right"] + found["wrong"], found["wrong"], 0)
