"""A report in which everything has been said that can be, and a look through all tables for a word."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection

from vern.control.incidents import services
from vern.control.incidents.models import Inquiry, NotificationRule, RootCause
from vern.control.incidents.rules import IncidentType
from vern.control.incidents.services import dialogue, learning, representing, stopping
from vern.control.incidents.services.attachments import add_files
from vern.control.incidents.services.telling import mark_told
from vern.control.incidents.tests.make import World, photo, told
from vern.core.files.uploads import receive
from vern.core.kernel import clock
from vern.core.measures import services as measures
from vern.core.measures.models import Measure
from vern.core.org.actors import SYSTEM
from vern.core.records.acting import acting_as
from vern.core.records.models import Record

WORD: Final = "kvernknurr"
"""Stands in every text of such a report, and nowhere else in the world."""
PLAN: Final = "Sikre avtrekk"
LESSON: Final = "Gass lukter ikke alltid"


def says(what: str) -> str:
    return f"{what} {WORD.capitalize()} sa det."


def full_report(world: World, *, unit: str = "CHEM") -> Record:
    """Told, talked about, stopped, objected to, judged, planned for, shared and closed."""
    record = told(
        world,
        says("Det smalt."),
        unit=unit,
        type_=IncidentType.ACCIDENT,
        room=f"Rom {WORD}",
        done_at_once=says("Vi gikk."),
        proposal=says("Kjøp nytt."),
        happened_at=clock.now(),
    )
    leader, rep, reporter = (world.actor(each) for each in ("leader", "safety rep", "reporter"))
    files = [
        receive(ContentFile(photo()), name=f"{WORD}.jpg"),
        receive(ContentFile(f"%PDF-1.7 {WORD}".encode()), name=f"{WORD}.pdf"),
    ]
    add_files(actor=leader, record=record, attachments=files)
    dialogue.write_to_reporter(actor=leader, record=record, text=says("Hvem så det?"))
    dialogue.write_as_reporter(actor=reporter, record=record, text=says("Jeg."))
    representing.comment(actor=rep, record=record, text=says("Se på det."))
    stop = stopping.stop_work(actor=rep, record=record, what=says("Slipingen."))
    stopping.decide_on_stop(actor=leader, record=record, stop=stop, decision=says("Med vern."))
    _assess(world, record)
    _plan(world, record)
    _share(world, record)
    for rule in NotificationRule.objects.filter(offered=True):
        mark_told(actor=leader, record=record, rule=rule)
    services.close(
        actor=leader,
        record=record,
        message=says("Takk."),
        no_measures_reason=says("Ingen flere."),
    )
    dialogue.judge(actor=reporter, record=record, good_enough=True, words=says("Bra."))
    objection = representing.object_to_closing(actor=rep, record=record, text=says("For tidlig."))
    representing.answer_objection(
        actor=world.actor("leader above"),
        record=record,
        objection=objection,
        text=says("Nei."),
    )
    record.refresh_from_db()
    return record


def _assess(world: World, record: Record) -> None:
    leader = world.actor("leader")
    for words in (says("Uvane."), says("Slitasje.")):
        services.assess(
            actor=leader,
            record=record,
            assessment=services.Assessment(IncidentType.ACCIDENT, cause_text=words),
        )
        services.sum_up(actor=leader, record=record, summary=words)
        causes = {RootCause.Branch.WHY: [words]}
        learning.set_root_causes(actor=leader, record=record, causes=causes)


def _plan(world: World, record: Record) -> None:
    leader = world.actor("leader")

    def plan(title: str, timing: Measure.Timing = Measure.Timing.DAY) -> measures.Plan:
        return measures.Plan(
            type=Measure.Type.CORRECTIVE,
            title=title,
            plan_text=PLAN,
            responsible=world.people["colleague"],
            due_on=clock.today() + dt.timedelta(days=14),
            timing=timing,
        )

    measure = services.add_measure(actor=leader, record=record, plan=plan(says("Bytt rør.")))
    measures.change(actor=leader, measure=measure, plan=plan(says("Bytt alle rør.")))
    measures.complete(actor=leader, measure=measure, comment=says("Byttet."))
    yearly = plan(says("Gå runde."), Measure.Timing.YEARLY)
    going_on = services.add_measure(actor=leader, record=record, plan=yearly)
    measures.complete(actor=leader, measure=going_on, comment=says("Gått."))


def _share(world: World, record: Record) -> None:
    leader = world.actor("leader")
    lesson = learning.NewLesson(LESSON, "Det luktet.", "Mål, ikke lukt.", for_everyone=True)
    learning.publish_lesson(actor=leader, record=record, new=lesson)
    withdrawn = learning.NewLesson(says("Feil."), says("Feil."), says("Feil."), for_everyone=True)
    published = learning.publish_lesson(actor=leader, record=record, new=withdrawn)
    learning.withdraw_lesson(actor=leader, record=record, lesson=published)
    Inquiry.objects.create(
        incident=record.incident,
        about=Inquiry.About.MACHINE,
        subject=says("Rør"),
        text=says("Har dere slike?"),
        answer_by=clock.today(),
        asked_at=clock.now(),
        asked_by=world.people["leader"],
    )


def where_it_stands(word: str = WORD) -> set[str]:
    """Every table of the database with the word in any column, whatever its type; and the store."""
    found = set()
    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(
                f'SELECT EXISTS (SELECT FROM "{table}" t WHERE t::text ILIKE %s)',  # noqa: S608
                [f"%{word}%"],
            )
            if cursor.fetchone() == (True,):
                found.add(table)
    files = (each for each in Path(settings.MEDIA_ROOT).rglob("*") if each.is_file())
    if any(word.encode() in each.read_bytes() for each in files):
        found.add("files")
    return found
