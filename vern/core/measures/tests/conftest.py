"""A small institution, and a kind of case that is a stand-in for every module's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.utils.translation import gettext_lazy

from vern.core.kernel import clock
from vern.core.kernel.testing.client import AuditedClient
from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.core.measures import services
from vern.core.measures.models import Measure
from vern.core.org.actors import SYSTEM, Actor, for_person
from vern.core.org.capabilities import Capability, capabilities
from vern.core.org.models import Person, RoleCapability, RoleKey, Unit
from vern.core.org.services.paths import refresh_paths
from vern.core.org.services.people import NewPerson, appoint, open_account, register_person
from vern.core.org.services.units import Names, NewUnit, create_unit
from vern.core.records.kinds import Kind, kinds
from vern.core.records.models import Record
from vern.core.records.services import NewRecord, open_record

BEGAN = dt.date(2020, 1, 1)
TREE = {"UNI": None, "FAC": "UNI", "DEP": "FAC", "SEC": "DEP", "SIDE": "FAC"}
CASE = Kind(
    "case",
    gettext_lazy("Case"),
    "CASE",
    "cases.see",
    lambda pk: f"/cases/{pk}/",
    handle="cases.do",
    unseal="cases.unseal",
)
SEES = Capability("cases.see", gettext_lazy("See"), frozenset({RoleKey.LEADER, RoleKey.SAFETY_REP}))
DOES = Capability("cases.do", gettext_lazy("Handle"), frozenset({RoleKey.LEADER}))
UNSEALS = Capability(
    "cases.unseal", gettext_lazy("Unseal"), frozenset({RoleKey.WHISTLEBLOWING_RECEPTION})
)
POSTS = {
    "leader": (RoleKey.LEADER, "DEP"),
    "dean": (RoleKey.LEADER, "FAC"),
    "chief": (RoleKey.LOCAL_CHIEF_REP, "DEP"),
    "employee": (RoleKey.EMPLOYEE, "DEP"),
    "below": (RoleKey.EMPLOYEE, "SEC"),
    "sibling": (RoleKey.EMPLOYEE, "SIDE"),
    "sibling_leader": (RoleKey.LEADER, "SIDE"),
    "coordinator": (RoleKey.COORDINATOR, "DEP"),
    "reception": (RoleKey.WHISTLEBLOWING_RECEPTION, "UNI"),
}


@dataclass
class World:
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def actor(self, key: str) -> Actor:
        return for_person(self.people[key])

    def client(self, key: str) -> AuditedClient:
        user = self.people[key].user
        assert user is not None
        client = AuditedClient(headers={"accept-language": "en"})
        client.force_login(user)
        return client

    def case(self, unit: str = "DEP") -> Record:
        new = NewRecord(kind="case", title="Ola fell on the stairs", unit=self.units[unit])
        return open_record(new=new)

    def plan(self, *, who: str = "employee", days: int = 10, **other: object) -> services.Plan:
        chosen: dict[str, object] = {
            "type": Measure.Type.PREVENTIVE,
            "title": "Mend the stairs where Ola fell",
            "plan_text": "Safer stairs",
            "responsible": self.people[who],
            "due_on": clock.today() + dt.timedelta(days=days),
        }
        return services.Plan(**(chosen | other))  # type: ignore[arg-type]

    def measure(
        self,
        *,
        unit: str = "DEP",
        who: str = "employee",
        days: int = 10,
        by: str = "leader",
        **other: object,
    ) -> Measure:
        return services.decide(
            actor=self.actor(by),
            record=self.case(unit),
            plan=self.plan(who=who, days=days, **other),
        )


def make_world() -> World:
    """UNI > FAC > DEP > SEC, and SIDE beside DEP; people by what they are."""
    world = World()
    for code, above in TREE.items():
        parent = world.units[above] if above else None
        new_unit = NewUnit(code, "department", Names(code))
        world.units[code] = create_unit(
            actor=SYSTEM, new=new_unit, parent=parent, on=BEGAN, refresh=False
        )
    refresh_paths()
    world.units = {unit.code: unit for unit in Unit.objects.all()}
    for key, (role, code) in POSTS.items():
        new = NewPerson(key.capitalize(), "Test", f"{key}@vern.example", language="en")
        person = register_person(actor=SYSTEM, new=new)
        open_account(actor=SYSTEM, person=person)
        appoint(actor=SYSTEM, person=person, role=role, unit=world.units[code], on=BEGAN)
        world.people[key] = Person.objects.select_related("user").get(pk=person.pk)
    RoleCapability.objects.bulk_create(
        RoleCapability(role_id=role, capability=each.key)
        for each in (SEES, DOES, UNSEALS)
        for role in each.roles
    )
    return world


shared_world = once_per_module(make_world)


@pytest.fixture
def world(shared_world: Shared[World], db: None) -> Iterator[World]:
    """The institution of `make_world`, where cases are a kind of record."""
    with capabilities.holding(*capabilities, SEES, DOES, UNSEALS), kinds.holding(CASE):
        yield shared_world.copy()
