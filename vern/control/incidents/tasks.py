"""Jobs that keep reports in the right hands."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from vern.control.incidents.services.hands import follow_the_day


# Hourly, as the tree: cron speaks UTC, and posts begin at midnight here.
@app.periodic(cron="10 * * * *")
@app.task(queue="default", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def keep_right_hands(timestamp: int) -> None:  # noqa: ARG001 (a periodic job gets its moment)
    """Posts that were dated ahead begin and end when their day comes."""
    follow_the_day()
