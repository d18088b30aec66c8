"""A mail server that keeps what it gets, and the worker that sends to it."""

from __future__ import annotations

import email
import email.policy
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.controller import Controller
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob

WORK_TIME = 60


@dataclass
class Postbox:
    """Every mail that has come, to whomever. A handler for aiosmtpd."""

    host: str = "127.0.0.1"
    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)

    @classmethod
    @contextmanager
    def open(cls) -> Iterator[Postbox]:
        box = cls(port=_free_port())
        controller = Controller(box, hostname=box.host, port=box.port)
        controller.start()
        try:
            yield box
        finally:
            controller.stop()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        return "250 OK"

    def empty(self) -> None:
        self.mails.clear()

    def to(self, address: str) -> list[EmailMessage]:
        """The mails to one address, oldest first."""
        return [mail for mail in self.mails if address in str(mail["To"])]

    def link(self, address: str) -> str:
        """The link in the newest mail to an address; below it stands one to choose by."""
        mails = self.to(address)
        assert mails, f"no mail to {address}; there is mail to {[m['To'] for m in self.mails]}"
        found, _choose = re.findall(r"http://\S+", text_of(mails[-1]))
        return str(found)


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def _free_port() -> int:
    """A port that nobody uses now (aiosmtpd refuses 0)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def do_waiting_jobs() -> None:
    """What `vern worker` does, until the queue is empty. In a thread: this one has a loop."""
    failed: list[BaseException] = []

    def work() -> None:
        try:
            django_connector = cast("DjangoConnector", app.connector)
            with app.replace_connector(django_connector.get_worker_connector()):
                app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
        except BaseException as error:  # noqa: BLE001 (handed to the thread that waits)
            failed.append(error)

    worker = threading.Thread(target=work)
    worker.start()
    worker.join(WORK_TIME)
    assert not worker.is_alive(), "the worker did not come to an end"
    if failed:
        raise failed[0]
    # What comes every minute may have come just now.
    waiting = ProcrastinateJob.objects.exclude(status="succeeded").exclude(queue_name="upkeep")
    assert not waiting.exists(), f"these jobs failed: {list(waiting.values('task_name', 'args'))}"
