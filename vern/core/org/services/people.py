"""People and their assignments: register, change, appoint, end (A2, A4, A5)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.errors import Refused
from vern.core.kernel.events import publish
from vern.core.org.actors import Actor, holding
from vern.core.org.events import OrganisationChanged
from vern.core.org.models import (
    Assignment,
    Person,
    RoleKey,
    SafetyArea,
    Unit,
    UnitPlacement,
    User,
)
from vern.core.org.models.roles import AREA_ROLES
from vern.core.org.services.placements import from_day
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
        raise _registered()
    person = new.row()
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:  # the same form sent twice at once
        raise _registered() from error
    publish(OrganisationChanged("person.registered", actor, person_id=person.pk))
    return person


@transaction.atomic
def change_person(*, actor: Actor, person: Person, new: NewPerson) -> None:
    """A person's details; an account follows to a new e-mail address.

    Raises Refused if someone else has the e-mail address.
    """
    if Person.objects.filter(email__iexact=new.email).exclude(pk=person.pk).exists():
        raise _registered()
    fresh = new.row()
    fields = ("given_name", "family_name", "email", "phone", "language", "sort_key")
    former = {
        name: str(getattr(person, name))
        for name in fields[:-1]
        if getattr(person, name) != getattr(fresh, name)
    }
    for name in fields:
        setattr(person, name, getattr(fresh, name))
    if "email" in former and person.user:
        _move_account(person.user, person.email)
    person.save(update_fields=fields)
    if former:
        publish(OrganisationChanged("person.changed", actor, person_id=person.pk, texts=former))


def _registered() -> Refused:
    return Refused(_("Someone is registered with this e-mail address."), field="email")


def _move_account(user: User, email: str) -> None:
    """The account's address is the person's; the former one may no longer sign in."""
    if User.objects.filter(email__iexact=email).exclude(pk=user.pk).exists():
        raise Refused(_("Another account has this e-mail address."), field="email")
    EmailAddress.objects.filter(user=user).delete()
    user.email = email
    user.save(update_fields=["email"])


@transaction.atomic
def choose_language(*, person_id: int, language: str) -> None:
    """The language that the person's mail comes in. Theirs to choose, so no trail of it."""
    Person.objects.filter(pk=person_id).update(language=language)


@transaction.atomic
def open_account(*, actor: Actor, person: Person, password: str | None = None) -> User:
    """Give a person an account with their e-mail address; without a password it cannot sign in
    until one is set through 'forgotten password'. Raises Refused if there is one already."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.user_id or User.objects.filter(email__iexact=person.email).exists():
        raise Refused(_("There is already an account with this e-mail address."))
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

    Raises Refused: a second leader or representative in the period, the same role twice, a unit
    or an area that does not exist for all of it, a representative without an area, an auditor
    without an end and a scope.
    """
    _refuse_incomplete(role, area, until, scope)
    _refuse_outside(unit, area, on, until)
    if role not in _KEPT_ONCE:
        _refuse_twice(person, role, unit, area, on, until)
    try:
        with transaction.atomic():
            held = Assignment.objects.create(
                person=person,
                role=role,
                unit=unit,
                area=area if role in AREA_ROLES else None,
                scope=scope if role == RoleKey.AUDITOR else "",
                valid_from=on,
                valid_to=until + dt.timedelta(days=1) if until else None,
            )
    except IntegrityError as error:
        raise _taken(error) from error
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


# Roles that a constraint keeps from overlapping; the others are looked up, with a lock.
_KEPT_ONCE = (RoleKey.LEADER, RoleKey.SAFETY_REP, RoleKey.EMPLOYEE)


def _refuse_outside(
    unit: Unit, area: SafetyArea | None, on: dt.date, until: dt.date | None
) -> None:
    ahead = UnitPlacement.objects.filter(from_day(on), unit=unit).order_by("valid_from")
    if until is not None:
        ahead = ahead.filter(valid_from__lte=until)
    placements = list(ahead)
    if not placements or placements[0].valid_from > on or not placements[0].active:
        raise Refused(_("The unit does not exist on this date."), field="on")
    if not all(placement.active for placement in placements):
        raise Refused(_("The unit ends before the last day."), field="until")
    if area and area.ended_on and (until is None or until >= area.ended_on):
        raise Refused(_("The area has ended."), field="area")


def _refuse_twice(
    person: Person,
    role: RoleKey,
    unit: Unit,
    area: SafetyArea | None,
    on: dt.date,
    until: dt.date | None,
) -> None:
    """The same form sent twice gives one appointment: the second waits, then sees the first."""
    Person.objects.select_for_update().get(pk=person.pk)
    held = Assignment.objects.filter(from_day(on), person=person, role=role, unit=unit)
    if role in AREA_ROLES:
        held = held.filter(area=area)
    if until is not None:
        held = held.filter(valid_from__lte=until)
    if held.exists():
        raise _twice()


def _twice() -> Refused:
    return Refused(_("The person already has this role here in the period."), field="person")


def _taken(error: IntegrityError) -> Refused:
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
    return _twice()


@transaction.atomic
def end_assignment(*, actor: Actor, held: Assignment, last_day: dt.date) -> None:
    """The role ends after a day. Raises Refused if that is before it began, or if it ends
    sooner already: ending never makes a role last longer."""
    held = Assignment.objects.select_for_update().get(pk=held.pk)
    ends = last_day + dt.timedelta(days=1)
    if ends <= held.valid_from:
        raise Refused(_("The last day is before the first."), field="last_day")
    if held.valid_to is not None and held.valid_to <= ends:
        raise Refused(_("The role has already ended, or ends then."), field="last_day")
    held.valid_to = ends
    held.save(update_fields=["valid_to"])
    publish(
        OrganisationChanged(
            "person.assignment_ended",
            actor,
            unit_id=held.unit_id,
            person_id=held.person_id,
            facts={"role": held.role, "last_day": last_day.isoformat()},
        )
    )


@transaction.atomic
def succeed(
    *,
    actor: Actor,
    person: Person,
    role: RoleKey,
    unit: Unit,
    on: dt.date,
    until: dt.date | None = None,
    area: SafetyArea | None = None,
) -> Assignment:
    """Someone takes over a post that has one holder: a leader's, or an area's representative's.

    Who holds it ends the day before. Raises Refused as `appoint` does, and if the person is the
    one who holds it.
    """
    before = holder_of_post(role, unit, area, on)
    if before is not None and before.person_id == person.pk:
        raise _twice()
    if before is not None and before.valid_from < on:
        end_assignment(actor=actor, held=before, last_day=on - dt.timedelta(days=1))
    return appoint(actor=actor, person=person, role=role, unit=unit, on=on, until=until, area=area)


def holder_of_post(
    role: RoleKey, unit: Unit, area: SafetyArea | None, on: dt.date
) -> Assignment | None:
    """Who holds, on a day, a post that only one can hold; None if vacant or not such a post."""
    held = Assignment.objects.filter(holding(on), role=role).select_related("person")
    if role == RoleKey.LEADER:
        return held.filter(unit=unit).first()
    return held.filter(area=area).first() if role == RoleKey.SAFETY_REP and area else None
