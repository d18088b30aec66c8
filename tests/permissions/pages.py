"""Whole pages as people see them: nothing that is kept from someone stands there, and no link or
form leads them to a refusal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

from django.urls import Resolver404, resolve, reverse

from tests.permissions import few, reports, table
from tests.permissions.cases import mark, whisper
from tests.permissions.reading import read
from tests.permissions.world import FIGURE, World

Link = tuple[str, str]
"""A method and an address."""
NOT_FOLLOWED: Final = frozenset({"account_logout", "set_language"})


@dataclass(frozen=True)
class Page:
    """An address, as somebody sees it."""

    who: str
    url: str

    def wrong(self, world: World) -> list[str]:
        """What should not stand there, in words."""
        text = world.text_of(self.who, self.url)
        standing = all_of(self.who)
        kept = {case for case, letter in standing.items() if letter in "-x"}
        unheard = {case for case, letter in standing.items() if letter in "-xrk"}
        shown = told_in(text, mark("")) & kept | told_in(text, whisper("")) & unheard
        shown |= {case for case in kept if world.told[case].number in text}
        shown |= told_in(text, mark("")) & few.kept_from(self.who)
        found = [f"{self.who} {self.url} tells of {each}" for each in sorted(shown)]
        for method, url in sorted(links(text)):
            told_why = (self.who, url) in reports.TOLD_WHY
            if not told_why and not world.leads_somewhere(self.who, method, url):
                found.append(f"{self.who} {self.url} leads to {method} {url}, which refuses them")
        return found


@dataclass(frozen=True)
class Lines(Page):
    """A file for spreadsheets, of as many lines as the table says, without its heading."""

    many: int

    def wrong(self, world: World) -> list[str]:
        lines = len(world.text_of(self.who, self.url).strip().splitlines()) - 1
        return [] if lines == self.many else [f"{self.who} {self.url}: {lines}, not {self.many}"]


def pages_of(world: World) -> Iterator[Page]:
    """Pages that tell of several reports, or of one beside another, for each way of standing."""
    for who in reports.LOOKERS:
        for url in lists(world):
            yield Page(who, url)
    for name in table.CHOOSING:
        yield Page("hse_at_faculty", reverse(name))
    for who, many in reports.REVIEWED.items():
        yield Lines(who, reverse("incidents:committee_file"), many)


def lists(world: World) -> list[str]:
    """Pages that tell of several reports, or of one beside another."""
    opened, inst = world.cases["open"].pk, world.cast.units["INST"].code
    of_measures = [world.of_measure_of_case("measures:show", case) for case in world.of_cases]
    beside = [reverse(f"incidents:{page}", args=[opened]) for page in ("show", "similar", "merge")]
    lists = ("overdue", "mine", "committee", "committee_file", "received", "suggestions")
    more = (*lists, "lessons", "places", "stop")
    measures = ("measures:mine", "measures:to_judge", "desk:mine", "calendar:mine")
    own = ("absences:mine", "notices:mine", "privacy:my_data_json")
    return [
        world.all_reports,
        f"{reverse('incidents:overdue')}?all=1",
        f"{reverse('calendar:mine')}?whose=units",
        *(f"{reverse(f'search:{page}')}?q={mark('')}" for page in ("find", "quick")),
        *(reverse(f"incidents:{page}") for page in more),
        *(reverse(page) for page in (*measures, *own)),
        *(reverse(f"measures:{page}", args=[inst]) for page in ("plan", "plan_csv")),
        *(reverse(f"figures:{page}", args=[FIGURE]) for page in ("show", "csv")),
        world.plain("incidents:place"),
        world.of_place("incidents:poster_place", "INST"),
        reverse("directory:unit", args=[inst]),
        *few.pages(world.few, world.risks.written["INST"], world.changing.record, world.round),
        *(*of_measures, *beside),
        *(
            reverse("incidents:show", args=[world.cases[each].pk])
            for each in ("raised", "merged", "nameless")
        ),
    ]


def all_of(who: str) -> dict[str, str]:
    """How someone stands to each report, at a unit or in a state."""
    at_units = read(reports.REPORTS).get(who, dict.fromkeys(table.UNITS, "x"))
    return {**{unit: at_units[unit] for unit in table.UNITS[1:]}, **read(reports.CASES)[who]}


def told_in(text: str, of: str) -> set[str]:
    """The reports of which something is told: what follows a mark."""
    return set(re.findall(f"{of}([A-Za-z]+)", text))


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[Link] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a":
            self._add("GET", given.get("href"))
        if tag == "form":
            self._add((given.get("method") or "get").upper(), given.get("action"))

    def _add(self, method: str, url: str | None) -> None:
        path = (url or "").partition("#")[0].partition("?")[0]
        if path.startswith("/") and _is_page(path):
            self.found.add((method, path))


def _is_page(path: str) -> bool:
    try:
        name = resolve(path).view_name
    except Resolver404:
        return False
    return name not in NOT_FOLLOWED and not name.startswith("demo")


def links(text: str) -> set[Link]:
    """Where a page leads."""
    parser = _Links()
    parser.feed(text)
    return parser.found
