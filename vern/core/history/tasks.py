"""The jobs that seal the history and tell its head outside."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from vern.core.history import heads, sealing

AGAIN = RetryStrategy(max_attempts=3, wait=30)


@app.periodic(cron="* * * * *")
@app.task(queue="upkeep", queueing_lock="history.seal", retry=AGAIN)
def seal_history(timestamp: int) -> None:  # noqa: ARG001 (a periodic job gets its moment)
    """What was written in the last minute gets its place in the chain."""
    sealing.seal()
    heads.tell()


@app.periodic(cron="40 3 * * *")
@app.task(queue="upkeep", queueing_lock="history.sweep", retry=AGAIN)
def sweep_history(timestamp: int) -> None:  # noqa: ARG001
    """Once a day every line is looked at, and whoever keeps the head gets it."""
    sealing.seal(everywhere=True)
    heads.tell()
    heads.mail()
