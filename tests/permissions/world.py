"""What the permission table speaks of: the cast, a report and a measure at each unit, two annual
reports; and how to ask for a page of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, cast

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, SimpleCookie
from django.test import Client
from django.urls import reverse

from tests import cast as casting
from tests.permissions.table import UNITS
from vern.core.files.models import Attachment
from vern.core.measures.models import Measure
from vern.core.org.actors import SYSTEM, Actor
from vern.core.org.middleware import ActorMiddleware, actor_of
from vern.core.org.models import Assignment
from vern.core.records.models import Record
from vern.review.annual_report import services as annual_reports
from vern.review.annual_report.outline import outline

DRAFT, PUBLISHED = 2024, 2023
FIGURE: Final = "incidents.by_category"

# Who stands for the people of a unit where administration is asked for.
SOMEONE_AT: Final = {
    "INST": "employee",
    "FAK": "leader_above",
    "SEK": "leader_below",
    "SIDE": "leader_sibling",
    "FJERN": "employee_outside",
}
AREA_AT: Final = {"SIDE": "OMR-SIDE", "FJERN": "OMR-FJERN"}

# What a form needs to be accepted, where an empty one would not show who may send it.
SENT: Final[Mapping[str, Mapping[str, str]]] = {
    "annual_report:section": {"text": "Nytt.", "base": "1"},
    "annual_report:restore": {"base": "1"},
}

ACTORS: Final = f"{ActorMiddleware.__module__}.{ActorMiddleware.__qualname__}"

Table = dict[str, dict[str, str]]


def read(text: str, *, words: int = 1) -> Table:
    """A table from its text: column heads first, then rows that begin with a name of so many
    words."""
    heads, *rows = (line.split() for line in text.strip().splitlines())
    table = {" ".join(row[:words]): dict(zip(heads, row[words:], strict=True)) for row in rows}
    assert len(table) == len(rows), "a row stands twice"
    return table


class RememberedActors:
    """The actor of each person is found once by `actor_of`, then remembered: that is half the time
    of a request, and every question leaves all as it was."""

    known: Final[dict[str, Actor]] = {}

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        if session not in self.known:
            self.known[session] = actor_of(request)
        request.actor = self.known[session]  # type: ignore[attr-defined]
        return self.get_response(request)


@dataclass
class World:
    """Made once for all questions; every question leaves it as it was."""

    cast: casting.Cast
    reports: dict[str, Record] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    photos: dict[str, Attachment] = field(default_factory=dict)
    client: Client = field(default_factory=Client)
    signed_in: dict[str, SimpleCookie] = field(default_factory=dict)

    @classmethod
    def make(cls) -> World:
        world = cls(casting.make_cast())
        RememberedActors.known.clear()
        for unit in UNITS:
            record = casting.report(world.cast, unit, photo=True)
            world.reports[unit] = record
            world.measures[unit] = casting.measure(world.cast, record)
            world.photos[unit] = Attachment.objects.get(record=record)
        written = {(each.key, "nb"): "Skrevet." for each in outline().sections}
        annual_reports.publish_written(
            actor=SYSTEM, year=PUBLISHED, texts=written, extract_on=dt.date(PUBLISHED + 1, 3, 1)
        )
        draft = annual_reports.start(actor=SYSTEM, year=DRAFT)
        annual_reports.write_section(
            actor=SYSTEM,
            report=draft,
            section=outline().sections[0].key,
            language="nb",
            text="Begynt.",
            base=0,
        )
        return world

    def ask(self, who: str, page: str, url: str) -> str:
        """The status of the answer; what was done is undone. Who is nobody of the cast is a
        stranger."""
        method, name = page.split()
        self.client.cookies = self._cookies_of(who)
        answer: HttpResponseBase
        if method == "GET":
            answer = self.client.get(url)
        else:
            with transaction.atomic():
                answer = self.client.post(url, SENT.get(name, {}))
                transaction.set_rollback(True)
        if answer.streaming:
            list(cast("Iterable[bytes]", answer))  # read to its end, it closes its file
        return str(answer.status_code)

    def _cookies_of(self, who: str) -> SimpleCookie:
        """One client serves all: making one costs more than a request."""
        if who not in self.signed_in:
            self.client.cookies = SimpleCookie()
            if who in self.cast.people:
                user = self.cast.people[who].user
                assert user is not None
                self.client.force_login(user)
            self.signed_in[who] = self.client.cookies
        return self.signed_in[who]

    def of_report(self, name: str, unit: str) -> str:
        pk = self.photos[unit].pk if name == "files:show" else self.reports[unit].pk
        return reverse(name, args=[pk])

    def of_measure(self, name: str, unit: str) -> str:
        return reverse(name, args=[self.measures[unit].pk])

    def of_unit(self, name: str, unit: str) -> str:
        if not name.startswith("figures:"):
            return reverse(name, args=[unit])
        key = [] if name == "figures:index" else [FIGURE]
        return f"{reverse(name, args=key)}?unit={unit}"

    def of_administration(self, name: str, unit: str) -> str:
        someone = self.cast.people[SOMEONE_AT[unit]]
        if name.startswith("directory:person"):
            return reverse(name, args=[someone.pk])
        if name == "directory:end":
            return reverse(name, args=[Assignment.objects.get(person=someone).pk])
        if name.startswith("directory:area"):
            return reverse(name, args=[AREA_AT.get(unit, "OMR-INST")])
        return reverse(name, args=[unit])

    def of_year(self, name: str, year: int) -> str:
        text = [outline().sections[0].key, "nb"]
        more: dict[str, list[str | int]] = {
            "section": [*text],
            "versions": [*text],
            "version": [*text, 1],
            "restore": [*text, 1],
        }
        if name == "annual_report:of_record":
            return reverse(name, args=[Record.objects.get(annual_report__year=year).pk])
        return reverse(name, args=[year, *more.get(name.partition(":")[2], [])])

    def plain(self, name: str) -> str:
        if name == "directory:person":
            return reverse(name, args=[self.cast.people["employee"].pk])
        return reverse(name)
