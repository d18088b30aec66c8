"""What the permission table speaks of: the cast, a report and a measure at each unit, reports in each
state at INST, two annual reports; and how to ask for a page of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final, cast
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, SimpleCookie
from django.test import Client
from django.urls import reverse

from tests import cast as casting
from tests.permissions import table
from tests.permissions.cases import (
    CODES,
    Extras,
    add_extras,
    add_stops,
    code_digest,
    decide,
    hand_over,
    make_cases,
    mark,
)
from tests.permissions.table import UNITS
from vern.control.incidents.models import NotificationRule, ReportPlace
from vern.control.incidents.services.places import NewPlace, make_place
from vern.core.files.models import Attachment
from vern.core.measures.models import Measure
from vern.core.measures.services import judge
from vern.core.org.actors import SYSTEM, Actor
from vern.core.org.middleware import CODE, ActorMiddleware, actor_of
from vern.core.org.models import Assignment, OtherEmployer, Room
from vern.core.records.models import Record
from vern.hub.search.indexing import rebuild
from vern.review.annual_report import services as annual_reports
from vern.review.annual_report.outline import outline

DRAFT, PUBLISHED = 2024, 2023
OK: Final = HTTPStatus.OK
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
    cases: dict[str, Record]
    extras: Extras
    reports: dict[str, Record] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    of_cases: dict[str, Measure] = field(default_factory=dict)
    client: Client = field(default_factory=Client)
    signed_in: dict[str, SimpleCookie] = field(default_factory=dict)
    going_on: Measure = field(init=False)
    failed: Measure = field(init=False)
    place: ReportPlace = field(init=False)
    room: Room = field(init=False)
    employer: OtherEmployer = field(init=False)

    @classmethod
    def make(cls) -> World:
        cast = casting.make_cast()
        cases = make_cases(cast)
        world = cls(cast, cases, add_extras(cast, cases["open"]))
        RememberedActors.known.clear()
        world.make_reports()
        world.make_measures()
        world.make_places()
        world.make_annual_reports()
        rebuild()
        return world

    def make_reports(self) -> None:
        self.reports = {
            unit: self.cases["open"] if unit == "INST" else casting.report(self.cast, unit)
            for unit in UNITS
        }

    def make_measures(self) -> None:
        """One for each report; at INST one that goes on all the time and is to be judged."""
        for unit, record in self.reports.items():
            self.measures[unit] = casting.measure(self.cast, record)
        self.going_on, self.failed = (
            decide(
                *(self.cast, self.cases["open"], "open"),
                title=f"{name}, {mark('open')}",
                timing=Measure.Timing.CONTINUOUS,
                check_after=Measure.CheckAfter.ONE,
            )
            for name in ("Gå runde", "Feste bedre")
        )
        judge(actor=SYSTEM, measure=self.failed, effect=Measure.Effect.NO)
        for case in ("restricted", "sealed", "about"):
            self.of_cases[case] = decide(self.cast, self.cases[case], case)
        self.of_cases["open"] = self.measures["INST"]
        hand_over(self.cast, self.cases["sealed"])
        add_stops(self.cast, self.cases)
        for record in self.cases.values():
            record.refresh_from_db()

    def make_places(self) -> None:
        inst, building = self.cast.units["INST"], self.cast.building
        self.place = make_place(actor=SYSTEM, new=NewPlace("Laben", inst))
        self.room = Room.objects.create(building=building, name="101", unit=inst)
        self.employer = OtherEmployer.objects.create(building=building, name="En annen")

    def make_annual_reports(self) -> None:
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

    def ask(self, who: str, page: str, url: str) -> str:
        """The status of the answer; what was done is undone."""
        method, name = page.split()
        self.become(who)
        answer: HttpResponseBase
        if method == "GET":
            answer = self.client.get(url)
        else:
            before = deepcopy(self.client.cookies)
            with transaction.atomic():
                answer = self.client.post(url, SENT.get(name, {}))
                transaction.set_rollback(True)
            self.signed_in[who] = before  # some pages sign one out
        if answer.streaming:
            list(cast("Iterable[bytes]", answer))  # read to its end, it closes its file
        return str(answer.status_code)

    def text_of(self, who: str, url: str) -> str:
        """All that a page says; empty where one does not get it."""
        self.become(who)
        answer = self.client.get(url)
        return answer.content.decode() if answer.status_code == OK else ""

    def become(self, who: str) -> None:
        """One client serves all: making one costs more than a request. Who is nobody of the cast
        and holds no code is a stranger."""
        if who not in self.signed_in:
            self.client.cookies = SimpleCookie()
            if who in self.cast.people:
                user = self.cast.people[who].user
                assert user is not None
                self.client.force_login(user)
            elif who in CODES:
                session = self.client.session
                session[CODE] = code_digest(who)
                session.save()
                self.client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
            self.signed_in[who] = self.client.cookies
        self.client.cookies = self.signed_in[who]

    def of_report(self, name: str, unit: str) -> str:
        return reverse(name, args=[self.reports[unit].pk])

    def of_case(self, name: str, case: str) -> str:
        record, extras = self.cases[case], self.extras
        if name.startswith("files:"):
            return reverse(name, args=[self._photo(record)])
        more: dict[str, Callable[[], int | str]] = {
            "remove_file": lambda: self._photo(record),
            "told": lambda: NotificationRule.objects.values_list("key", flat=True)[0],
            "need_not": lambda: NotificationRule.objects.values_list("key", flat=True)[0],
            "reply": lambda: extras.question.pk,
            "answer_objection": lambda: extras.objection.pk,
            "decide_on_stop": lambda: record.incident.work_stops.values_list("pk", flat=True)[0],
            "stop_reading": lambda: self.cast.people["named"].pk,
        }
        which = name.partition(":")[2]
        return reverse(name, args=[record.pk, *([more[which]()] if which in more else [])])

    def _photo(self, record: Record) -> int:
        return Attachment.objects.filter(record=record).values_list("pk", flat=True)[0]

    def of_learning(self, name: str, _unit: str) -> str:
        pks = {"inquiry": self.extras.inquiry.pk, "answer_inquiry": self.extras.answer.pk}
        return reverse(name, args=[pks.get(name.partition(":")[2], self.extras.lesson.pk)])

    @property
    def all_reports(self) -> str:
        return reverse("incidents:list")

    def lists(self) -> list[str]:
        """Pages that tell of several reports, or of one beside another."""
        opened, inst = self.cases["open"].pk, self.cast.units["INST"].code
        of_measures = [self.of_measure_of_case("measures:show", case) for case in self.of_cases]
        beside = [
            reverse(f"incidents:{page}", args=[opened]) for page in ("show", "similar", "merge")
        ]
        lists = ("overdue", "mine", "committee", "committee_file", "received", "suggestions")
        more = (*lists, "lessons", "places")
        measures = ("measures:mine", "measures:to_judge", "desk:mine")
        return [
            self.all_reports,
            f"{reverse('incidents:overdue')}?all=1",
            *(f"{reverse(f'search:{page}')}?q={mark('')}" for page in ("find", "quick")),
            *(reverse(f"incidents:{page}") for page in more),
            *(reverse(page) for page in measures),
            *(reverse(f"measures:{page}", args=[inst]) for page in ("plan", "plan_csv")),
            *(reverse(f"figures:{page}", args=[FIGURE]) for page in ("show", "csv")),
            self.plain("incidents:place"),
            self.of_place("incidents:poster_place", "INST"),
            reverse("directory:unit", args=[inst]),
            *(*of_measures, *beside),
            *(
                reverse("incidents:show", args=[self.cases[each].pk])
                for each in ("raised", "merged")
            ),
        ]

    def of_place(self, name: str, _unit: str) -> str:
        return reverse(name, args=[self.place.pk])

    def of_measure(self, name: str, unit: str) -> str:
        going_on = name in ("measures:end", "measures:judge")
        again = self.failed if name == "measures:again" else self.measures[unit]
        return reverse(name, args=[(self.going_on if going_on else again).pk])

    def of_measure_of_case(self, name: str, case: str) -> str:
        return reverse(name, args=[self.of_cases[case].pk])

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
        """Pages that belong to no unit; some are of one thing."""
        building, employer = self.cast.building.pk, self.employer.pk
        things: dict[str, list[object]] = {
            "directory:person": [self.cast.people["employee"].pk],
            "incidents:place": [self.place.key],
            "incidents:elsewhere": ["students"],
            "files:waiting": [UUID(int=0), 1],
            **{name: [building] for name in table.OF_A_BUILDING},
            **{name: [self.room.pk] for name in table.OF_A_ROOM},
            **{name: [building, employer] for name in table.OF_AN_EMPLOYER},
        }
        return reverse(name, args=things.get(name, []))
