"""How long to wait before a mail is tried again."""

from __future__ import annotations

from typing import Final

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

LONGEST: Final = 300
"""Seconds. A server that is back after a long outage gets what waits within these."""

ATTEMPTS: Final = 864
"""Three days of the longest pause: then an administrator is asked."""


def pause(attempts: int) -> int:
    """Seconds to wait after so many attempts before this one: 4, 16, 64, 256, and then 300."""
    return int(min(4 ** min(attempts + 1, 5), LONGEST))


class GrowingPauses(BaseRetryStrategy):
    """Tries for three days, with pauses that grow to five minutes."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:  # noqa: ARG002 (the library's form)
        if job.attempts >= ATTEMPTS:
            return None
        return RetryDecision(retry_in={"seconds": pause(job.attempts)})
