"""Measure the slow pages and queries: `make bench`, or `scripts/bench.py 2000 20000`.

Each size gets a fresh database on the project's own server and a process of its own. The
server runs as in production (fsync on).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import django
import psycopg
from psycopg.sql import SQL, Identifier

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ["VERN_DATABASE_NAME"] = "vern_bench"
os.environ["DJANGO_SETTINGS_MODULE"] = "vern.site.settings"

from vern.site import database  # noqa: E402  (the folder above must be found first)


def fresh_database() -> None:
    """An empty, migrated database, and the environment that names it."""
    server = database.cluster()
    server.start()
    with psycopg.connect(server.url(), autocommit=True) as admin:
        name = Identifier(database.name())
        admin.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
    subprocess.run([ROOT / ".venv/bin/vern", "migrate", "--quiet"], check=True)
    database.ensure()


def measure(size: int) -> str:
    """The costs at one size, as JSON."""
    fresh_database()
    django.setup()
    from bench.run import measure_size  # noqa: PLC0415  (needs Django set up)

    return json.dumps({name: asdict(each) for name, each in measure_size(size).items()})


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        sys.stdout.write(measure(int(sys.argv[2])))
        return
    from bench.report import compare, sizes_from  # noqa: PLC0415  (as above)

    sizes = sizes_from(sys.argv[1:])
    results = []
    for size in sizes:
        sys.stderr.write(f"Measuring {size:,} reports …\n")
        command = [sys.executable, __file__, "--one", str(size)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        results.append(json.loads(done.stdout))
    sys.stdout.write(compare(results[0], results[1], sizes) + "\n")


if __name__ == "__main__":
    main()
