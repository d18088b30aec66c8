"""Fault 12: script, header and log payloads in every field for text of every form."""

from __future__ import annotations

import http.client
import json
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from faults import outputs
from faults.eyes import Eyes
from faults.house import House, until
from faults.ledger import Outcome
from faults.postbox import Postbox
from faults.texts import marks_in
from faults.visitor import Visitor
from faults.walking import Door, Walk
from faults.world import NOBODY

ENVIRONMENT: Final = {
    "VERN_LOG_FORMAT": "json",
    "VERN_LOG": "INFO",
    "VERN_SIGN_IN_AGAIN": "7200",
    "PYTHONWARNINGS": "ignore",
}
CONTROL: Final = ("incidents:report", "incidents:show", "directory:unit", "incidents:comment")
"""Where the control writes: a few pages are enough to do harm."""

WORLD: Final = "world.json"
TABLES: Final = """
SELECT string_agg(quote_ident(tablename), ' ') FROM pg_tables WHERE schemaname = 'public'
AND tablename NOT IN ('django_session', 'site_cache') AND tablename NOT LIKE 'procrastinate%'
"""
NOT_KEPT: Final = frozenset({"who", "confirmed"})
"""Fields that only look for a person, or say that one means it."""
JOBS_LEFT: Final = (
    "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') "
    "AND (scheduled_at IS NULL OR scheduled_at < now())"
)
KNOCKS: Final = (
    '/hostile%0A{"level":"ERROR","message":"hostile"}',
    "/incidents/%0d%0aX-Hostile:%201/",
    "/units/%1b%5B31mhostile%0Ahostile/",
    "/search/?q=hostile%0A%00hostile",
    "/incidents/hostile%E2%80%A8%ff%fe/",
    "/accounts/login/?next=//hostile.example/",
    "/accounts/login/?next=javascript:hostile()",
)
HEADERS: Final = {
    "User-Agent": '"}\t{"level": "ERROR", "message": "hostile"} \x1b[31m',
    "Referer": "http://hostile.example/\"'><x-hostile>",
    "X-Request-ID": "hostile hostile",
    "X-Forwarded-For": "hostile, 127.0.0.1",
    "X-Forwarded-Host": "hostile.example",
    "Accept-Language": "hostile\"'><x-hostile>, nb",
    "Cookie": "django_language=hostile<x-hostile>; sessionid=hostile; messages=hostile",
    "HX-Current-URL": "javascript:hostile()",
    "HX-Request": "true",
}


@dataclass(frozen=True)
class World:
    """What `faults.world` says of the database that it has filled."""

    doors: list[Door]
    posted: list[str]
    shapes: Mapping[str, str]
    code: str


def hostile_texts(house: House, *, protected: bool = True, routes: Sequence[str] = ()) -> Outcome:
    """Written by everyone everywhere, then looked at by everyone in a real browser: nothing of it
    runs, no page asks anyone else for anything, no mail, file or log says what a text made it say,
    and each text that was taken is there to read. In a house of its own: the walk turns
    everything in it upside down."""
    routes = routes or (() if protected else CONTROL)
    home = _copied(house)
    world = World(**json.loads((home / WORLD).read_text()))
    doors = [(who, name, path) for who, name, path in world.doors if not routes or name in routes]
    without = "" if protected else "making texts harmless"
    with House.empty(home) as own:
        box = Postbox(own.mail_port)
        with (
            box.open(),
            own.serving(without=without, ahead=False, more=ENVIRONMENT),
            own.working(without=without, more=ENVIRONMENT),
            Eyes.open(own.web_port) as eyes,
        ):
            walk = Walk(eyes, _people(own, world, doors), world.shapes)
            walk.write_all(list(walk.forms(doors)))
            _knock(own.web_port)
            _let_work(own)
            walk.look_at_all()
        found = Found(walk.harms, _sent(box, walk), _logged(own), _lost(own, walk))
    (home / "found.json").write_text(json.dumps(_told(walk, world, found), indent=1))
    return _outcome(walk, found, protected=protected)


def _copied(house: House) -> Path:
    """A house of its own, as the world of the permission table was when it was made."""
    made, home = house.home / "world", house.home / f"written-{time.monotonic_ns()}"
    if not (made / WORLD).exists():
        with House.empty(made) as own:
            own.command("-m", "vern", "migrate", "--quiet")
            (made / WORLD).write_text(own.command("-m", "faults.world").splitlines()[-1])
    subprocess.run(["cp", "-a", made, home], check=True)
    there, here = House(made).cluster.place, House(home).cluster.place
    if not here.exists():  # a database server's own account may be kept out of our folder
        subprocess.run(["cp", "-a", there, here], check=True)
    return home


def _people(house: House, world: World, doors: Sequence[Door]) -> dict[str, Visitor]:
    """Everyone who comes to a door: signed in, with a code, or neither."""
    people = {}
    for who in sorted({who for who, _name, _path in doors}):
        if who == NOBODY:
            people[who] = house.visitor()
        elif who == "code_holder":
            people[who] = house.visitor()
            page = people[who].get("/code/")
            people[who].post("/code/", {**page.hidden, "code": world.code})
        else:
            people[who] = house.visitor(who)
    return people


def _knock(port: int) -> None:
    """What no form sends: addresses and headers."""
    for path in KNOCKS:
        for headers in ({}, *({name: value} for name, value in HEADERS.items())):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            with suppress(http.client.HTTPException):
                connection.request("GET", path, headers=headers)
                connection.getresponse().read()
            connection.close()


def _let_work(house: House) -> None:
    """Mail goes out and the index is in step, as far as it will be."""
    with suppress(TimeoutError):
        until(lambda: not house.one(JOBS_LEFT), seconds=90, what="the worker")


def _sent(box: Postbox, walk: Walk) -> list[str]:
    found: list[str] = []
    for sent_to, raw in box.kept:
        walk.seen |= marks_in(outputs.text_of_mail(raw))
        found += outputs.harms_in_mail(raw, sent_to)
    return found


def _logged(house: House) -> list[str]:
    return [
        f"{name}: {each}"
        for name in ("web", "worker")
        for each in outputs.harms_in_log(house.log(name))
    ]


def _lost(house: House, walk: Walk) -> list[str]:
    """Fields whose texts were taken and stand in no table."""
    kept: set[str] = set()
    for table in str(house.one(TABLES)).split():
        kept |= marks_in(str(house.one(f"SELECT string_agg(t::text, ' ') FROM {table} t")))
    there = {
        walk.origin(mark) for mark in walk.accepted & kept
    }  # later ones take the place of some
    lost = {walk.origin(mark) for mark in walk.accepted} - there
    return sorted(each for each in lost if each.rpartition(" ")[2] not in NOT_KEPT)


@dataclass(frozen=True)
class Found:
    """What went wrong, where."""

    on_pages: list[str]
    in_mail: list[str]
    in_logs: list[str]
    lost: list[str]


def _told(walk: Walk, world: World, found: Found) -> dict[str, Any]:
    """For whoever wants to know more than one line."""
    read = {walk.origin(mark) for mark in walk.accepted & walk.seen}
    return {
        **asdict(found),
        "read on no page": sorted({walk.origin(mark) for mark in walk.accepted} - read),
        "never taken": {n: walk.refused.get(n, "") for n in sorted(walk.sent) if not walk.taken[n]},
        "no form met": sorted(set(world.posted) - walk.met),
        "taken": dict(walk.taken),
    }


def _outcome(walk: Walk, found: Found, *, protected: bool) -> Outcome:
    wrong = [*found.on_pages, *found.in_mail, *found.in_logs, *found.lost]
    if not protected and not (found.on_pages and found.in_logs):
        wrong = []  # each of the two that were taken away must hurt
    forms = sum(bool(many) for many in walk.taken.values())
    also = (
        f"{forms} forms, {len(walk.pen.written)} texts, {walk.eyes.shown} pages in the browser, "
        f"slowest answer {walk.slowest:.1f} s"
    )
    return Outcome(len(walk.accepted), len(wrong), 0, None, also)
