"""Whose turn it is with a report, and who else reads it because of a post they hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from vern.control.incidents.capabilities import HANDLE
from vern.control.incidents.models import Closure, Incident, Stage
from vern.core.kernel import clock
from vern.core.kernel.prepared import Prepared
from vern.core.org.actors import holding
from vern.core.org.models import Assignment, Person, RoleCapability, RoleKey, Unit
from vern.core.org.queries import Responsible, held_at, line_of, with_stand_ins
from vern.core.records.models import Party, Record

CHIEFS = (RoleKey.LOCAL_CHIEF_REP, RoleKey.MAIN_CHIEF_REP)
POSTS = (RoleKey.LEADER, RoleKey.HSE_DEPARTMENT, *CHIEFS)
"""Posts that decide in whose hands a report is."""

DELEGATES = (RoleKey.DEPUTY_LEADER, RoleKey.COORDINATOR)
"""Besides those who may handle reports by right, a leader may ask these to take one."""


BARRING = (Party.Part.REPORTER, Party.Part.SUBJECT)


def barred(record: Record) -> set[int]:
    """Who reported it or whom it concerns: never handles it. The same goes for what was merged
    into it."""
    known: set[int] | None = record.__dict__.get("barred")
    if known is not None:
        return known
    return {person_id for (person_id,) in _BARRED.rows(record.pk)}


def subjects(record: Record) -> set[int]:
    """Whom it is about, as it stands in the database."""
    found = Party.objects.filter(record=record.pk, part=Party.Part.SUBJECT)
    return {person for person in found.values_list("person_id", flat=True) if person}


def barring(record_id: int) -> QuerySet[Party]:
    """The parts for which they are."""
    return parties_of_all(record_id).filter(part__in=BARRING, person__isnull=False)


def parties_of_all(record_id: int) -> QuerySet[Party]:
    """The parties of a report, and of what was merged into it."""
    # One condition on the reports: two on the parties would have all of them read.
    same = Incident.objects.filter(Q(pk=record_id) | Q(merged_into=record_id))
    return Party.objects.filter(record__in=same.values("pk"))


_BARRED = Prepared(lambda key: barring(key).values_list("person_id"))
_REPORTERS = Prepared(
    lambda key: (
        parties_of_all(key)
        .filter(part=Party.Part.REPORTER, person__isnull=False)
        .values_list("record_id", "person_id")
    )
)


def reporters_of(record: Record) -> list[tuple[int, int]]:
    """Who has reported it, and what was merged into it: the key of their own report, and theirs."""
    return [(own, person_id) for own, person_id in _REPORTERS.rows(record.pk)]


def know_barred(record: Record, people: set[int]) -> None:
    """For a page that has read who it is, and changes nothing: it then asks once who leads."""
    record.__dict__["barred"] = people


def ladder(unit: Unit) -> list[Responsible]:
    """Who leads the unit, and then those above, up to the institution: one query."""
    line = line_of(unit)
    held = {
        each.unit_id: each
        for each in with_stand_ins(
            Assignment.objects.filter(
                holding(clock.today()), role=RoleKey.LEADER, unit__in=line
            ).select_related("unit")
        )
    }
    leaders = (held[step] for step in reversed(line) if step in held)
    return [Responsible(each.person, each.unit, unit) for each in leaders]


def ladder_of(record: Record) -> list[Responsible]:
    """Those who may have a report, the one whose turn it is first."""
    known: list[Responsible] | None = record.__dict__.get("ladder")
    if known is not None:
        return known
    out = barred(record)
    found = [each for each in ladder(record.handling_unit) if each.person.pk not in out]
    if "barred" in record.__dict__:
        record.__dict__["ladder"] = found
    return found


def next_above(unit: Unit, barred: Iterable[int]) -> Responsible | None:
    """The nearest leader, from the unit upwards, who is not barred; None where none is left."""
    return next((each for each in ladder(unit) if each.person.pk not in barred), None)


def handler_of(record: Record) -> Responsible | None:
    """The leader whose turn it is; None: the HSE department's."""
    return next(iter(ladder_of(record)), None)


@dataclass(frozen=True)
class Offices:
    """Who holds the posts at some units today: people by unit, and the HSE department."""

    leaders: Mapping[int, int] = field(default_factory=dict)
    chiefs: Mapping[int, Sequence[tuple[RoleKey, int]]] = field(default_factory=dict)
    hse: frozenset[int] = frozenset()

    def nearest(self, line: Sequence[int], out: Iterable[int]) -> int | None:
        """The lowest unit of a line from the root whose leader is not out."""
        led = (unit for unit in reversed(line) if unit in self.leaders)
        return next((unit for unit in led if self.leaders[unit] not in out), None)

    def settle(self, line: Sequence[int], out: Iterable[int]) -> int:
        """The unit where a report at the end of a line is handled: that one; where its leader is
        out, the nearest above whose leader is not; the root where none is left."""
        leads = self.nearest(line, out)
        if leads is None:
            return line[0]
        return line[-1] if leads == self.nearest(line, ()) else leads

    def clear_of(self, line: Sequence[int], people: Iterable[int]) -> Sequence[int]:
        """The part of a line from the root that is above all units that these lead; at least the
        root."""
        about = set(people)
        led = (number for number, unit in enumerate(line) if self.leaders.get(unit) in about)
        top = next(led, None)
        return line if top is None else line[: max(top, 1)]

    def chiefs_above(self, line: Sequence[int]) -> set[int]:
        """The local chief representatives nearest above; else the main one."""
        held = [(role, unit, who) for unit in line for role, who in self.chiefs.get(unit, ())]
        ranked = sorted(held, key=lambda each: (each[0] == CHIEFS[1], -line.index(each[1])))
        return {who for role, unit, who in ranked if (role, unit) == ranked[0][:2]}


def offices(units: Iterable[int]) -> Offices:
    """The posts at these units: one query."""
    leaders: dict[int, int] = {}
    chiefs: dict[int, list[tuple[RoleKey, int]]] = {}
    hse = set()
    for role, unit, person in held_at(POSTS, units):
        if role == RoleKey.LEADER:
            leaders[unit] = person
        elif role == RoleKey.HSE_DEPARTMENT:
            hse.add(person)
        else:
            chiefs.setdefault(unit, []).append((RoleKey(role), person))
    return Offices(leaders, chiefs, frozenset(hse))


@dataclass(frozen=True)
class Hands:
    """In whose hands a report is, by post. `leads`: the unit whose leader handles it; None: it is
    the HSE department's. `passed`: a leader below was passed over."""

    leads: int | None
    handlers: frozenset[int]
    readers: frozenset[int]
    passed: bool


def hands(record: Record, out: set[int], posts: Offices) -> Hands:
    """Who is to handle a report and who reads it by post, whatever stands in it now.

    `out`: whom it may not be. The readers are those who do so although only named people may.
    """
    handling, own = line_of(record.handling_unit), line_of(record.unit)
    leads = posts.nearest(handling, out)
    handlers = posts.hse.difference(out) if leads is None else {posts.leaders[leads]}
    lower = own[own.index(leads) + 1 :] if leads in own else own
    below = [posts.leaders[unit] for unit in lower if unit in posts.leaders]
    passed = any(person in out for person in below)
    readers = posts.chiefs_above(own) if passed else set()
    if record.handling_unit_id != record.unit_id:
        # Not those who answer to someone whom it is about.
        clear = posts.clear_of(own, _about(record))
        readers |= {
            posts.leaders[unit] for unit in lower if unit in posts.leaders and unit in clear
        }
    return Hands(leads, frozenset(handlers), frozenset(readers - out - handlers), passed)


def _about(record: Record) -> set[int]:
    """Whom it is about, where its parties may have been read already."""
    part = Party.Part.SUBJECT
    return {each.person_id for each in record.parties.all() if each.part == part and each.person_id}


def clear_line(record: Record, unit: Unit) -> Sequence[int]:
    """The line down to a unit, as far as nobody there answers to whom the report is about."""
    line, about = line_of(unit), subjects(record)
    return offices(line).clear_of(line, about) if about else line


def hands_of(record: Record, out: set[int]) -> Hands:
    """The same for one report."""
    posts = offices({*line_of(record.handling_unit), *line_of(record.unit)})
    return hands(record, out, posts)


def whose_turn(records: Sequence[Record]) -> dict[int, str]:
    """Names of those who have the reports, by key: three queries, however many. Empty text: the
    HSE department."""
    posts = offices({step for record in records for step in line_of(record.handling_unit)})
    out: dict[int, set[int]] = {}
    parts = (Party.Part.REPORTER, Party.Part.SUBJECT)
    barring = Party.objects.filter(record__in=[each.pk for each in records], part__in=parts)
    for record_id, person_id in barring.values_list("record_id", "person_id"):
        out.setdefault(record_id, set()).add(person_id or 0)
    turns = {}
    for record in records:
        leads = posts.nearest(line_of(record.handling_unit), out.get(record.pk, ()))
        turns[record.pk] = record.owner_id or (0 if leads is None else posts.leaders[leads])
    names = {each.pk: each.name for each in Person.objects.filter(pk__in=set(turns.values()))}
    return {key: names.get(person, "") for key, person in turns.items()}


def case_handlers(unit: Unit, out: Collection[int]) -> list[Person]:
    """Those with the written assignment nearest above a unit who may have its reports: one query."""
    line = line_of(unit)
    held = Assignment.objects.filter(
        holding(clock.today()), role=RoleKey.CASE_HANDLER, unit__in=line
    ).exclude(person__in=out)
    return nearest_of(held.select_related("person").order_by("pk"), line)


def nearest_of(held: Iterable[Assignment], line: Sequence[int]) -> list[Person]:
    """The people whose posts are held lowest in a line from the root."""
    ranked = [(line.index(each.unit_id), each.person) for each in held if each.unit_id in line]
    lowest = max((step for step, _person in ranked), default=None)
    return [person for step, person in ranked if step == lowest]


def eligible(record: Record) -> list[Person]:
    """Who can be asked to handle a report: who may by right at its unit, deputies and
    coordinators there; never who reported it or whom it concerns."""
    by_right = RoleCapability.objects.filter(capability=HANDLE).values("role")
    line = {*line_of(record.unit), *line_of(record.handling_unit)}
    held = Assignment.objects.filter(
        holding(clock.today()), Q(role__in=by_right) | Q(role__in=DELEGATES), unit__in=line
    )
    found = Person.objects.filter(pk__in=held.values("person")).exclude(pk__in=barred(record))
    return list(found.order_by("sort_key", "pk"))


def level_above(record: Record) -> Responsible | None:
    """The next leader above the one whose turn it is who may have it; None: there is none."""
    steps = ladder_of(record)
    return next((each for each in steps[1:] if each.person != steps[0].person), None)


def level_below(record: Record) -> Responsible | None:
    """The leader that it came from, when it has been brought up, or the one there now who may have
    it; None where it was not brought up, or nobody below may. Costs a page one query."""
    line = line_of(record.unit)
    if record.handling_unit_id == record.unit_id or record.handling_unit_id not in line:
        return None
    now = handler_of(record)
    lower = set(line[line.index(record.handling_unit_id) + 1 :])
    came = [each for each in record.incident.stages.all() if each.unit_id in lower]
    found = next_above(came[-1].unit if came else record.unit, barred(record))
    if found is None or now is None or found.leads == now.leads:
        return None
    about = any(each.part == Party.Part.SUBJECT for each in record.parties.all())
    clear = clear_line(record, record.unit) if about else line
    return found if found.leads.pk in clear else None


@dataclass(frozen=True)
class Spell:
    """How long a report has been at a unit, in all. `days`: whole days."""

    unit: Unit
    days: int
    now: bool


def spells(stages: Sequence[Stage], closures: Sequence[Closure], now: dt.datetime) -> list[Spell]:
    """Time at each unit, in the order in which it came there first; closed time counts for none."""
    found: dict[int, tuple[Unit, dt.timedelta]] = {}
    for stage in stages:
        begin, end = stage.began_at, stage.ended_at or now
        shut = sum((_overlap(each, begin, end, now) for each in closures), dt.timedelta())
        unit, so_far = found.get(stage.unit_id, (stage.unit, dt.timedelta()))
        found[stage.unit_id] = (unit, so_far + (end - begin) - shut)
    last = stages[-1].unit_id if stages else None
    return [Spell(unit, time.days, unit.pk == last) for unit, time in found.values()]


def _overlap(
    closure: Closure, begin: dt.datetime, end: dt.datetime, now: dt.datetime
) -> dt.timedelta:
    since, until = max(closure.at, begin), min(closure.reopened_at or now, end)
    return max(until - since, dt.timedelta())
