"""What only a demo has: signing in with one click, and mail that anyone can read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage, get_connection
from django.http import HttpRequest
from pytest_django import Settings

from vern.core.kernel.recent import SIGN_INS, signed_in_recently
from vern.core.kernel.testing.client import AuditedClient
from vern.core.org.actors import SYSTEM
from vern.core.org.models import Person, User
from vern.core.org.services.people import NewPerson, open_account, register_person
from vern.site.showcase import showcase
from vern.site.tests.conftest import EMAIL


@pytest.fixture
def demo(settings: Settings, tmp_path: Path) -> Settings:
    settings.VERN_DEMO = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return settings


@pytest.fixture
def shown(person: Person) -> Person:
    """The first of the demo's people, with an account."""
    new = NewPerson("Someone", "Shown", showcase()[0].email, language="nn")
    found = register_person(actor=SYSTEM, new=new)
    open_account(actor=SYSTEM, person=found)
    return found


def test_the_demo_has_one_person_for_each_role_to_be(db: None) -> None:
    assert len({each.email for each in showcase()}) == 14
    assert all(each.does_nb and each.does_nn and each.does_en for each in showcase())


def test_one_click_signs_in_and_brings_the_persons_language(
    demo: Settings, client: AuditedClient, shown: Person
) -> None:
    page = client.get("/accounts/login/").content.decode()
    assert "Someone Shown" in page
    assert 'action="/demo/sign-in/"' in page
    response = client.post("/demo/sign-in/", {"person": shown.email}, follow=True)
    html = response.content.decode()
    assert "Someone Shown" in html
    assert '<html lang="nn"' in html


def test_a_language_that_the_visitor_chose_stays(
    demo: Settings, client: AuditedClient, shown: Person
) -> None:
    client.post("/language/", {"language": "en"})
    response = client.post("/demo/sign-in/", {"person": shown.email}, follow=True)
    assert '<html lang="en"' in response.content.decode()


def test_one_click_is_a_recent_sign_in_at_once_and_again_later(
    demo: Settings, client: AuditedClient, shown: Person
) -> None:
    client.post("/demo/sign-in/", {"person": shown.email})
    assert is_recent(client)
    session = client.session
    session[SIGN_INS] = [{"method": "demo", "at": 0}]
    session.save()
    assert not is_recent(client)
    assert 'name="one_click"' in client.get("/accounts/again/").content.decode()
    answer = client.post("/accounts/again/", {"next": "/incidents/mine/", "one_click": "1"})
    assert answer["Location"] == "/incidents/mine/"
    assert is_recent(client)


def is_recent(client: AuditedClient) -> bool:
    request = HttpRequest()
    request.session = client.session
    return signed_in_recently(request)


def test_one_click_leads_to_the_page_that_one_asked_for_but_nowhere_else(
    demo: Settings, client: AuditedClient, shown: Person
) -> None:
    for wanted, to in (
        ("/plan/", "/plan/"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
    ):
        response = client.post("/demo/sign-in/", {"person": shown.email, "next": wanted})
        assert response["Location"] == to


@pytest.mark.parametrize("email", [EMAIL, "", "nobody@vern.example"])
def test_only_the_demos_people_can_be_chosen(
    demo: Settings, client: AuditedClient, shown: Person, email: str
) -> None:
    assert client.post("/demo/sign-in/", {"person": email}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_one_whose_account_is_closed_cannot_be_chosen(
    demo: Settings, client: AuditedClient, shown: Person
) -> None:
    User.objects.filter(email=shown.email).update(is_active=False)
    assert client.post("/demo/sign-in/", {"person": shown.email}).status_code == 404
    assert "Someone Shown" not in client.get("/accounts/login/").content.decode()


def test_a_link_signs_nobody_in(demo: Settings, client: AuditedClient, shown: Person) -> None:
    assert client.get(f"/demo/sign-in/?person={shown.email}").status_code == 405


def test_outside_a_demo_there_is_none_of_it(
    settings: Settings, client: AuditedClient, shown: Person
) -> None:
    settings.VERN_DEMO = False
    settings.DEBUG = False
    assert client.post("/demo/sign-in/", {"person": shown.email}).status_code == 404
    assert client.get("/demo/mail/").status_code == 404
    assert client.get("/demo/mail/20260101-120000-1/0/").status_code == 404
    assert client.get("/styleguide/").status_code == 404
    assert "Someone Shown" not in client.get("/accounts/login/").content.decode()


def test_anyone_reads_the_mail_and_follows_its_links(
    demo: Settings, client: AuditedClient, db: None
) -> None:
    demo.VERN_URL = "https://vern.example"
    EmailMessage(
        subject="Ærlig talt",
        body="Hei <b>du</b>\n\nÅpne https://vern.example/plan/?a=1&b=2 eller https://other.example/x.",
        to=[EMAIL],
    ).send()
    listed = client.get("/demo/mail/").content.decode()
    assert "Ærlig talt" in listed
    assert EMAIL in listed
    [path] = re.findall(r'href="(/demo/mail/\d[^"]+)"', listed)
    html = client.get(path).content.decode()
    assert "Hei &lt;b&gt;du&lt;/b&gt;" in html
    assert 'href="/plan/?a=1&amp;b=2"' in html
    assert 'href="https://other.example/x' in html


def test_no_mail_yet_says_so(demo: Settings, client: AuditedClient, db: None) -> None:
    assert "No mail yet" in client.get("/demo/mail/").content.decode()


def test_two_mails_in_one_file_are_two(demo: Settings, client: AuditedClient, db: None) -> None:
    mails = [EmailMessage(subject=f"Number {n}", body="Hi", to=[EMAIL]) for n in (1, 2)]
    get_connection().send_messages(mails)
    html = client.get("/demo/mail/").content.decode()
    assert "Number 1" in html
    assert "Number 2" in html


def test_many_mails_come_in_pages_newest_first(
    demo: Settings, client: AuditedClient, db: None
) -> None:
    folder = Path(demo.EMAIL_FILE_PATH)
    folder.mkdir()
    for n in range(25):
        text = f"Subject: Mail {n:02}\nTo: {EMAIL}\n\nHi\n{'-' * 79}\n"
        (folder / f"20260101-1200{n:02}-1.log").write_text(text)
    first = client.get("/demo/mail/").content.decode()
    assert first.index("Mail 24") < first.index("Mail 05")
    assert "Mail 04" not in first
    assert "Mail 04" in client.get("/demo/mail/?page=2").content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/demo/mail/..%2Fsecret-key/0/",
        "/demo/mail/../secret/0/",
        "/demo/mail/secret/0/",
        "/demo/mail/20260101-120000-1/9/",
        "/demo/mail/20260101-120000-2/0/",
        "/demo/mail/20260101-120000-3/0/",
    ],
)
def test_nothing_but_mail_can_be_read(
    demo: Settings, client: AuditedClient, db: None, path: str
) -> None:
    folder = Path(demo.EMAIL_FILE_PATH)
    folder.mkdir()
    (folder.parent / "secret.log").write_text("Subject: Secret\n\nKey")
    (folder / "secret.log").write_text("Subject: Secret\n\nKey")
    (folder / "20260101-120000-1.log").write_text("Subject: Hi\n\nHi")
    (folder / "20260101-120000-3.log").symlink_to(folder.parent / "secret.log")
    response: Any = client.get(path)
    assert response.status_code == 404
    assert "Secret" not in client.get("/demo/mail/").content.decode()
