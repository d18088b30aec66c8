"""The frame, the error pages, sign-in and the style guide are good pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from pytest_django import Settings

from vern.core.kernel.menu import entries, menu
from vern.core.kernel.testing.audit import audit
from vern.core.kernel.ui import views
from vern.core.kernel.ui.tests.conftest import item

Ask = Callable[..., HttpRequest]


def html(response: HttpResponse) -> str:
    text = response.content.decode()
    assert audit(text, "/x/") == []
    return text


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_style_guide_is_a_good_page_in_every_language(ask: Ask, language: str) -> None:
    with translation.override(language), menu.holding(item("reports", 1)):
        assert f'<html lang="{language}"' in html(views.styleguide(ask()))


def test_the_style_guide_is_not_there_where_things_are_real(ask: Ask, settings: Settings) -> None:
    settings.VERN_DEMO = False
    settings.DEBUG = False
    with pytest.raises(Http404):
        views.styleguide(ask())


def test_a_demo_says_on_every_page_that_it_is_one(ask: Ask, settings: Settings) -> None:
    sentence = "All persons and texts here are synthetic."
    assert sentence in html(views.not_found(ask()))
    settings.VERN_DEMO = False
    assert sentence not in html(views.not_found(ask()))


def test_someone_signed_in_sees_the_own_name_and_can_sign_out(ask: Ask) -> None:
    page = html(views.not_found(ask()))
    assert "Kari Holm" in page
    assert 'action="/sign-out/"' in page


def test_a_stranger_is_offered_to_sign_in(ask: Ask) -> None:
    page = html(views.not_found(ask(signed_in=False)))
    assert "/sign-out/" not in page
    assert 'href="/sign-in/"' in page


def test_the_language_is_chosen_with_a_form_that_leads_back(ask: Ask) -> None:
    page = html(views.not_found(ask("/reports/?page=2")))
    assert 'action="/language/"' in page
    assert 'name="next" value="/reports/?page=2"' in page
    assert re.search(r'name="language" value="en"[^>]*aria-current="true"', page)
    assert not re.search(r'name="language" value="nb"[^>]*aria-current', page)


def test_the_menu_has_what_one_may_see_in_order(ask: Ask) -> None:
    with menu.holding(item("last", 9), item("first", 1), item("secret", 5, seen=False)):
        assert [entry.label for entry in entries(ask())] == ["First", "Last"]


def test_what_does_not_fit_in_one_row_stands_under_more(ask: Ask) -> None:
    with menu.holding(*(item(f"no{number}", number) for number in range(6))):
        assert not any(entry.further for entry in entries(ask()))
    with menu.holding(*(item(f"no{number}", number) for number in range(7))):
        assert [entry.label for entry in entries(ask()) if entry.further] == ["No5", "No6"]
        page = html(views.not_found(ask()))
        assert page.count("<summary>More</summary>") == 1
        assert page.count(">No6</a>") == 3  # in the row hidden, under "More", and in the panel


def test_the_section_one_is_in_is_marked(ask: Ask) -> None:
    with menu.holding(item("here", 1)):
        assert entries(ask("/styleguide/deeper/"))[0].current
        assert not entries(ask("/elsewhere/"))[0].current


def test_the_prominent_entry_is_a_button_and_not_in_the_list(ask: Ask) -> None:
    with menu.holding(item("report", 1, prominent=True), item("list", 2)):
        page = html(views.not_found(ask()))
    assert page.count(">Report<") == 1
    assert 'class="ds-button vern-prominent"' in page


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (views.bad_request, 400),
        (views.forbidden, 403),
        (views.not_found, 404),
        (views.csrf_failure, 403),
        (views.server_error, 500),
    ],
)
def test_error_pages_are_good_pages(
    ask: Ask, view: Callable[..., HttpResponse], status: int
) -> None:
    answer = view(ask())
    assert answer.status_code == status
    html(answer)


def test_a_refusal_says_why(ask: Ask) -> None:
    why = "Only the unit's leader closes a report."
    assert "Only the unit&#x27;s leader" in html(views.forbidden(ask(), PermissionError(why)))


class Unreadable:
    """Messages kept in a session whose database is gone."""

    def __iter__(self) -> Iterator[object]:
        raise ConnectionError


def test_the_page_for_our_own_errors_needs_neither_menu_nor_session(ask: Ask) -> None:
    request = ask()
    request._messages = Unreadable()  # type: ignore[attr-defined]
    with menu.holding(item("broken", 1)):
        assert "Broken" not in html(views.server_error(request))
    with pytest.raises(ConnectionError):
        views.not_found(request)


class SignIn(forms.Form):
    login = forms.EmailField()
    password = forms.CharField(widget=forms.PasswordInput)


def test_the_demo_offers_people_to_sign_in_as(ask: Ask) -> None:
    people = [
        SimpleNamespace(key="leader", name="Kari Holm", role="Leader", unit="Chemistry", url="/as/")
    ]
    context = {"form": SignIn(), "demo_people": people}
    page = html(render(ask(signed_in=False), "account/login.html", context))
    assert '<button class="vern-person" type="submit" name="person" value="leader">' in page


def test_a_failed_sign_in_says_so_in_the_title_and_keeps_the_address(ask: Ask) -> None:
    form = SignIn({"login": "kari@example.no", "password": ""})
    page = html(render(ask(signed_in=False), "account/login.html", {"form": form}))
    assert "<title>Error: Sign in" in page
    assert 'value="kari@example.no"' in page
