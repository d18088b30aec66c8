"""Jobs that mail notices, and the sweeps that find what should have been mailed."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.types import JSONDict

from vern.core.notices import sweeps
from vern.core.notices.bounces.services import configured, read_bounces
from vern.core.notices.delivery import send, send_digest
from vern.core.notices.pauses import ATTEMPTS, GrowingPauses

KEPT_HOURS = 7 * 24


@app.task(queue="mail", retry=GrowingPauses(), pass_context=True)
def deliver(context: JobContext, notice_id: int) -> None:
    """Mail one notice."""
    send(notice_id, last=_last(context))


@app.task(queue="mail", retry=GrowingPauses(), pass_context=True)
def deliver_digest(context: JobContext, digest_id: int) -> None:
    """Mail one digest."""
    send_digest(digest_id, last=_last(context))


def _last(context: JobContext) -> bool:
    return context.job.attempts >= ATTEMPTS


@app.periodic(cron="*/5 * * * *")
@app.task(queue="upkeep", lock="notices.sweep", retry=RetryStrategy(max_attempts=3, wait=30))
def sweep(timestamp: int) -> None:  # noqa: ARG001 (a periodic job gets its moment)
    """Queue what should have been mailed and has no job; from seven o'clock on, the digests.

    Every five minutes, not once at seven: cron speaks UTC, and a worker may be down at seven.
    """
    while sweeps.make_digests():
        pass  # what was made is found by what follows, or by the next sweep
    while queue_again():
        pass


@transaction.atomic
def queue_again(*, patience: dt.timedelta = sweeps.PATIENCE) -> int:
    """Give a job to what has none and is as old as this. How many there were."""
    notices = sweeps.forgotten_notices(deliver.name, patience)
    digests = sweeps.forgotten_digests(deliver_digest.name)
    if notices:
        deliver.batch_defer(*(_argument("notice_id", pk) for pk in notices))
    if digests:
        deliver_digest.batch_defer(*(_argument("digest_id", pk) for pk in digests))
    return len(notices) + len(digests)


def _argument(name: str, pk: int) -> JSONDict:
    return {name: pk}


@app.periodic(cron="* * * * *")
@app.task(queue="upkeep", retry=RetryStrategy(max_attempts=3, wait=30), pass_context=True)
async def take_up_stalled(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 (a periodic job gets its moment)
    """Let another worker do what a dead one began, whatever module the job belongs to."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.retry_job(job)


@app.periodic(cron="35 2 * * *")
@app.task(queue="upkeep", retry=RetryStrategy(max_attempts=3, wait=60), pass_context=True)
async def drop_old_jobs(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 (a periodic job gets its moment)
    """Done jobs are of no use after a week: the sweeps look through those that are left."""
    await context.app.job_manager.delete_old_jobs(nb_hours=KEPT_HOURS)


@app.periodic(cron="*/10 * * * *")
@app.task(queue="upkeep", lock="notices.bounces", retry=RetryStrategy(max_attempts=3, wait=60))
def read_mail_that_came_back(timestamp: int) -> None:  # noqa: ARG001 (a periodic job gets its moment)
    """Read the delivery reports, where a mailbox for them is set up."""
    if configured():
        read_bounces()
