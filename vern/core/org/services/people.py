"""People and their assignments: register, change, appoint, end (A2, A4, A5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.errors import Refused
from vern.core.kernel.events import publish
from vern.core.org.actors import Actor
from vern.core.org.events import OrganisationChanged
from vern.core.org.models import (
    Assignment,
    Building,
    Person,
    RoleKey,
    SafetyArea,
    SafetyAreaPart,
    Unit,
    User,
)
from vern.core.org.models.roles import AREA_ROLES
from vern.core.org.services.units import Names
from vern.core.org.sorting import sort_key


@dataclass(frozen=True)
class NewPerson:
    """What it takes to register someone."""

    given_name: str
    family_name: str
    email: str
    phone: str = ""
    language: str = "nb"

    def row(self) -> Person:
        return Person(
            given_name=self.given_name,
            family_name=self.family_name,
            email=self.email.lower(),
            phone=self.phone,
            language=self.language,
            sort_key=sort_key(f"{self.family_name} {self.given_name}"),
        )


@transaction.atomic
def register_person(*, actor: Actor, new: NewPerson) -> Person:
    """Raises Refused if someone has the e-mail address."""
    if Person.objects.filter(email__iexact=new.email).exists():
        raise Refused(_("Someone is registered with this e-mail address."), field="email")
    person = new.row()
    person.save()
    publish(OrganisationChanged("person.registered", actor, person_id=person.pk))
    return person


@transaction.atomic
def change_person(*, actor: Actor, person: Person, new: NewPerson) -> None:
    """Raises Refused if someone else has the e-mail address."""
    if Person.objects.filter(email__iexact=new.email).exclude(pk=person.pk).exists():
        raise Refused(_("Someone is registered with this e-mail address."), field="email")
    fresh = new.row()
    fields = ("given_name", "family_name", "email", "phone", "language", "sort_key")
    former = {
        name: str(getattr(person, name))
        for name in fields[:-1]
        if getattr(person, name) != getattr(fresh, name)
    }
    for name in fields:
        setattr(person, name, getattr(fresh, name))
    person.save(update_fields=fields)
    if former:
        publish(OrganisationChanged("person.changed", actor, person_id=person.pk, texts=former))


@transaction.atomic
def open_account(*, actor: Actor, person: Person, password: str | None = None) -> User:
    """Give a person an account with their e-mail address; without a password it cannot sign in
    until one is set through 'forgotten password'."""
    user = User.objects.create_user(person.email, password)
    person.user = user
    person.save(update_fields=["user"])
    publish(OrganisationChanged("person.account_opened", actor, person_id=person.pk))
    return user


@transaction.atomic
def appoint(
    *,
    actor: Actor,
    person: Person,
    role: RoleKey,
    unit: Unit,
    on: dt.date,
    until: dt.date | None = None,
    area: SafetyArea | None = None,
    scope: str = "",
) -> Assignment:
    """Someone has a role from a day on. `until` is the last day.

    Raises Refused: a second leader or representative in the period, a representative without
    an area, an auditor without an end and a scope.
    """
    _refuse_incomplete(role, area, until, scope)
    try:
        with transaction.atomic():
            held = Assignment.objects.create(
                person=person,
                role=role,
                unit=unit,
                area=area if role in AREA_ROLES else None,
                scope=scope,
                valid_from=on,
                valid_to=until + dt.timedelta(days=1) if until else None,
            )
    except IntegrityError as error:
        raise _taken(role, error) from error
    publish(
        OrganisationChanged(
            "person.appointed",
            actor,
            unit_id=unit.pk,
            person_id=person.pk,
            facts={"role": str(role), "on": on.isoformat(), "area": area.code if area else None},
        )
    )
    return held


def _refuse_incomplete(
    role: RoleKey, area: SafetyArea | None, until: dt.date | None, scope: str
) -> None:
    if role in AREA_ROLES and area is None:
        raise Refused(_("A safety representative has an area. Choose it."), field="area")
    if role == RoleKey.AUDITOR and until is None:
        raise Refused(_("An auditor's access has an end. Give the last day."), field="until")
    if role == RoleKey.AUDITOR and not scope:
        raise Refused(_("Write what the auditor looks at."), field="scope")


def _taken(role: RoleKey, error: IntegrityError) -> Refused:
    text = str(error)
    if "one_leader" in text:
        return Refused(
            _("The unit has another leader in this period. End that appointment first."),
            field="on",
        )
    if "one_representative" in text:
        return Refused(
            _("The area has another representative in this period. End that one first."),
            field="on",
        )
    if "ends_after" in text:
        return Refused(_("The last day is before the first."), field="until")
    return Refused(_("The person already has this role here in the period."), field="person")


@transaction.atomic
def end_assignment(*, actor: Actor, held: Assignment, last_day: dt.date) -> None:
    """The role ends after a day. Raises Refused if that is before it began."""
    ends = last_day + dt.timedelta(days=1)
    if ends <= held.valid_from:
        raise Refused(_("The last day is before the first."), field="last_day")
    held.valid_to = ends
    try:
        with transaction.atomic():
            held.save(update_fields=["valid_to"])
    except IntegrityError as error:
        raise _taken(RoleKey(held.role), error) from error
    publish(
        OrganisationChanged(
            "person.assignment_ended",
            actor,
            unit_id=held.unit_id,
            person_id=held.person_id,
            facts={"role": held.role, "last_day": last_day.isoformat()},
        )
    )


@dataclass(frozen=True)
class AreaPart:
    """One thing an area covers: a unit (or a part of it in words), or a building."""

    unit: Unit | None = None
    part_of_unit: str = ""
    building: Building | None = None


@transaction.atomic
def draw_area(
    *, actor: Actor, code: str, names: Names, unit: Unit, parts: Sequence[AreaPart]
) -> SafetyArea:
    """Make a safety representative's area. Raises Refused if it covers nothing or the code is
    taken."""
    if not parts:
        raise Refused(_("Choose at least one unit or building for the area."), field="parts")
    if SafetyArea.objects.filter(code__iexact=code).exists():
        raise Refused(_("Another area has this code."), field="code")
    area = SafetyArea.objects.create(code=code, unit=unit, **names.fields())
    SafetyAreaPart.objects.bulk_create(
        SafetyAreaPart(area=area, unit=p.unit, part_of_unit=p.part_of_unit, building=p.building)
        for p in parts
    )
    publish(OrganisationChanged("area.drawn", actor, unit_id=unit.pk, facts={"area": code}))
    return area
