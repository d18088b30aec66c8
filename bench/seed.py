"""A university of a size, written in bulk: 100 units and as many reports as asked for.

The rows are what the services write, but written by SQL: 200,000 reports one by one would
take an hour. Twenty years, a twentieth of them this year; texts and units from a seeded sequence.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass

import psycopg
from django.db import connection, transaction

from vern.core.org.actors import SYSTEM
from vern.core.org.models import Person, RoleKey, Unit, User
from vern.core.org.services.paths import refresh_paths
from vern.core.org.services.people import NewPerson, appoint, open_account, register_person
from vern.core.org.services.units import Names, NewUnit, create_unit
from vern.hub.search.indexing import rebuild

BEGAN = dt.date(2006, 1, 1)
FACULTIES = 10
DEPARTMENTS = 9

_RECORDS = """
INSERT INTO records_record (kind, number, unit_id, handling_unit_id, title, state, sensitivity,
                            opened_at, due_on, closed_at)
SELECT 'incident', 'AVV-' || to_char(opened, 'YYYY') || '-' || to_char(n, 'FM0000000'), unit, unit,
       'Søl på gulvet ved avtrekk ' || n, CASE WHEN closed THEN 'closed' ELSE 'open' END, 1, opened,
       (opened + interval '30 days')::date,
       CASE WHEN closed THEN opened + interval '20 days' END
FROM (SELECT n, (%(units)s::bigint[])[1 + (n * 7919) %% cardinality(%(units)s::bigint[])] AS unit,
             timestamptz '2026-11-01' - (n * interval '7300 days' / %(size)s) AS opened,
             n %% 4 <> 0 AS closed
      FROM generate_series(1, %(size)s) AS n) AS made
"""
_INCIDENTS = """
INSERT INTO incidents_incident (record_id, type, state, description, room, done_at_once, proposal,
    cause_text, human_actual, human_potential, material_actual, material_potential,
    environment_actual, environment_potential, first_answer_at, affected, injury, treatment, serious,
    stopped_work, solved_at_once, on_behalf, name_for_handlers_only, summary)
SELECT id, (ARRAY['accident','near_miss','hazardous_condition','nonconformity','suggestion'])[1 + id %% 5],
       CASE WHEN state = 'closed' THEN 'closed' ELSE 'received' END,
       title || '. Det lå en pytt foran avtrekket da jeg kom på jobb, og den luktet sterkt. Ved siden av sto '
       || (ARRAY['en stige','en gassflaske','et kjøleskap','en sentrifuge','et stillas','en traktor','en pall',
                 'et oljefat','en autoklav','en laser','en trapp'])[1 + id %% 11] || '.',
       'B3-' || id %% 400, '', '', '', id %% 2, 1 + id %% 3, 0, id %% 3, NULL, NULL,
       CASE WHEN state = 'closed' THEN opened_at + interval '3 days' END,
       '{employee}', 'no', 'no', '', false, false, false, false, ''
FROM records_record WHERE kind = 'incident'
"""
_CLOSURES = """
INSERT INTO incidents_closure (incident_id, outcome, at, message, no_measures_reason, verdict,
    reopened_reason)
SELECT id, 'closed', closed_at, 'Takk for meldingen.', 'Ordnet samme dag.', '', ''
FROM records_record WHERE state = 'closed'
"""
_CATEGORIES = """
INSERT INTO incidents_incident_categories (incident_id, category_id)
SELECT record_id, (SELECT min(id) FROM incidents_category) + record_id %% 8 FROM incidents_incident
"""
_PARTIES = """
INSERT INTO records_party (record_id, person_id, part, code_digest)
SELECT id, (%(people)s::bigint[])[1 + id %% cardinality(%(people)s::bigint[])], 'reporter', ''
FROM records_record WHERE kind = 'incident'
"""
_HISTORY = """
INSERT INTO history_historyline (record_id, verb, actor_kind, at, facts)
SELECT id, 'incident.reported', 'system', (extract(epoch FROM opened_at) * 1000000)::bigint, '{}'
FROM records_record
"""


_STAGES = """
INSERT INTO incidents_stage (incident_id, unit_id, reason, began_at, ended_at)
SELECT id, handling_unit_id, 'reported', opened_at, closed_at FROM records_record
"""
_QUESTIONS = """
INSERT INTO talk_comment (record_id, author_id, by_reporter, confided, audience, text, at, asks,
                          answer_by, answered_at)
SELECT id, (%(people)s::bigint[])[1], false, false,
       CASE WHEN id %% 20 = 0 THEN 'readers' ELSE 'reporter' END,
       'Når blir det ordnet?', opened_at + interval '1 day', true,
       (opened_at + interval '9 days')::date,
       CASE WHEN id %% 200 > 0 OR state = 'closed' THEN opened_at + interval '5 days' END
FROM records_record WHERE id %% 10 = 0
"""


_ALL = (
    *(_RECORDS, _INCIDENTS, _CLOSURES, _CATEGORIES, _PARTIES, _HISTORY),
    *(_STAGES, _QUESTIONS),
)


@dataclass(frozen=True)
class Cast:
    """Who asks for the pages: from all rights to nearly none."""

    hse_department: User
    dean: User
    head: User
    employee: User
    committee: User


@transaction.atomic
def seed(size: int) -> Cast:
    """Fill an empty, migrated database with `size` reports. Returns the people who will ask."""
    root = new_unit("U", "institution", None)
    departments, faculties = [], []
    for f in range(FACULTIES):
        faculties.append(new_unit(f"F{f}", "faculty", root))
        departments += [
            new_unit(f"F{f}D{d}", "department", faculties[-1]) for d in range(DEPARTMENTS)
        ]
    refresh_paths()
    staff = [_person(f"staff{n}", departments[n % len(departments)]) for n in range(500)]
    cast = Cast(
        new_user("hse", RoleKey.HSE_DEPARTMENT, root),
        new_user("dean", RoleKey.LEADER, faculties[0]),
        new_user("head", RoleKey.LEADER, departments[0]),
        new_user("employee", RoleKey.EMPLOYEE, departments[0]),
        new_user("committee", RoleKey.COMMITTEE_MEMBER, root),
    )
    _fill(size, [unit.pk for unit in departments], [person.pk for person in staff])
    return cast


def fill_search() -> None:
    """What the search holds of it all, read by the services. Its index is made afterwards, which is
    faster than to add to it row by row; only the tables' owner may."""
    with psycopg.connect(os.environ["VERN_OWNER_DATABASE_URL"], autocommit=True) as owner:
        (made,) = owner.execute(
            "SELECT indexdef FROM pg_indexes WHERE indexname = 'search_lexemes'"
        ).fetchone() or ("",)
        owner.execute("DROP INDEX search_lexemes")
        rebuild()
        owner.execute(made)


def _fill(size: int, units: list[int], people: list[int]) -> None:
    values: dict[str, int | list[int]] = {"size": size, "units": units, "people": people}
    with connection.cursor() as cursor:
        for statement in _ALL:
            cursor.execute(statement, values)


def new_unit(code: str, kind: str, parent: Unit | None) -> Unit:
    new = NewUnit(code, kind, Names(f"Enhet {code}"), reports=kind == "department")
    return create_unit(actor=SYSTEM, new=new, parent=parent, on=BEGAN, refresh=False)


def _person(name: str, unit: Unit) -> Person:
    person = register_person(
        actor=SYSTEM, new=NewPerson(name.title(), "Prøve", f"{name}@vern.example")
    )
    appoint(actor=SYSTEM, person=person, role=RoleKey.EMPLOYEE, unit=unit, on=BEGAN)
    return person


def new_user(name: str, role: RoleKey, unit: Unit) -> User:
    person = register_person(
        actor=SYSTEM, new=NewPerson(name.title(), "Prøve", f"{name}@vern.example")
    )
    appoint(actor=SYSTEM, person=person, role=role, unit=unit, on=BEGAN)
    return open_account(actor=SYSTEM, person=person)
