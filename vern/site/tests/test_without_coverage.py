"""The service worker's address, the page for where there is no coverage, and the token."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from vern.core.kernel.offline import device_key, offline_pages
from vern.core.kernel.testing.client import AuditedClient
from vern.core.kernel.ui import offline
from vern.core.org.models import Person

OFFLINE = Path(offline.__file__).parents[1] / "static" / "vern" / "offline"


def told(client: AuditedClient) -> dict[str, object]:
    script = client.get("/sw.js").content.decode()
    found: dict[str, object] = json.loads(script[script.index("{", script.index("run(")) : -3])
    return found


def test_the_service_worker_stands_at_the_root_and_is_asked_for_each_time(
    client: AuditedClient,
) -> None:
    answer = client.get("/sw.js")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "no-cache"
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert not answer.cookies
    assert re.match(
        r'import \{ run \} from "/static/vern/offline/worker.*\.js";\nrun\(', answer.text
    )


def test_it_keeps_every_module_of_ours_and_the_form(client: AuditedClient) -> None:
    kept = told(client)
    modules = {f"/static/vern/offline/{path.name}" for path in OFFLINE.glob("*.js")}
    assert isinstance(kept["assets"], list)
    brought = {static(name) for page in offline_pages for name in page.assets}
    scripts = {each for each in brought if each.endswith(".js")}
    assert modules | scripts == {each for each in kept["assets"] if each.endswith(".js")}
    assert brought <= set(kept["assets"])
    assert isinstance(kept["pages"], list)
    assert {"url": "/report/", "shell": "/report/shell/"} in kept["pages"]
    assert {"url": "/rounds/walk/", "shell": "/rounds/walk/shell/"} in kept["pages"]


def test_whatever_a_module_has_for_use_without_coverage_is_kept_with_it(
    client: AuditedClient,
) -> None:
    said = told(client)
    kept = said["assets"]
    assert isinstance(kept, list)
    vern = OFFLINE.parents[4]
    there = {path.name for path in vern.glob("*/*/static/*/offline/*.js")}
    assert there <= {re.sub(r"\.[0-9a-f]{12}(?=\.js$)", "", Path(each).name) for each in kept}
    assert said["nowhere"] == reverse("offline")


def test_a_changed_file_is_another_version(
    client: AuditedClient, tmp_path: Path, settings: Settings
) -> None:
    before = told(client)["version"]
    assert told(client)["version"] == before
    changed = tmp_path / "vern" / "offline" / "store.js"
    changed.parent.mkdir(parents=True)
    changed.write_text("// another")
    settings.STATICFILES_DIRS = [tmp_path]
    look_again = finders.get_finder.cache_clear  # type: ignore[attr-defined]
    look_again()
    try:
        assert told(client)["version"] != before
    finally:
        look_again()


def test_the_scripts_ask_for_the_token_where_it_is() -> None:
    assert f'"{reverse("offline_token")}"' in (OFFLINE / "server.js").read_text()


def test_the_page_without_coverage_is_the_same_for_everyone(
    client: AuditedClient, person: Person
) -> None:
    stranger = client.get("/offline/").content.decode()
    assert person.user is not None
    client.force_login(person.user)
    page = client.get("/offline/").content.decode()
    assert page == stranger
    assert person.name not in page
    assert "csrfmiddlewaretoken" not in page


def test_the_token_says_who_is_signed_in(client: AuditedClient, person: Person) -> None:
    answer = client.get("/offline/token/")
    assert answer.json()["person"] == ""
    assert "no-store" in answer["Cache-Control"]
    assert person.user is not None
    client.force_login(person.user)
    assert client.get("/offline/token/").json()["person"] == device_key(person.pk)


def test_a_form_sent_with_the_token_is_taken(person: Person) -> None:
    browser = Client(enforce_csrf_checks=True)
    assert browser.post("/language/", {"language": "nn"}).status_code == 403
    headers = {"X-CSRFToken": browser.get("/offline/token/").json()["token"]}
    assert browser.post("/language/", {"language": "nn"}, headers=headers).status_code == 302


def test_a_person_is_not_to_be_guessed_from_the_key_on_the_device(settings: Settings) -> None:
    key = device_key(1)
    assert key
    assert key != device_key(2)
    settings.SECRET_KEY = "another"
    assert device_key(1) != key
    assert device_key(None) == ""


def test_a_request_that_is_refused_before_anyone_is_known_gets_a_page(
    client: AuditedClient,
) -> None:
    assert client.get("/offline/", headers={"host": "elsewhere.example"}).status_code == 400


@pytest.mark.parametrize("address", ["/sw.js", "/offline/", "/offline/token/"])
def test_they_are_only_read(client: AuditedClient, address: str) -> None:
    assert client.post(address).status_code == 405
