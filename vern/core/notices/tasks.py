"""Jobs that mail notices, and the sweep that takes up jobs whose worker died."""

from __future__ import annotations

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from vern.core.notices.mail import send


@app.task(queue="mail", retry=RetryStrategy(max_attempts=12, exponential_wait=4))
def deliver(notice_id: int) -> None:
    """Mail one notice; pauses grow from 4 seconds to some hours."""
    send(notice_id)


@app.periodic(cron="*/5 * * * *")
@app.task(queue="upkeep", retry=RetryStrategy(max_attempts=3, wait=30), pass_context=True)
async def take_up_stalled(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 (a periodic job gets its moment)
    """Let another worker do what a dead one began, whatever module the job belongs to."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.retry_job(job)
