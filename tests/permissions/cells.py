"""The cells of the permission table, made from what the tables state: who asks for which page of
what, and what they are to get.

Each class of routes has its own way of saying how one stands: to a report, a measure, a unit. All
that is known here of the right answer stands in `reports.py` and `table.py`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tests.permissions import changes, own, reports, retained, risk, rounds, table
from tests.permissions.asking import IN, LET_IN, SIGN_IN
from tests.permissions.reading import read
from tests.permissions.table import STRANGER, WHO
from tests.permissions.world import DRAFT, PUBLISHED, World

OTHERS_IN: Final = "others"
EVERY_CELL: Final = os.environ.get("VERN_EVERY_CELL") == "1"


@dataclass(frozen=True)
class Cell:
    """One question: someone asks for a page of something, and what they are to get."""

    who: str
    page: str
    place: str
    url: str
    expected: str

    @property
    def method(self) -> str:
        return self.page.split()[0]

    @property
    def route(self) -> str:
        return self.page.split()[1]


Cells = Iterator[Cell]
Address = Callable[[World, str, str], str]


def roughly(status: str) -> str:
    """Whether one gets in at all: what a page answers beyond that hangs on the state of the thing."""
    return IN if status in LET_IN else status


def picked(*where: int, every: int) -> bool:
    """One cell in so many, by its place along each side, as in a Latin square: every two of someone,
    a page and a place still meet. All of them with VERN_EVERY_CELL=1."""
    return EVERY_CELL or sum(where) % every == 0


def of_reports(world: World) -> Cells:
    """Everyone × every report, at each unit and in each state × every page of a report."""
    pages = read(reports.REPORT_PAGES, words=2)
    at_units, in_states = read(reports.REPORTS), read(reports.CASES)
    everyone = {who: {**at_units.get(who, {}), **stands} for who, stands in in_states.items()}
    asked_as = {(who, case) for who, case in reports.ASKED_AS.values()}
    for i, (page, answers) in enumerate(pages.items()):
        route = page.split()[1]
        urls = {place: world.of_report(route, place) for place in world.told}
        yield Cell(STRANGER, page, "open", urls["open"], SIGN_IN)
        for j, (who, stands) in enumerate(everyone.items()):
            kept_out = who in reports.HOLDERS and route not in reports.OPEN_TO_CODES
            for k, (place, url) in enumerate(urls.items()):
                letter = stands.get(place, "x" if who in reports.HOLDERS else "-")
                always = (who, place) in asked_as or page in reports.TOLD_BY[letter]
                if not (always or picked(i, j, k, every=8)):
                    continue
                answer = _of_report(route, who, place, answers, letter)
                exactly = answer if (who, place) in asked_as else roughly(answer)
                yield Cell(who, page, place, url, SIGN_IN if kept_out else exactly)


def _of_report(route: str, who: str, place: str, answers: Mapping[str, str], letter: str) -> str:
    """What the tables say of one page of one report, with what closing it changes."""
    answer = answers[letter]
    other = answers[reports.BOTH.get((who, place), letter)]
    if answer not in LET_IN and other in LET_IN:
        answer = other
    few = reports.STILL_LET_IN.get(route, {}).get(place)
    if few is not None and answer in LET_IN and who not in few:
        return "403"
    return answer


def of_measures_of_reports(world: World) -> Cells:
    """Measures of reports that are restricted, handed over, or about the leader. None of them goes
    on all the time or is judged."""
    every = read(table.MEASURE_PAGES, words=2)
    others = ("measures:end", "measures:judge", "measures:again")
    pages = {page: answers for page, answers in every.items() if page.split()[1] not in others}
    for i, (who, stands) in enumerate(read(reports.MEASURES_OF_CASES).items()):
        for j, (case, standing) in enumerate(stands.items()):
            for k, (page, answers) in enumerate(pages.items()):
                if not picked(i, j, k, every=2):
                    continue
                url = world.of_measure_of_case(page.split()[1], case)
                yield Cell(who, page, case, url, roughly(answers[standing]))


def by_unit(
    world: World,
    standing: str,
    pages: str,
    address: Address,
    *,
    units: Iterable[str] = table.UNITS[:1],
    others: str = "",
    every: int = 1,
) -> Cells:
    """Whoever stands in the table (with `others`, everyone) × each unit × each page of it."""
    stands = read(standing)
    everyone = [*stands, *(who for who in table.EVERYONE if others and who not in stands)]
    for i, (page, answers) in enumerate(read(pages, words=2).items()):
        route = page.split()[1]
        for j, unit in enumerate(units):
            url = address(world, route, unit)
            yield Cell(STRANGER, page, unit, url, SIGN_IN)
            for k, who in enumerate(askers(route, everyone)):
                if not picked(i, j, k, every=every):
                    continue
                letter = stands[who][unit] if who in stands else others
                answer = answers[letter]
                yield Cell(who, page, unit, url, answer if unit == "INST" else roughly(answer))


def by_group(world: World, pages: str, address: Callable[[World, str], str], place: str) -> Cells:
    """Everyone × pages that are no unit's."""
    for page, answers in read(pages, words=2).items():
        route = page.split()[1]
        url = address(world, route)
        yield Cell(STRANGER, page, place, url, SIGN_IN)
        code_holders = ("code_holder",) if "code" in answers else ()
        for who in askers(route, [*table.EVERYONE, *code_holders]):
            group = next((each for each in answers if who in WHO.get(each, ())), OTHERS_IN)
            kept_out = who in code_holders and route not in reports.OPEN_TO_CODES
            yield Cell(who, page, place, url, SIGN_IN if kept_out else answers[group])


def by_person(world: World, pages: str, *, others: bool = False) -> Cells:
    """The columns are people. With `others`, everyone else is asked too, and is like the employee, or
    like nobody. A stranger without a column is asked to sign in."""
    for page, answers in read(pages, words=2).items():
        url = world.plain(page.split()[1])
        if STRANGER not in answers:
            yield Cell(STRANGER, page, "", url, SIGN_IN)
        rest = [each for each in table.EVERYONE if others and each not in answers]
        for who in [*answers, *rest]:
            like = "nobody" if who in WHO["no-post"] and "nobody" in answers else "employee"
            yield Cell(who, page, "", url, answers.get(who, answers[like]))


def askers(route: str, people: Iterable[str]) -> list[str]:
    """Pages that are slow to make are asked for by a few."""
    some = table.ASK_FOR_SLOW if route in table.SLOW else None
    return [who for who in people if some is None or who in some]


OF_NO_UNIT: Final = (
    *(table.OTHER_PAGES, table.REPORTING_PAGES),
    *(table.REPRESENTATIVES_PAGES, table.ADMINISTRATION, risk.RISK_LISTS),
)

CLASSES: Final[Mapping[str, tuple[tuple[str, ...], Callable[[World], Cells]]]] = {
    "of a report": ((reports.REPORT_PAGES,), of_reports),
    "of a lesson or a question to units": (
        (reports.LEARNING_PAGES,),
        lambda world: by_unit(world, reports.LEARNING, reports.LEARNING_PAGES, World.of_learning),
    ),
    "of a poster": (
        (reports.POSTER_PAGES,),
        lambda world: by_unit(world, reports.POSTERS, reports.POSTER_PAGES, World.of_place),
    ),
    "of a measure at a unit": (
        (table.MEASURE_PAGES,),
        lambda world: by_unit(
            *(world, table.MEASURES, table.MEASURE_PAGES, World.of_measure),
            units=table.UNITS,
            every=4,
        ),
    ),
    "of a measure of a guarded report": ((table.MEASURE_PAGES,), of_measures_of_reports),
    "of a unit": (
        (table.UNIT_PAGES,),
        lambda world: by_unit(
            *(world, table.UNITS_SEEN, table.UNIT_PAGES, World.of_unit),
            units=table.UNITS,
            every=2,
        ),
    ),
    "of a risk assessment": (
        (risk.RISK_PAGES,),
        lambda world: by_unit(
            *(world, risk.RISKS, risk.RISK_PAGES, World.of_risk),
            units=table.UNITS,
            every=4,
        ),
    ),
    "of the risks of a unit": (
        (risk.RISK_UNIT_PAGES,),
        lambda world: by_unit(
            *(world, table.UNITS_SEEN, risk.RISK_UNIT_PAGES, World.of_unit),
            units=table.UNITS,
        ),
    ),
    "of the administration of a unit": (
        (table.ADMINISTRATION_OF,),
        lambda world: by_unit(
            *(world, table.ADMINISTERED, table.ADMINISTRATION_OF, World.of_administration),
            units=table.UNITS,
            others="-",
        ),
    ),
    "of no unit": (
        OF_NO_UNIT,
        lambda world: (
            cell for pages in OF_NO_UNIT for cell in by_group(world, pages, World.plain, "")
        ),
    ),
    "open to strangers": (
        (table.PUBLIC_PAGES,),
        lambda world: by_person(world, table.PUBLIC_PAGES, others=True),
    ),
    "of a building": (
        (table.BUILDINGS,),
        lambda world: by_person(world, table.BUILDINGS, others=True),
    ),
    "of a change": (
        (changes.CHANGE_PAGES,),
        lambda world: by_unit(world, changes.CHANGES, changes.CHANGE_PAGES, World.of_change),
    ),
    "of all changes": (
        (changes.CHANGE_LISTS,),
        lambda world: by_person(world, changes.CHANGE_LISTS),
    ),
    "of a round": (
        (rounds.ROUND_PAGES,),
        lambda world: by_unit(world, rounds.ROUNDS, rounds.ROUND_PAGES, World.of_round),
    ),
    "of all rounds": (
        (rounds.ROUND_LISTS,),
        lambda world: by_person(world, rounds.ROUND_LISTS),
    ),
    "of an absence": ((own.ABSENCES,), lambda world: by_person(world, own.ABSENCES)),
    "of a relay": ((own.RELAYS,), lambda world: by_person(world, own.RELAYS)),
    "of a relay that is not signed": (
        (own.BEGUN_RELAYS,),
        lambda world: by_person(world, own.BEGUN_RELAYS),
    ),
    "of retention": (
        (retained.RETENTION,),
        lambda world: by_person(world, retained.RETENTION, others=True),
    ),
    "of a notice": ((own.NOTICES,), lambda world: by_person(world, own.NOTICES)),
    "of an annual report that is written": (
        (table.DRAFT_PAGES,),
        lambda world: by_group(
            world, table.DRAFT_PAGES, lambda it, name: it.of_year(name, DRAFT), "draft"
        ),
    ),
    "of an annual report that is published": (
        (table.PUBLISHED_PAGES,),
        lambda world: by_group(
            world, table.PUBLISHED_PAGES, lambda it, name: it.of_year(name, PUBLISHED), "published"
        ),
    ),
}
"""Every class of routes: the tables that list them, and how its cells are made."""


def every_cell(world: World) -> Cells:
    for _tables, cells in CLASSES.values():
        yield from cells(world)
