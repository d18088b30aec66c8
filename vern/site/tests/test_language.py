"""The language of pages and of mail."""

from __future__ import annotations

from django.core import mail

from vern.core.kernel.testing.client import AuditedClient
from vern.core.org.models import Person
from vern.site.tests.conftest import EMAIL, PASSWORD


def language_of(client: AuditedClient, path: str = "/accounts/login/") -> str:
    html = client.get(path).content.decode()
    return html.partition('<html lang="')[2][:2]


def test_a_stranger_chooses_the_language_of_pages(client: AuditedClient, db: None) -> None:
    response = client.post("/language/", {"language": "nn", "next": "/accounts/login/"})
    assert response["Location"] == "/accounts/login/"
    assert language_of(client) == "nn"


def test_someone_signed_in_chooses_it_for_mail_too(client: AuditedClient, person: Person) -> None:
    assert person.user is not None
    client.force_login(person.user)
    client.post("/language/", {"language": "nn", "next": "/"})
    person.refresh_from_db()
    assert person.language == "nn"


def test_a_language_that_is_not_spoken_changes_nothing(
    client: AuditedClient, person: Person
) -> None:
    assert person.user is not None
    client.force_login(person.user)
    client.post("/language/", {"language": "tlh", "next": "/"})
    person.refresh_from_db()
    assert person.language == "en"
    assert language_of(client, "/") == "en"


def test_the_choice_does_not_lead_to_another_site(client: AuditedClient, db: None) -> None:
    response = client.post("/language/", {"language": "nn", "next": "https://evil.example/"})
    assert response["Location"] == "/"


def test_a_link_cannot_change_the_language(client: AuditedClient, db: None) -> None:
    assert client.get("/language/?language=nn").status_code == 405


def test_ones_own_language_follows_from_signing_in(client: AuditedClient, person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(language="nn")
    client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    assert language_of(client, "/") == "nn"


def test_the_mail_about_a_password_comes_in_the_readers_language(
    client: AuditedClient, person: Person
) -> None:
    norwegian = AuditedClient(headers={"accept-language": "nn"})
    norwegian.post("/accounts/password/reset/", {"email": EMAIL})
    assert mail.outbox[0].subject == "Choose a new password in Vern"
