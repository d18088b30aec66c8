"""The institution's coverage page at 700 units and twenty years of risk assessments: `python -m
bench.risk`, on a database of its own.

Four kinds a unit, every second year: 28,000 assessments, of which the newest are in force.
"""

from __future__ import annotations

import datetime as dt
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

BEGAN = dt.date(2006, 1, 1)
FACULTIES, DEPARTMENTS = 20, 34
YEARS, EVERY = 20, 2
RECORDS = """
INSERT INTO records_record (kind, number, unit_id, handling_unit_id, title, state, sensitivity,
                            opened_at, due_on, closed_at)
SELECT 'risk', 'RV-' || year || '-' || unit || '-' || kind, unit, unit, 'Arbeid ' || kind,
       CASE WHEN year < %(last)s THEN 'closed' ELSE 'open' END, 1, made, NULL,
       CASE WHEN year < %(last)s THEN made + interval '700 days' END
FROM (SELECT unit, kind, year, make_timestamptz(year, 1 + (unit + kind)::int %% 12, 3, 9, 0, 0) AS made
      FROM unnest(%(units)s::bigint[]) AS unit,
           unnest(%(kinds)s::bigint[]) AS kind,
           generate_series(%(first)s, %(last)s, 2) AS year
      WHERE (unit + kind) %% 7 > 0 OR year < %(last)s) AS made
"""
RISKS = """
INSERT INTO risk_riskassessment (record_id, type_id, method, occasion, state, scale_id, about, place,
    private, others, why_missing, interaction, together, sum_before, sum_after, version, returned,
    approved_at, valid_until)
SELECT id, split_part(number, '-', 4)::bigint, 'simple', 'regular',
       CASE WHEN state = 'open' THEN 'approved' ELSE 'replaced' END, %(scale)s, '', '', false, '', 'x',
       '', '', 0, 0, 1, '', opened_at, (opened_at + interval '2 years')::date
FROM records_record WHERE kind = 'risk'
"""
ROWS = """
INSERT INTO risk_riskrow (assessment_id, "order", factor, activity, hazard, cause, barriers, before,
    after, colour_before, colour_after, version)
SELECT record_id, n, '', '', 'Fare ' || n, '', '', '{}', '{}', 1 + (record_id + n) %% 3, 1, 1
FROM risk_riskassessment, generate_series(1, 4) AS n
"""


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
