"""A test client that refuses bad pages."""

from __future__ import annotations

from typing import Any, Final

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.utils.crypto import get_random_string

from vern.core.kernel import clock
from vern.core.kernel.recent import SIGN_INS
from vern.core.kernel.testing.audit import audit


class AuditedClient(Client):
    """Django's test client; every HTML answer is audited, and a bad one fails the test.

    Error pages, re-rendered forms and parts for htmx are HTML answers too. Files, streams and
    answers without content are left alone.
    """

    _sessions: Final[dict[tuple[int, str], Session]] = {}
    """What a session holds of who has signed in, so that the next one is a row and no more."""

    def force_login(self, user: Any, backend: str | None = None) -> None:
        """Sign in with a session of one's own, in one statement where the person has done so before."""
        name, who = settings.SESSION_COOKIE_NAME, (user.pk, user.password)
        known = self._sessions.get(who)
        if known is None or backend is not None or name in self.cookies:
            super().force_login(user, backend)
            session = self.session
            session[SIGN_INS] = [{"method": "test", "at": clock.now().timestamp()}]
            session.save()
            made = Session.objects.filter(pk=self.cookies[name].value).first()
            if made is not None:
                self._sessions[who] = made
            return
        key = get_random_string(32)
        ends = SessionStore().get_expiry_date()
        row = Session(session_key=key, session_data=known.session_data, expire_date=ends)
        Session.objects.bulk_create([row])
        self.cookies[name] = key

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        if _is_html(response):
            asked = f"{request.get('REQUEST_METHOD', 'GET')} {request.get('PATH_INFO', '/')}"
            if wrong := audit(response.content.decode(response.charset), asked):
                pytest.fail("This page is not as pages must be:\n  " + "\n  ".join(wrong))
        return response


def _is_html(response: Any) -> bool:
    if not isinstance(response, HttpResponse) or not response.content:
        return False
    return response.headers.get("Content-Type", "").startswith("text/html")
