"""Jobs that keep the organisation up to date."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from vern.core.org.services.paths import refresh_paths


# Hourly, not nightly: cron speaks UTC, and a tree that is an hour old costs access.
@app.periodic(cron="5 * * * *")
@app.task(queue="default", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def refresh_todays_tree(timestamp: int) -> None:  # noqa: ARG001 (a periodic job gets its moment)
    """Changes of the tree that were dated ahead begin to hold when their day comes."""
    refresh_paths()
