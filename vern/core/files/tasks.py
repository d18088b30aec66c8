"""The jobs that drop what was never sent or is gone, and let files be scanned."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from vern.core.files import pending, scanning, store


@app.periodic(cron="25 * * * *")
@app.task(queue="upkeep", retry=RetryStrategy(max_attempts=3, wait=60))
def drop_old_waiting_files(timestamp: int) -> None:  # noqa: ARG001 (a periodic job gets its moment)
    """Files wait for a day."""
    pending.sweep()
    pending.sweep_the_store()


@app.periodic(cron="50 2 * * *")
@app.task(queue="upkeep", retry=RetryStrategy(max_attempts=3, wait=60))
def drop_unused_files(timestamp: int) -> None:  # noqa: ARG001
    """Bytes go with the last record that had them, also where the process died in between."""
    store.sweep()


@app.task(queue="scan", retry=RetryStrategy(max_attempts=4, exponential_wait=3))
def scan_file(attachment_id: int) -> None:
    """A new file, as soon as it is attached."""
    scanning.scan_by_key(attachment_id)


@app.periodic(cron="*/5 * * * *")
@app.task(queue="scan", queueing_lock="files.scan", retry=RetryStrategy(max_attempts=2, wait=30))
def scan_waiting_files(timestamp: int) -> None:  # noqa: ARG001
    """What could not be scanned because the scanner was down, or before there was one."""
    scanning.scan_waiting()
