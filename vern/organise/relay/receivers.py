"""Who takes a unit over: the leader who comes; while nobody has been appointed, the nearest one above."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from vern.core.kernel import clock
from vern.core.kernel.ui.dates import day as long_day
from vern.core.org.models import Assignment, Person, RoleKey, Unit
from vern.core.org.queries import line_of
from vern.organise.relay.models import Relay


@dataclass(frozen=True)
class Receiver:
    """Who signs after the one who leaves. `first`: the first day of the one appointed to follow;
    without it, the person leads above, until someone is appointed."""

    person: Person | None
    first: dt.date | None = None

    @property
    def why(self) -> str:
        """Who takes over, and why that one, in a sentence or two."""
        if self.person is None:
            return _(
                "Nobody has been appointed as the next leader, and nobody leads the units above. Nobody can "
                "sign that they take over until the HSE department has appointed someone."
            )
        names = {"person": self.person.name, "day": long_day(self.first)}
        if self.first is None:
            return (
                _(
                    "Nobody has been appointed as the next leader yet, so %(person)s, the leader above, "
                    "signs. If a new leader is appointed first, the new one signs instead."
                )
                % names
            )
        return _("%(person)s takes over and signs: appointed as leader from %(day)s.") % names


def next_leaders(leaving: Sequence[tuple[Unit, int]]) -> list[Receiver]:
    """For each unit and the key of the person who leaves it. One query."""
    lines = [line_of(unit) for unit, _leaves in leaving]
    units = {step for line in lines for step in line}
    if not units:
        return [Receiver(None) for _each in leaving]
    held = Assignment.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=clock.today()),
        role=RoleKey.LEADER,
        unit__in=units,
    )
    leads = list(held.select_related("person").order_by("valid_from"))
    return [
        _next(unit, line, [each for each in leads if each.person_id != leaves])
        for (unit, leaves), line in zip(leaving, lines, strict=True)
    ]


def _next(unit: Unit, line: Sequence[int], others: Sequence[Assignment]) -> Receiver:
    comes = next((each for each in others if each.unit_id == unit.pk), None)
    if comes is not None:
        return Receiver(comes.person, comes.valid_from)
    today = clock.today()
    above = [each for each in others if each.unit_id in line[:-1] and each.valid_from <= today]
    nearest = max(above, key=lambda each: line.index(each.unit_id), default=None)
    return Receiver(nearest.person if nearest else None)


def of_relay(relay: Relay) -> Receiver:
    """Who takes over in a handover."""
    return next_leaders([(relay.unit, relay.leaves_id)])[0]


def receiver_of(relay: Relay) -> Person | None:
    """The person of the same."""
    return of_relay(relay).person


def receivers_of(relays: Sequence[Relay]) -> dict[int, Person | None]:
    """The same of many, by their keys: one query."""
    found = next_leaders([(relay.unit, relay.leaves_id) for relay in relays])
    return {relay.pk: each.person for relay, each in zip(relays, found, strict=True)}
