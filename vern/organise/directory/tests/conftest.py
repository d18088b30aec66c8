from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from vern.core.kernel.testing.client import AuditedClient
from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.core.org.actors import SYSTEM
from vern.core.org.models import Person, RoleKey, SafetyArea
from vern.core.org.services.people import open_account
from vern.core.org.tests import world


@dataclass
class Cast:
    """Who is where in the small institution of `world`."""

    people: dict[str, Person] = field(default_factory=dict)
    area: SafetyArea | None = None

    def __getitem__(self, key: str) -> Person:
        return self.people[key]


def make_cast() -> Cast:
    """U over F and G; F over A and B, G over C; A over S. B has no leader, B and C no area."""
    world.make_units()
    made = Cast(area=world.area_of("A"))
    for key, role, code, family in (
        ("rector", RoleKey.LEADER, "U", "Rektorsen"),
        ("dean", RoleKey.LEADER, "F", "Dekansen"),
        ("head", RoleKey.LEADER, "A", "Ledersen"),
        ("deputy", RoleKey.DEPUTY_LEADER, "A", "Stedfortreder"),
        ("coordinator", RoleKey.COORDINATOR, "F", "Koordinator"),
        ("chief", RoleKey.LOCAL_CHIEF_REP, "F", "Lokalvern"),
        ("main_chief", RoleKey.MAIN_CHIEF_REP, "U", "Hovedvern"),
        ("student_rep", RoleKey.STUDENT_REP, "A", "Studentsen"),
        ("health", RoleKey.OCCUPATIONAL_HEALTH, "U", "Helsesen"),
        ("hse", RoleKey.HSE_DEPARTMENT, "U", "Hmsen"),
        ("faculty_hse", RoleKey.HSE_DEPARTMENT, "F", "Fakultetshms"),
        ("employee", RoleKey.EMPLOYEE, "A", "Ansattsen"),
        ("student", RoleKey.STUDENT, "A", "Student"),
    ):
        made.people[key] = world.give(role, code, world.someone("Kim", family)).person
    rep = world.someone("Kim", "Vernesen")
    world.give(RoleKey.SAFETY_REP, "A", rep, area=made.area)
    made.people["rep"] = rep
    for person in made.people.values():
        open_account(actor=SYSTEM, person=person)
        person.refresh_from_db()
    return made


shared_cast = once_per_module(make_cast)


@pytest.fixture
def cast(shared_cast: Shared[Cast], db: None) -> Cast:
    return shared_cast.copy()


@pytest.fixture
def sign_in(client: AuditedClient, cast: Cast) -> Callable[[str], AuditedClient]:
    """Sign one of the cast in; pages come in English, whose texts need no translation."""

    def signed_in(key: str) -> AuditedClient:
        person = cast[key]
        client.force_login(person.user or open_account(actor=SYSTEM, person=person))
        client.cookies["django_language"] = "en"
        return client

    return signed_in
