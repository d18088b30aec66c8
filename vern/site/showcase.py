"""The demo's people that a visitor can be, one for each role."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.urls import reverse
from django.utils.translation import gettext as _

from vern.core.kernel.content import read_toml, texts
from vern.core.kernel.texts import localized
from vern.core.org.models import Person, Role
from vern.site.demo.people import Registry


@dataclass(frozen=True)
class Shown:
    """Someone on the sign-in page: the account, the role, and what the person can do."""

    email: str
    role: str
    does_nb: str
    does_nn: str
    does_en: str


@dataclass(frozen=True)
class PersonToBe:
    """What the sign-in page shows of one of them."""

    key: str
    url: str
    name: str
    role: str
    unit: str


@cache
def showcase() -> tuple[Shown, ...]:
    """The people of the demo's content, in its order."""
    registry = Registry()
    registry.cast()
    does = {row["key"]: row["does"] for row in read_toml("vern.site.demo", "cast.toml")["person"]}
    return tuple(
        Shown(person.email, person.demo_role, **texts(does[person.demo_role], "does"))
        for person in registry.people
    )


def is_shown(email: str) -> bool:
    """Whether the address is one that a visitor may sign in with."""
    return any(each.email == email for each in showcase())


def people_to_be() -> list[PersonToBe]:
    """Those of them who have an account in this database."""
    emails = [each.email for each in showcase()]
    people = Person.objects.filter(email__in=emails, user__is_active=True)
    names = {person.email: person.name for person in people}
    roles = {role.key: role.name for role in Role.objects.all()}
    roles |= {"dean": str(_("Dean")), "rector": str(_("Rector"))}
    url = reverse("demo_sign_in")
    return [
        PersonToBe(
            key=each.email,
            url=url,
            name=names[each.email],
            role=roles[each.role],
            unit=localized(each, "does"),
        )
        for each in showcase()
        if each.email in names
    ]
