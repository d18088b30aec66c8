"""A small institution, those who write its report, and one who reads it."""

from __future__ import annotations

import datetime as dt

from vern.core.kernel import clock
from vern.core.kernel.testing.client import AuditedClient
from vern.core.org.actors import SYSTEM, Actor, for_person
from vern.core.org.models import Person, RoleKey, Unit
from vern.core.org.services.people import NewPerson, appoint, open_account, register_person
from vern.core.org.services.units import Names, NewUnit, create_unit
from vern.review.annual_report import services
from vern.review.annual_report.models import AnnualReport, SectionText
from vern.review.annual_report.outline import outline

BEGAN = dt.date(2020, 1, 1)
SECTIONS = tuple(each.key for each in outline().sections)
FIRST = SECTIONS[0]

UNITS = {
    "UNI": ("institution", "Universitetet i Prøve", None),
    "FAK": ("faculty", "Fakultet for prøving", "UNI"),
    "INST": ("department", "Institutt for prøving", "FAK"),
}
POSTS = {
    "writer": (RoleKey.HSE_DEPARTMENT, "UNI"),
    "colleague": (RoleKey.HSE_DEPARTMENT, "UNI"),
    "writer of the faculty": (RoleKey.HSE_DEPARTMENT, "FAK"),
    "rector": (RoleKey.LEADER, "UNI"),
    "reader": (RoleKey.EMPLOYEE, "INST"),
}


def institution() -> dict[str, Person]:
    """The units, and the people of POSTS by key."""
    units: dict[str, Unit] = {}
    for code, (kind, name, above) in UNITS.items():
        new = NewUnit(code, kind, Names(name, en=f"The {kind}"), reports=kind == "department")
        parent = units[above] if above else None
        units[code] = create_unit(actor=SYSTEM, new=new, parent=parent, on=BEGAN)
    people = {}
    for key, (role, code) in POSTS.items():
        new_person = NewPerson(key.capitalize(), "Prøve", f"{key.replace(' ', '.')}@vern.example")
        people[key] = register_person(actor=SYSTEM, new=new_person)
        open_account(actor=SYSTEM, person=people[key])
        people[key].refresh_from_db()
        appoint(actor=SYSTEM, person=people[key], role=role, unit=units[code], on=BEGAN)
    return people


def browser(person: Person) -> AuditedClient:
    """A browser in which the person is signed in, and reads English."""
    client = AuditedClient(headers={"accept-language": "en"})
    assert person.user is not None
    client.force_login(person.user)
    return client


def draft(people: dict[str, Person], year: int = 2025) -> AnnualReport:
    return services.start(actor=for_person(people["writer"]), year=year)


def write(
    by: Person, report: AnnualReport, text: str, *, section: str = FIRST, language: str = "nb"
) -> SectionText:
    """Write the section on top of what is there now."""
    base = (
        SectionText.objects.filter(report=report, section=section, language=language)
        .order_by("-version")
        .values_list("version", flat=True)
        .first()
    )
    return services.write_section(
        actor=for_person(by),
        report=report,
        section=section,
        language=language,
        text=text,
        base=base or 0,
    )


def published(people: dict[str, Person], year: int = 2025) -> AnnualReport:
    """A published report with every section in bokmål, and the first in English too."""
    report = draft(people, year)
    for section in SECTIONS:
        write(people["writer"], report, f"Om {section} i {year}.", section=section)
    write(people["writer"], report, f"About the work of {year}.", language="en")
    services.publish(actor=for_person(people["writer"]), report=report, extract_on=after(year))
    return report


def after(year: int) -> dt.date:
    """A day on which the figures of a year are usually taken."""
    return min(dt.date(year + 1, 1, 31), clock.today())


def actor(person: Person) -> Actor:
    return for_person(person)
