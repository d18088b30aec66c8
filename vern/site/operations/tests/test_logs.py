"""What the log tells, and what it must not."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from pytest_django.fixtures import Settings

from vern.core.kernel.testing.client import AuditedClient
from vern.core.org.models import Person
from vern.site.operations import errors, request_id
from vern.site.operations.logs import JsonLines, PlainLines
from vern.site.operations.middleware import RequestMiddleware

CANARY = "Ola-Nordmann"
Lines = Callable[[], list[dict[str, object]]]


@pytest.fixture
def output() -> Iterator[io.StringIO]:
    """Everything that is logged, as JSON."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def lines(output: io.StringIO) -> Lines:
    return lambda: [json.loads(line) for line in output.getvalue().splitlines()]


def test_a_request_is_one_line_with_its_route_and_its_number(
    client: AuditedClient, db: None, lines: Lines
) -> None:
    response = client.get("/accounts/login/")
    (line,) = lines()
    assert line["message"] == "request"
    assert (line["route"], line["method"], line["status"]) == ("account_login", "GET", 200)
    assert line["request"] == response["X-Request-ID"]
    assert str(line["time"]).endswith("Z")


def test_the_files_of_a_page_are_counted_and_not_told(
    client: AuditedClient, db: None, lines: Lines
) -> None:
    assert client.get("/static/no-such-file.css").status_code == 404
    found = client.get("/static/vern/vern.css")
    found.close()
    assert found.status_code == 200
    told = [line for line in lines() if line["logger"] == "vern.requests"]
    assert [(line["route"], line["status"]) for line in told] == [("static", 404)]


@pytest.mark.parametrize("status", [200, 302, 400, 403, 404])
def test_nothing_that_was_sent_is_in_the_log(
    client: AuditedClient, db: None, output: io.StringIO, status: int
) -> None:
    path = f"/{CANARY}/" if status == 404 else "/accounts/login/"
    host = CANARY if status == 400 else "testserver"
    client.handler.enforce_csrf_checks = status == 403
    send = client.post if status == 403 else client.get
    if status == 302:
        path = "/measures/mine/"
    response = send(
        f"{path}?q={CANARY}",
        headers={"host": host, "user-agent": CANARY, "referer": f"http://{CANARY}/"},
        REMOTE_ADDR="10.11.12.13",
    )
    assert response.status_code == status
    assert output.getvalue()
    assert CANARY not in output.getvalue()
    assert "10.11.12.13" not in output.getvalue()


def test_an_exception_is_told_without_its_words(db: None, lines: Lines) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select %s::integer", [CANARY])
    except Exception:
        logging.getLogger("vern.test").exception("it failed")
    (line,) = lines()
    assert line["message"] == "it failed"
    assert line["error"] == "DataError < InvalidTextRepresentation"
    where = line["where"]
    assert isinstance(where, list)
    assert "test_logs.py" in where[0]
    assert CANARY not in json.dumps(line)


@pytest.mark.parametrize("formatter", [JsonLines(), PlainLines()])
def test_nobody_can_write_a_line_of_their_own(formatter: logging.Formatter) -> None:
    text = "a\r\nERROR forged\x1b[31m\u2028"
    record = logging.LogRecord("vern", logging.INFO, "", 0, "told: %s", (text,), None)
    record.route = text
    line = formatter.format(record)
    assert line.isprintable()
    assert len(line.splitlines()) == 1


def test_what_a_library_says_about_a_request_is_left_out() -> None:
    said = f"Invalid request from ip=10.11.12.13: {CANARY}"
    record = logging.LogRecord("gunicorn.error", logging.WARNING, "", 0, said, (), None)
    assert "invalid request" in JsonLines().format(record)
    assert CANARY not in JsonLines().format(record)


@pytest.mark.parametrize(
    ("proxies", "given", "kept"),
    [
        (1, "0123456789abcdef", True),
        (0, "0123456789abcdef", False),
        (1, "short", False),
        (1, "0123456789\r\nSet-Cookie: x", False),
        (1, "x" * 65, False),
    ],
)
def test_a_number_is_taken_from_a_proxy_that_we_trust_and_from_no_one_else(
    settings: Settings, proxies: int, given: str, *, kept: bool
) -> None:
    settings.VERN_PROXIES = proxies
    request = RequestFactory().get("/", headers={"x-request-id": given})
    response = RequestMiddleware(lambda _: HttpResponse())(request)
    assert (response["X-Request-ID"] == given) is kept
    assert len(response["X-Request-ID"]) >= 16


def test_two_requests_have_two_numbers(client: AuditedClient, db: None) -> None:
    numbers = {client.get("/livez")["X-Request-ID"] for _ in range(3)}
    assert len(numbers) == 3


def broken(request: HttpRequest) -> HttpResponse:
    return errors.server_error(request)


def test_the_error_page_shows_the_number(db: None) -> None:
    response = RequestMiddleware(broken)(RequestFactory().get("/"))
    assert response["X-Request-ID"] in response.content.decode()  # type: ignore[attr-defined]


def test_when_the_error_page_fails_too_there_is_a_last_one(
    monkeypatch: pytest.MonkeyPatch, lines: Lines
) -> None:
    def fail(_: HttpRequest) -> HttpResponse:
        raise RuntimeError(CANARY)

    monkeypatch.setattr("vern.core.kernel.ui.views.server_error", fail)
    response = RequestMiddleware(broken)(RequestFactory().get("/"))
    page = response.content.decode()  # type: ignore[attr-defined]
    assert response.status_code == 500
    assert response["X-Request-ID"] in page
    assert "113" in page
    assert CANARY not in page
    assert lines()[0]["message"] == "the error page failed"


def test_a_refusal_names_the_account_by_its_number(
    client: AuditedClient, person: Person, lines: Lines
) -> None:
    assert person.user is not None
    client.force_login(person.user)
    assert client.get(reverse("directory:administration")).status_code == 403
    line = lines()[-1]
    assert (line["status"], line["user"]) == (403, person.user_id)
    assert client.get("/measures/mine/").status_code == 200
    assert "user" not in lines()[-1]


def test_outside_a_request_there_is_no_number() -> None:
    assert request_id.current() is not None
