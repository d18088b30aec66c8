"""Jobs that mail notices."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from vern.core.notices.mail import send


@app.task(queue="mail", retry=RetryStrategy(max_attempts=12, exponential_wait=4))
def deliver(notice_id: int) -> None:
    """Mail one notice; pauses grow from 4 seconds to some hours."""
    send(notice_id)
