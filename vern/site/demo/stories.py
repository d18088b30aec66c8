"""Some cases of the last weeks at the demo's own department, so that every part of handling has
something to look at. Played through the services that people use."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from vern.control.incidents import services as incidents
from vern.control.incidents.models import (
    Affected,
    Answer,
    Inquiry,
    NotificationRule,
    RootCause,
)
from vern.control.incidents.rules import IncidentType, Level
from vern.control.incidents.services import dialogue, learning, places, representing, stopping
from vern.control.incidents.services import telling as tell
from vern.core.measures import maintenance
from vern.core.measures import services as measures
from vern.core.measures.models import Measure
from vern.core.notices.services import withholding
from vern.core.org.actors import STRANGER
from vern.core.org.models import RoleKey, Room, Unit
from vern.site.demo.content import last_day
from vern.site.demo.levels import (
    brought_a_level_up,
    brought_to_the_rector,
    sent_down_again,
)
from vern.site.demo.stage import Stage, assessed, category, days_ago, photo

NEIGHBOURS = ("IKJ", "IBT")
NAMELESS_KEY = UUID("5b2f8e6e-0c55-4a86-9a34-7d2b8a1f9c01")


def nameless_with_a_question(stage: Stage) -> None:
    with days_ago(6, 13):
        draft = incidents.Draft(
            "Avtrekksskap 3 på øvingslaben suger nesten ikke. Vi kjenner lukten når vi jobber der.",
            stage.unit,
            IncidentType.HAZARDOUS_CONDITION,
            building=stage.hall,
            room="Øvingslab",
        )
        record = incidents.report(actor=STRANGER, draft=draft, key=NAMELESS_KEY)
    with days_ago(5):
        stage.taken_up(record)
        dialogue.write_to_reporter(
            actor=stage.actor("leader"),
            record=record,
            text="Takk for at du sier fra. Skjer det hele tiden, eller når flere skap er i bruk?",
        )


def threats_for_named_people_only(stage: Stage) -> None:
    stage.case(
        "employee",
        "En besøkende ropte og truet i resepsjonen da han ikke slapp inn på laben.",
        IncidentType.HAZARDOUS_CONDITION,
        categories=[category("violence_threats")],
        affected=[Affected.EMPLOYEE],
        days=9,
        hour=15,
        began=8,
    )


def work_that_was_stopped(stage: Stage) -> None:
    record = stage.case(
        "student",
        "Dreiebenken i hallen står uten vern foran chucken, og den er i bruk.",
        IncidentType.HAZARDOUS_CONDITION,
        building=stage.hall,
        room="Verksted",
        categories=[category("machines")],
        attachments=[photo("dreiebenk.jpg", (176, 92, 60))],
        days=2,
        hour=9,
    )
    with days_ago(2, 10):
        stopping.stop_work(
            actor=stage.actor("safety_rep"),
            record=record,
            what="Alt arbeid på dreiebenken, til vernet er på plass og prøvd.",
        )


def two_who_saw_the_same(stage: Stage) -> None:
    first = stage.case(
        "employee",
        "Det drypper fra taket over benk 2 i hallen, rett ved strømuttaket.",
        IncidentType.HAZARDOUS_CONDITION,
        building=stage.hall,
        categories=[category("building")],
        days=4,
        hour=8,
    )
    second = stage.case(
        "student",
        "Vann fra taket i hallen. Gulvet er glatt.",
        IncidentType.HAZARDOUS_CONDITION,
        building=stage.hall,
        days=4,
        hour=11,
    )
    with days_ago(3):
        stage.taken_up(first)
        incidents.merge(actor=stage.actor("leader"), record=second, into=first)
        leak = stage.decided(
            first,
            "Tette taket over benk 2 og flytte uttaket",
            "Utbedre lekkasje i hallen",
            approach=Measure.Approach.TECHNICAL,
            cost=48000,
        )
        maintenance.set_status(
            actor=stage.actor("leader"),
            measure=leak,
            status=maintenance.Status.SENT,
            reference="BV-26-4471",
        )


def someone_was_hurt(stage: Stage) -> None:
    record = stage.case(
        "student",
        "Et rør sprakk under oppvarming. Én fikk kutt i hånden og ble kjørt til legevakten.",
        IncidentType.ACCIDENT,
        building=stage.hall,
        affected=[Affected.STUDENT],
        injury=Answer.YES,
        treatment=Answer.YES,
        categories=[category("fall_cut_crush"), category("lab_workshop")],
        days=1,
        hour=14,
    )
    with days_ago(1, 15):
        stage.taken_up(record)
        tell.judge_injury(
            actor=stage.actor("leader"),
            record=record,
            injury=tell.Injury(Answer.YES, Answer.YES, Answer.NO),
        )
        tell.mark_told(
            actor=stage.actor("leader"),
            record=record,
            rule=NotificationRule.objects.get(key="safety_representative"),
        )


def an_answer_that_was_not_enough(stage: Stage) -> None:
    record = stage.case(
        "employee",
        "Øyedusjen ved inngangen til laben er sperret av paller.",
        IncidentType.HAZARDOUS_CONDITION,
        building=stage.hall,
        days=25,
    )
    with days_ago(22):
        incidents.close(
            actor=stage.actor("leader"),
            record=record,
            message="Pallene er flyttet. Takk for at du sa fra.",
            no_measures_reason="Rettet samme dag.",
        )
    with days_ago(21, 9):
        dialogue.judge(
            actor=stage.actor("employee"),
            record=record,
            good_enough=False,
            words="Pallene står der igjen i dag.",
        )


def a_lesson_and_a_question_to_others(stage: Stage) -> None:
    record = stage.case(
        "employee",
        "Kuldebad med aceton tok fyr da en varmepistol lå for nær. Slukket med CO2 på sekunder.",
        IncidentType.NEAR_MISS,
        building=stage.hall,
        categories=[category("fire"), category("chemicals_gas")],
        days=30,
        hour=10,
        began=29,
    )
    with days_ago(29):
        assessed(stage, record, IncidentType.NEAR_MISS, Level.CRITICAL)
        learning.set_root_causes(
            actor=stage.actor("leader"),
            record=record,
            causes={
                RootCause.Branch.WHY: [
                    "Damp fra acetonbadet ble antent av varmepistolen.",
                    "Varmt arbeid og kuldebad sto på samme benk.",
                    "Benkene er ikke delt inn etter hva de skal brukes til.",
                ]
            },
        )
        stage.decided(
            record,
            "Merke benker for varmt arbeid og for brannfarlige bad",
            "Skille varmt arbeid og brannfarlige væsker",
            type=Measure.Type.PREVENTIVE,
            approach=Measure.Approach.ORGANISATIONAL,
            check_after=Measure.CheckAfter.THREE,
            responsible=measures.Post(stage.unit, RoleKey.LEADER),
        )
    with days_ago(27):
        learning.publish_lesson(
            actor=stage.actor("leader"),
            record=record,
            new=learning.NewLesson(
                title="Varmepistol og acetonbad hører ikke til på samme benk",
                what_happened="Damp fra et kuldebad med aceton tok fyr. Ingen ble skadet.",
                what_we_learned="Del inn benkene, og bruk isopropanol der det er mulig.",
                for_everyone=True,
            ),
        )
        learning.ask_units(
            actor=stage.actor("hse_department"),
            record=record,
            new=learning.NewInquiry(
                about=Inquiry.About.ACTIVITY,
                subject="Kuldebad med aceton",
                text="Bruker dere kuldebad med aceton nær varmekilder? Svar ja eller nei.",
                answer_by=last_day() + dt.timedelta(days=14),
                units=list(Unit.objects.filter(code__in=NEIGHBOURS)),
            ),
        )


def handed_over_as_whistleblowing(stage: Stage) -> None:
    record = stage.case(
        "student",
        "Veilederen ber oss skrive under på opplæring vi ikke har fått.",
        IncidentType.NONCONFORMITY,
        days=12,
    )
    with days_ago(11):
        stage.handed_over(
            record, "Studentene blir presset til å skrive under på noe som ikke er sant."
        )


def a_whistleblowing_matter_with_its_answer(stage: Stage) -> None:
    record = stage.case(
        "employee",
        "Innkjøp av verneutstyr går alltid til samme leverandør, uten tilbud.",
        IncidentType.NONCONFORMITY,
        days=40,
    )
    with days_ago(39):
        stage.handed_over(record, "Det kan være brudd på reglene for offentlige innkjøp.")
    with days_ago(21):
        incidents.finish(
            actor=stage.actor("whistleblowing_reception"),
            record=record,
            message="Vi har gått gjennom innkjøpene for to år. Tre av dem skulle vært lyst ut. "
            "Rutinen er endret, og innkjøpsavdelingen kontrollerer de neste. Takk for at du sa fra.",
            reason="Innkjøpsavdelingen og økonomisjefen er hørt, og bilagene er lest. Feilene kom "
            "av en uklar rutine; ingen har hatt fordel av dem.",
        )


def suggestions(stage: Stage) -> None:
    taken = stage.case(
        "employee",
        "Heng opp hansker i tre størrelser ved hver benk.",
        IncidentType.SUGGESTION,
        days=18,
        began=15,
    )
    refused = stage.case(
        "student", "La laben være åpen hele natten før eksamen.", IncidentType.SUGGESTION, days=18
    )
    with days_ago(15):
        stage.decided(
            taken,
            "Hansker i tre størrelser ved hver benk",
            "Hansker i flere størrelser",
            timing=Measure.Timing.YEARLY,
        )
        incidents.reject(
            actor=stage.actor("leader"),
            record=refused,
            reason="Ingen skal arbeide alene på lab om natten. Vi holder åpent til 22 de siste "
            "ukene før eksamen.",
        )


def what_the_representative_asks(stage: Stage) -> None:
    record = stage.case(
        "employee",
        "Vi er for få på kveldsvakt til å ha to personer på laben.",
        IncidentType.NONCONFORMITY,
        days=14,
        began=13,
    )
    with days_ago(7):
        representing.request_answer(
            actor=stage.actor("safety_rep"),
            record=record,
            text="Når kommer den nye vaktplanen?",
            answer_by=last_day() - dt.timedelta(days=1),
        )


def solved_on_the_spot(stage: Stage) -> None:
    stage.case(
        "employee",
        "Rømningsveien bak hallen var sperret av kartonger. Jeg flyttet dem.",
        IncidentType.HAZARDOUS_CONDITION,
        building=stage.hall,
        solved_at_once=True,
        categories=[category("fire")],
        attachments=[photo("romningsvei.jpg", (84, 130, 96))],
        days=3,
        hour=12,
    )


def posters(stage: Stage) -> None:
    with days_ago(60):
        room = Room.objects.filter(building=stage.hall).first()
        for name, where in (("Hallen, hovedinngang", None), ("Verkstedet i hallen", room)):
            places.make_place(
                actor=stage.actor("leader"),
                new=places.NewPlace(name, stage.unit, building=stage.hall, room=where),
            )


STORIES = (
    posters,
    brought_a_level_up,
    brought_to_the_rector,
    sent_down_again,
    a_lesson_and_a_question_to_others,
    an_answer_that_was_not_enough,
    suggestions,
    what_the_representative_asks,
    handed_over_as_whistleblowing,
    a_whistleblowing_matter_with_its_answer,
    threats_for_named_people_only,
    nameless_with_a_question,
    two_who_saw_the_same,
    solved_on_the_spot,
    work_that_was_stopped,
    someone_was_hurt,
)


@transaction.atomic
def play() -> None:
    """All of them; nobody gets mail."""
    stage = Stage()
    with withholding():
        for story in STORIES:
            story(stage)
