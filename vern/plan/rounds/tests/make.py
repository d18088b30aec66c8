"""A small institution with rounds: UNI > FAC > DEP > SEC, and SIDE beside DEP."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from PIL import Image

from vern.core.files.uploads import NewAttachment, receive
from vern.core.kernel import clock
from vern.core.kernel.testing.client import AuditedClient
from vern.core.measures import services as measures
from vern.core.measures.models import Measure
from vern.core.org.actors import SYSTEM, Actor, for_person
from vern.core.org.models import Person, RoleKey, Unit
from vern.core.org.services.areas import AreaPart, draw_area
from vern.core.org.services.paths import refresh_paths
from vern.core.org.services.people import NewPerson, appoint, open_account, register_person
from vern.core.org.services.units import Names, NewUnit, create_unit
from vern.core.records.models import Record
from vern.plan.rounds.models import Checkpoint, Finding, Round, Signature
from vern.plan.rounds.rules import Outcome, Verdict
from vern.plan.rounds.services import follow_up, mapping, planning
from vern.plan.rounds.services.mapping import NewMark

BEGAN: Final = dt.date(2020, 1, 1)
TREE: Final = {"UNI": None, "FAC": "UNI", "DEP": "FAC", "SEC": "DEP", "SIDE": "FAC"}
KINDS: Final = {"UNI": "institution", "FAC": "faculty", "SEC": "section"}
POSTS: Final = {
    "leader": (RoleKey.LEADER, "DEP"),
    "dean": (RoleKey.LEADER, "FAC"),
    "rector": (RoleKey.LEADER, "UNI"),
    "rep": (RoleKey.SAFETY_REP, "DEP"),
    "chief": (RoleKey.LOCAL_CHIEF_REP, "FAC"),
    "coordinator": (RoleKey.COORDINATOR, "DEP"),
    "employee": (RoleKey.EMPLOYEE, "DEP"),
    "student": (RoleKey.STUDENT, "DEP"),
    "student_rep": (RoleKey.STUDENT_REP, "DEP"),
    "below": (RoleKey.EMPLOYEE, "SEC"),
    "sibling": (RoleKey.EMPLOYEE, "SIDE"),
    "sibling_leader": (RoleKey.LEADER, "SIDE"),
}
LAB, OFFICE = "Lab 2", "Office 3"


@dataclass
class World:
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def actor(self, key: str) -> Actor:
        return for_person(self.people[key])

    def client(self, key: str) -> AuditedClient:
        user = self.people[key].user
        assert user is not None
        client = AuditedClient(headers={"accept-language": "en"})
        client.force_login(user)
        return client


def world() -> World:
    found = World()
    for code, above in TREE.items():
        parent = found.units[above] if above else None
        kind = KINDS.get(code, "department")
        new = NewUnit(code, kind, Names(code), reports=kind == "department")
        found.units[code] = create_unit(
            actor=SYSTEM, new=new, parent=parent, on=BEGAN, refresh=False
        )
    refresh_paths()
    found.units = {unit.code: unit for unit in Unit.objects.all()}
    area = draw_area(
        actor=SYSTEM,
        code="AREA",
        names=Names("Area"),
        unit=found.units["DEP"],
        parts=[AreaPart(unit=found.units["DEP"])],
    )
    for key, (role, code) in POSTS.items():
        person = register_person(
            actor=SYSTEM,
            new=NewPerson(key.capitalize(), "Test", f"{key}@vern.example", language="en"),
        )
        open_account(actor=SYSTEM, person=person)
        appoint(
            actor=SYSTEM,
            person=person,
            role=role,
            unit=found.units[code],
            on=BEGAN,
            area=area if role is RoleKey.SAFETY_REP else None,
        )
        found.people[key] = Person.objects.select_related("user").get(pk=person.pk)
    return found


def planned(
    world: World, *, unit: str = "DEP", days: int = 14, areas: tuple[str, ...] = (LAB, OFFICE)
) -> Record:
    """A round that the leader has planned, with two rooms."""
    day = clock.today() + dt.timedelta(days=days)
    leader = world.actor("leader" if unit == "DEP" else "sibling_leader")
    record = planning.plan_round(actor=leader, unit=world.units[unit], day=day)
    round_ = Round.objects.get(pk=record.pk)
    planning.change_plan(
        actor=leader,
        record=record,
        plan=planning.Plan(day=day, themes=list(round_.themes.all()), areas=areas),
    )
    return record


def point(key: str = "order-tidy") -> Checkpoint:
    found: Checkpoint = Checkpoint.objects.get(key=key)
    return found


def mark(
    record: Record,
    verdict: Verdict = Verdict.IMPROVE,
    *,
    where: str = LAB,
    at: str | None = "order-tidy",
    comment: str = "",
    device: str = "phone",
    edition: int = 1,
    key: UUID | None = None,
    fixed: bool = False,
) -> NewMark:
    """An answer at a place that may be new, about a point, or (None) a remark of its own."""
    area = Round.objects.get(pk=record.pk).areas.filter(name=where).first()
    return NewMark(
        key=key or uuid4(),
        area=area.key if area else uuid4(),
        area_name=where,
        point=point(at).pk if at else None,
        verdict=verdict,
        device=device,
        edition=edition,
        comment=comment,
        fixed=fixed,
    )


def note(world: World, record: Record, *marks: NewMark, by: str = "leader") -> int:
    return mapping.receive(actor=world.actor(by), record=record, marks=marks)


def walked(world: World, *marks: NewMark, record: Record | None = None, days: int = 14) -> Record:
    """A round that is walked: with one finding, unless other answers are given."""
    record = record or planned(world, days=days)
    note(world, record, *(marks or (mark(record, comment="Boxes everywhere"),)))
    mapping.finish(actor=world.actor("leader"), record=record)
    return record


def only_finding(record: Record) -> Finding:
    found: Finding = Finding.objects.get(round=record.pk)
    return found


def settle(world: World, record: Record, outcome: Outcome = Outcome.NOT_NOW) -> None:
    """Every finding that waits."""
    for each in Finding.objects.filter(round=record.pk, outcome=""):
        follow_up.settle(
            actor=world.actor("leader"),
            record=record,
            finding=each,
            outcome=outcome,
            reason="We move in May.",
        )


def sign(world: World, record: Record) -> None:
    """Both."""
    follow_up.sign(actor=world.actor("leader"), record=record, by=Signature.By.LEADER)
    follow_up.sign(actor=world.actor("rep"), record=record, by=Signature.By.REPRESENTATIVE)


def signed(world: World, *marks: NewMark, days: int = 14) -> Record:
    record = walked(world, *marks, days=days)
    settle(world, record)
    sign(world, record)
    return record


def a_plan(world: World, title: str = "Tidy the lab") -> measures.Plan:
    return measures.Plan(
        type=Measure.Type.CORRECTIVE,
        title=title,
        plan_text=title,
        responsible=measures.Post(world.units["DEP"]),
        due_on=clock.today() + dt.timedelta(days=30),
    )


def jpeg(colour: tuple[int, int, int] = (40, 120, 110)) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(kept, "JPEG")
    return kept.getvalue()


def photo(colour: tuple[int, int, int] = (40, 120, 110)) -> NewAttachment:
    return receive(ContentFile(jpeg(colour)), name="shelf.jpg")
