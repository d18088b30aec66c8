"""A report at INST for each way that one can stand, made through the services that people use.

Their texts hold a mark of their own, so that one can look for what must not be shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from django.core.files.base import ContentFile

from tests import cast as casting
from vern.control.incidents import services as incidents
from vern.control.incidents.codes import code_for, digest
from vern.control.incidents.models import Inquiry, InquiryAnswer, Lesson, Objection, WorkStop
from vern.control.incidents.rules import IncidentType, Level, Severity
from vern.control.incidents.services import learning
from vern.core.files.uploads import receive
from vern.core.kernel import clock
from vern.core.measures import services as measures
from vern.core.measures.models import Measure
from vern.core.org.actors import STRANGER, Actor, for_person
from vern.core.records.models import Record
from vern.core.talk.models import Comment

CODES: Final = {
    "code_holder": UUID("00000000-0000-4000-8000-000000000001"),
    "other_code": UUID("00000000-0000-4000-8000-000000000002"),
}
"""Those without an account, and the key of the form that gave them their code."""

NAMED_IN: Final = ("open", "restricted", "sealed")


def mark(case: str) -> str:
    """What stands in the text of a report, and nowhere else."""
    return f"kjennemerke-{case}"


def code_digest(who: str) -> str:
    """What the session of someone without an account holds."""
    return digest(code_for(CODES[who]))


def whisper(case: str) -> str:
    """What stands in the handlers' own words about a report, and nowhere else."""
    return f"mellom-oss-{case}"


@dataclass(frozen=True)
class LooseEnds:
    """What somebody waits for in a report, each with an address of its own."""

    question: Comment
    objection: Objection
    stop: WorkStop


@dataclass(frozen=True)
class Extras:
    """What the open report has led to, each with an address of its own."""

    lesson: Lesson
    inquiry: Inquiry
    answer: InquiryAnswer


def make_cases(cast: casting.Cast) -> dict[str, Record]:
    """By the heads of the table's columns."""
    leader = for_person(cast.people["leader"])
    wishes = incidents.Wishes
    cases = {
        "open": tell(cast, "open"),
        "restricted": tell(cast, "restricted", wishes=wishes(restricted=True)),
        "sealed": tell(cast, "sealed"),
        "about": tell(cast, "about", wishes=wishes(about_leader=True)),
        "by": tell(cast, "by", by=leader),
        "raised": tell(cast, "raised"),
        "merged": tell(cast, "merged"),
        "nameless": tell(cast, "nameless", by=STRANGER, code="code_holder"),
        "given": tell(cast, "given"),
        "closed": tell(cast, "closed"),
    }
    tell(cast, "other", by=STRANGER, code="other_code", unit="FJERN")
    for case in NAMED_IN:
        incidents.let_read(actor=leader, record=cases[case], person=cast.people["named"])
    for case in ("sealed", "given"):
        coordinator = cast.people["coordinator"]
        incidents.assign(actor=leader, record=cases[case], person=coordinator)
    incidents.bring_up(actor=leader, record=cases["raised"], reason="Vi kan ikke løse det her.")
    incidents.merge(actor=leader, record=cases["merged"], into=cases["raised"])
    casting.close(cases["closed"])
    return cases


def tell(
    cast: casting.Cast,
    case: str,
    *,
    by: Actor | None = None,
    code: str = "",
    unit: str = "INST",
    wishes: incidents.Wishes | None = None,
) -> Record:
    """A report with a photo, whose deadline has passed."""
    draft = incidents.Draft(
        description=f"Noe falt ned, {mark(case)}.\nIngen ble truffet, {mark(case)}.",
        unit=cast.units[unit],
        type=IncidentType.SUGGESTION,
        wishes=wishes or incidents.Wishes(),
    )
    record = incidents.report(
        actor=by or for_person(cast.people["reporter"]),
        draft=draft,
        key=CODES.get(code),
        attachments=[receive(ContentFile(casting.jpeg()), name="hylle.jpg")],
    )
    Record.objects.filter(pk=record.pk).update(due_on=clock.today() - dt.timedelta(days=1))
    record.refresh_from_db()
    return record


def hand_over(cast: casting.Cast, record: Record) -> None:
    """The leader sees that it is whistleblowing. A measure and a lesson were made before."""
    leader = for_person(cast.people["leader"])
    incidents.hand_over(actor=leader, record=record, reason="Brudd på loven")


def decide(
    cast: casting.Cast, record: Record, case: str, *, by: Actor | None = None, **more: object
) -> Measure:
    """A measure whose own words have the case's mark, and the plan's words do not."""
    plan = measures.Plan(
        type=Measure.Type.CORRECTIVE,
        title=f"Feste hyllen, {mark(case)}",
        plan_text="Sikre reoler",
        responsible=cast.people["responsible"],
        due_on=clock.today() + dt.timedelta(days=14),
    )
    leader = cast.people["leader_above" if case == "about" else "leader"]
    by = by or for_person(leader)
    return incidents.add_measure(actor=by, record=record, plan=replace(plan, **more))  # type: ignore[arg-type]


def add_extras(cast: casting.Cast, record: Record) -> Extras:
    """A lesson and a question to units."""
    leader = for_person(cast.people["leader"])
    side = [cast.units["SIDE"]]
    today = clock.today()
    severity = Severity(human_potential=Level.CRITICAL)
    incidents.assess(
        actor=leader,
        record=record,
        assessment=incidents.Assessment(IncidentType.NEAR_MISS, severity),
    )
    lesson = learning.publish_lesson(
        actor=leader,
        record=record,
        new=learning.NewLesson("Fest hyller", "Den falt", "Fest", units=side),
    )
    about = Inquiry.About.OTHER
    inquiry = learning.ask_units(
        actor=leader,
        record=record,
        new=learning.NewInquiry(about, "Hyller", "Har dere slike?", today, units=side),
    )
    return Extras(
        lesson=lesson,
        inquiry=inquiry,
        answer=InquiryAnswer.objects.get(inquiry=inquiry),
    )


def add_loose_ends(cast: casting.Cast, told: Mapping[str, Record]) -> dict[str, LooseEnds]:
    """In each of them a safety representative asks for an answer and objects, and work is stopped:
    so one can ask who may answer and decide. Straight into the tables, also where nobody could do
    so any more."""
    rep, now = cast.people["safety_rep"], clock.now()
    return {
        place: LooseEnds(
            Comment.objects.create(
                record=record,
                author=rep,
                audience=Comment.Audience.READERS,
                text=f"Når festes de andre? {whisper(place)}",
                at=now,
                asks=True,
            ),
            Objection.objects.create(
                incident=record.incident, by=rep, text=f"Ikke ennå. {whisper(place)}", at=now
            ),
            WorkStop.objects.create(
                incident=record.incident,
                what=f"Ingen under hyllene. {whisper(place)}",
                stopped_by=rep,
                stopped_at=now,
            ),
        )
        for place, record in told.items()
    }
