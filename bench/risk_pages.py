"""What the pages of `bench.risk` cost."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.test import override_settings

from bench import seed
from bench.measure import Cost, costs
from bench.report import EMPTY
from bench.run import get, signed_in
from vern.core.org.models import RoleKey, Unit, User
from vern.core.org.services.paths import refresh_paths
from vern.hub.figures.services import answer
from vern.plan.risk import scales
from vern.plan.risk.models import AssessmentType, RiskAssessment

FACULTIES, DEPARTMENTS = 20, 34
YEARS = 20
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


@transaction.atomic
def _seed() -> tuple[User, User]:
    """The rector, and the leader of one department."""
    root = seed.new_unit("U", "institution", None)
    units = []
    for f in range(FACULTIES):
        faculty = seed.new_unit(f"F{f}", "faculty", root)
        units += [seed.new_unit(f"F{f}D{d}", "department", faculty) for d in range(DEPARTMENTS)]
    refresh_paths()
    kinds = AssessmentType.objects.filter(
        key__in=("general", "psychosocial", "violence", "chemical")
    )
    given: dict[str, Any] = {
        "units": [each.pk for each in units],
        "kinds": list(kinds.values_list("pk", flat=True)),
        "first": 2026 - YEARS,
        "last": 2026,
        "scale": scales.current().pk,
    }
    with connection.cursor() as cursor:
        for statement in (RECORDS, RISKS, ROWS):
            cursor.execute(statement, given)
        cursor.execute("ANALYZE")
    rector = seed.new_user("rector", RoleKey.LEADER, root)
    return rector, seed.new_user("head", RoleKey.LEADER, units[0])


def measure() -> str:
    """A table of what each page costs."""
    rector, head = _seed()
    code = "U"
    with override_settings(DEBUG=False, ALLOWED_HOSTS=["*"], ROOT_URLCONF="bench.urls"):
        whole, own = signed_in(rector), signed_in(head)
        found = costs(
            {
                EMPTY: get(own, "/bench/empty/"),
                "coverage of the institution": get(whole, f"/risk/units/{code}/"),
                "units that lack a kind": get(whole, f"/risk/units/{code}/?missing=general"),
                "overview of a department": get(own, "/risk/units/F0D0/"),
                "the list, rector": get(whole, "/risk/"),
                "risk.coverage, all units": lambda: answer("risk.coverage", year=2026),
                "risk.coverage, ten years ago": lambda: answer("risk.coverage", year=2016),
            },
            tries=9,
        )
    return _table(found)


def _table(found: dict[str, Cost]) -> str:
    head = (
        f"{Unit.objects.count()} units, {RiskAssessment.objects.count():,} assessments\n\n"
        "| what | CPU ms | wall ms | empty pages | queries |\n|---|---|---|---|---|\n"
    )
    floor = found[EMPTY].wall
    return head + "".join(
        f"| {name} | {each.cpu:.0f} | {each.wall:.0f} | {each.wall / floor:.1f} | {each.queries} |\n"
        for name, each in found.items()
    )
