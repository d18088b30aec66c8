"""What the permission table speaks of: the cast, a report and a measure at each unit, reports in each
state at INST, two annual reports; and how to ask for a page of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from typing import Final
from uuid import UUID

from django.test import Client, override_settings
from django.urls import reverse

from tests import cast as casting
from tests.permissions import changes, own, retained, rounds, table
from tests.permissions.asking import BLANK_TEMPLATES, LET_IN, SIGN_IN, Door, Known, RememberedActors
from tests.permissions.cases import (
    CODES,
    Extras,
    LooseEnds,
    add_extras,
    add_loose_ends,
    code_digest,
    decide,
    hand_over,
    make_cases,
    mark,
    tell,
)
from tests.permissions.few import Few, make_few
from tests.permissions.risk import Risks, make_risks
from tests.permissions.table import STRANGER, UNITS
from vern.control.incidents.models import NotificationRule, ReportPlace
from vern.control.incidents.services.common import SAME_FORM
from vern.control.incidents.services.places import NewPlace, make_place
from vern.core.files.models import Attachment
from vern.core.kernel import clock
from vern.core.kernel.recent import SIGN_INS
from vern.core.measures.models import Measure
from vern.core.measures.services import judge
from vern.core.notices.models import Notice
from vern.core.org.actors import SYSTEM, for_person
from vern.core.org.middleware import CODE
from vern.core.org.models import Absence, Assignment, OtherEmployer, Room
from vern.core.org.services.absences import say_away
from vern.core.records.models import Record
from vern.hub.calendar import feeds
from vern.hub.calendar.models import Feed
from vern.hub.calendar.sweeping import sweep
from vern.hub.retention.models import Hold, Run
from vern.hub.search.indexing import rebuild
from vern.organise.relay.models import Relay
from vern.review.annual_report import services as annual_reports
from vern.review.annual_report.outline import outline

DRAFT, PUBLISHED = 2024, 2023
FIGURE: Final = "incidents.by_category"
REQUIREMENT: Final = "incidents.handled_in_time"

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
    "relay:begin": {"unit": "INST"},
    "rounds:sign": {"by": "leader"},
    "annual_report:section": {"text": "Nytt.", "base": "1"},
    "annual_report:restore": {"base": "1"},
}


@dataclass
class World:
    """Made once for all questions; every question leaves it as it was."""

    cast: casting.Cast
    cases: dict[str, Record]
    extras: Extras
    door: Door = field(default_factory=Door)
    reports: dict[str, Record] = field(default_factory=dict)
    loose: dict[str, LooseEnds] = field(default_factory=dict)
    photos: dict[int, int] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    of_cases: dict[str, Measure] = field(default_factory=dict)
    going_on: dict[str, Measure] = field(default_factory=dict)
    failed: dict[str, Measure] = field(default_factory=dict)
    let_in: set[tuple[str, str, str]] = field(default_factory=set)
    place: ReportPlace = field(init=False)
    room: Room = field(init=False)
    employer: OtherEmployer = field(init=False)
    came_back: Notice = field(init=False)
    feed: Feed = field(init=False)
    away: Absence = field(init=False)
    relay: Relay = field(init=False)
    risks: Risks = field(init=False)
    changing: changes.Made = field(init=False)
    begun: Relay = field(init=False)
    listed: Run = field(init=False)
    held: Hold = field(init=False)
    round: Record = field(init=False)
    few: Few = field(init=False)

    @classmethod
    def make(cls) -> World:
        cast = casting.make_cast()
        cases = make_cases(cast)
        world = cls(cast, cases, add_extras(cast, cases["open"]))
        world.meet()
        world.make_reports()
        world.make_measures()
        world.make_places()
        world.make_notice()
        world.make_absence()
        world.make_relay()
        world.changing = changes.Made(cast)
        world.round = rounds.make_round(cast)
        world.make_retention()
        world.make_annual_reports()
        world.risks = make_risks(cast)
        world.few = make_few(cast, linked_with=cases["open"])
        rebuild()
        world.make_calendar()
        return world

    def make_reports(self) -> None:
        self.reports = {
            unit: self.cases["open"] if unit == "INST" else tell(self.cast, unit, unit=unit)
            for unit in UNITS
        }
        photos = Attachment.objects.order_by("-pk").values_list("record", "pk")
        self.photos = dict(photos)

    def make_measures(self) -> None:
        """Three for each report: to do, going on all the time and to be judged, and judged."""
        for unit, record in self.reports.items():
            self.measures[unit] = casting.measure(self.cast, record)
            self.going_on[unit], self.failed[unit] = (
                decide(
                    *(self.cast, record, "open" if unit == "INST" else unit),
                    by=SYSTEM,
                    title=f"{name}, {mark('open' if unit == 'INST' else unit)}",
                    timing=Measure.Timing.CONTINUOUS,
                    check_after=Measure.CheckAfter.ONE,
                )
                for name in ("Gå runde", "Feste bedre")
            )
            judge(actor=SYSTEM, measure=self.failed[unit], effect=Measure.Effect.NO)
        for case in ("restricted", "sealed", "about"):
            self.of_cases[case] = decide(self.cast, self.cases[case], case)
        self.of_cases["open"] = self.measures["INST"]
        with clock.at(clock.now() - 2 * SAME_FORM):  # a second click says that it is done
            hand_over(self.cast, self.cases["sealed"])
        for record in self.told.values():
            record.refresh_from_db()
        self.loose = add_loose_ends(self.cast, self.told)

    @property
    def told(self) -> dict[str, Record]:
        """Every report that the table speaks of, by case, or by unit if not at INST."""
        return {**{unit: self.reports[unit] for unit in UNITS[1:]}, **self.cases}

    def make_places(self) -> None:
        inst, building = self.cast.units["INST"], self.cast.building
        self.place = make_place(actor=SYSTEM, new=NewPlace("Laben", inst))
        self.room = Room.objects.create(building=building, name="101", unit=inst)
        self.employer = OtherEmployer.objects.create(building=building, name="En annen")

    def make_notice(self) -> None:
        """To the leader, of what the law says they must be told, and it came back."""
        self.came_back = Notice.objects.create(
            person=self.cast.people["leader"],
            kind="incident.work_stopped",
            record=self.cases["given"],
            created_at=clock.now(),
            sent_at=clock.now(),
            bounced_at=clock.now(),
        )

    def make_calendar(self) -> None:
        sweep()
        self.feed = feeds.renew(actor=for_person(self.cast.people["employee"]))

    def make_absence(self) -> None:
        """To come: it gives nobody anything yet."""
        first = clock.today() + dt.timedelta(days=60)
        self.away = say_away(
            actor=SYSTEM,
            person=self.cast.people["deputy_leader"],
            first=first,
            last=first,
            cover=self.cast.people["coordinator"],
        )

    def make_relay(self) -> None:
        self.relay = Relay.objects.create(
            unit=self.cast.units["INST"],
            leaves=self.cast.people["leader"],
            began_at=clock.now(),
            left_at=clock.now(),
        )
        self.begun = Relay.objects.create(
            unit=self.cast.units["SIDE"],
            leaves=self.cast.people["leader_sibling"],
            began_at=clock.now(),
        )

    def make_retention(self) -> None:
        """A list that waits to be approved, and a case that is held."""
        now, department = clock.now(), self.cast.people["hse_department"]
        self.listed = Run.objects.create(state=Run.State.PREPARED, prepared_at=now)
        self.held = Hold.objects.create(
            record=self.reports["INST"], reason="Et krav", placed_by=department, placed_at=now
        )

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

    def meet(self) -> None:
        """Make everyone known at the door: a stranger too, who is nobody."""
        RememberedActors.known.clear()
        Known.sessions.clear()
        Known.sessions[STRANGER] = {}
        Known.sessions.update({who: {CODE: code_digest(who)} for who in CODES})
        for who, person in self.cast.people.items():
            client = Client()
            assert person.user is not None
            client.force_login(person.user)
            now = [{"method": "test", "at": clock.now().timestamp()}]
            Known.sessions[who] = {**client.session, SIGN_INS: now}

    def text_of(self, who: str, url: str) -> str:
        """All that a page says; empty where one does not get it."""
        answer = self.door.ask(who, "GET", url)
        if answer.status_code != HTTPStatus.OK:
            return ""
        return str(answer.getvalue().decode(errors="replace"))

    def leads_somewhere(self, who: str, method: str, url: str) -> bool:
        """Whether someone who goes there is let in, or can sign in. What was found so is not asked
        again."""
        if (who, method, url) not in self.let_in:
            welcome = LET_IN if who in self.cast.people else (*LET_IN, SIGN_IN)
            with override_settings(TEMPLATES=BLANK_TEMPLATES):
                if self.door.outcome(who, method, url) not in welcome:
                    return False
            self.let_in.add((who, method, url))
        return True

    def of_report(self, name: str, place: str) -> str:
        """A page of the report at a unit, or of the one in a case."""
        record, loose = self.told[place], self.loose[place]
        if name.startswith("files:"):
            return reverse(name, args=[self.photos[record.pk]])
        more: dict[str, Callable[[], int | str]] = {
            "remove_file": lambda: self.photos[record.pk],
            "told": lambda: self.rule,
            "need_not": lambda: self.rule,
            "reply": lambda: loose.question.pk,
            "answer_objection": lambda: loose.objection.pk,
            "decide_on_stop": lambda: loose.stop.pk,
            "stop_reading": lambda: self.cast.people["named"].pk,
        }
        which = name.partition(":")[2]
        return reverse(name, args=[record.pk, *([more[which]()] if which in more else [])])

    @cached_property
    def rule(self) -> str:
        """Someone who must be told of an event."""
        return str(NotificationRule.objects.values_list("key", flat=True)[0])

    def of_learning(self, name: str, _unit: str) -> str:
        pks = {"inquiry": self.extras.inquiry.pk, "answer_inquiry": self.extras.answer.pk}
        return reverse(name, args=[pks.get(name.partition(":")[2], self.extras.lesson.pk)])

    def of_change(self, name: str, _unit: str) -> str:
        return self.changing.address(name)

    @property
    def all_reports(self) -> str:
        return reverse("incidents:list")

    def of_round(self, name: str, _unit: str) -> str:
        return rounds.address(self.round, name)

    def of_place(self, name: str, _unit: str) -> str:
        return reverse(name, args=[self.place.pk])

    def of_measure(self, name: str, unit: str) -> str:
        to_judge = {"measures:end": self.going_on, "measures:judge": self.going_on}
        of_page = {"measures:again": self.failed, **to_judge}
        return reverse(name, args=[of_page.get(name, self.measures)[unit].pk])

    def of_measure_of_case(self, name: str, case: str) -> str:
        return reverse(name, args=[self.of_cases[case].pk])

    def of_risk(self, name: str, unit: str) -> str:
        return self.risks.address(name, unit)

    def of_unit(self, name: str, unit: str) -> str:
        if name.startswith("evidence:"):
            which = [] if name == "evidence:unit" else [REQUIREMENT]
            return f"{reverse(name, args=which)}?unit={unit}"
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
            "calendar:timing": ["incidents.to_handle"],
            "changes:end_speaker": [self.changing.speaker.pk],
            "calendar:feed": [self.feed.key, feeds.code_of(self.feed.key)],
            "privacy:statement": ["privacy"],
            "files:waiting": [UUID(int=0), 1],
            **{name: ["incidents.categories"] for name in ("content:kind", "content:new")},
            **{name: ["incidents.categories", "fire"] for name in table.OF_CONTENT},
            **{name: [building] for name in table.OF_A_BUILDING},
            **{name: [self.room.pk] for name in table.OF_A_ROOM},
            **{name: [self.came_back.pk] for name in own.OF_A_NOTICE},
            **{name: [self.away.pk] for name in own.OF_AN_ABSENCE},
            **{name: [self.relay.pk] for name in own.OF_A_RELAY},
            **{name: [self.begun.pk] for name in own.OF_A_BEGUN_RELAY},
            **{name: [self.listed.pk] for name in retained.OF_A_LIST},
            "retention:lift": [self.held.pk],
            **{name: [building, employer] for name in table.OF_AN_EMPLOYER},
        }
        return reverse(name, args=things.get(name, []))
