"""The institution's coverage page at 700 units and twenty years of risk assessments: `python -m
bench.risk`, on a database of its own.

Four kinds a unit, every second year: 28,000 assessments, of which the newest are in force.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

os.environ["VERN_DATABASE_NAME"] = "vern_bench_risk"
os.environ["DJANGO_SETTINGS_MODULE"] = "vern.site.settings"

import django
import psycopg
from psycopg.sql import SQL, Identifier

from vern.site import database


def fresh_database() -> None:
    """An empty, migrated database on the project's own server."""
    server = database.cluster()
    server.start()
    with psycopg.connect(server.url(), autocommit=True) as admin:
        name = Identifier(database.name())
        admin.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
    subprocess.run([sys.executable, "-m", "vern", "migrate", "--quiet"], check=True)
    database.ensure()


def main() -> None:
    fresh_database()
    django.setup()
    from bench import risk_pages  # noqa: PLC0415  (needs Django set up)

    sys.stdout.write(risk_pages.measure())


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    main()
