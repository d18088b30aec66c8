"""Every access filter is taken away in turn, and the cells of the permission table that reach it are
asked again: somebody must get what the table refuses them.

All of them with `make mutants`, which prints what was caught; with the other tests a part that
changes from day to day.
"""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

import pytest
from django.db import transaction
from django.test import TestCase, override_settings
from django.urls import get_resolver

from tests.permissions import mutants
from tests.permissions.asking import BLANK_TEMPLATES, RememberedActors, as_expected
from tests.permissions.cells import Cell, every_cell
from tests.permissions.pages import Page, pages_of
from tests.permissions.world import SENT, World
from tests.test_permissions import AS_THEY_ARE, names
from vern.core.kernel import clock

ALL: Final = os.environ.get("VERN_MUTANTS") == "all"
DAYS: Final = 12
"""In so many days every filter has had its turn among the other tests."""
SECOND_LOCKS: Final[dict[str, str]] = {}


@dataclass
class Mutant:
    """Code with one filter less, and what may notice it."""

    name: str
    take_away: Callable[[], contextlib.AbstractContextManager[None]]
    cells: list[Cell] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)


@override_settings(
    TEMPLATES=BLANK_TEMPLATES, SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies"
)
class EveryFilterIsNoticed(TestCase):
    world: ClassVar[World]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = World.make()

    def setUp(self) -> None:
        logging.getLogger("django.request").setLevel(logging.CRITICAL)
        self.addCleanup(logging.getLogger("django.request").setLevel, logging.NOTSET)

    def test_when_it_is_taken_away(self) -> None:
        cells = list(every_cell(self.world))
        chosen = [*of_pages(cells), *self.of_filters(cells)]
        survived = [each.name for each in chosen if not self.is_noticed(each)]
        print(f"\nAccess filters taken away: {len(chosen)}, noticed: {len(chosen) - len(survived)}")  # noqa: T201
        if survived:
            pytest.fail("Nobody noticed that these are gone:\n  " + "\n  ".join(survived))

    def is_noticed(self, mutant: Mutant) -> bool:
        with mutant.take_away():
            RememberedActors.forget()
            noticed = any(self.differs(cell) for cell in mutant.cells) or any(
                self.is_wrong(page) for page in mutant.pages
            )
        RememberedActors.forget()
        return noticed

    def differs(self, cell: Cell) -> bool:
        with transaction.atomic():  # what fails in the database must not fail the next one
            got = self.world.door.outcome(cell.who, cell.method, cell.url, SENT.get(cell.route))
            transaction.set_rollback(True)
        return not as_expected(got, cell.expected)

    def is_wrong(self, page: Page) -> bool:
        with override_settings(TEMPLATES=AS_THEY_ARE), transaction.atomic():
            wrong = page.wrong(self.world)
            transaction.set_rollback(True)
        return bool(wrong)

    def of_filters(self, cells: Iterable[Cell]) -> list[Mutant]:
        """A mutant of each filter whose turn it is, with the cells that reach it."""
        found = [site for i, site in enumerate(mutants.sites()) if turn(i)]
        all_of = {
            str(site): Mutant(str(site), lambda site=site: mutants.opened(site)) for site in found
        }
        reached: set[str] = set()
        with mutants.noting(found, reached):
            for thing in [*cells, *pages_of(self.world)]:
                reached.clear()
                if isinstance(thing, Cell):
                    self.differs(thing)
                else:
                    self.is_wrong(thing)
                for name in reached:
                    for mutant in (all_of.get(name), all_of.get(f"{name} (its capability)")):
                        if mutant is None:
                            continue
                        (mutant.cells if isinstance(thing, Cell) else mutant.pages).append(thing)  # type: ignore[arg-type]
        return list(all_of.values())


def turn(index: int) -> bool:
    return ALL or index % DAYS == clock.today().toordinal() % DAYS


def of_pages(cells: list[Cell]) -> Iterator[Mutant]:
    """A mutant of each page's `@access`."""
    by_route: dict[str, list[Cell]] = {}
    for cell in cells:
        by_route.setdefault(cell.route, []).append(cell)
    patterns: dict[str, Any] = dict(names(get_resolver().url_patterns))
    for i, (route, here) in enumerate(sorted(by_route.items())):
        pattern = patterns[route]
        for what, rule in mutants.weaker(pattern) if turn(i) else ():
            yield Mutant(
                f"{route}: @access asks for {what}",
                lambda view=pattern.callback, rule=rule: mutants.with_rule(view, rule),
                here,
            )
