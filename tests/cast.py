"""A small institution with one person for each way of standing to a unit.

    UNI ── FAK ── INST ── SEK      INST is home: most of the cast belong there
        │      └─ SIDE             a sibling
        └─ ANNET ── FJERN          outside

Made through the services that people use. Tests of whole ways and of permissions share it.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, field
from typing import Final

from django.core.files.base import ContentFile
from PIL import Image

from vern.control.incidents import services as incidents
from vern.control.incidents.models import NotificationRule
from vern.control.incidents.rules import IncidentType
from vern.control.incidents.services.telling import mark_told
from vern.core.files.uploads import receive
from vern.core.kernel import clock
from vern.core.measures import services as measures
from vern.core.measures.models import Measure
from vern.core.org.actors import SYSTEM, for_person
from vern.core.org.models import Building, Person, RoleKey, SafetyArea, Unit
from vern.core.org.services.areas import AreaPart, draw_area
from vern.core.org.services.people import NewPerson, appoint, open_account, register_person
from vern.core.org.services.units import Names, NewUnit, create_unit
from vern.core.records.models import Record

BEGAN: Final = dt.date(2020, 1, 1)
PASSWORD: Final = "laboratoriet er stengt"

UNITS: Final = {
    "UNI": ("institution", "Universitetet i Prøve", None),
    "FAK": ("faculty", "Fakultet for forsøk", "UNI"),
    "INST": ("department", "Institutt for måling", "FAK"),
    "SEK": ("section", "Seksjon for finmekanikk", "INST"),
    "SIDE": ("department", "Institutt for telling", "FAK"),
    "ANNET": ("faculty", "Fakultet for annet", "UNI"),
    "FJERN": ("department", "Institutt for fjernt", "ANNET"),
}
REPORTING: Final = {"INST", "SIDE", "FJERN"}
AREAS: Final = {"OMR-INST": "INST", "OMR-SIDE": "SIDE", "OMR-FJERN": "FJERN"}

# Key → role and unit; names are the keys, so that a page shows who.
POSTS: Final = {
    "employee": (RoleKey.EMPLOYEE, "INST"),
    "student": (RoleKey.STUDENT, "INST"),
    "leader": (RoleKey.LEADER, "INST"),
    "deputy_leader": (RoleKey.DEPUTY_LEADER, "INST"),
    "safety_rep": (RoleKey.SAFETY_REP, "INST"),
    "deputy_safety_rep": (RoleKey.DEPUTY_SAFETY_REP, "INST"),
    "coordinator": (RoleKey.COORDINATOR, "INST"),
    "student_rep": (RoleKey.STUDENT_REP, "INST"),
    "leader_above": (RoleKey.LEADER, "FAK"),
    "local_chief_rep": (RoleKey.LOCAL_CHIEF_REP, "FAK"),
    "leader_below": (RoleKey.LEADER, "SEK"),
    "leader_sibling": (RoleKey.LEADER, "SIDE"),
    "rep_sibling": (RoleKey.SAFETY_REP, "SIDE"),
    "leader_outside": (RoleKey.LEADER, "FJERN"),
    "employee_outside": (RoleKey.EMPLOYEE, "FJERN"),
    "rector": (RoleKey.LEADER, "UNI"),
    "main_chief_rep": (RoleKey.MAIN_CHIEF_REP, "UNI"),
    "hse_department": (RoleKey.HSE_DEPARTMENT, "UNI"),
    "hse_at_faculty": (RoleKey.HSE_DEPARTMENT, "FAK"),
    "occupational_health": (RoleKey.OCCUPATIONAL_HEALTH, "UNI"),
    "case_handler": (RoleKey.CASE_HANDLER, "INST"),
    "committee_member": (RoleKey.COMMITTEE_MEMBER, "FAK"),
    "whistleblowing_reception": (RoleKey.WHISTLEBLOWING_RECEPTION, "UNI"),
    # Takes part in cases through what they did, not through a post at the unit:
    "reporter": (RoleKey.EMPLOYEE, "INST"),
    "responsible": (RoleKey.EMPLOYEE, "SIDE"),
    "named": (RoleKey.EMPLOYEE, "SIDE"),
}
# With posts that end, or with none:
OTHERS: Final = ("auditor", "former_leader", "nobody")
AREA_OF: Final = {
    "safety_rep": "OMR-INST",
    "deputy_safety_rep": "OMR-INST",
    "rep_sibling": "OMR-SIDE",
}


@dataclass
class Cast:
    """Who and what there is, by key or code."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    areas: dict[str, SafetyArea] = field(default_factory=dict)
    building: Building = field(default_factory=Building)


def make_cast() -> Cast:
    """The units and the people, each with an account that opens with `PASSWORD`."""
    cast = Cast()
    _make_units(cast)
    cast.building = Building.objects.create(code="B1", name="Bygg én")
    for code, unit in AREAS.items():
        cast.areas[code] = draw_area(
            actor=SYSTEM,
            code=code,
            names=Names(f"Verneområde {unit}"),
            unit=cast.units[unit],
            parts=[AreaPart(unit=cast.units[unit])],
        )
    for key in (*POSTS, *OTHERS):
        cast.people[key] = _make_person(key)
    for key, (role, unit) in POSTS.items():
        area = cast.areas[AREA_OF[key]] if key in AREA_OF else None
        _post(cast, key, role, unit, area=area)
    _post_limited(cast)
    return cast


def _make_units(cast: Cast) -> None:
    for code, (kind, name, above) in UNITS.items():
        new = NewUnit(code, kind, Names(name), reports=code in REPORTING)
        parent = cast.units[above] if above else None
        create_unit(actor=SYSTEM, new=new, parent=parent, on=BEGAN)
        cast.units[code] = Unit.objects.get(code=code)


def _make_person(key: str) -> Person:
    given, _, family = key.partition("_")
    new = NewPerson(given.capitalize(), (family or "prøve").capitalize(), f"{key}@vern.example")
    person = register_person(actor=SYSTEM, new=new)
    open_account(actor=SYSTEM, person=person, password=PASSWORD)
    person.refresh_from_db()
    return person


def _post(
    cast: Cast,
    key: str,
    role: RoleKey,
    unit: str,
    *,
    area: SafetyArea | None = None,
    on: dt.date = BEGAN,
    until: dt.date | None = None,
    scope: str = "",
) -> None:
    appoint(
        actor=SYSTEM,
        person=cast.people[key],
        role=role,
        unit=cast.units[unit],
        on=on,
        until=until,
        area=area,
        scope=scope,
    )


def _post_limited(cast: Cast) -> None:
    """Posts with an end: an audit that goes on, and one that a leader had until last week."""
    today = clock.today()
    _post(
        cast,
        "auditor",
        RoleKey.AUDITOR,
        "FAK",
        on=today - dt.timedelta(days=7),
        until=today + dt.timedelta(days=30),
        scope="Avvik og tiltak",
    )
    week_ago = today - dt.timedelta(days=7)
    _post(cast, "former_leader", RoleKey.DEPUTY_LEADER, "INST", until=week_ago)


def report(cast: Cast, unit: str, *, by: str = "reporter", photo: bool = False) -> Record:
    """A report at a unit, received and untouched."""
    draft = incidents.Draft(
        description=f"Noe falt ned ved {unit}.\nIngen ble truffet.",
        unit=cast.units[unit],
        type=IncidentType.NEAR_MISS,
    )
    files = [receive(ContentFile(jpeg()), name="hylle.jpg")] if photo else []
    return incidents.report(actor=for_person(cast.people[by]), draft=draft, attachments=files)


def measure(cast: Cast, record: Record, *, responsible: str = "responsible") -> Measure:
    """A measure for a report, decided by the system, in words that differ for case and plan."""
    plan = measures.Plan(
        type=Measure.Type.CORRECTIVE,
        title="Feste hyllen som falt ned",
        plan_text="Sikre reoler",
        responsible=cast.people[responsible],
        due_on=clock.today() + dt.timedelta(days=14),
    )
    return incidents.add_measure(actor=SYSTEM, record=record, plan=plan)


def close(record: Record) -> None:
    """Whom the law names is told first."""
    teller = for_person(Person.objects.get(user__email="leader@vern.example"))
    for rule in NotificationRule.objects.filter(offered=True):
        mark_told(actor=teller, record=record, rule=rule)
    incidents.close(
        actor=SYSTEM, record=record, message="Takk for meldingen.", no_measures_reason="Rettet."
    )


def jpeg(*, width: int = 640, height: int = 480, position: bool = False) -> bytes:
    """A photo as a phone takes it; with `position`, one that tells where, by what and of whom."""
    image = Image.new("RGB", (width, height), (40, 120, 110))
    image.paste((220, 180, 60), (width // 4, height // 4, width // 2, height // 2))
    exif = Image.Exif()
    kept = io.BytesIO()
    if not position:
        image.save(kept, "JPEG")
        return kept.getvalue()
    exif[0x010F] = "Revealing Camera"  # make
    exif.get_ifd(0x8825).update(
        {1: "N", 2: (63.0, 25.0, 6.0), 3: "E", 4: (10.0, 24.0, 9.0)}  # GPS
    )
    image.save(kept, "JPEG", exif=exif.tobytes(), comment=b"Tatt av Ola Nordmann")
    return kept.getvalue()
