"""Role × page × unit: everyone of the cast asks for every page, and gets what the table says."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

import pytest
from django.conf import settings
from django.template import Origin
from django.template.loaders.base import Loader
from django.test import TestCase, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.cast import OTHERS, POSTS
from tests.permissions import reports, table
from tests.permissions.cases import CODES, mark
from tests.permissions.world import ACTORS, DRAFT, PUBLISHED, RememberedActors, World, read
from vern.core.kernel.access import PUBLIC

STRANGER = "stranger"
OTHERS_IN = "others"
PAGES = (
    *(reports.REPORT_PAGES, reports.LEARNING_PAGES, reports.POSTER_PAGES),
    *(table.MEASURE_PAGES, table.UNIT_PAGES, table.ADMINISTRATION_OF, table.BUILDINGS),
    table.NOTICES,
    *(table.OTHER_PAGES, table.REPORTING_PAGES, table.PUBLIC_PAGES, table.ADMINISTRATION),
    *(table.DRAFT_PAGES, table.PUBLISHED_PAGES),
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


AS_THEY_ARE = settings.TEMPLATES

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

    def test_reports_at_each_unit(self) -> None:
        show = ("GET incidents:show",)
        self.by_place(reports.REPORTS, dict.fromkeys(reports.TOLD_BY, show), World.of_report)

    def test_reports_in_each_state(self) -> None:
        self.by_place(reports.CASES, reports.TOLD_BY, World.of_case)

    def test_what_one_does_with_a_report(self) -> None:
        wrong = []
        for page, expected in read(reports.REPORT_PAGES, words=2).items():
            name = page.split()[1]
            wrong += self.asked(STRANGER, page, self.world.of_case(name, "open"), "302")
            for standing, (who, case) in reports.ASKED_AS.items():
                url = self.world.of_case(name, case)
                wrong += self.asked(who, page, url, expected[standing], case)
        fail_with(wrong)

    def test_what_is_kept_from_someone_stands_on_no_page_of_theirs(self) -> None:
        stands = read(reports.CASES)
        wrong = []
        with override_settings(TEMPLATES=AS_THEY_ARE):
            for who in reports.LOOKERS:
                kept = {case for case, letter in stands[who].items() if letter in "-x"}
                texts = {each: self.world.text_of(who, each) for each in self.world.lists()}
                shown = {page: cases_in(text) for page, text in texts.items()}
                wrong += [
                    f"{who} {page}: {both}"
                    for page, found in shown.items()
                    if (both := found & kept)
                ]
                everything = self.world.all_reports
                if texts[everything]:
                    assert shown[everything] & set(stands[who]) == set(stands[who]) - kept, who
                if "w" in stands[who].values():
                    assert shown[reverse("incidents:received")] == {"sealed"}
        fail_with(wrong)

    def test_measures_of_reports_in_each_state(self) -> None:
        pages = read(table.MEASURE_PAGES, words=2)
        wrong = []
        for who, stands in read(reports.MEASURES_OF_CASES).items():
            for case, standing in stands.items():
                few = who in table.ONE_OF_EACH_TO_A_MEASURE
                for page in ("GET measures:show", *(["GET measures:change"] if few else [])):
                    url = self.world.of_measure_of_case(page.split()[1], case)
                    wrong += self.asked(who, page, url, pages[page][standing], case)
        fail_with(wrong)

    def test_lessons_and_questions_to_units(self) -> None:
        everyone = read(reports.LEARNING).keys()
        self.by_unit(reports.LEARNING, reports.LEARNING_PAGES, World.of_learning, everyone)

    def test_posters(self) -> None:
        everyone = read(reports.POSTERS).keys()
        self.by_unit(reports.POSTERS, reports.POSTER_PAGES, World.of_place, everyone)

    def test_measures(self) -> None:
        few = table.ONE_OF_EACH_TO_A_MEASURE
        self.by_unit(table.MEASURES, table.MEASURE_PAGES, World.of_measure, few)

    def test_plans_and_figures(self) -> None:
        self.by_unit(table.UNITS_SEEN, table.UNIT_PAGES, World.of_unit)

    def test_administration_of_units_and_people(self) -> None:
        self.by_unit(table.ADMINISTERED, table.ADMINISTRATION_OF, World.of_administration)

    def test_pages_of_no_unit(self) -> None:
        self.by_group(table.OTHER_PAGES, self.world.plain)
        few = table.ONE_OF_EACH_FOR_REPORTS
        self.by_group(table.REPORTING_PAGES, self.world.plain, few)
        self.by_group(table.ADMINISTRATION, self.world.plain)

    def test_public_pages_and_buildings(self) -> None:
        self.by_person(table.PUBLIC_PAGES)
        self.by_person(table.BUILDINGS)
        self.by_person(table.NOTICES)

    def test_annual_reports(self) -> None:
        self.by_group(table.DRAFT_PAGES, lambda name: self.world.of_year(name, DRAFT))
        self.by_group(table.PUBLISHED_PAGES, lambda name: self.world.of_year(name, PUBLISHED))

    def by_place(
        self, standing: str, pages: Mapping[str, Iterable[str]], address: Addresses
    ) -> None:
        """Everyone asks, at every place, for the pages that tell how they stand there."""
        answers = read(reports.REPORT_PAGES, words=2)
        wrong = []
        for who, stands in read(standing).items():
            for place, letter in stands.items():
                for page in pages[letter]:
                    url = address(self.world, page.split()[1], place)
                    wrong += self.asked(who, page, url, answers[page][letter], place)
        fail_with(wrong)

    def by_unit(
        self,
        standing: str,
        pages: str,
        address: Addresses,
        some: AbstractSet[str] = table.ONE_OF_EACH_STANDING,
    ) -> None:
        stands = read(standing)
        wrong = []
        for page, expected in read(pages, words=2).items():
            name = page.split()[1]
            everywhere = name in table.AT_EVERY_UNIT
            by_all = everywhere and name not in table.AT_EVERY_UNIT_BY_SOME
            people = stands if by_all else stands.keys() & some
            for unit in table.UNITS if everywhere else table.UNITS[:1]:
                url = address(self.world, name, unit)
                wrong += self.asked(STRANGER, page, url, "302")
                for who in askers(name, people):
                    wrong += self.asked(who, page, url, expected[stands[who][unit]], unit)
        fail_with(wrong)

    def by_group(
        self,
        pages: str,
        address: Callable[[str], str],
        people: Iterable[str] = table.ONE_OF_EACH_ROLE,
    ) -> None:
        wrong = []
        for page, expected in read(pages, words=2).items():
            name = page.split()[1]
            url = address(name)
            wrong += self.asked(STRANGER, page, url, "302")
            for who in askers(name, people):
                group = next(
                    (each for each in expected if who in table.WHO.get(each, ())), OTHERS_IN
                )
                wrong += self.asked(who, page, url, expected[group])
        fail_with(wrong)

    def by_person(self, pages: str) -> None:
        """The columns are people."""
        wrong = []
        for page, expected in read(pages, words=2).items():
            url = self.world.plain(page.split()[1])
            for who, status in expected.items():
                wrong += self.asked(who, page, url, status)
        fail_with(wrong)

    def asked(self, who: str, page: str, url: str, expected: str, unit: str = "") -> list[str]:
        """Nothing if the answer is as expected, else what it was."""
        got = self.world.ask(who, page, url)
        return [] if got == expected else [f"{who} {page} {unit}: {got}, not {expected}"]


def cases_in(text: str) -> set[str]:
    """The reports of which something is told."""
    return set(re.findall(f"{mark('')}([a-z]+)", text))


def fail_with(wrong: list[str]) -> None:
    if wrong:
        pytest.fail(f"{len(wrong)} answers are not as in the table:\n  " + "\n  ".join(wrong[:60]))


def askers(name: str, people: Iterable[str]) -> list[str]:
    some = table.ASK_FOR_SLOW if name in table.SLOW else None
    return [who for who in people if some is None or who in some]


def test_all_pages_pass_the_middleware_that_remembers() -> None:
    assert settings.MIDDLEWARE.count(ACTORS) == 1


def test_everyone_stands_in_every_table_of_units() -> None:
    tables = (reports.REPORTS, reports.MEASURES_OF_CASES, table.MEASURES, table.UNITS_SEEN)
    for standing in tables:
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
    return {page.split()[1] for pages in PAGES for page in read(pages, words=2)}


def test_every_address_stands_in_a_table_or_says_why_not() -> None:
    every = set(names(get_resolver().url_patterns))
    assert every - in_tables() - set(table.ELSEWHERE) == set()
    assert (in_tables() | set(table.ELSEWHERE)) - every == set(), "no longer an address"
    assert in_tables() & set(table.ELSEWHERE) == set()


def test_what_is_open_to_strangers_stands_in_the_table_of_public_pages() -> None:
    views: dict[str, Any] = dict(names(get_resolver().url_patterns))
    public = {name for name in in_tables() if views[name].callback.access == PUBLIC}
    assert public == {page.split()[1] for page in read(table.PUBLIC_PAGES, words=2)}
