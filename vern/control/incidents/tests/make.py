"""A small institution and its reports, made through the services that people use.

UNI ── FAC ── CHEM ── LAB     chemistry is where things happen
    │      └─ PHYS            a sibling
    └─ ARTS                   outside
"""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from vern.control.incidents import services
from vern.control.incidents.rules import IncidentType
from vern.core.kernel import clock
from vern.core.measures.models import Measure
from vern.core.measures.services import Plan
from vern.core.org.models import Building, RoleKey
from vern.core.org.testing import BEGAN, World, institution, person, put
from vern.core.records.models import Record

__all__ = ["BEGAN", "World", "person", "put"]
"""What tests take from here, beside what is made here."""

UNITS = {
    "UNI": ("institution", "Universitetet", None),
    "FAC": ("faculty", "Fakultet for naturvitenskap", "UNI"),
    "CHEM": ("department", "Institutt for kjemi", "FAC"),
    "LAB": ("section", "Seksjon for syntese", "CHEM"),
    "PHYS": ("department", "Institutt for fysikk", "FAC"),
    "ARTS": ("faculty", "Fakultet for kunst", "UNI"),
}

POSTS = {
    "reporter": (RoleKey.EMPLOYEE, "CHEM"),
    "colleague": (RoleKey.EMPLOYEE, "CHEM"),
    "leader": (RoleKey.LEADER, "CHEM"),
    "leader above": (RoleKey.LEADER, "FAC"),
    "leader of sibling": (RoleKey.LEADER, "PHYS"),
    "leader of lab": (RoleKey.LEADER, "LAB"),
    "rector": (RoleKey.LEADER, "UNI"),
    "safety rep": (RoleKey.SAFETY_REP, "CHEM"),
    "hse": (RoleKey.HSE_DEPARTMENT, "UNI"),
}


def world(*, without: tuple[str, ...] = ()) -> World:
    """The institution with everyone in POSTS, but for those left out."""
    return institution(UNITS, POSTS, without=without)


def building(name: str = "Kjemibygget") -> Building:
    return Building.objects.create(code=name[:20], name=name, campus="Nord")


def told(
    found: World,
    text: str = "Det luktet gass ved avtrekket.",
    *,
    who: str = "reporter",
    unit: str = "CHEM",
    type_: IncidentType = IncidentType.HAZARDOUS_CONDITION,
    **more: Any,
) -> Record:
    """Someone has reported."""
    draft = services.Draft(text, found.units[unit], type_, **more)
    return services.report(actor=found.actor(who), draft=draft)


def decided(
    found: World, record: Record, title: str = "Bytt pakningen", *, who: str = "leader"
) -> Measure:
    """The leader has decided a measure that is due in two weeks."""
    plan = Plan(
        type=Measure.Type.CORRECTIVE,
        title=title,
        plan_text=f"Plan: {title}",
        responsible=found.people["leader"],
        due_on=clock.today() + dt.timedelta(days=14),
    )
    return services.add_measure(actor=found.actor(who), record=record, plan=plan)


COMMENT = b"secret comment of the camera"


def photo(*, size: tuple[int, int] = (64, 48)) -> bytes:
    """A JPEG as a phone makes it: with position, camera and a comment."""
    exif = Image.Exif()
    exif[0x010F] = "Secret Camera Maker"
    exif.get_ifd(0x8825).update(
        {
            1: "N",
            2: (IFDRational(63), IFDRational(25), IFDRational(7)),
            3: "E",
            4: (IFDRational(10), IFDRational(24), IFDRational(9)),
        }
    )
    content = io.BytesIO()
    Image.new("RGB", size, "teal").save(content, "JPEG", exif=exif, comment=COMMENT)
    return content.getvalue()
