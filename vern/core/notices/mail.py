"""One mail, and what the mail server answers."""

from __future__ import annotations

import smtplib
import time
from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _

from vern.core.notices.bounces.address import return_address


class NeverGoes(Exception):  # noqa: N818 (said of a mail)
    """The server refuses this mail for good, or it is no mail. The message is what it answered."""


class ServerAway(Exception):  # noqa: N818 (said of a server)
    """The mail server did not answer a moment ago: this mail has not been tried."""


@dataclass(frozen=True)
class Letter:
    """A mail to one person. `key` names what it tells, such as `notice-12`: its Message-ID and its
    return address come from it, so that the same mail sent twice is the same mail. `law` requires
    it."""

    to: str
    subject: str
    text: str
    key: str
    law: str = ""


class Gate:
    """After a server that does not answer, no other mail tries it for a while: a thousand that wait
    must not each hold a worker until the connection times out."""

    seconds = 30.0

    def __init__(self) -> None:
        self._shut_until = 0.0

    def pass_through(self) -> None:
        if time.monotonic() < self._shut_until:
            raise ServerAway

    def shut(self) -> None:
        self._shut_until = time.monotonic() + self.seconds

    def open(self) -> None:
        self._shut_until = 0.0


gate = Gate()


def post(letter: Letter) -> None:
    """Hand a mail to the server. Raises NeverGoes, or whatever else is worth another try."""
    gate.pass_through()
    try:
        _message(letter).send()
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        _judge(code, answer, error)
    except smtplib.SMTPDataError as error:
        _judge(error.smtp_code, error.smtp_error, error)
    except (ValueError, TypeError) as error:  # such as an address that is none
        raise NeverGoes(type(error).__name__) from error
    except (smtplib.SMTPSenderRefused, smtplib.SMTPNotSupportedError):
        raise  # the server's set-up or ours, for all mail alike
    except OSError:
        gate.shut()
        raise
    gate.open()


def _judge(code: int, answer: bytes | str, error: Exception) -> None:
    """A code from 500 on is final for this mail; below, the server asks us to come again."""
    if code < 500:
        raise error
    said = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    raise NeverGoes(f"{code} {said}"[:200]) from error


def _message(letter: Letter) -> EmailMessage:
    return EmailMessage(
        subject=" ".join(letter.subject.split()),
        body=f"{letter.text}\n\n-- \n{_footer(letter)}\n",
        from_email=return_address(letter.key),
        to=[letter.to],
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            "Message-ID": message_id(letter.key),
            "Auto-Submitted": "auto-generated",  # RFC 3834: no answer that one is on holiday
        },
    )


def _footer(letter: Letter) -> str:
    url = settings.VERN_URL + reverse("notices:settings")
    choose = _("Choose what is mailed to you: %(url)s") % {"url": url}
    if not letter.law:
        return choose
    required = _("This must reach you, and is mailed to you in any case (%(law)s).")
    return f"{required % {'law': letter.law}}\n{choose}"


def message_id(key: str) -> str:
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return f"<{key}@{address.partition('@')[2] or 'localhost'}>"
