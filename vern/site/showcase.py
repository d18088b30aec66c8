"""The demo's people that a visitor can be, one for each role."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from vern.core.kernel.content import read_toml, texts
from vern.core.kernel.texts import localized
from vern.core.org.models import Person, Role

DOMAIN = "vern.example"
PLAIN = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "đ": "d", "ŋ": "n", "ŧ": "t"})


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
    cast = read_toml("vern.site.demo", "cast.toml")["person"]
    return tuple(Shown(email_of(row), row["key"], **texts(row["does"], "does")) for row in cast)


def email_of(row: dict[str, Any]) -> str:
    """The address of one of the cast: `maret.somby@vern.example`."""
    name = f"{row['given']}.{row['family']}".lower().replace(" ", ".").translate(PLAIN)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return f"{plain}@{DOMAIN}"


def is_shown(email: str) -> bool:
    """Whether the address is one that a visitor may sign in with."""
    return any(each.email == email for each in showcase())


def people_to_be() -> list[PersonToBe]:
    """Those of them who have an account in this database."""
    emails = [each.email for each in showcase()]
    people = Person.objects.filter(email__in=emails, user__is_active=True)
    names = {person.email: person.name for person in people}
    roles = {role.key: role.name for role in Role.objects.all()} | {"rector": str(_("Rector"))}
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
