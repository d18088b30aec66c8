"""What came back is noted on the notice it told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from vern.core.kernel import clock
from vern.core.notices.bounces import reports
from vern.core.notices.bounces.mailbox import read_imap, read_maildir
from vern.core.notices.models import Digest, Notice


@dataclass
class Reading:
    """How many mails were read, and how many of them say that a mail of ours did not arrive."""

    mails: int = 0
    bounces: int = 0

    def take(self, raw: bytes) -> None:
        bounce = reports.read(raw)
        if bounce is not None:
            self.bounces += note(bounce)


def configured() -> bool:
    """Whether there is anything to read."""
    return bool(
        settings.VERN_BOUNCES_ADDRESS
        and (settings.VERN_BOUNCES_MAILDIR or settings.VERN_BOUNCES_IMAP)
    )


def read_bounces() -> Reading:
    """Read what is new in the mailboxes. A mail is marked as seen when it has been noted, so that a
    crash loses none; noting one twice changes nothing."""
    reading = Reading()
    if settings.VERN_BOUNCES_ADDRESS and settings.VERN_BOUNCES_MAILDIR:
        reading.mails += read_maildir(Path(settings.VERN_BOUNCES_MAILDIR), reading.take)
    if settings.VERN_BOUNCES_ADDRESS and settings.VERN_BOUNCES_IMAP:
        reading.mails += read_imap(settings.VERN_BOUNCES_IMAP, reading.take)
    return reading


def note(bounce: reports.Bounce) -> int:
    """Mark what the mail told as come back, once. 1 if it was not marked before."""
    name, _dash, pk = bounce.key.partition("-")
    model = {"notice": Notice, "digest": Digest}[name]
    rows = model._default_manager.filter(pk=int(pk), bounced_at__isnull=True)  # noqa: SLF001 (Django's own name for it)
    return rows.update(bounced_at=clock.now(), bounce_status=bounce.status)
