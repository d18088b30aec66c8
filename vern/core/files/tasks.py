"""The job that drops files that were never sent."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from vern.core.files import pending


@app.periodic(cron="25 * * * *")
@app.task(queue="upkeep", retry=RetryStrategy(max_attempts=3, wait=60))
def drop_old_waiting_files(timestamp: int) -> None:  # noqa: ARG001 (a periodic job gets its moment)
    """Files wait for a day."""
    pending.sweep()
    pending.sweep_the_store()
