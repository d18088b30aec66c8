"""Build the demo's organisation in the database, year by year, as it came about.

Units, posts, areas, mergers and accounts go through the services, with the clock held at their
day. People and their plain memberships are a register that is read in, as from a personnel
system: in bulk, without a history line each.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from django.db import transaction

from vern.core.kernel import batches, clock
from vern.core.org.actors import SYSTEM, holding
from vern.core.org.models import (
    Assignment,
    Building,
    OtherEmployer,
    Person,
    RoleKey,
    Room,
    SafetyArea,
    Unit,
)
from vern.core.org.services import areas as area_services
from vern.core.org.services import people as people_services
from vern.core.org.services import units as unit_services
from vern.core.org.services.paths import refresh_paths
from vern.site.demo import content
from vern.site.demo.content import Change, UnitRow, read_toml
from vern.site.demo.posts import PlannedArea, PlannedPost, organisation
from vern.site.demo.structure import by_code, ending, home, names_on

DAY = dt.timedelta(days=1)
_BATCH = 2000


@dataclass
class Built:
    """What has been made so far, by the plan's own keys."""

    units: dict[str, Unit] = field(default_factory=dict)
    buildings: dict[str, Building] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    areas: dict[str, SafetyArea] = field(default_factory=dict)


@transaction.atomic
def build() -> Built:
    """The whole organisation, from its beginning to the demo's last day."""
    with batches.together():
        return _build()


def _build() -> Built:
    built = Built()
    for unit in content.units():
        if not _made_by_change(unit.code):
            _create(built, unit)
    refresh_paths()
    _buildings(built)
    _people(built)
    _memberships(built, [unit.code for unit in content.units() if unit.code in built.units])
    for _day, _order, act in sorted(_history(built), key=lambda step: step[:2]):
        act()
    with clock.at(clock.start_of(content.last_day())):
        refresh_paths()
    _rooms(built)
    _accounts(built)
    return built


def _made_by_change(code: str) -> bool:
    return any(code in c.targets and code not in c.sources for c in _births())


def _births() -> list[Change]:
    """Changes that bring new units; a merger into a standing unit brings none."""
    return [
        change
        for change in content.changes()
        if change.verb != "rename"
        and all(by_code()[code].valid_from == change.on for code in change.targets)
    ]


def _names(names: content.Names) -> unit_services.Names:
    return unit_services.Names(names.nb, names.nn, names.en)


def _new(unit: UnitRow, on: dt.date) -> unit_services.NewUnit:
    names = _names(names_on(unit.code, on))
    return unit_services.NewUnit(unit.code, unit.kind, names, reports=unit.reports)


def _create(built: Built, unit: UnitRow) -> None:
    with clock.at(clock.start_of(unit.valid_from)):
        built.units[unit.code] = unit_services.create_unit(
            actor=SYSTEM,
            new=_new(unit, unit.valid_from),
            parent=built.units.get(unit.parent),
            on=unit.valid_from,
            refresh=False,
        )


def _buildings(built: Built) -> None:
    with clock.at(clock.start_of(content.units()[0].valid_from)):
        for row in content.buildings():
            built.buildings[row.code] = area_services.create_building(
                actor=SYSTEM, code=row.code, name=row.name, campus=row.campus
            )


def _rooms(built: Built) -> None:
    """A register that is read in: each room belongs to the first unit that has the building."""
    owners = {
        building: unit.code
        for unit in reversed(content.units())
        if unit.exists(content.last_day())
        for building in unit.buildings
    }
    Room.objects.bulk_create(
        Room(
            building=built.buildings[row.building],
            name=row.room,
            unit=built.units[owners[row.building]],
        )
        for row in content.rooms()
        if row.building in owners
    )
    for row in read_toml("posts.toml")["other_employer"]:
        OtherEmployer.objects.create(**{**row, "building": built.buildings[row["building"]]})


def _people(built: Built) -> None:
    rows = [
        people_services.NewPerson(
            person.given, person.family, person.email, language=person.language
        ).row()
        for person in organisation().people
    ]
    built.people = Person.objects.bulk_create(rows, batch_size=_BATCH)


def _memberships(built: Built, codes: list[str]) -> None:
    """Everyone who begins at one of the units, from their first day to their last."""
    Assignment.objects.bulk_create(
        (
            Assignment(
                person=built.people[person.number],
                role=person.role,
                unit=built.units[person.unit],
                valid_from=person.since,
                valid_to=person.until,
            )
            for person in organisation().people
            if person.role and person.unit in codes
        ),
        batch_size=_BATCH,
    )


def _history(built: Built) -> list[tuple[dt.date, int, Callable[[], None]]]:
    """Everything that happened, with its day; changes of the tree come before appointments."""
    steps: list[tuple[dt.date, int, Callable[[], None]]] = []

    def add(day: dt.date, order: int, act: Callable[[], None]) -> None:
        def at_its_day() -> None:
            with clock.at(clock.start_of(day)):
                act()

        steps.append((day, order, at_its_day))

    for change in content.changes():
        add(change.on, 0, partial(_change, built, change))
    for area in organisation().areas:
        add(area.start, 1, partial(_area, built, area))
        if area.end:
            add(area.end, 2, partial(_end_area, built, area))
    for post in organisation().posts:
        add(post.start, 3, partial(_appoint, built, post))
    return steps


def _change(built: Built, change: Change) -> None:
    if change.verb == "rename":
        names = _names(by_code()[change.sources[0]].names)
        unit = built.units[change.sources[0]]
        unit_services.rename_unit(actor=SYSTEM, unit=unit, names=names, on=change.on)
    elif change.verb == "split":
        _split(built, change)
    else:
        _merge(built, change)


def _merge(built: Built, change: Change) -> None:
    (target,) = change.targets
    into = built.units.get(target) or _new(by_code()[target], change.on)
    sources = [built.units[code] for code in change.sources]
    built.units[target] = unit_services.merge_units(
        actor=SYSTEM, units=sources, into=into, on=change.on
    )
    if change in _births():
        _memberships(built, [target])


def _split(built: Built, change: Change) -> None:
    (source,) = change.sources
    unit = built.units[source]
    into = [_new(by_code()[code], change.on) for code in change.targets]
    born = unit_services.split_unit(actor=SYSTEM, unit=unit, into=into, on=change.on)
    built.units.update({each.code: each for each in born})
    _transfer(built, unit, change.on)
    _memberships(built, list(change.targets))


def _transfer(built: Built, unit: Unit, on: dt.date) -> None:
    """Who was at a unit that was split goes to the part that the plan says."""
    number_of = {person.pk: number for number, person in enumerate(built.people)}
    held = Assignment.objects.filter(
        holding(on), unit=unit, role__in=(RoleKey.EMPLOYEE, RoleKey.STUDENT)
    )
    moved = [
        Assignment(
            person_id=each.person_id,
            role=each.role,
            unit=built.units[home(unit.code, on, number_of[each.person_id])],
            valid_from=on,
            valid_to=each.valid_to,
        )
        for each in held
    ]
    held.update(valid_to=on)
    Assignment.objects.bulk_create(moved)


def _area(built: Built, area: PlannedArea) -> None:
    unit = built.units[area.unit]
    if area.building:
        part = area_services.AreaPart(building=built.buildings[area.building])
    else:
        part = area_services.AreaPart(unit=unit, part_of_unit=area.part)
    built.areas[area.code] = area_services.draw_area(
        actor=SYSTEM, code=area.code, names=_names(area.names), unit=unit, parts=[part]
    )


def _end_area(built: Built, area: PlannedArea) -> None:
    if area.end:
        area_services.end_area(actor=SYSTEM, area=built.areas[area.code], on=area.end)


def _appoint(built: Built, post: PlannedPost) -> None:
    people_services.appoint(
        actor=SYSTEM,
        person=built.people[post.person],
        role=RoleKey(post.role),
        unit=built.units[post.unit],
        on=post.start,
        until=post.end - DAY if post.end and not _ends_with_unit(post) else None,
        area=built.areas[post.area] if post.area else None,
        scope=post.scope,
    )


def _ends_with_unit(post: PlannedPost) -> bool:
    """Whether the merger or split of the unit ends the post."""
    change = ending(post.unit)
    return change is not None and change.on == post.end


def _accounts(built: Built) -> None:
    """The ten of the cast can sign in; the others have no account, as most people."""
    with clock.at(clock.start_of(content.last_day())):
        for person in organisation().people:
            if person.demo_role:
                people_services.open_account(actor=SYSTEM, person=built.people[person.number])
