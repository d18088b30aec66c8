"""The job that keeps deadlines in step and reminds of them."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from vern.hub.calendar import reminding, sweeping


@app.periodic(cron="* * * * *")
@app.task(queue="upkeep", lock="calendar", retry=RetryStrategy(max_attempts=3, wait=30))
def keep_deadlines(timestamp: int) -> None:  # noqa: ARG001 (a periodic job gets its moment)
    """Derive what falls due, then remind of it. Every minute: what is done should soon be gone,
    and a worker that was down makes up for it when it is back."""
    try:
        sweeping.sweep()
    finally:
        reminding.remind()
