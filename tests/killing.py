"""A worker that is killed when the mail server has taken a mail, before it can note it. A settings
module for a process of its own, and its mail backend."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from vern.site.settings import *  # noqa: F403 (all of them but one)

EMAIL_BACKEND = "tests.killing.KilledAfterSending"


class KilledAfterSending(EmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        super().send_messages(email_messages)
        os.kill(os.getpid(), signal.SIGKILL)
        return 0
