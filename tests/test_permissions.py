"""Role × unit × page × method × confidentiality: everyone of the cast asks for every page, and gets
what the table says. `pytest -s` prints its size and time."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

import pytest
from django.conf import settings
from django.test import TestCase, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.cast import OTHERS, POSTS
from tests.permissions import few, reports, risk, table
from tests.permissions.asking import BLANK_TEMPLATES, DECIDING, LET_IN, as_expected
from tests.permissions.cases import CODES, mark
from tests.permissions.cells import CLASSES, Cell, every_cell
from tests.permissions.elsewhere import ELSEWHERE
from tests.permissions.pages import all_of, pages_of, told_in
from tests.permissions.reading import read
from tests.permissions.world import SENT, World
from vern.core.kernel.access import PUBLIC

AS_THEY_ARE = settings.TEMPLATES
SHARDS = 3
"""Parts of the largest class, so that several processes can share it."""


@override_settings(
    TEMPLATES=BLANK_TEMPLATES, SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies"
)
class ThePermissionTable(TestCase):
    world: ClassVar[World]
    asked: ClassVar[int] = 0
    seconds: ClassVar[float] = 0

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = World.make()

    @classmethod
    def tearDownClass(cls) -> None:
        super().tearDownClass()
        print(f"\nThe permission table: {cls.asked:,} cells asked in {cls.seconds:.0f} s")  # noqa: T201

    def setUp(self) -> None:
        # Refusals are what is asked for here: no line in the log for each.
        logging.getLogger("django.request").setLevel(logging.ERROR)
        self.addCleanup(logging.getLogger("django.request").setLevel, logging.NOTSET)

    def ask_all(self, cells: Iterable[Cell]) -> None:
        began, wrong = time.perf_counter(), []
        for cell in cells:
            got = self.world.door.outcome(cell.who, cell.method, cell.url, SENT.get(cell.route))
            type(self).asked += 1
            if not as_expected(got, cell.expected):
                wrong.append(f"{cell.who} {cell.page} {cell.place}: {got}, not {cell.expected}")
        type(self).seconds += time.perf_counter() - began
        fail_with(wrong)

    def of_class(self, name: str, shard: int = 0, shards: int = 1) -> Iterator[Cell]:
        _tables, cells = CLASSES[name]
        yield from (cell for i, cell in enumerate(cells(self.world)) if i % shards == shard)

    def test_reports_first_part(self) -> None:
        self.ask_all(self.of_class("of a report", 0, SHARDS))

    def test_reports_second_part(self) -> None:
        self.ask_all(self.of_class("of a report", 1, SHARDS))

    def test_reports_third_part(self) -> None:
        self.ask_all(self.of_class("of a report", 2, SHARDS))

    def test_measures(self) -> None:
        self.ask_all(self.of_class("of a measure at a unit"))

    def test_units_plans_and_figures(self) -> None:
        self.ask_all(self.of_class("of a unit"))

    def test_all_other_classes(self) -> None:
        here = ("of a report", "of a measure at a unit", "of a unit")
        for name in CLASSES.keys() - here:
            self.ask_all(self.of_class(name))

    def test_it_is_large_and_every_page_is_refused_to_somebody(self) -> None:
        cells = list(every_cell(self.world))
        assert len(cells) > 10_000
        let_in = {cell.page for cell in cells if as_expected("200", cell.expected)}
        let_in |= {cell.page for cell in cells if as_expected("302", cell.expected)}
        refused = {cell.page for cell in cells if cell.expected not in {*LET_IN, "in"}}
        for_all = {page.split()[1] for page in {cell.page for cell in cells} - refused}
        assert for_all <= {page.split()[1] for page in read(table.PUBLIC_PAGES, words=2)}
        assert {cell.page for cell in cells} - let_in == {"GET files:waiting"}  # others' photos

    def test_what_is_kept_from_someone_stands_on_no_page_and_no_link_leads_to_a_refusal(
        self,
    ) -> None:
        with override_settings(TEMPLATES=AS_THEY_ARE):
            fail_with([wrong for page in pages_of(self.world) for wrong in page.wrong(self.world)])

    def test_lists_tell_of_all_that_one_may_see(self) -> None:
        everything, received = self.world.all_reports, reverse("incidents:received")
        with override_settings(TEMPLATES=AS_THEY_ARE):
            for who in reports.LOOKERS:
                stands = all_of(who)
                if text := self.world.text_of(who, everything):
                    told = {case for case, letter in stands.items() if letter not in "-x"}
                    assert told_in(text, mark("")) & stands.keys() == told, who
                for page, those in few.LISTS.items():
                    if text := self.world.text_of(who, reverse(page)):
                        assert told_in(text, mark("")) & those == those - few.kept_from(who), who
                if "w" in stands.values():
                    text = self.world.text_of(who, received)
                    assert told_in(text, mark("")) == {"sealed"}


def fail_with(wrong: list[str]) -> None:
    if wrong:
        pytest.fail(f"{len(wrong)} answers are not as in the table:\n  " + "\n  ".join(wrong[:60]))


def test_what_decides_stands_in_the_order_of_the_settings() -> None:
    assert [each for each in settings.MIDDLEWARE if each in DECIDING] == list(DECIDING)


def test_everyone_stands_in_every_table_of_units() -> None:
    tables = (reports.REPORTS, reports.MEASURES_OF_CASES, table.MEASURES, table.UNITS_SEEN)
    for standing in (*tables, risk.RISKS):
        assert sorted(read(standing)) == sorted([*POSTS, *OTHERS])
    assert sorted(read(reports.CASES)) == sorted([*POSTS, *OTHERS, *CODES])


def names(patterns: list[Any], space: str = "") -> dict[str, URLPattern]:
    found: dict[str, URLPattern] = {}
    for each in patterns:
        if isinstance(each, URLResolver):
            inner = f"{space}{each.namespace}:" if each.namespace else space
            found |= names(each.url_patterns, inner)
        else:
            found[f"{space}{each.name}"] = each
    return found


def in_tables() -> set[str]:
    return {
        page.split()[1]
        for tables, _cells in CLASSES.values()
        for pages in tables
        for page in read(pages, words=2)
    }


WHAT_TO_WRITE = """These addresses have no class, so nobody has said who gets them:
  {}
For each, add a line for GET and one for POST, as far as it answers them, to the table in
tests/permissions/ of what the page is about:
  a report           reports.REPORT_PAGES, how one stands to it: l h v s w r k x -
  a measure          table.MEASURE_PAGES
  a unit             table.UNIT_PAGES, or ADMINISTRATION_OF where it changes it
  no unit            table.OTHER_PAGES or REPORTING_PAGES, by groups of people
  open to strangers  table.PUBLIC_PAGES, with its reason
Where it is about something new, write a table of its own: who stands how to it at which unit, and
what each standing gets; then give it a class in tests/permissions/cells.py (CLASSES), and say in
world.py what its address is. Only what cannot be asked for stands in elsewhere.ELSEWHERE, with why."""


def test_every_address_has_a_class_or_says_why_not() -> None:
    every = set(names(get_resolver().url_patterns))
    missing = sorted(every - in_tables() - set(ELSEWHERE))
    assert not missing, WHAT_TO_WRITE.format("\n  ".join(missing))
    assert (in_tables() | set(ELSEWHERE)) - every == set(), "no longer an address"
    assert in_tables() & set(ELSEWHERE) == set()


def test_what_is_open_to_strangers_stands_in_the_table_of_public_pages() -> None:
    views: dict[str, Any] = dict(names(get_resolver().url_patterns))
    public = {name for name in in_tables() if views[name].callback.access == PUBLIC}
    assert public == {page.split()[1] for page in read(table.PUBLIC_PAGES, words=2)}
