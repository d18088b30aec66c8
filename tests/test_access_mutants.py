"""Every access filter is taken away in turn, and the cells of the permission table that reach it are
asked again: somebody must get what the table refuses them.

All of them with `make mutants`, which prints what was caught; some filters of the code with
VERN_MUTANTS='a pattern'. The other tests take away the rules of all pages, and the filters of the
core that every record passes. Whether other tests notice: see `permissions/without.py`.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar, Final, TypeVar

import pytest
from django.db import transaction
from django.test import TestCase, override_settings
from django.urls import get_resolver

from tests.permissions import mutants
from tests.permissions.asking import BLANK_TEMPLATES, SIGN_IN, RememberedActors, as_expected
from tests.permissions.cells import CLASSES, Cell, every_cell
from tests.permissions.locks import LOCKS
from tests.permissions.pages import Page, pages_of
from tests.permissions.world import SENT, World
from tests.test_permissions import AS_THEY_ARE, names

WANTED: Final = os.environ.get("VERN_MUTANTS", "")
"""`all`, or a pattern for the names of some filters of the code."""
ALL: Final = WANTED == "all"
CELLS, PAGES = 60, 25
"""So many are asked again at most, from all over those that a filter is reached by."""
CORE: Final = ("records/access.py", "files/views.py")
"""Where filters are taken away with the other tests."""
REFUSED: Final = {"nothing": SIGN_IN, "no capability": "403"}
"""What those get who are let in by a weaker rule."""
NO_CAPABILITY: Final = "@access asks for no capability"
"""Survives where the page itself asks for the capability at the unit, or with the thing, it is about."""


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

    def test_of_the_pages(self) -> None:
        self.all_are_noticed("Rules of pages", of_pages(list(every_cell(self.world))))

    def test_of_the_code(self) -> None:
        if WANTED:
            found = [site for site in mutants.sites() if ALL or re.search(WANTED, str(site))]
            cells, pages = every_cell(self.world), pages_of(self.world)
            self.all_are_noticed("Filters", self.of_filters(found, cells, pages))
            return
        found = [site for site in mutants.sites() if str(site.path).endswith(CORE)]
        _tables, of_reports = CLASSES["of a report"]
        few = (cell for i, cell in enumerate(of_reports(self.world)) if i % 7 == 0)
        self.all_are_noticed("Filters of the core", self.of_filters(found, few, ()))

    def all_are_noticed(self, what: str, chosen: Iterable[Mutant]) -> None:
        survived, asked, twice = [], 0, 0
        for mutant in chosen:
            asked += 1
            if not self.is_noticed(mutant):
                if mutant.name.endswith(NO_CAPABILITY) or without_line(mutant.name) in LOCKS:
                    twice += 1
                    continue
                reached = f"{len(mutant.cells)} cells, {len(mutant.pages)} pages"
                survived.append(f"{mutant.name} [{reached}]")
        print(  # noqa: T201
            f"\n{what} taken away: {asked}; noticed: {asked - twice - len(survived)}; "
            f"locked twice, so that one lock holds: {twice}; nobody noticed: {len(survived)}"
        )
        if survived:
            pytest.fail("Nobody noticed that these are gone:\n  " + "\n  ".join(survived))

    def is_noticed(self, mutant: Mutant) -> bool:
        with mutant.take_away():
            RememberedActors.forget()
            noticed = any(self.differs(cell) for cell in spread(mutant.cells, CELLS)) or any(
                self.is_wrong(page) for page in spread(mutant.pages, PAGES)
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
            try:
                wrong = bool(page.wrong(self.world))
            except Exception:  # noqa: BLE001 (the table's own test would not pass over it)
                wrong = True
            transaction.set_rollback(True)
        return wrong

    def of_filters(
        self, found: list[mutants.Site], cells: Iterable[Cell], pages: Iterable[Page]
    ) -> list[Mutant]:
        """A mutant of each filter, with the pages that reach it, and the cells in which it is reached
        and someone is refused."""
        all_of = {str(site): Mutant(str(site), partial(mutants.opened, site)) for site in found}
        reached: set[str] = set()

        def reaching() -> list[Mutant]:
            whole = {*reached, *(f"{name} (its capability)" for name in reached)}
            reached.clear()
            return [all_of[name] for name in sorted(whole & all_of.keys())]

        with mutants.noting(found, reached):
            for cell in cells:
                if as_expected("200", cell.expected) or as_expected("302", cell.expected):
                    continue
                self.differs(cell)
                for mutant in reaching():
                    mutant.cells.append(cell)
            for page in pages:
                RememberedActors.forget()  # or only the first page would reach what they remember
                mutants.forget()
                self.is_wrong(page)
                for mutant in reaching():
                    mutant.pages.append(page)
        return list(all_of.values())


def without_line(name: str) -> str:
    return re.sub(r":\d+ ", " ", name)


T = TypeVar("T")


def spread(found: list[T], most: int) -> list[T]:
    """Some of them, from all over."""
    step = max(1, len(found) // most)
    return found[::step][:most]


def of_pages(cells: list[Cell]) -> Iterator[Mutant]:
    """A mutant of each page's `@access`."""
    by_route: dict[str, list[Cell]] = {}
    for cell in cells:
        by_route.setdefault(cell.route, []).append(cell)
    patterns: dict[str, Any] = dict(names(get_resolver().url_patterns))
    for route, here in sorted(by_route.items()):
        pattern = patterns[route]
        for what, rule in mutants.weaker(pattern)[: None if ALL else 1]:
            refused = [cell for cell in here if cell.expected == REFUSED[what]]
            yield Mutant(
                f"{route}: @access asks for {what}",
                partial(mutants.with_rule, pattern.callback, rule),
                refused,
            )


def test_second_locks_are_those_of_filters_that_exist() -> None:
    here = {without_line(str(site)) for site in mutants.sites()}
    rules = {name for name in LOCKS if "@access" in name}
    assert LOCKS.keys() - here - rules == set()
