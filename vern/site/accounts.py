"""How accounts behave: nobody makes one, mail in one's own language, links to our own address."""

from __future__ import annotations

import logging
from typing import Any, Final
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from vern.core.org.models import Person, User

log: Final = logging.getLogger("vern.security")


def language_of(user: User) -> str:
    """The language that a person with an account has chosen."""
    person = Person.objects.filter(user=user).only("language").first()
    return person.language if person else settings.LANGUAGE_CODE


def remember_language(response: HttpResponseBase, language: str) -> None:
    """Set the language cookie, which decides the language of pages."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.SESSION_COOKIE_AGE,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        samesite="Lax",
    )


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """What we want otherwise than allauth does it."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 (allauth passes it)
        """Accounts are made by the institution."""
        return False

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponseBase:
        """Pages come in the person's own language from now on."""
        response: HttpResponseBase = super().post_login(request, user, **kwargs)
        log.info("signed in", extra={"event": "sign-in", "user": user.pk})
        remember_language(response, language_of(user))
        return response

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Also of accounts that do not exist, so that a wave of attempts is seen (ASVS 16.3.1)."""
        super().authentication_failed(request, **credentials)
        log.warning("sign-in failed", extra={"event": "sign-in-failed"})

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return reverse("desk:mine")

    def get_reset_password_from_key_url(self, key: str) -> str:
        """On the address that is ours by settings: the request's own may be forged."""
        path = urlsplit(super().get_reset_password_from_key_url(key)).path
        return f"{settings.VERN_URL}{path}"

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        with override(language_of(user)):
            super().send_password_reset_mail(user, email, context)

    def add_message(
        self,
        request: HttpRequest,
        level: int,  # noqa: ARG002 (allauth passes it)
        message_template: str | None = None,
        *args: Any,  # noqa: ARG002
        **kwargs: Any,  # noqa: ARG002
    ) -> None:
        """Only what a person may wonder about, in our own words: allauth has no nynorsk."""
        if message_template == "account/messages/password_changed.txt":
            messages.success(request, _("Your password is changed."))
