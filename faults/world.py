"""Fill an empty database with the world of the permission table, and say where its pages are and who
may see them: `python -m faults.world`, as JSON."""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

import django

EACH, MOST = 3, 24
"""People for each address, and addresses of each page: some are of no use in the state of the thing."""
NOBODY: Final = "stranger"


def main() -> None:
    django.setup()
    from tests.permissions.world import World  # noqa: PLC0415  (needs Django set up)

    world = World.make()
    posted = sorted({route for _who, method, route, _url in _let_in(world) if method == "POST"})
    said = {"doors": list(doors(world)), "posted": posted, "shapes": dict(shapes()), "code": code()}
    sys.stdout.write(json.dumps(said))


def _let_in(world: Any) -> Iterator[tuple[str, str, str, str]]:
    from tests.permissions.cells import every_cell  # noqa: PLC0415

    known = {*world.cast.people, NOBODY, "code_holder"}
    for cell in every_cell(world):
        if cell.expected in ("200", "302", "in") and cell.who in known:
            yield cell.who, cell.method, cell.route, cell.url


def doors(world: Any) -> Iterator[tuple[str, str, str]]:
    """Who, address's name, address: of each page several, each seen by somebody else."""
    of_route: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for who, method, route, url in _let_in(world):
        if method == "GET":
            of_route[route][url].append(who)
    for route, urls in sorted(of_route.items()):
        pairs = [
            (people[(turn + n) * 7 % len(people)], route, url)
            for n in range(EACH)
            for turn, (url, people) in enumerate(urls.items())
        ]
        yield from list(dict.fromkeys(pairs))[:MOST]


def shapes() -> Iterator[tuple[str, str]]:
    """The pattern of each address, and its name."""
    from django.urls import get_resolver  # noqa: PLC0415

    yield from _shapes(get_resolver(), "/", "")


def _shapes(resolver: Any, before: str, space: str) -> Iterator[tuple[str, str]]:
    for each in resolver.url_patterns:
        pattern = before + _shape(str(each.pattern))
        if hasattr(each, "url_patterns"):
            inner = f"{space}{each.namespace}:" if each.namespace else space
            yield from _shapes(each, pattern, inner)
        elif each.name:
            yield pattern, f"{space}{each.name}"


def _shape(route: str) -> str:
    """A route, or one that is a pattern already, as it is matched whole."""
    if route.startswith("^"):
        return route[1:].rstrip("$")
    return re.sub(r"<[^>]+>", "[^/]+", re.sub(r"<int:\w+>", r"\\d+", route))


def code() -> str:
    """The code of a report sent without an account."""
    from tests.permissions.cases import CODES  # noqa: PLC0415
    from vern.control.incidents.codes import code_for  # noqa: PLC0415

    return code_for(CODES["code_holder"])


if __name__ == "__main__":
    main()
