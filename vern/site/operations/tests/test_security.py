"""What browsers are told, which requests are not answered, and when a session ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
import time_machine
from pytest_django.fixtures import Settings

from vern.core.kernel.testing.client import AuditedClient
from vern.core.org.models import Person
from vern.site.tests.conftest import EMAIL, PASSWORD


@pytest.fixture
def signed_in(client: AuditedClient, person: Person) -> AuditedClient:
    """As a person signs in, with a session of their own."""
    client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    return client


def test_pages_of_someone_are_kept_nowhere(signed_in: AuditedClient) -> None:
    for path in ("/", "/measures/mine/", "/directory/", "/no/such/page/"):
        assert "no-store" in signed_in.get(path, follow=True)["Cache-Control"], path


def test_a_strangers_page_may_be_kept(client: AuditedClient, db: None) -> None:
    assert "no-store" not in client.get("/report/").get("Cache-Control", "")


def test_pages_may_use_nothing_of_the_device(client: AuditedClient, db: None) -> None:
    headers = client.get("/accounts/login/").headers
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_every_answer_has_a_policy(client: AuditedClient, db: None) -> None:
    elsewhere = {"sec-fetch-site": "cross-site"}
    answers = [
        client.get("/accounts/login/"),
        client.get("/static/vern/vern.css"),
        client.get("/livez"),
        client.get("/no/such/page/"),
        client.get("/livez", headers=elsewhere),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 404, 403]
    for answer in answers:
        answer.close()  # a file
        policy = answer["Content-Security-Policy"]
        for part in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
            assert part in policy


def test_signing_out_clears_the_browsers_copies_and_no_drafts(signed_in: AuditedClient) -> None:
    response = signed_in.post("/accounts/logout/")
    assert response["Clear-Site-Data"] == '"cache"'
    assert "_auth_user_id" not in signed_in.session


@pytest.mark.parametrize(
    ("site", "mode", "dest", "method", "status"),
    [
        ("cross-site", "navigate", "document", "get", 200),  # a link in a mail
        ("same-origin", "cors", "empty", "get", 200),
        ("none", "navigate", "document", "get", 200),  # a bookmark
        (None, None, None, "get", 200),  # no browser
        ("cross-site", "navigate", "iframe", "get", 403),
        ("cross-site", "no-cors", "image", "get", 403),
        ("same-site", "cors", "empty", "get", 403),  # another server of the university
        ("cross-site", "navigate", "document", "post", 403),
    ],
)
def test_other_sites_may_link_to_us_and_no_more(
    client: AuditedClient,
    db: None,
    site: str | None,
    mode: str | None,
    dest: str | None,
    method: str,
    status: int,
) -> None:
    named = {"sec-fetch-site": site, "sec-fetch-mode": mode, "sec-fetch-dest": dest}
    headers = {name: value for name, value in named.items() if value}
    assert getattr(client, method)("/accounts/login/", headers=headers).status_code == status


def test_trace_is_not_answered(client: AuditedClient, db: None) -> None:
    assert client.trace("/accounts/login/").status_code == 405
    assert client.generic("BREW", "/accounts/login/").status_code == 405


def goes_on(client: AuditedClient) -> bool:
    return client.get("/measures/mine/").status_code == 200


def test_a_session_ends_when_it_is_not_used(client: AuditedClient, person: Person) -> None:
    with time_machine.travel("2026-03-02 08:00", tick=False) as clock:
        client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
        for _ in range(3):
            clock.shift(119 * 60)
            assert goes_on(client)
        clock.shift(121 * 60)
        assert not goes_on(client)
        assert "_auth_user_id" not in client.session


def test_a_session_ends_after_a_days_work_however_much_it_is_used(
    client: AuditedClient, person: Person
) -> None:
    with time_machine.travel("2026-03-02 08:00", tick=False) as clock:
        client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
        for _ in range(12):
            clock.shift(60 * 60 - 1)
            assert goes_on(client)
        clock.shift(60)
        assert not goes_on(client)


def test_a_session_is_not_written_for_every_request(
    client: AuditedClient, person: Person, django_assert_num_queries: object
) -> None:
    with time_machine.travel("2026-03-02 08:00", tick=False) as clock:
        client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
        before = dict(client.session)
        clock.shift(59)
        assert goes_on(client)
        assert dict(client.session) == before


def test_signing_in_and_failing_to_are_in_the_log_without_names(
    client: AuditedClient, person: Person, caplog: pytest.LogCaptureFixture, settings: Settings
) -> None:
    client.post("/accounts/login/", {"login": EMAIL, "password": "wrong"})
    client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    events = [vars(each) for each in caplog.records if each.name == "vern.security"]
    assert [each["event"] for each in events] == ["sign-in-failed", "sign-in"]
    assert events[1]["user"] == person.user_id
    assert EMAIL not in caplog.text


def test_over_https_cookies_belong_to_this_host_alone() -> None:
    """In a process of its own: settings are read once."""
    names = (
        *("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME", "MESSAGE_STORAGE"),
        *("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE"),
        *("SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY", "SECURE_HSTS_INCLUDE_SUBDOMAINS"),
        *("SECURE_HSTS_SECONDS", "VERN_PROXIES", "DEBUG"),
    )
    code = (
        "import json; from vern.site import settings as s;"
        f"print(json.dumps([getattr(s, name) for name in {names!r}]))"
    )
    environment = {**os.environ, "VERN_URL": "https://hms.example.no", "VERN_SECRET_KEY": "x"}
    run = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert json.loads(run.stdout) == [
        *("__Host-session", "__Host-csrf", "__Host-language", "vern.site.messages.Messages"),
        *(True, True, True, True, True, True, 31_536_000, 1, False),
    ]
