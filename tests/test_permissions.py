"""Role × page × unit: everyone of the cast asks for every page, and gets what the table says."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.conf import settings
from django.template import Origin
from django.template.loaders.base import Loader
from django.test import TestCase, override_settings
from django.urls import URLPattern, URLResolver, get_resolver

from tests.cast import OTHERS, POSTS
from tests.permissions import table
from tests.permissions.world import ACTORS, DRAFT, PUBLISHED, RememberedActors, World, read
from vern.core.kernel.access import PUBLIC

STRANGER = "stranger"
PAGES = (
    *(table.REPORT_PAGES, table.MEASURE_PAGES, table.UNIT_PAGES, table.ADMINISTRATION_OF),
    *(table.OTHER_PAGES, table.ADMINISTRATION, table.DRAFT_PAGES, table.PUBLISHED_PAGES),
)
Addresses = Callable[[World, str, str], str]


class Blank(Loader):
    """Every template is empty: what a page looks like is asked elsewhere."""

    def get_template_sources(self, template_name: str) -> Any:
        yield Origin(name=template_name, template_name=template_name, loader=self)

    def get_contents(self, origin: Origin) -> str:
        return ""


BLANK_TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {"loaders": ["tests.test_permissions.Blank"]},
    }
]


REMEMBERING = [
    f"{RememberedActors.__module__}.{RememberedActors.__qualname__}" if each == ACTORS else each
    for each in settings.MIDDLEWARE
]


@override_settings(
    MIDDLEWARE=REMEMBERING,
    TEMPLATES=BLANK_TEMPLATES,
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
)
class ThePermissionTable(TestCase):
    world: World

    def setUp(self) -> None:
        # Refusals are what is asked for here: no line in the log for each.
        logging.getLogger("django.request").setLevel(logging.ERROR)
        self.addCleanup(logging.getLogger("django.request").setLevel, logging.NOTSET)

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = World.make()

    def test_reports(self) -> None:
        self.by_unit(table.REPORTS, table.REPORT_PAGES, World.of_report)

    def test_measures(self) -> None:
        self.by_unit(table.MEASURES, table.MEASURE_PAGES, World.of_measure)

    def test_plans_and_figures(self) -> None:
        self.by_unit(table.UNITS_SEEN, table.UNIT_PAGES, World.of_unit)

    def test_administration_of_units_and_people(self) -> None:
        self.by_unit(table.ADMINISTERED, table.ADMINISTRATION_OF, World.of_administration)

    def test_pages_of_no_unit(self) -> None:
        self.by_group(table.OTHER_PAGES, self.world.plain)
        self.by_group(table.ADMINISTRATION, self.world.plain)

    def test_annual_reports(self) -> None:
        self.by_group(table.DRAFT_PAGES, lambda name: self.world.of_year(name, DRAFT))
        self.by_group(table.PUBLISHED_PAGES, lambda name: self.world.of_year(name, PUBLISHED))

    def by_unit(self, standing: str, pages: str, address: Addresses) -> None:
        stands = read(standing)
        wrong = []
        for page, expected in read(pages, words=2).items():
            name = page.split()[1]
            everywhere = name in table.AT_EVERY_UNIT
            people = stands if everywhere else stands.keys() & table.ONE_OF_EACH_STANDING
            for unit in table.UNITS if everywhere else table.UNITS[:1]:
                url = address(self.world, name, unit)
                wrong += self.asked(STRANGER, page, url, "302")
                for who in askers(name, people):
                    wrong += self.asked(who, page, url, expected[stands[who][unit]], unit)
        fail_with(wrong)

    def by_group(self, pages: str, address: Callable[[str], str]) -> None:
        wrong = []
        for page, expected in read(pages, words=2).items():
            name = page.split()[1]
            url = address(name)
            wrong += self.asked(STRANGER, page, url, of_strangers(name))
            for who in askers(name, table.ONE_OF_EACH_ROLE):
                wrong += self.asked(who, page, url, expected[group_of(who)])
        fail_with(wrong)

    def asked(self, who: str, page: str, url: str, expected: str, unit: str = "") -> list[str]:
        """Nothing if the answer is as expected, else what it was."""
        got = self.world.ask(who, page, url)
        return [] if got == expected else [f"{who} {page} {unit}: {got}, not {expected}"]


def fail_with(wrong: list[str]) -> None:
    if wrong:
        pytest.fail(f"{len(wrong)} answers are not as in the table:\n  " + "\n  ".join(wrong[:60]))


def of_strangers(name: str) -> str:
    return "200" if name in table.FOR_STRANGERS_TOO else "302"


def askers(name: str, people: Iterable[str]) -> list[str]:
    some = table.ASK_FOR_SLOW if name in table.SLOW else None
    return [who for who in people if some is None or who in some]


def group_of(who: str) -> str:
    return next((group for group, people in table.WHO.items() if who in people), "others")


def test_all_pages_pass_the_middleware_that_remembers() -> None:
    assert settings.MIDDLEWARE.count(ACTORS) == 1


def test_everyone_stands_in_every_table_of_units() -> None:
    for standing in (table.REPORTS, table.MEASURES, table.UNITS_SEEN):
        assert sorted(read(standing)) == sorted([*POSTS, *OTHERS])


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
    return {page.split()[1] for pages in PAGES for page in read(pages, words=2)}


def test_every_address_stands_in_a_table_or_says_why_not() -> None:
    every = set(names(get_resolver().url_patterns))
    assert every - in_tables() - set(table.ELSEWHERE) == set()
    assert (in_tables() | set(table.ELSEWHERE)) - every == set(), "no longer an address"
    assert in_tables() & set(table.ELSEWHERE) == set()


def test_no_address_of_a_table_is_open_to_strangers() -> None:
    views = names(get_resolver().url_patterns)
    rules: dict[str, Any] = {name: views[name].callback for name in in_tables()}
    public = {name for name, view in rules.items() if view.access == PUBLIC}
    assert public <= table.FOR_STRANGERS_TOO
