"""Three change processes that the demo's own people meet: one that is stopped for want of an assessment,
one at the faculty that touches the department, and one to look back on."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from vern.core.kernel import clock
from vern.core.notices.services import withholding
from vern.core.org.models import Unit
from vern.plan.changes import services
from vern.plan.changes.models import Aspect, Body, ChangeProcess, Involvement
from vern.plan.changes.rules import ChangeType
from vern.site.demo.stage import Stage, days_ago

Manner = Involvement.Manner
WEEK = dt.timedelta(weeks=1)


def stopped(stage: Stage) -> None:
    """The representative has not said yet whether what the leader writes is right."""
    with days_ago(44):
        process = _started(
            stage,
            "leader",
            stage.unit,
            "Samle verkstedene i én driftsgruppe",
            "Verkstedene har hver sin bemanning og står stille når noen er borte.",
            weeks=11,
        )
    with days_ago(30):
        _met(stage, process, "employees", Manner.INFORMED, "Allmøte. Mange lurer på vaktordningen.")
    with days_ago(9):
        _met(
            stage,
            process,
            "safety_rep",
            Manner.HEARD,
            "Gikk gjennom planen med verneombudet på telefon.",
        )
        for key, judgement, words in (
            ("demands", "worse", "Uklart hvem som leder arbeidet i hallen."),
            ("support", "better", "Alltid noen å spørre."),
            ("security", "unknown", ""),
        ):
            services.judge(
                actor=stage.actor("leader"),
                record=process.record,
                aspect=Aspect.objects.get(pk=key),
                judgement=judgement,
                words=words,
            )


def touching(stage: Stage) -> None:
    """Prepared by the dean; those who lead and represent at the department read it by name."""
    with days_ago(24):
        faculty = Unit.objects.get(code="NV")
        process = _started(
            stage,
            "dean",
            faculty,
            "Felles laboratoriedrift for tre institutter",
            "Utstyret brukes ulikt, og HMS-ansvaret i fellesrommene er uklart.",
            weeks=20,
        )
        for code in ("IKP", "IKJ"):
            services.touch(
                actor=stage.actor("dean"),
                record=process.record,
                unit=Unit.objects.get(code=code),
            )
    with days_ago(5, 12):
        plan = services.Plan(Body.objects.get(pk="occupational_health"), clock.today() + 3 * WEEK)
        services.plan(
            actor=stage.actor("occupational_health"),
            record=process.record,
            given=plan,
            asks=True,
        )


def to_look_back_on(stage: Stage) -> None:
    """Decided with a reason for no assessment; the day to look back on it has passed."""
    with days_ago(300):
        process = _started(
            stage,
            "leader",
            stage.unit,
            "Nytt system for booking av instrumenter",
            "Bookingen går på papir, og instrumenter står ledige.",
            weeks=9,
            type_=ChangeType.IT_SYSTEM,
        )
    with days_ago(270):
        one = _met(stage, process, "safety_rep", Manner.TOOK_PART, "Var med og prøvde systemet.")
    with days_ago(268):
        services.answer(actor=stage.actor("safety_rep"), involvement=one, right=True)
    with days_ago(230):
        services.decide(
            actor=stage.actor("leader"),
            record=process.record,
            given=services.Decision(
                decided_on=clock.today(),
                decision="Systemet tas i bruk. Loggen viser bare hvem som har bestilt.",
                evaluate_on=clock.today() + 26 * WEEK,
                no_assessment_reason="Liten endring. Gjennomgått i HMS-møtet i stedet.",
            ),
        )


def _started(
    stage: Stage,
    who: str,
    unit: Unit,
    title: str,
    why: str,
    *,
    weeks: int,
    type_: ChangeType = ChangeType.ORGANISATION,
) -> ChangeProcess:
    given = services.Start(title, unit, type_, why, clock.today() + weeks * WEEK)
    return services.start(actor=stage.actor(who), given=given)


def _met(
    stage: Stage, process: ChangeProcess, body: str, manner: Manner, words: str
) -> Involvement:
    one = process.involvements.get(body=body)
    held = services.Held(clock.today(), manner, words)
    services.hold(actor=stage.actor("leader"), involvement=one, given=held)
    return one


def play() -> None:
    """All of them, each in a transaction of its own."""
    stage = Stage()
    with withholding():
        for story in (stopped, touching, to_look_back_on):
            with transaction.atomic():
                story(stage)
