"""Asking at the real addresses, past nothing but what decides who gets in.

Compressing, cookies, headers and languages take most of a request's time and decide nothing, so
they are left out; a test holds the order of what is left to that of the settings.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, cast
from urllib.parse import urlencode

from django.contrib.messages.storage.base import BaseStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.template import Origin
from django.template.loaders.base import Loader
from django.test import override_settings

from vern.core.org.actors import Actor
from vern.core.org.middleware import ActorMiddleware, actor_of

ACTORS: Final = f"{ActorMiddleware.__module__}.{ActorMiddleware.__qualname__}"
DECIDING: Final = (
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    ACTORS,
    "vern.core.kernel.access.AccessMiddleware",
)
"""What decides who someone is and what they get, and what a view cannot do without."""

IN, SIGN_IN = "in", "sign-in"
LET_IN: Final = ("200", "302")
_FORM: Final = "application/x-www-form-urlencoded"


class Blank(Loader):
    """Every template is empty: what a page looks like is asked elsewhere."""

    def get_template_sources(self, template_name: str) -> Any:
        yield Origin(name=template_name, template_name=template_name, loader=self)

    def get_contents(self, origin: Origin) -> str:
        return ""


BLANK_TEMPLATES: Final = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {"loaders": [f"{__name__}.Blank"]},
    }
]


class _NoMessages(BaseStorage):
    """Takes what is said to people, and says it to nobody."""

    def _get(self, *args: Any, **kwargs: Any) -> tuple[list[Any], bool]:
        return [], True

    def _store(self, messages: Any, response: HttpResponseBase, *args: Any, **kw: Any) -> list[Any]:
        return []


class Known:
    """Middleware: a session of one's own for each question, with what is known of the asker."""

    sessions: Final[dict[str, Mapping[str, Any]]] = {}

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session = SessionStore()
        session._session_cache = dict(self.sessions[request.META["vern.who"]])  # type: ignore[attr-defined]
        request.session = session
        request._messages = _NoMessages(request)  # type: ignore[attr-defined]
        return self.get_response(request)


class RememberedActors:
    """The actor of each person is found once by `actor_of`, then remembered: that is half the time
    of a request, and every question leaves all as it was."""

    known: Final[dict[str, Actor]] = {}

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    @classmethod
    def forget(cls) -> None:
        """What has been found out about them since."""
        for actor in cls.known.values():
            actor.known.clear()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        who = request.META["vern.who"]
        if who not in self.known:
            self.known[who] = actor_of(request)
        request.actor = self.known[who]  # type: ignore[attr-defined]
        return self.get_response(request)


class Door:
    """Asks as somebody whose session is known."""

    def __init__(self) -> None:
        self._handler = BaseHandler()
        remembered = [
            f"{__name__}.RememberedActors" if each == ACTORS else each for each in DECIDING
        ]
        with override_settings(MIDDLEWARE=[f"{__name__}.Known", *remembered]):
            self._handler.load_middleware()

    def ask(
        self, who: str, method: str, url: str, sent: Mapping[str, str] | None = None
    ) -> HttpResponseBase:
        """The answer; what was done stays done."""
        body = urlencode(sent or {}).encode()
        path, _mark, query = url.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "CONTENT_TYPE": _FORM if method == "POST" else "",
            "CONTENT_LENGTH": str(len(body)),
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": io.BytesIO(body),
            "wsgi.url_scheme": "http",
            "vern.who": who,
        }
        with override_settings(DEBUG_PROPAGATE_EXCEPTIONS=True):
            answer = self._handler.get_response(WSGIRequest(environ))
        if answer.streaming:
            read = list(cast("Iterable[bytes]", answer))
            cast("StreamingHttpResponse", answer).streaming_content = read
        for close in vars(answer)[
            "_resource_closers"
        ]:  # its file; close() would end the test's transaction
            close()
        return answer

    def outcome(
        self, who: str, method: str, url: str, sent: Mapping[str, str] | None = None
    ) -> str:
        """The status, or `SIGN_IN`, or the error; what was done is undone."""
        try:
            if method == "GET":
                return _outcome(self.ask(who, method, url))
            with transaction.atomic():
                answer = self.ask(who, method, url, sent)
                transaction.set_rollback(True)
        except Exception as error:  # noqa: BLE001 (whatever it is, it is no answer)
            return f"error: {error!r}"
        return _outcome(answer)


def _outcome(answer: HttpResponseBase) -> str:
    to_sign_in = answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")
    return SIGN_IN if to_sign_in else str(answer.status_code)


def as_expected(got: str, expected: str) -> bool:
    """Whether an outcome is what a table says: a status, `SIGN_IN`, or `IN` for whoever gets in."""
    return got in LET_IN if expected == IN else got == expected
