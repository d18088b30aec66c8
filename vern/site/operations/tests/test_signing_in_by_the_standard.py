"""What ASVS asks of passwords, sessions and links, beside what test_sign_in tells."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import global_settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core import mail
from django.urls import reverse

from vern.core.kernel.testing.client import AuditedClient
from vern.core.org.models import Person, User
from vern.site import settings as ours
from vern.site.tests.conftest import EMAIL, PASSWORD

LONG = "Blåbær og  en Rød grøt, " * 4 + " på slutten "
SIGN_IN = "/accounts/login/"


def sign_in(client: AuditedClient, password: str = PASSWORD, **more: str) -> int:
    answer = {"login": EMAIL, "password": password, **more}
    return client.post(SIGN_IN, answer).status_code


def is_in(client: AuditedClient) -> bool:
    return client.get("/measures/mine/").status_code == 200


def test_no_account_comes_with_it(db: None) -> None:
    assert not User.objects.exists()


def test_the_field_hides_it_and_lets_programs_fill_it(client: AuditedClient, db: None) -> None:
    page = client.get(SIGN_IN).content.decode()
    (field,) = re.findall(r"<input[^>]*name=\"password\"[^>]*>", page)
    assert 'type="password"' in field
    assert 'autocomplete="current-password"' in field


def test_a_password_is_taken_exactly_as_it_is_typed(client: AuditedClient, person: Person) -> None:
    assert len(LONG) > 100
    sign_in(client)
    change = {"oldpassword": PASSWORD, "password1": LONG, "password2": LONG}
    assert client.post(reverse("account_change_password"), change).status_code == 302
    client.post("/accounts/logout/")
    for wrong in (LONG.lower(), LONG.strip(), LONG[:72]):
        assert sign_in(client, wrong) == 200
    assert sign_in(client, LONG) == 302


def test_passwords_are_stored_by_a_slow_function() -> None:
    """In tests another one is set, which costs nothing."""
    assert not hasattr(ours, "PASSWORD_HASHERS")
    assert global_settings.PASSWORD_HASHERS[0].endswith(PBKDF2PasswordHasher.__name__)
    assert PBKDF2PasswordHasher.iterations >= 600_000


def test_signing_in_makes_a_new_session(client: AuditedClient, person: Person) -> None:
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    sign_in(client)
    after = client.session.session_key
    assert after != before
    assert after is not None
    assert re.fullmatch(r"[a-z0-9]{32}", after)  # 165 bits


def test_a_session_that_was_ended_serves_no_more(client: AuditedClient, person: Person) -> None:
    sign_in(client)
    cookie = client.cookies["sessionid"].value
    client.post("/accounts/logout/")
    client.cookies["sessionid"] = cookie
    assert not is_in(client)


def test_a_new_password_ends_the_other_sessions(client: AuditedClient, person: Person) -> None:
    other = AuditedClient()
    sign_in(client)
    sign_in(other)
    assert is_in(other)
    change = {"oldpassword": PASSWORD, "password1": LONG, "password2": LONG}
    client.post(reverse("account_change_password"), change)
    assert is_in(client)
    assert not is_in(other)


def test_a_link_to_a_new_password_runs_out(client: AuditedClient, person: Person) -> None:
    with time_machine.travel("2026-03-02 08:00", tick=False) as clock:
        client.post(reverse("account_reset_password"), {"email": EMAIL})
        found = re.search(r"https?://\S+", str(mail.outbox[-1].body))
        assert found
        link = urlsplit(found.group()).path
        assert AuditedClient().get(link, follow=True).context["form"]
        clock.shift(60 * 60 * 24 * 4)
        page = AuditedClient().get(link, follow=True)
        assert 'name="password1"' not in page.content.decode()


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_a_link_to_elsewhere_is_not_followed(
    client: AuditedClient, person: Person, wanted: str
) -> None:
    answer = {"login": EMAIL, "password": PASSWORD, "next": wanted}
    response = client.post(SIGN_IN, answer)
    assert response.status_code == 302
    assert "evil" not in response["Location"]
    assert not response["Location"].startswith("javascript")


def test_pages_of_the_demo_are_not_there(client: AuditedClient, db: None) -> None:
    for name in ("demo_mails", "styleguide"):
        assert client.get(reverse(name)).status_code == 404
    assert client.post(reverse("demo_sign_in"), {"person": EMAIL}).status_code == 404
