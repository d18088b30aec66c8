"""Faults 3 and 4: a worker that dies around a mail, and a mail server that is down."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

import psycopg

from faults import reports
from faults.house import House, until
from faults.ledger import Ledger, Outcome
from faults.postbox import Postbox, nothing

REPORTS = 10
GIVEN_UP = 45.0
"""Seconds after which what has not come will not come, where a protection is away."""

TO_COME = """
SELECT DISTINCT (args->>'notice_id')::bigint FROM procrastinate_jobs
WHERE task_name = 'vern.core.notices.tasks.deliver'
"""
LEFT_OUT = """
SELECT id FROM notices_notice WHERE settled_at IS NOT NULL OR digest_id IS NOT NULL OR way = 'digest'
"""


def _expected(house: House) -> set[int]:
    """The notices that are to be mailed at once, asked past the application."""
    with psycopg.connect(house.cluster.url(database="vern")) as server:
        queued = {row[0] for row in server.execute(TO_COME)}
        return queued - {row[0] for row in server.execute(LEFT_OUT)}


def _report(house: House) -> None:
    people = reports.senders(house, 2)
    ledger = Ledger(house.home / f"mail-{time.monotonic_ns()}.jsonl")
    reports.send_many(house, people, ledger, REPORTS)


@contextlib.contextmanager
def _afresh(house: House) -> Iterator[None]:
    """Nothing waits from earlier faults."""
    house.as_administrator(
        "DELETE FROM procrastinate_events",
        "DELETE FROM procrastinate_periodic_defers",
        "DELETE FROM procrastinate_jobs",
        "UPDATE notices_notice SET sent_at = now() WHERE sent_at IS NULL",
    )
    with house.serving():
        yield


def worker_killed(house: House, *, protected: bool = True, times: int = 10) -> Outcome:
    """kill -9 of the worker, in turn just before and just after the server has taken a mail."""
    without = "" if protected else "taking up what a dead worker began"
    times = times if protected else min(times, 3)
    box, killed = Postbox(house.mail_port), [0]

    def kill() -> None:
        box.before = box.after = nothing
        if "worker" in house.processes:  # two mails may come at the same time
            killed[0] += 1
            house.kill("worker")

    with _afresh(house), box.open():
        _report(house)
        began = time.monotonic()
        for round_ in range(times):
            box.before, box.after = (kill, nothing) if round_ % 2 else (nothing, kill)
            house.start_worker(without=without)
            with contextlib.suppress(TimeoutError):
                before = killed[0]
                until(lambda: killed[0] > before, seconds=20, what="a mail")  # noqa: B023 (asked at once)
            box.before = box.after = nothing
            house.stop("worker")  # where no mail came: none goes on beside the next
        with house.working(without=without):
            came = _wait_for_all(house, box, protected=protected)
        took = time.monotonic() - began
    return _counted(came, box, took, allowed=times, also=f"{killed[0]} kills")


def mail_server_down(house: House, *, protected: bool = True, seconds: float = 25.0) -> Outcome:
    """Nobody answers for a while; then all mail comes."""
    without = "" if protected else "trying again"
    box = Postbox(house.mail_port)
    with _afresh(house), house.working(without=without):
        _report(house)
        time.sleep(seconds)
        began = time.monotonic()
        with box.open():
            came = _wait_for_all(house, box, protected=protected)
        took = time.monotonic() - began
    return _counted(came, box, took, also=f"down for {seconds:.0f} s")


def _wait_for_all(house: House, box: Postbox, *, protected: bool) -> set[int]:
    """The notices that are to come, when they have, or have not for long."""
    with contextlib.suppress(TimeoutError):
        until(
            lambda: _expected(house) <= set(box.notices),
            seconds=420.0 if protected else GIVEN_UP,
            what="all mail",
        )
    return _expected(house)


def _counted(
    expected: set[int], box: Postbox, took: float, *, allowed: int = 0, also: str = ""
) -> Outcome:
    """A mail twice with the same Message-ID after a kill is one to whoever reads it; `allowed` is
    how often that may be."""
    came = box.notices
    again = sum(many - 1 for many in came.values())
    return Outcome(
        acknowledged=len(expected),
        lost=len(expected - set(came)),
        doubled=max(0, again - allowed),
        recovered=took,
        also=f"{also}, {again} twice with one id" if again else also,
    )
