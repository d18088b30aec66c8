"""A small institution with rounds: UNI > FAC > DEP > SEC, and SIDE beside DEP."""

from __future__ import annotations

import datetime as dt
import io
from typing import Final
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from PIL import Image

from vern.core.files.uploads import NewAttachment, receive
from vern.core.kernel import clock
from vern.core.measures import services as measures
from vern.core.measures.models import Measure
from vern.core.org.models import RoleKey
from vern.core.org.testing import World, institution
from vern.core.records.models import Record
from vern.plan.rounds.models import Checkpoint, Finding, Round, Signature
from vern.plan.rounds.rules import Outcome, Verdict
from vern.plan.rounds.services import follow_up, mapping, planning
from vern.plan.rounds.services.mapping import NewMark

__all__ = ["World"]
"""What tests take from here, beside what is made here."""

UNITS: Final = {
    "UNI": ("institution", "UNI", None),
    "FAC": ("faculty", "FAC", "UNI"),
    "DEP": ("department", "DEP", "FAC"),
    "SEC": ("section", "SEC", "DEP"),
    "SIDE": ("department", "SIDE", "FAC"),
}
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


def world() -> World:
    return institution(UNITS, POSTS, areas=("DEP",), language="en")


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
