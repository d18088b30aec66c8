"""Someone with an account, and a client that audits what it gets."""

from __future__ import annotations

import datetime as dt

import pytest

from vern.core.kernel.testing.client import AuditedClient
from vern.core.org.actors import SYSTEM
from vern.core.org.models import Person, RoleKey
from vern.core.org.services.people import NewPerson, appoint, open_account, register_person
from vern.core.org.services.units import Names, NewUnit, create_unit

PASSWORD = "plommer i kjelleren"
EMAIL = "ingrid@vern.example"


@pytest.fixture
def client() -> AuditedClient:
    return AuditedClient(headers={"accept-language": "en"})


@pytest.fixture
def person(db: None) -> Person:
    """Ingrid, employed at the only unit, with an account."""
    day = dt.date(2020, 1, 1)
    unit = create_unit(
        actor=SYSTEM, new=NewUnit("UNI", "institution", Names("Uni")), parent=None, on=day
    )
    person = register_person(actor=SYSTEM, new=NewPerson("Ingrid", "Test", EMAIL, language="en"))
    open_account(actor=SYSTEM, person=person, password=PASSWORD)
    appoint(actor=SYSTEM, person=person, role=RoleKey.EMPLOYEE, unit=unit, on=day)
    return Person.objects.select_related("user").get(pk=person.pk)
