"""A record to tell about, a kind of notice, a real mail server, and the worker."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller
from django.utils.translation import get_language, gettext_lazy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from pytest_django import Settings

from vern.core.notices.kinds import Duty, Message, NoticeKind, Topic, notice_kinds, topics
from vern.core.notices.mail import gate
from vern.core.notices.models import Notice
from vern.core.org.actors import SYSTEM
from vern.core.org.models import Person, Unit
from vern.core.org.services.people import NewPerson, register_person
from vern.core.org.services.units import Names, NewUnit, create_unit
from vern.core.records.kinds import Kind, kinds
from vern.core.records.models import Party, Record
from vern.core.records.services import NewRecord, open_record

CASE = Kind("case", gettext_lazy("Case"), "CASE", "org.administer", lambda pk: f"/cases/{pk}/")


def compose(notice: Notice) -> Message:
    """Says which language is active; takes the record's title as it is."""
    title = notice.record.title if notice.record else ""
    return Message(
        subject=f"{get_language()}: {title}",
        text="Something happened.",
        path=f"/cases/{notice.record_id}/",
    )


def fail(notice: Notice) -> Message:
    raise ZeroDivisionError("a secret from the case")


CASES = Topic("cases", gettext_lazy("Cases"), gettext_lazy("What happens in cases."))
KINDS = (
    NoticeKind("case.happened", compose, topic="cases"),
    NoticeKind("case.poison", fail, topic="cases"),
    NoticeKind(
        "case.required",
        compose,
        topic="cases",
        duty=Duty(gettext_lazy("Stopped work"), "AML § 6-3"),
    ),
    NoticeKind(
        "case.reminder",
        compose,
        topic="cases",
        still_holds=lambda notice: notice.record is not None and notice.record.state == "open",
    ),
)


@dataclass
class World:
    record: Record
    people: list[Person]


@pytest.fixture
def make_world() -> Iterator[Callable[..., World]]:
    """Two people, Norwegian and English, and a record with a title of one's choice."""

    def make(title: str = "It happened") -> World:
        unit = create_unit(
            actor=SYSTEM,
            new=NewUnit("UNI", "institution", Names("Uni")),
            parent=None,
            on=dt.date(2020, 1, 1),
        )
        people = [
            register_person(actor=SYSTEM, new=NewPerson("A", "B", f"{x}@vern.example", language=x))
            for x in ("nn", "en")
        ]
        unit = Unit.objects.get(pk=unit.pk)
        record = open_record(new=NewRecord(kind="case", title=title, unit=unit))
        for person in people:
            Party.objects.create(record=record, person=person, part=Party.Part.NAMED)
        return World(record, people)

    with (
        kinds.holding(*kinds, CASE),
        topics.holding(*topics, CASES),
        notice_kinds.holding(*notice_kinds, *KINDS),
    ):
        yield make


@dataclass
class Postbox:
    """A mail server: keeps what it gets, or answers `answer`; refuses the addresses in `unknown`."""

    port: int
    answer: str = "250 OK"
    unknown: dict[str, str] = field(default_factory=dict)
    mails: list[EmailMessage] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.unknown:
            return self.unknown[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            message = email.message_from_bytes(envelope.content, policy=email.policy.default)
            self.mails.append(message)
            self.senders.append(envelope.mail_from)
        return self.answer


@pytest.fixture
def postbox(settings: Settings) -> Iterator[Postbox]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        box = Postbox(port=int(probe.getsockname()[1]))
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = box.port
    gate.open()
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()


def work() -> None:
    """What `vern worker` does, until nothing can be done now."""
    connector = cast("DjangoConnector", app.connector).get_worker_connector()
    with app.replace_connector(connector):
        app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
