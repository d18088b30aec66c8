"""Cases that go up and down between the demo's department, faculty and rector."""

from __future__ import annotations

from vern.control.incidents import services as incidents
from vern.control.incidents.rules import IncidentType, Level
from vern.site.demo.stage import Stage, assessed, category, days_ago


def brought_a_level_up(stage: Stage) -> None:
    record = stage.case(
        "employee",
        "Avtrekket i hele fløyen er for svakt etter ombyggingen. Vi har meldt det flere ganger.",
        IncidentType.HAZARDOUS_CONDITION,
        building=stage.hall,
        categories=[category("chemicals_gas"), category("building")],
        days=38,
        began=36,
    )
    with days_ago(36):
        assessed(stage, record, IncidentType.HAZARDOUS_CONDITION, Level.DANGEROUS)
    with days_ago(20):
        stage.brought_up(
            record, "Nytt avtrekk koster mer enn instituttet rår over. Fakultetet må prioritere."
        )


def brought_to_the_rector(stage: Stage) -> None:
    record = stage.case(
        "safety_rep",
        "Reglene for å jobbe alene om kvelden er ulike på hvert fakultet. Ingen vet hva som gjelder.",
        IncidentType.NONCONFORMITY,
        days=24,
        began=22,
    )
    with days_ago(22):
        assessed(stage, record, IncidentType.NONCONFORMITY, Level.SOME)
        stage.brought_up(record, "Instituttet kan ikke lage egne regler. Det må gjelde for flere.")
    with days_ago(10):
        stage.brought_up(
            record, "Fakultetene må ha samme regel. Det kan bare rektor bestemme.", by="dean"
        )


def sent_down_again(stage: Stage) -> None:
    record = stage.case(
        "employee",
        "Gassdetektoren på lageret har ikke vært kalibrert på to år.",
        IncidentType.NONCONFORMITY,
        building=stage.hall,
        days=17,
        began=15,
    )
    with days_ago(15):
        stage.brought_up(
            record, "Vi har ikke avtale om kalibrering. Kan fakultetet kjøpe det for alle?"
        )
    with days_ago(3):
        incidents.send_back(
            actor=stage.actor("dean"),
            record=record,
            reason="Bruk avtalen som fakultetet har fra i år, og bestill kalibrering før jul.",
        )
