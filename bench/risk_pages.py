"""What the pages of `bench.risk` cost."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.test import override_settings

from bench import risk, seed
from bench.measure import Cost, costs
from bench.run import get, signed_in
from vern.core.org.models import RoleKey, Unit, User
from vern.core.org.services.paths import refresh_paths
from vern.hub.figures.services import answer
from vern.plan.risk import scales
from vern.plan.risk.models import AssessmentType, RiskAssessment


@transaction.atomic
def _seed() -> tuple[User, User]:
    """The rector, and the leader of one department."""
    root = seed._unit("U", "institution", None)  # noqa: SLF001 (the same bench)
    units = []
    for f in range(risk.FACULTIES):
        faculty = seed._unit(f"F{f}", "faculty", root)  # noqa: SLF001
        units += [
            seed._unit(f"F{f}D{d}", "department", faculty)  # noqa: SLF001
            for d in range(risk.DEPARTMENTS)
        ]
    refresh_paths()
    kinds = AssessmentType.objects.filter(
        key__in=("general", "psychosocial", "violence", "chemical")
    )
    given: dict[str, Any] = {
        "units": [each.pk for each in units],
        "kinds": list(kinds.values_list("pk", flat=True)),
        "first": 2026 - risk.YEARS,
        "last": 2026,
        "scale": scales.current().pk,
    }
    with connection.cursor() as cursor:
        for statement in (risk.RECORDS, risk.RISKS, risk.ROWS):
            cursor.execute(statement, given)
        cursor.execute("ANALYZE")
    rector = seed._user("rector", RoleKey.LEADER, root)  # noqa: SLF001
    return rector, seed._user("head", RoleKey.LEADER, units[0])  # noqa: SLF001


def measure() -> str:
    """A table of what each page costs."""
    rector, head = _seed()
    code = "U"
    with override_settings(DEBUG=False, ALLOWED_HOSTS=["*"]):
        whole, own = signed_in(rector), signed_in(head)
        found = costs(
            {
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
        "| what | CPU ms | wall ms | queries |\n|---|---|---|---|\n"
    )
    return head + "".join(
        f"| {name} | {each.cpu:.0f} | {each.wall:.0f} | {each.queries} |\n"
        for name, each in found.items()
    )
