"""The check of migrations finds what would lock a table or break the running version."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django_migration_linter.migration_linter import MigrationLinter

checker: Any = import_module("scripts.check_migrations")

T = '"records_record"'
BAD = {
    "an index": f'CREATE INDEX "i" ON {T} ("title");',
    "an index with a condition": (
        f'CREATE INDEX "i" ON {T} ("state") WHERE "state" IN (\'open\', \'sent\');'
    ),
    "an index with another name for its kind": f'CREATE INDEX "i" ON {T} USING gin ("title");',
    "an index after one of a new table": (
        'CREATE TABLE "a" ("id" bigint); CREATE INDEX "h" ON "a" ("id");'
        f'CREATE INDEX "i" ON {T} ("title");'
    ),
    "a unique index": f'CREATE UNIQUE INDEX "i" ON {T} ("title");',
    "an index that goes": 'DROP INDEX "i";',
    "a column that must have a value": f'ALTER TABLE {T} ADD COLUMN "x" integer NOT NULL;',
    "a column that goes": f'ALTER TABLE {T} DROP COLUMN "title";',
    "a column with another name": f'ALTER TABLE {T} RENAME COLUMN "title" TO "name";',
    "a column of another type": f'ALTER TABLE {T} ALTER COLUMN "title" TYPE text;',
    "a value that becomes needed": f'ALTER TABLE {T} ALTER COLUMN "due_on" SET NOT NULL;',
    "a table that goes": f"DROP TABLE {T} CASCADE;",
    "a table with another name": f'ALTER TABLE {T} RENAME TO "records_thing";',
    "a rule that reads all rows": f'ALTER TABLE {T} ADD CONSTRAINT "c" CHECK (id > 0);',
    "a unique rule": f'ALTER TABLE {T} ADD CONSTRAINT "u" UNIQUE ("title");',
    "a lock": f"LOCK TABLE {T};",
}
GOOD = {
    "a new table with all that belongs to it": (
        'CREATE TABLE "a" ("id" bigint PRIMARY KEY, "x" text NOT NULL);',
        "-- Create index i on field(s) x of model a",
        'ALTER TABLE "a" ADD CONSTRAINT "c" CHECK (id > 0);',
        'CREATE INDEX "i" ON "a" ("x");',
        'CREATE INDEX "j" ON "a" ("x") WHERE "x" IN (\'open\', \'sent\');',
        'CREATE UNIQUE INDEX "k" ON "a" ("x") WHERE NOT ("x" = (\'open\'));',
    ),
    "a column that may be empty": (f'ALTER TABLE {T} ADD COLUMN "x" integer NULL;',),
    "a column with a default that stays": (
        f"ALTER TABLE {T} ADD COLUMN \"x\" text DEFAULT '' NOT NULL;",
    ),
    "an index beside the work": (f'CREATE INDEX CONCURRENTLY "i" ON {T} ("title");',),
    "a rule for new rows": (f'ALTER TABLE {T} ADD CONSTRAINT "c" CHECK (id > 0) NOT VALID;',),
    "a rule that is looked through later": (f'ALTER TABLE {T} VALIDATE CONSTRAINT "c";',),
}


@pytest.fixture
def linter(db: None) -> MigrationLinter:
    return MigrationLinter(no_cache=True, no_output=True, analyser_string="postgresql")


@pytest.mark.parametrize("name", BAD)
def test_what_locks_or_breaks_is_found(linter: MigrationLinter, name: str) -> None:
    assert checker.problems_of_sql(linter, ["BEGIN;", BAD[name], "COMMIT;"])


@pytest.mark.parametrize("name", GOOD)
def test_what_does_not_is_let_through(linter: MigrationLinter, name: str) -> None:
    assert checker.problems_of_sql(linter, ["BEGIN;", *GOOD[name], "COMMIT;"]) == []


def test_a_real_bad_migration_fails_the_check(
    linter: MigrationLinter, capsys: pytest.CaptureFixture[str]
) -> None:
    """One from before anyone used Vern."""
    migration = linter.migration_loader.disk_migrations["measures", "0002_growing_up"]
    assert checker.check(linter, [migration]) == 1
    assert "measures.0002_growing_up: NOT NULL" in capsys.readouterr().out


def test_a_migration_may_say_why_it_is_safe_nevertheless(
    linter: MigrationLinter, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    migration = linter.migration_loader.disk_migrations["measures", "0002_growing_up"]
    module = type(migration).__module__
    monkeypatch.setattr(f"{module}.SAFE_BECAUSE", "the table is empty", raising=False)
    assert checker.reason(migration) == "the table is empty"
    assert checker.check(linter, [migration]) == 0
    assert "because the table is empty" in capsys.readouterr().out
