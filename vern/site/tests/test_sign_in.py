"""Signing in and out, forgotten passwords, closed accounts."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.core import mail
from django.urls import NoReverseMatch, reverse

from vern.core.kernel.testing.client import AuditedClient
from vern.core.org.models import Person, User
from vern.site.tests.conftest import EMAIL, PASSWORD

LOGIN = "/accounts/login/"
RESET = "/accounts/password/reset/"
NEW_PASSWORD = "sju svaler over taket"


def sign_in(client: AuditedClient, password: str = PASSWORD, **more: str) -> object:
    return client.post(LOGIN, {"login": EMAIL, "password": password, **more})


def signed_in(client: AuditedClient) -> bool:
    return "_auth_user_id" in client.session


def test_the_right_password_leads_to_my_work(client: AuditedClient, person: Person) -> None:
    response = client.post(LOGIN, {"login": EMAIL, "password": PASSWORD}, follow=True)
    assert response.redirect_chain == [("/", 302)]
    assert "Ingrid Test" in response.content.decode()


def test_an_answer_that_comes_late_does_not_bring_back_an_old_token(
    client: AuditedClient, person: Person
) -> None:
    """Fetched before one signed in, and arrived after: what it sets would spoil every form."""
    token = settings.CSRF_COOKIE_NAME
    assert token in client.get(LOGIN).cookies
    assert token not in client.get(LOGIN).cookies
    assert token in client.post(LOGIN, {"login": EMAIL, "password": PASSWORD}).cookies
    page = client.get("/report/?channel=hse")
    assert "csrfmiddlewaretoken" in page.content.decode()
    assert token not in page.cookies
    assert page["Vary"].count("Cookie") == 1


def test_the_address_may_be_written_in_any_case(client: AuditedClient, person: Person) -> None:
    client.post(LOGIN, {"login": EMAIL.upper(), "password": PASSWORD})
    assert signed_in(client)


def test_one_without_a_password_chooses_one(client: AuditedClient, person: Person) -> None:
    assert person.user
    person.user.set_unusable_password()
    person.user.save()
    client.force_login(person.user)
    page = client.get("/accounts/password/set/").content.decode()
    assert "Choose a password" in page
    assert "At least 12 characters." in page
    client.post("/accounts/password/set/", {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    person.user.refresh_from_db()
    assert person.user.check_password(NEW_PASSWORD)


@pytest.mark.parametrize(
    ("login", "password"), [(EMAIL, "wrong password"), ("nobody@vern.example", PASSWORD), ("", "")]
)
def test_a_wrong_password_and_an_unknown_address_say_the_same_in_plain_words(
    client: AuditedClient, person: Person, login: str, password: str
) -> None:
    response = client.post(LOGIN, {"login": login, "password": password})
    assert response.status_code == 200
    html = response.content.decode()
    assert "You are not signed in" in html
    assert "The e-mail address or the password is not right" in html
    assert not signed_in(client)


def test_many_wrong_attempts_shut_the_door_even_for_the_right_password(
    client: AuditedClient, person: Person
) -> None:
    for _ in range(6):
        sign_in(client, "wrong password")
    sign_in(client)
    assert not signed_in(client)


def test_one_comes_to_the_page_that_one_asked_for(client: AuditedClient, person: Person) -> None:
    asked = client.get("/plan/")
    assert asked["Location"] == f"{LOGIN}?next=/plan/"
    assert 'value="/plan/"' in client.get(asked["Location"]).content.decode()
    response = client.post(LOGIN, {"login": EMAIL, "password": PASSWORD, "next": "/plan/"})
    assert response["Location"] == "/plan/"


def test_nobody_is_sent_to_another_site(client: AuditedClient, person: Person) -> None:
    response = client.post(
        LOGIN, {"login": EMAIL, "password": PASSWORD, "next": "https://evil.example/"}
    )
    assert response["Location"] == "/"


def test_a_closed_account_is_refused_in_plain_words(client: AuditedClient, person: Person) -> None:
    User.objects.filter(email=EMAIL).update(is_active=False)
    response = client.post(LOGIN, {"login": EMAIL, "password": PASSWORD}, follow=True)
    assert "This account is closed" in response.content.decode()
    assert not signed_in(client)


def test_an_account_that_is_closed_meanwhile_is_out_at_once(
    client: AuditedClient, person: Person
) -> None:
    sign_in(client)
    User.objects.filter(email=EMAIL).update(is_active=False)
    assert client.get("/").status_code == 302


def test_signing_out_takes_a_click_that_is_meant(client: AuditedClient, person: Person) -> None:
    sign_in(client)
    assert "Do you want to sign out?" in client.get("/accounts/logout/").content.decode()
    assert signed_in(client)
    response = client.post("/accounts/logout/")
    assert response["Location"] == LOGIN
    assert not signed_in(client)


def test_a_forgotten_password_is_replaced_through_a_mail(
    client: AuditedClient, person: Person
) -> None:
    response = client.post(RESET, {"email": EMAIL}, follow=True)
    assert "Look in your mail" in response.content.decode()
    [sent] = mail.outbox
    assert sent.to == [EMAIL]
    assert sent.subject == "Choose a new password in Vern"
    address = re.search(r"https?://\S+", str(sent.body))
    assert address is not None
    assert address[0].startswith(settings.VERN_URL + "/")
    form = client.get(address[0].removeprefix(settings.VERN_URL), follow=True)
    assert "Choose a new password" in form.content.decode()
    to = form.request["PATH_INFO"]
    done = client.post(to, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}, follow=True)
    assert "Your password is changed" in done.content.decode()
    sign_in(client)
    assert not signed_in(client)
    sign_in(client, NEW_PASSWORD)
    assert signed_in(client)


def test_a_link_works_once(client: AuditedClient, person: Person) -> None:
    client.post(RESET, {"email": EMAIL})
    path = re.search(r"/accounts/\S+", str(mail.outbox[0].body))
    assert path is not None
    form = client.get(path[0], follow=True)
    client.post(form.request["PATH_INFO"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    again = AuditedClient(headers={"accept-language": "en"}).get(path[0], follow=True)
    assert "The link cannot be used" in again.content.decode()


def test_a_forged_host_does_not_get_into_the_mail(client: AuditedClient, person: Person) -> None:
    client.post(RESET, {"email": EMAIL})
    assert "testserver" not in str(mail.outbox[0].body)


def test_an_unknown_address_gets_the_same_answer_and_no_mail(
    client: AuditedClient, person: Person
) -> None:
    response = client.post(RESET, {"email": "nobody@vern.example"}, follow=True)
    assert "Look in your mail" in response.content.decode()
    assert mail.outbox == []


def test_a_short_password_is_refused(client: AuditedClient, person: Person) -> None:
    sign_in(client)
    response = client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "short", "password2": "short"},
    )
    assert response.status_code == 200
    assert response.context["form"].errors["password1"]


def test_a_password_can_be_changed_and_one_stays_signed_in(
    client: AuditedClient, person: Person
) -> None:
    sign_in(client)
    response = client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
        follow=True,
    )
    assert response.redirect_chain == [("/", 302)]
    assert "Your password is changed." in response.content.decode()
    assert signed_in(client)


def test_nobody_makes_an_account_themselves(client: AuditedClient, db: None) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    assert client.get("/accounts/signup/").status_code == 404


@pytest.mark.parametrize("page", [LOGIN, RESET, "/accounts/inactive/"])
def test_the_entrance_is_good_in_every_language(client: AuditedClient, db: None, page: str) -> None:
    for language in ("nb", "nn", "en"):
        response = client.get(page, headers={"accept-language": language})
        assert f'<html lang="{language}"' in response.content.decode()
