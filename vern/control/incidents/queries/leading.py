"""Which leaders a report may be about: those above the unit that was chosen, and one's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vern.control.incidents.queries.routing import ladder
from vern.core.kernel import clock
from vern.core.org.actors import holding
from vern.core.org.models import Assignment, Person, RoleKey, Unit

BELONGING = (RoleKey.EMPLOYEE, RoleKey.STUDENT, RoleKey.LEADER)
"""Posts that say where someone works or studies, and so who leads them."""


@dataclass(frozen=True)
class Leader:
    """Someone whom it may be about. `leads`: the name of a unit of theirs. `assumed`: who "my leader"
    is, where nobody has said."""

    person: Person
    leads: str
    assumed: bool


def leaders_of(unit: Unit, senders: Iterable[int]) -> Sequence[Leader]:
    """Those who lead the unit or one above it, and where the senders work or study; never a sender.

    The nearest of each line is assumed. A query for each line.
    """
    out = set(senders)
    own = Assignment.objects.filter(holding(clock.today()), person__in=out, role__in=BELONGING)
    lines = {unit.pk: unit} | {each.unit_id: each.unit for each in own.select_related("unit")}
    found: dict[int, Leader] = {}
    for each in lines.values():
        line = [step for step in ladder(each) if step.person.pk not in out]
        for step in line:
            first, known = step is line[0], found.get(step.person.pk)
            if known is None or (first and not known.assumed):
                found[step.person.pk] = Leader(step.person, step.leads.name, first)
    return sorted(found.values(), key=lambda each: not each.assumed)


def chosen_or_own(unit: Unit | None, home: int | None) -> Unit | None:
    """The unit that a report about people goes to: the chosen one, else one's own."""
    return unit or Unit.objects.filter(pk=home or 0, active=True).first()
