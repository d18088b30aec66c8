"""A browser without a screen: cookies, forms and files over real connections."""

from __future__ import annotations

import html
import http.client
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode
from uuid import uuid4

PASSWORD = "laboratoriet er stengt"
"""That of everyone in tests/cast.py (people.py asserts it; this module asks no settings)."""

TIMEOUT = 30.0
Fields = Mapping[str, str | Sequence[str]]
_FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
_INPUT = re.compile(r"<input\b[^>]*>", re.DOTALL)
_AREA = re.compile(r"<textarea\b([^>]*)>(.*?)</textarea>", re.DOTALL)
_ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')


@dataclass(frozen=True)
class File:
    """What someone attaches."""

    name: str
    content: bytes
    field: str = "attached"
    media_type: str = "application/octet-stream"


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    @property
    def location(self) -> str:
        return self.headers.get("location", "")

    @property
    def hidden(self) -> dict[str, str]:
        """What the page's forms carry unseen."""
        found = {}
        for tag in _INPUT.findall(self.text):
            given = dict(_ATTRIBUTE.findall(tag))
            if given.get("type") == "hidden" and "name" in given:
                found[given["name"]] = html.unescape(given.get("value", ""))
        found.pop("csrfmiddlewaretoken", None)
        return found

    @property
    def typed(self) -> dict[str, str]:
        """What stands in the page's fields for longer texts."""
        return {
            dict(_ATTRIBUTE.findall(attributes)).get("name", ""): html.unescape(text).strip()
            for attributes, text in _AREA.findall(self.text)
        }


@dataclass
class Visitor:
    """Follows no redirect by itself: a redirect is how Vern says that something is done."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, {}, b"")

    def follow(self, path: str) -> Answer:
        """The page behind an address, through its redirects."""
        answer = self.get(path)
        while answer.status in (301, 302) and answer.location.startswith("/"):
            answer = self.get(answer.location)
        return answer

    def post(self, path: str, fields: Fields, files: Iterable[File] = ()) -> Answer:
        token = self.cookies.get("csrftoken", "")
        pairs = [("csrfmiddlewaretoken", token)]
        for name, value in fields.items():
            pairs += [(name, each) for each in ([value] if isinstance(value, str) else value)]
        files = list(files)
        if not files:
            body, kind = urlencode(pairs).encode(), "application/x-www-form-urlencoded"
        else:
            body, kind = _multipart(pairs, files)
        return self._ask("POST", path, {"Content-Type": kind}, body)

    def sign_in(self, email: str) -> None:
        page = self.get("/accounts/login/")
        answer = self.post(
            "/accounts/login/", {**page.hidden, "login": email, "password": PASSWORD}
        )
        if answer.status != 302:
            raise RuntimeError(f"{email} could not sign in: {answer.status}")

    def _ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        sent = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Accept-Language": "nb",
            "Origin": f"http://127.0.0.1:{self.port}",
            **headers,
        }
        try:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            content = response.read()
        except http.client.HTTPException as error:
            raise ConnectionError(str(error)) from error
        finally:
            connection.close()
        for header in response.headers.get_all("Set-Cookie") or []:
            self._keep(header)
        lower = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, lower, content)

    def _keep(self, header: str) -> None:
        for name, morsel in SimpleCookie(header).items():
            if morsel["max-age"] == "0" or not morsel.value:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = morsel.value


def _multipart(pairs: Iterable[tuple[str, str]], files: Iterable[File]) -> tuple[bytes, str]:
    mark = uuid4().hex
    parts = []
    for name, value in pairs:
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        parts.append(head.encode())
    for each in files:
        name = each.name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        head = (
            f'--{mark}\r\nContent-Disposition: form-data; name="{each.field}"; filename="{name}"'
            f"\r\nContent-Type: {each.media_type}\r\n\r\n"
        )
        parts.append(head.encode() + each.content + b"\r\n")
    parts.append(f"--{mark}--\r\n".encode())
    return b"".join(parts), f"multipart/form-data; boundary={mark}"
