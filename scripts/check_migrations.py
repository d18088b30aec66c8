"""Migrations must not lock tables, nor break the version that is still running.

`make check` runs this on every migration that is newer than the last release
(scripts/released_migrations.txt). django-migration-linter reads the SQL; two of its warnings
count as errors here, and three things are added: an index or a constraint on a table that is in
use, and RunSQL that says neither. Its own warning of an index looks at the first one of a
migration only, and takes a condition in brackets for a part of the table's name.

A migration that is right nevertheless says why, in a module-level `SAFE_BECAUSE = "…"`: it is
then left out and its reason is printed. With --release all migrations of today count as
released.
"""

from __future__ import annotations

import importlib
import os
import re
import sys
from pathlib import Path
from typing import Final

import django
from django.db.migrations import Migration
from django_migration_linter.migration_linter import MigrationLinter
from django_migration_linter.sql_analyser.analyser import analyse_sql_statements

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from vern.site import database  # noqa: E402  (the folder above must be found first)

RELEASED: Final = Path(__file__).with_name("released_migrations.txt")
ERRORS: Final = ("DROP_INDEX", "REINDEX")
INDEX: Final = re.compile(
    r"CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY)(?:IF NOT EXISTS )?\S+\s+ON (?:ONLY )?([^\s(]+)",
    re.IGNORECASE,
)
CONSTRAINT: Final = re.compile(r"ALTER TABLE (\S+) ADD CONSTRAINT(?!.*NOT VALID)", re.DOTALL)
VALIDATED: Final = re.compile(r"SET NOT NULL|VACUUM FULL|CLUSTER |LOCK TABLE", re.IGNORECASE)


def problems(linter: MigrationLinter, migration: Migration) -> list[str]:
    """What is wrong with a migration, one line each."""
    return problems_of_sql(linter, linter.get_sql(migration.app_label, migration.name))


def problems_of_sql(linter: MigrationLinter, statements: list[str]) -> list[str]:
    """The same of its SQL."""
    errors, _ignored, warnings = analyse_sql_statements(linter.sql_analyser_class, statements, [])
    found = [error.message for error in errors]
    found += [each.message for each in warnings if each.code in ERRORS]
    return [*found, *_indexes(statements), *_constraints(statements), *_heavy(statements)]


def _made(statements: list[str]) -> set[str]:
    """The tables that the migration makes itself: nobody uses them yet."""
    return {name for text in statements for name in re.findall(r"CREATE TABLE (\S+)", text)}


def _indexes(statements: list[str]) -> list[str]:
    """An index on a table that is in use is made under a lock, unless it is made concurrently."""
    made = _made(statements)
    return [
        f"CREATE INDEX on {table}: make it concurrently"
        for text in statements
        for table in INDEX.findall(text)
        if table not in made and not text.startswith("--")
    ]


def _constraints(statements: list[str]) -> list[str]:
    """A constraint on a table that is in use reads all its rows under a lock."""
    made = _made(statements)
    return [
        f"ADD CONSTRAINT on {match.group(1)}: add it NOT VALID, validate it in a later migration"
        for text in statements
        if (match := CONSTRAINT.search(text)) and match.group(1) not in made
    ]


def _heavy(statements: list[str]) -> list[str]:
    return [
        f"{match.group(0)} holds a lock while it reads the table"
        for text in statements
        if (match := VALIDATED.search(text)) and not text.startswith(("--", "CREATE TABLE"))
    ]


def reason(migration: Migration) -> str:
    """Why it is safe although it does not look so."""
    module = importlib.import_module(type(migration).__module__)
    return str(getattr(module, "SAFE_BECAUSE", ""))


def key(migration: Migration) -> str:
    return f"{migration.app_label}.{migration.name}"


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vern.site.settings")
    database.ensure()
    django.setup()
    linter = MigrationLinter(no_cache=True, no_output=True, analyser_string="postgresql")
    ours = [
        migration
        for migration in linter.migration_loader.disk_migrations.values()
        if type(migration).__module__.startswith("vern.")
    ]
    if "--release" in sys.argv:
        RELEASED.write_text("".join(f"{name}\n" for name in sorted(map(key, ours))))
        return 0
    released = set(RELEASED.read_text().split())
    return check(linter, [each for each in ours if key(each) not in released])


def check(linter: MigrationLinter, migrations: list[Migration]) -> int:
    """Print what is wrong; 1 where something is."""
    wrong = 0
    for migration in sorted(migrations, key=key):
        if why := reason(migration):
            print(f"{key(migration)}: left out, because {why}")  # noqa: T201 (a script)
            continue
        for problem in problems(linter, migration):
            wrong = 1
            print(f"{key(migration)}: {problem}")  # noqa: T201
    return wrong


if __name__ == "__main__":
    raise SystemExit(main())
