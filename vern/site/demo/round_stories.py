"""Two HSE rounds at the demo's own department: one that is being prepared and asks everyone, and one
that waits for the safety representative's signature."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.db import transaction

from vern.core.kernel import clock
from vern.core.measures import services as measures
from vern.core.measures.models import Measure
from vern.core.notices.services import withholding
from vern.core.records.models import Record
from vern.plan.rounds.models import Area, Checkpoint, Finding, Signature, Theme
from vern.plan.rounds.rules import Outcome, Verdict
from vern.plan.rounds.services import coming_back, follow_up, mapping, planning, wishes
from vern.plan.rounds.services.mapping import NewMark
from vern.site.demo.content import last_day
from vern.site.demo.stage import Stage, days_ago, photo

SPACE = UUID("5b0c7f3e-3d0a-4c86-9d5c-2f6f2d7c1f01")
DAY = dt.timedelta(days=1)
HALL, LAB, STORE = "Forsøkshallen", "Øvingslaben", "Kjemikalielageret"
FINE = ("chem-sheets", "chem-hood", "chem-gas", "aid-kit", "aid-numbers", "fire-extinguishers")


def play() -> None:
    """Both; before that, the years' findings know which earlier ones they bring back."""
    coming_back.look_back()
    stage = Stage()
    with withholding():
        for story in (waits_for_signature, asks_everyone):
            with transaction.atomic():
                story(stage)


def waits_for_signature(stage: Stage) -> None:
    """Walked by two with a phone each; everything is decided on, and the leader has signed."""
    before = _found_last_year(stage)
    with days_ago(38):
        record = _planned(
            stage,
            themes=("order", "fire", "first_aid", "chemicals", "machines", before.theme),
            areas=(HALL, LAB, STORE, before.place),
            until=clock.today() + 14 * DAY,
            notes="Vi tar hallen først, mens det er folk der. Spør om opplæring på den nye riggen.",
        )
    with days_ago(30, 14):
        wish = wishes.wish(
            actor=stage.actor("employee"),
            round_=record.round,
            text="Nøddusjen på øvingslaben er ikke testet siden i vår, tror jeg.",
            key=_key("shower"),
            place=LAB,
        )
    with days_ago(16, 10):
        _walk(stage, record, before)
    with days_ago(9, 12):
        leader = stage.actor("leader")
        said = "Vi testet den på runden. Se funnene."
        wishes.answer(actor=leader, record=record, wish=wish, taken_up=True, words=said)
        _decide(stage, record, before)
    with days_ago(8):
        follow_up.sign(actor=stage.actor("leader"), record=record, by=Signature.By.LEADER)


def asks_everyone(stage: Stage) -> None:
    """Planned; two have said what to look at."""
    with days_ago(6):
        record = _planned(
            stage,
            themes=("premises", "indoor_climate", "light_noise", "ergonomics", "psychosocial"),
            areas=("Kontorfløya, 2. etasje", "Pauserommet", "Lesesalen"),
            until=clock.today() + 24 * DAY,
            notes="Kontorene denne gangen: hallen og labene ble gått i oktober.",
        )
    with days_ago(3, 13):
        said = wishes.wish(
            actor=stage.actor("safety_rep"),
            round_=record.round,
            text="Flere har sagt at det trekker fra vinduene mot nord.",
            key=_key("draught"),
            place="Kontorfløya, 2. etasje",
        )
        wishes.wish(
            actor=stage.actor("employee"),
            round_=record.round,
            text="Kan dere spørre de nye stipendiatene hvordan de har det?",
            key=_key("new ones"),
            nameless=True,
        )
    with days_ago(1):
        wishes.answer(actor=stage.actor("leader"), record=record, wish=said, taken_up=True)


def _planned(
    stage: Stage, *, themes: Sequence[str], areas: Sequence[str], until: dt.date, notes: str
) -> Record:
    leader, day = stage.actor("leader"), until + 8 * DAY
    record = planning.plan_round(actor=leader, unit=stage.unit, day=day)
    planning.change_plan(
        actor=leader,
        record=record,
        plan=planning.Plan(
            day=day,
            themes=list(Theme.objects.filter(key__in=themes)),
            areas=areas,
            meet="Ved inngangen til hallen",
            pre_meeting_on=until + DAY,
            post_meeting_on=day + 7 * DAY,
            notes=notes,
        ),
    )
    planning.ask_everyone(actor=leader, record=record, until=until)
    return record


def _key(word: str) -> UUID:
    return uuid5(SPACE, word)


@dataclass(frozen=True)
class _Before:
    place: str
    theme: str
    point: str


def _found_last_year(stage: Stage) -> _Before:
    """What has not been mended since."""
    found = Finding.objects.filter(
        round__record__unit=stage.unit,
        round__day__year=last_day().year - 1,
        outcome__in=(Outcome.NOT_NOW, Outcome.MAINTENANCE),
    )
    names = ("area__name", "point__theme__key", "point__key")
    return _Before(*found.order_by("pk").values_list(*names)[0])


def _walk(stage: Stage, record: Record, before: _Before) -> None:
    places = {each.name: each for each in Area.objects.filter(round=record.pk)}
    fine = [_mark(places[LAB], point, "leader") for point in FINE]
    found = [
        _mark(
            places[HALL], "order-storage", "leader", "Rullebord i halve bredden av rømningsveien."
        ),
        _mark(places[LAB], "aid-shower", "leader", "Nøddusjen er ikke testet siden mars."),
        _mark(
            places[STORE], "chem-labels", "leader", "Tre beger uten navn. Merket nå.", fixed=True
        ),
    ]
    others = [
        _mark(places[HALL], "order-storage", "safety_rep", "Det sto slik på runden i fjor også."),
        _mark(places[STORE], "chem-store", "safety_rep", "Syrer og baser på samme hylle."),
        _mark(places[LAB], "aid-defibrillator", "safety_rep", "To av fem visste ikke hvor den er."),
    ]
    found.append(_mark(places[before.place], before.point, "leader", "Som i fjor."))
    leader = stage.actor("leader")
    mapping.receive(actor=leader, record=record, marks=[*fine, *found])
    mapping.receive(actor=stage.actor("safety_rep"), record=record, marks=others)
    for mark, who, name, colour in (
        (found[0], "leader", "rullebord.jpg", (176, 112, 48)),
        (others[1], "safety_rep", "hylle.jpg", (72, 104, 128)),
    ):
        mapping.photograph(
            actor=stage.actor(who),
            record=record,
            key=_key(name),
            mark_key=mark.key,
            new=photo(name, colour),
        )
    mapping.finish(actor=leader, record=record)


def _mark(place: Area, point: str, who: str, comment: str = "", *, fixed: bool = False) -> NewMark:
    return NewMark(
        key=_key(f"{place.name} {point} {who}"),
        area=place.key,
        area_name=place.name,
        point=Checkpoint.objects.get(key=point).pk,
        verdict=Verdict.IMPROVE if comment else Verdict.FINE,
        device=who,
        comment=comment,
        fixed=fixed,
    )


def _decide(stage: Stage, record: Record, before: _Before) -> None:
    open_ones = {
        each.point.key: each
        for each in Finding.objects.filter(round=record.pk, outcome="").select_related("point")
        if each.point is not None
    }
    _measure(stage, record, open_ones["aid-shower"], "Teste nøddusjen og sette opp fast kontroll")
    _measure(stage, record, open_ones["chem-store"], "Skap nummer to til syrene", days=60)
    _measure(
        stage,
        record,
        open_ones["order-storage"],
        "Egen plass til rullebordene i nisjen ved porten",
        days=90,
        to_maintenance=True,
    )
    _measure(stage, record, open_ones[before.point], "Bestilt på nytt hos Eiendom", days=45)
    follow_up.settle(
        actor=stage.actor("leader"),
        record=record,
        finding=open_ones["aid-defibrillator"],
        outcome=Outcome.NOT_NOW,
        reason="Kurset for alle er i januar. Til da henger et kart ved inngangen.",
    )


def _measure(
    stage: Stage,
    record: Record,
    finding: Finding,
    title: str,
    *,
    days: int = 21,
    to_maintenance: bool = False,
) -> None:
    follow_up.decide_measure(
        actor=stage.actor("leader"),
        record=record,
        finding=finding,
        plan=measures.Plan(
            type=Measure.Type.CORRECTIVE,
            title=title,
            plan_text=title,
            responsible=stage.person("employee"),
            due_on=clock.today() + days * DAY,
        ),
        to_maintenance=to_maintenance,
    )
