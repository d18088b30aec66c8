"""The state of the database and the queue, asked for in one second at most.

On a connection of its own: when the pool is empty, that is what one wants to be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import Any, Final

import psycopg
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

LIMIT: Final = 1.0
"""Seconds that all questions together may take."""

_WRITE: Final = """
    insert into site_pulse (name, at) values ('ready', now())
    on conflict (name) do update set at = excluded.at
"""
# A mail is due when its job was to run first: what is kept for a digest is not late meanwhile,
# and what is tried again is late since its first attempt.
_AGES: Final = """
    with mail as (
        select case when job.attempts = 0 and job.scheduled_at is not null then job.scheduled_at
               else (select min(event.at) from procrastinate_events event
                     where event.job_id = job.id) end as due
        from procrastinate_jobs job
        where job.queue_name = 'mail' and job.status in ('todo', 'doing')
    )
    select
        (select extract(epoch from now() - min(due)) from mail where due <= now()),
        (select extract(epoch from now() - max(last_heartbeat)) from procrastinate_workers),
        (select extract(epoch from now() - max(finished_at)) from site_backup)
"""
_JOBS: Final = """
    select queue_name, status::text, count(*) from procrastinate_jobs
    where status in ('todo', 'doing', 'failed') group by 1, 2
"""

_asking: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="state")


class NoAnswer(Exception):  # noqa: N818 (an answer of its own kind)
    """The database refused, or took longer than LIMIT. The text names no one and no address."""


@dataclass(frozen=True, kw_only=True)
class State:
    """Ages in seconds; None where there is nothing to have an age."""

    unapplied: tuple[str, ...]
    unsent_mail: float | None
    worker: float | None
    backup: float | None
    jobs: Mapping[tuple[str, str], int]


def read() -> State:
    """Write a row, then look. Raises NoAnswer."""
    # The parameters belong to this thread's connection; a test's database has another name.
    parameters = connection.get_connection_params()
    asked = _asking.submit(_read, parameters)
    try:
        return asked.result(timeout=LIMIT)
    except TooSlow:
        asked.cancel()
        raise NoAnswer("no answer within a second") from None
    except psycopg.Error as error:
        raise NoAnswer(type(error).__name__) from None


def _read(parameters: dict[str, Any]) -> State:
    limits = "-c statement_timeout=1000 -c lock_timeout=1000"
    given = {**parameters, "connect_timeout": 2, "autocommit": True, "options": limits}
    with psycopg.connect(**given) as database:
        rows = database.execute("select app, name from django_migrations").fetchall()
        unapplied = tuple(sorted(known_migrations() - {f"{app}.{name}" for app, name in rows}))
        if "site.0001_initial" in unapplied:  # our own tables: nothing more can be asked
            return State(unapplied=unapplied, unsent_mail=None, worker=None, backup=None, jobs={})
        database.execute(_WRITE)
        ages = database.execute(_AGES).fetchone() or (None, None, None)
        jobs = {(queue, what): number for queue, what, number in database.execute(_JOBS)}
    mail, worker, backup = (None if age is None else float(age) for age in ages)
    return State(unapplied=unapplied, unsent_mail=mail, worker=worker, backup=backup, jobs=jobs)


@cache
def known_migrations() -> frozenset[str]:
    """All that this version of the code comes with."""
    return frozenset(
        f"{app.label}.{found.name}"
        for app in apps.get_app_configs()
        for found in iter_modules([str(folder) for folder in _folders(app.label)])
        if not found.ispkg and found.name[0] not in "_~"
    )


def _folders(label: str) -> Iterable[str]:
    """Where an app's migrations lie. Their names are enough: nothing is imported."""
    module, _explicit = MigrationLoader.migrations_module(label)
    spec = find_spec(module) if module else None
    return spec.submodule_search_locations or () if spec else ()
