"""Load the demo university: the organisation, then the years side by side in two processes."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import TextIO

from django.db import connection

from vern.core.kernel import clock
from vern.core.org.actors import for_person
from vern.core.org.models import Person, Unit
from vern.hub.calendar import sweeping as deadlines
from vern.hub.search import indexing as search
from vern.review.annual_report.services import publish_written
from vern.site.demo import (
    change_stories,
    changes,
    risk,
    risk_stories,
    round_stories,
    rounds,
    stories,
)
from vern.site.demo.content import published, read_toml, volumes
from vern.site.demo.load_organisation import build
from vern.site.demo.load_reports import load_year
from vern.site.demo.plan import plan_year, plan_years
from vern.site.demo.posts import organisation

PROCESSES = 2


def is_loaded() -> bool:
    """Whether the database holds an institution already."""
    return Unit.objects.exists()


def load(*, processes: int = PROCESSES, environment: Mapping[str, str] | None = None) -> None:
    """Fill an empty, seeded database. `processes=1` does it all here.

    More processes find their database in the environment; `environment` names another than this
    process has. Raises RuntimeError if there is an institution already.
    """
    if is_loaded():
        raise RuntimeError("The database already holds an institution.")
    if processes == 1:
        with search.later():
            build()
        load_years(plan_years())
    else:
        with _beside(shares(processes), environment or {}), search.later():
            build()
    with search.later():
        stories.play()
        risk_stories.play()
        change_stories.play()
        round_stories.play()
        publish_report()
    search.rebuild()
    deadlines.sweep()


def publish_report() -> None:
    """The HSE department publishes the annual report, which fixes the year's figures."""
    plan = read_toml("annual_report_2025.toml")
    writer = Person.objects.get(email=organisation().cast("hse_department").email)
    texts = {
        (row["section"], language): row[language]
        for row in plan["text"]
        for language in ("nb", "nn", "en")
    }
    with clock.at(clock.start_of(plan["published"])):
        publish_written(
            actor=for_person(writer),
            year=plan["year"],
            texts=texts,
            extract_on=published().extract,
        )


def prepare_statements() -> None:
    """Let the server keep the plans of this process's statements: thousands are alike.

    No savepoints: an error ends the load whatever it undoes, and they are a quarter of all.
    """
    connection.features.uses_savepoints = False
    options = connection.settings_dict["OPTIONS"]
    options.pop("pool", None)
    options |= {"server_side_binding": True, "prepare_threshold": 3}


def shares(processes: int) -> list[list[int]]:
    """The years for each process, so that all have about as many reports: the largest year goes
    first, each to the one with the fewest so far."""
    found: list[list[int]] = [[] for _ in range(processes)]
    for year in sorted(plan_years(), key=_reports, reverse=True):
        min(found, key=lambda years: sum(map(_reports, years))).append(year)
    return found


def _reports(year: int) -> int:
    volume = volumes()[year]
    return volume.events + volume.suggestions + volume.rejected


def load_years_when_told(years: Sequence[int], signal: TextIO) -> None:
    """Plan while another process builds the organisation; play when a line comes.

    Raises RuntimeError if none comes: the organisation was not built.
    """
    for year in years:
        plan_year(year)
    if not signal.readline():
        raise RuntimeError("There is no organisation to play the reports in.")
    load_years(years)


def load_years(years: Sequence[int]) -> None:
    """Play the reports of some years: what one process does.

    The collector would look through the plan's hundred thousand objects again and again.
    """
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    with search.later():
        for year in years:
            load_year(year)
            risk.load_year(year)
            changes.load_year(year)
            rounds.load_year(year)


@contextmanager
def _beside(shares: Sequence[Sequence[int]], environment: Mapping[str, str]) -> Iterator[None]:
    """One process for each share, which plays it after the block; a year has a number series of
    its own, so none waits. Raises RuntimeError if one of them fails."""
    command = [sys.executable, "-m", "vern", "demo", "--when-told", "--years"]
    with ExitStack() as stack:
        running = [
            stack.enter_context(
                subprocess.Popen(
                    [*command, *map(str, years)],
                    env={**os.environ, **environment},
                    stdin=subprocess.PIPE,
                    text=True,
                )
            )
            for years in shares
        ]
        yield
        for process in running:
            if process.stdin:
                with suppress(BrokenPipeError):  # one that is gone is counted among the failed
                    process.stdin.write("go\n")
                    process.stdin.close()
    failed = [process.args for process in running if process.wait()]
    if failed:
        raise RuntimeError(f"Loading the demo failed: {failed}")
