"""Seed a university of a size, ask for its pages and measure what they cost."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import uuid4

import psycopg
from django.db import connection
from django.test import Client, override_settings

from bench import rounds
from bench.measure import Cost, costs, once
from bench.seed import Cast, fill_search, seed
from vern.core.org.models import Unit, User
from vern.core.records.models import Record
from vern.hub.figures.services import answer

YEAR = 2026
_NEWEST = """
SELECT r.*, i.*, u.* FROM records_record r
JOIN incidents_incident i ON i.record_id = r.id JOIN org_unit u ON u.id = r.unit_id
WHERE r.kind = 'incident' ORDER BY r.opened_at DESC, r.id DESC LIMIT 25
"""
_ONE = """
SELECT r.*, i.*, u.* FROM records_record r
JOIN incidents_incident i ON i.record_id = r.id JOIN org_unit u ON u.id = r.unit_id WHERE r.id = %s
"""
_SEARCH = """
SELECT r.*, i.*, u.* FROM search_entry e JOIN records_record r ON r.id = e.thing
JOIN incidents_incident i ON i.record_id = r.id JOIN org_unit u ON u.id = r.unit_id
WHERE e.kind = 'incident' AND e.layer = 'whole' AND e.words @@ to_tsquery('norwegian', %s)
ORDER BY e.at DESC LIMIT 20
"""
COMMON, RARE, TYPED = "avtrekk", "autoklav gassflaske", "avtr"
_DIMENSIONS = (
    "human_actual",
    "human_potential",
    "material_actual",
    "material_potential",
    "environment_actual",
    "environment_potential",
)
_TABLE_1 = """
SELECT {levels} FROM records_record r JOIN incidents_incident i ON i.record_id = r.id
WHERE r.kind = 'incident' AND i.type <> 'suggestion'
  AND r.opened_at >= timestamptz '2026-01-01 00:00 Europe/Oslo'
  AND r.opened_at < timestamptz '2027-01-01 00:00 Europe/Oslo'
  AND NOT EXISTS (SELECT 1 FROM incidents_closure c WHERE c.incident_id = r.id
                  AND c.outcome = 'rejected' AND c.reopened_at IS NULL)
  AND NOT (i.type = 'nonconformity' AND num_nonnulls({all}) = 0)
""".replace("{all}", ", ".join(f"i.{name}" for name in _DIMENSIONS)).replace(
    "{levels}",
    ", ".join(
        f"count(*) FILTER (WHERE i.{name} {test})"
        for name in _DIMENSIONS
        for test in ("IS NULL", "= 0", "= 1", "= 2", "= 3", "= 4")
    ),
)

_REGISTERED = """
SELECT extract(year FROM r.opened_at AT TIME ZONE 'Europe/Oslo'), r.unit_id, i.type, count(*),
       count(*) FILTER (WHERE c.outcome = 'closed')
FROM records_record r JOIN incidents_incident i ON i.record_id = r.id
LEFT JOIN incidents_closure c ON c.incident_id = r.id AND c.reopened_at IS NULL
WHERE r.kind = 'incident' AND r.opened_at >= timestamptz '2022-01-01 00:00 Europe/Oslo'
GROUP BY 1, 2, 3
"""
_THIS_YEAR = """
FROM records_record r JOIN incidents_incident i ON i.record_id = r.id
LEFT JOIN incidents_closure c ON c.incident_id = r.id AND c.reopened_at IS NULL
{more}
WHERE r.kind = 'incident' AND r.opened_at >= timestamptz '{year}-01-01 00:00 Europe/Oslo'
"""
_CATEGORIES = (
    "SELECT g.category_id, count(*), count(*) FILTER (WHERE c.outcome = 'closed')"
    + _THIS_YEAR.format(
        year=YEAR,
        more="LEFT JOIN incidents_incident_categories g ON g.incident_id = i.record_id",
    )
    + "GROUP BY 1"
)
_WAITS = (
    "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY i.first_answer_at - r.opened_at), "  # noqa: S608
    "percentile_cont(0.5) WITHIN GROUP (ORDER BY c.at - r.opened_at), "
    "extract(year FROM r.opened_at AT TIME ZONE 'Europe/Oslo')"
    + _THIS_YEAR.format(year=YEAR - 1, more="")
    + "GROUP BY 3"
)
_DASHBOARD = (_REGISTERED, _TABLE_1, _CATEGORIES, _WAITS)
"""What a dashboard cannot do without: five years by unit and type, severity, categories, waits."""

FILE_ROWS = 20_000


def sql(statement: str, params: list[Any] | None = None) -> Callable[[], Any]:
    def run() -> Any:
        with connection.cursor() as cursor:
            cursor.execute(statement, params or [])
            return cursor.fetchall()

    return run


def all_of(works: Iterable[Callable[[], Any]]) -> Callable[[], Any]:
    each = list(works)
    return lambda: [work() for work in each]


def file_of(user: User, rows: int) -> Callable[[], Any]:
    """The committee's CSV as a browser gets it, so many rows of it; read to its end."""

    def run() -> int:
        response = signed_in(user).get("/committee/reports.csv?year=all")
        read = 0
        for piece in response:
            read += piece.count(b"\n")
            if read >= rows:
                break
        response.close()
        return read

    return run


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def get(client: Client, url: str) -> Callable[[], Any]:
    def run() -> None:
        response = client.get(url)
        if response.status_code != 200:
            raise SystemExit(f"{url}: {response.status_code}")

    return run


def send(client: Client, unit: Unit) -> Callable[[], Any]:
    def run() -> None:
        data = {
            "key": str(uuid4()),
            "description": "Søl på gulvet ved avtrekk",
            "unit": unit.pk,
            "type": "near_miss",
        }
        response = client.post("/report/", data)
        if response.status_code != 302:
            raise SystemExit(
                f"/report/: {response.status_code}\n{response.content.decode()[:3000]}"
            )

    return run


def works(cast: Cast) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Every thing that is measured, by name; floors begin with 'floor'."""
    hse, dean = signed_in(cast.hse_department), signed_in(cast.dean)
    head, employee = signed_in(cast.head), signed_in(cast.employee)
    department = Unit.objects.get(code="F0D0")
    newest = Record.objects.filter(unit=department, kind="incident").latest("opened_at")
    show = f"/incidents/{newest.pk}/"
    yield "floor: empty page", get(hse, "/bench/empty/")
    yield "floor: newest 25, bare SQL", sql(_NEWEST)
    yield "floor: one report, bare SQL", sql(_ONE, [newest.pk])
    yield "floor: Table 1, bare SQL", sql(_TABLE_1)
    yield "list, HSE department", get(hse, "/incidents/")
    yield "list, dean", get(dean, "/incidents/")
    yield "list, head of department", get(head, "/incidents/")
    yield "own reports, employee", get(employee, "/incidents/mine/")
    filtered = f"/incidents/?state=received&type=near_miss&year={YEAR}"
    yield "filtered list, HSE department", get(hse, filtered)
    yield "filtered list, head of department", get(head, filtered)
    yield "detail, HSE department", get(hse, show)
    yield "detail, head of department", get(head, show)
    yield "my work, HSE department", get(hse, "/")
    yield "my work, dean", get(dean, "/")
    yield "my work, head of department", get(head, "/")
    yield "my work, employee", get(employee, "/")
    yield "overdue, HSE department", get(hse, "/incidents/overdue/")
    yield "overdue, head of department", get(head, "/incidents/overdue/")
    yield "committee's view", get(signed_in(cast.committee), "/committee/reports/")
    yield "similar cases, HSE department", get(hse, f"{show}similar/")
    yield "similar cases, head of department", get(head, f"{show}similar/")
    yield "floor: dashboard, bare SQL", all_of(map(sql, _DASHBOARD))
    yield "dashboard, HSE department", get(hse, "/figures/")
    yield "dashboard, dean", get(dean, "/figures/")
    yield "dashboard, head of department", get(head, "/figures/")
    yield "first rows of a long file", file_of(cast.committee, 1)
    yield "floor: search for a common word, bare SQL", sql(_SEARCH, [COMMON])
    searchers = {"HSE department": hse, "head of department": head, "employee": employee}
    for who, client in searchers.items():
        yield f"search, {who}: a common word", get(client, f"/search/?q={COMMON}")
        yield f"search, {who}: words never together", get(client, f"/search/?q={RARE}")
        yield f"search, {who}: a number", get(client, f"/search/?q={newest.number}")
        yield f"search, {who}: while typing", get(client, f"/search/quick/?q={TYPED}")
    walked = rounds.large_round(cast.head, department)
    yield from rounds.works(head, walked, YEAR, get)
    yield "Table 1", lambda: answer("incidents.severity", year=YEAR)
    yield "sending a report, employee", send(employee, department)


def analyse() -> None:
    """What autovacuum would do within minutes. Only the tables' owner may."""
    with psycopg.connect(os.environ["VERN_OWNER_DATABASE_URL"], autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")


@override_settings(ROOT_URLCONF="bench.urls", DEBUG=False)
def measure_size(size: int) -> dict[str, Cost]:
    """Seed a database that is empty but for its tables and content, and measure it."""
    logging.disable(logging.INFO)  # a line for each of some thousand requests hides the result
    cast = seed(size)
    fill_search()
    analyse()
    found = costs(dict(works(cast)))
    return {**found, f"{FILE_ROWS:,} rows as CSV, once": once(file_of(cast.committee, FILE_ROWS))}
