"""The jobs: make a list, make one each month, and erase what is approved."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from vern.hub.retention import erasing, listing

AGAIN = RetryStrategy(max_attempts=3, wait=60)


@app.task(queue="upkeep", retry=AGAIN)
def make_list(run_id: int) -> None:
    """Find what would be erased, for somebody who has asked."""
    listing.fill(run_id=run_id)


@app.periodic(cron="15 4 1 * *")
@app.task(queue="upkeep", queueing_lock="retention.month", retry=AGAIN)
def make_list_of_the_month(timestamp: int) -> None:  # noqa: ARG001 (a periodic job gets its moment)
    """On the first of each month, if anything is due; nobody has to remember it."""
    listing.make_by_itself()


@app.periodic(cron="*/10 * * * *")
@app.task(queue="upkeep", lock="retention.erase", queueing_lock="retention.erase", retry=AGAIN)
def erase(timestamp: int) -> None:  # noqa: ARG001
    """Go on with what is approved. A worker that was stopped goes on where it was."""
    erasing.erase_what_is_due()
