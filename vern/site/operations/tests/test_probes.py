"""What balancers and monitors are told, and what strangers are not."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from vern.core.kernel import clock
from vern.core.kernel.testing.client import AuditedClient
from vern.site.models import Backup
from vern.site.operations import checks, draining, state

HERE = {"host": "localhost"}
TOKEN = "a long token of the monitoring system"


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    checks.forget()
    yield
    checks.forget()


@pytest.fixture
def healthy(transactional_db: None) -> None:
    """A worker was heard just now and a backup is from last night."""
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers default values")
    backed_up(hours_ago=5)


def backed_up(*, hours_ago: int) -> None:
    moment = clock.now() - dt.timedelta(hours=hours_ago)
    Backup.objects.create(name=f"{hours_ago}", finished_at=moment, rows=1, files=1, size=1)


def asked(client: AuditedClient, query: str = "", **headers: str) -> tuple[int, dict[str, Any]]:
    response = client.get(f"/readyz{query}", headers=HERE | headers)
    return response.status_code, response.json()


def failing(client: AuditedClient) -> set[str]:
    status, answer = asked(client)
    failed = {name for name, check in answer["checks"].items() if not check["ok"]}
    assert status == (503 if failed else 200)
    return failed


def test_a_server_lives_also_without_a_database(client: AuditedClient) -> None:
    assert client.get("/livez").content == b"ok\n"  # pytest-django would refuse any query


def test_a_healthy_server_is_ready(client: AuditedClient, healthy: None) -> None:
    assert failing(client) == set()
    names = set(asked(client)[1]["checks"])
    assert names == {"serving", "database", "migrations", "disk", "mail", "worker", "backup"}


def test_the_database_is_really_written_to(client: AuditedClient, healthy: None) -> None:
    asked(client)
    with connection.cursor() as cursor:
        cursor.execute("select now() - at < interval '5 seconds' from site_pulse")
        assert cursor.fetchone() == (True,)


def test_a_database_that_takes_no_writes_is_noticed_within_a_second(
    client: AuditedClient, healthy: None, owner_connection: Any
) -> None:
    owner_connection.execute("begin; lock table site_pulse in exclusive mode")
    try:
        began = clock.now()
        assert failing(client) == {"database"}
        assert clock.now() - began < dt.timedelta(seconds=2)
    finally:
        owner_connection.execute("rollback")


def test_a_migration_that_is_not_applied_is_named(
    client: AuditedClient, healthy: None, owner_connection: Any
) -> None:
    owner_connection.execute("delete from django_migrations where app = 'talk'")
    assert failing(client) == {"migrations"}
    assert "talk.0001" in asked(client)[1]["checks"]["migrations"]["detail"]


def test_a_full_disk_is_noticed(
    client: AuditedClient, healthy: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = shutil._ntuple_diskusage(1000, 999, 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    assert failing(client) == {"disk"}


@pytest.mark.parametrize(
    ("waited", "scheduled", "attempts", "late"),
    [
        ("14 minutes", None, 0, False),
        ("16 minutes", None, 0, True),
        ("10 hours", "1 hour", 0, False),  # a digest of tomorrow
        ("10 hours", "-16 minutes", 0, True),
        ("16 minutes", "1 hour", 3, True),  # the server refuses, we try again
    ],
)
def test_mail_that_is_late_is_noticed(
    client: AuditedClient,
    healthy: None,
    waited: str,
    scheduled: str | None,
    attempts: int,
    *,
    late: bool,
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, attempts, scheduled_at)"
            " values ('mail', 'x', %s, now() + %s::interval)",
            [attempts, scheduled],
        )
        cursor.execute("update procrastinate_events set at = now() - %s::interval", [waited])
    assert failing(client) == ({"mail"} if late else set())


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("delete from procrastinate_workers", "worker"),
        ("update procrastinate_workers set last_heartbeat = now() - interval '2 min'", "worker"),
        ("delete from site_backup", "backup"),
        ("update site_backup set finished_at = now() - interval '27 hours'", "backup"),
    ],
)
def test_a_silent_worker_and_an_old_backup_are_noticed(
    client: AuditedClient, healthy: None, change: str, name: str
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(change)
    assert failing(client) == {name}
    assert asked(client, f"?exclude={name}")[0] == 200


def test_a_server_that_is_about_to_stop_says_so_at_once(
    client: AuditedClient, healthy: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert asked(client)[0] == 200
    monkeypatch.setattr(draining, "under_way", lambda: True)
    assert failing(client) == {"serving"}


def test_many_questions_cost_the_database_one(
    client: AuditedClient, healthy: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(client)
    monkeypatch.setattr(state, "read", lambda: pytest.fail("asked again"))
    assert asked(client)[0] == 200


@pytest.mark.parametrize(
    ("headers", "address"),
    [
        ({"host": "testserver"}, "127.0.0.1"),
        ({"host": "localhost", "x-forwarded-for": "127.0.0.1"}, "127.0.0.1"),
        ({"host": "localhost", "x-real-ip": "127.0.0.1"}, "127.0.0.1"),
        ({"host": "localhost"}, "10.0.0.7"),
        ({"host": "testserver", "authorization": "Bearer wrong"}, "10.0.0.7"),
        ({"host": "testserver", "authorization": f"Basic {TOKEN}"}, "10.0.0.7"),
    ],
)
def test_strangers_learn_no_details(
    client: AuditedClient,
    healthy: None,
    settings: Settings,
    headers: dict[str, str],
    address: str,
) -> None:
    settings.VERN_OPERATIONS_TOKEN = TOKEN
    answer = client.get("/readyz", headers=headers, REMOTE_ADDR=address)
    assert answer.json() == {"ready": True}
    assert client.get("/metrics", headers=headers, REMOTE_ADDR=address).status_code == 404


def test_who_has_the_token_sees_details_and_metrics(
    client: AuditedClient, healthy: None, settings: Settings
) -> None:
    settings.VERN_OPERATIONS_TOKEN = TOKEN
    headers = {"host": "testserver", "authorization": f"Bearer {TOKEN}"}
    found = client.get("/readyz", headers=headers, REMOTE_ADDR="10.0.0.7").json()
    assert found["checks"]["database"]["ok"]
    assert client.get("/metrics", headers=headers, REMOTE_ADDR="10.0.0.7").status_code == 200


def test_without_a_token_set_an_empty_one_opens_nothing(
    client: AuditedClient, healthy: None
) -> None:
    headers = {"host": "testserver", "authorization": "Bearer "}
    assert client.get("/metrics", headers=headers, REMOTE_ADDR="10.0.0.7").status_code == 404


def test_metrics_count_routes_and_not_addresses(client: AuditedClient, healthy: None) -> None:
    client.get("/accounts/login/?next=/secret")
    client.get("/no/such/page-of-ola")
    text = client.get("/metrics", headers=HERE).content.decode()
    assert 'vern_http_requests_total{method="GET",route="account_login",status="200"}' in text
    assert 'vern_http_request_seconds_bucket{le="0.1",route="account_login"}' in text
    assert "secret" not in text
    assert "ola" not in text
    assert "vern_database_up 1.0" in text
    assert "vern_last_backup_seconds 1800" in text


def test_metrics_show_the_queue(client: AuditedClient, healthy: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, status)"
            " values ('mail', 'x', 'failed')"
        )
    text = client.get("/metrics", headers=HERE).content.decode()
    assert 'vern_jobs{queue="mail",state="failed"} 1.0' in text
