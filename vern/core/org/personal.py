"""What is stored about a person: each module names its part, the person's own page shows them all
(GDPR articles 15 and 20)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.ports import Port
from vern.core.org import posts
from vern.core.org.actors import Actor
from vern.core.org.models import Assignment, Person

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Value = str | int | dt.date | None
"""A moment is a `datetime`, which is a date too."""
Row = tuple[Value, ...]


@dataclass(frozen=True)
class PersonalData:
    """One table of what is stored about a person. `columns`: key and heading of each.

    `rows(actor)` gives the actor's own, never more than the rules of view let them read, the newest
    first; in few queries, whatever their number.
    """

    key: str
    label: _StrPromise
    about: _StrPromise
    columns: tuple[tuple[str, str | _StrPromise], ...]
    rows: Callable[[Actor], Iterable[Row]]
    order: int = 50


personal_data: Port[PersonalData] = Port("personal data")


def _details(actor: Actor) -> Iterable[Row]:
    person = Person.objects.select_related("user").get(pk=actor.person_id or 0)
    user = person.user
    yield gettext("Name"), person.name
    yield gettext("E-mail address"), person.email
    yield gettext("Telephone"), person.phone or None
    yield gettext("Language"), person.get_language_display()
    if user is not None:
        yield gettext("Signs in as"), user.email
        yield gettext("Account since"), user.date_joined
        yield gettext("Last signed in"), user.last_login


def _posts(actor: Actor) -> Iterable[Row]:
    names = posts.names()
    held = Assignment.objects.filter(Q(person=actor.person_id)).select_related("unit", "area")
    for each in held.order_by("-valid_from", "pk"):
        place = f"{each.unit.name}, {each.area.name}" if each.area else each.unit.name
        yield names.get(each.role, each.role), place, each.valid_from, each.valid_to


def register() -> None:
    personal_data.add(
        PersonalData(
            "details",
            _("Who you are"),
            _("From the staff and student registers, and your account."),
            (("what", _("What")), ("value", _("Stored"))),
            _details,
            order=10,
        ),
        PersonalData(
            "posts",
            _("Your roles"),
            _("What decides what you may see and do. The last day is the day before “until”."),
            (("role", _("Role")), ("unit", _("Unit")), ("from", _("From")), ("until", _("Until"))),
            _posts,
            order=20,
        ),
    )
