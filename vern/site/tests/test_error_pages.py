"""Errors come as pages of our own."""

from __future__ import annotations

from vern.core.kernel.testing.client import AuditedClient
from vern.core.org.models import Person


def test_what_is_not_there_is_said_kindly(client: AuditedClient, person: Person) -> None:
    assert person.user is not None
    client.force_login(person.user)
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "ds-heading" in response.content.decode()


def test_strangers_get_the_page_too(client: AuditedClient, db: None) -> None:
    assert client.get("/no/such/page/").status_code == 404


def test_a_page_of_several_mails_that_is_no_number_is_the_first(
    client: AuditedClient, person: Person
) -> None:
    assert person.user is not None
    client.force_login(person.user)
    assert client.get("/measures/mine/?page=x").status_code == 200
