"""Jobs that keep the index in step."""

from __future__ import annotations

import logging

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from vern.hub.search import indexing

log = logging.getLogger(__name__)

SECONDS = 45


@app.periodic(cron="* * * * *")
@app.task(queue="upkeep", lock="search", retry=RetryStrategy(max_attempts=3, wait=30))
def read_what_changed(timestamp: int) -> None:  # noqa: ARG001 (a periodic job gets its moment)
    """What a process left marked when it died, and what was read in by the thousand."""
    indexing.catch_up_for(SECONDS)


@app.periodic(cron="40 1 * * *")
@app.task(queue="upkeep", lock="search", retry=RetryStrategy(max_attempts=3, wait=600))
def look_through_everything(timestamp: int) -> None:  # noqa: ARG001
    """What nobody marked: a term that ended, a content that was changed by hand."""
    wrong = indexing.rebuild()
    log.info("The search was out of step in %s entries", wrong)
