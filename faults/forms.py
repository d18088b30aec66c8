"""The forms of a page, as a browser would send them."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin

from faults.texts import ROOM, Pen

TEXTS: Final = ("text", "search", "url", "email", "tel", "password")
NOT_WRITTEN: Final = frozenset({"csrfmiddlewaretoken"})
_WRONG = re.compile(r'id="id_([\w-]+?)_error"')
_SAID = re.compile(r'class="(?:ds-validation-message|vern-errors)"[^>]*>(.{0,300})', re.DOTALL)
Given = Mapping[str, str | None]


@dataclass
class Control:
    """One field. `values` are what can be chosen; the chosen ones stand in `value`."""

    name: str
    kind: str
    value: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    room: int = ROOM
    required: bool = False

    @property
    def is_text(self) -> bool:
        return self.kind in (*TEXTS, "textarea")


@dataclass
class Form:
    """`action` is where it goes, with its host left out."""

    action: str
    method: str
    controls: dict[str, Control] = field(default_factory=dict)
    buttons: dict[str, str] = field(default_factory=dict)

    @property
    def as_it_stands(self) -> dict[str, list[str]]:
        """What is sent by pressing its last button."""
        pressed = {name: [value] for name, value in list(self.buttons.items())[-1:]}
        return {name: each.value for name, each in self.controls.items()} | pressed

    @property
    def unseen(self) -> dict[str, list[str]]:
        """What it carries beside what one sees."""
        return {each.name: each.value for each in self.controls.values() if each.kind == "hidden"}

    @property
    def texts(self) -> list[Control]:
        return [each for each in self.controls.values() if each.is_text]

    @property
    def texts_by_name(self) -> list[str]:
        return [each.name for each in self.texts]

    def filled(
        self, pen: Pen, *, turn: int = 0, mended: Mapping[str, int] = {}
    ) -> dict[str, list[str]]:
        """All of it with a hostile text in each field for one. `mended` says how often a field was
        found wrong: it gets something else then."""
        return {
            name: given
            for name, each in self.controls.items()
            if (given := self._answer(each, pen, turn, mended.get(name, 0)))
        }

    def _answer(self, control: Control, pen: Pen, turn: int, tries: int) -> list[str]:
        where = f"{self.method} {self.action.partition('?')[0]} {control.name}"
        if control.is_text:
            return [_text(control, pen, where, turn, tries)]
        if control.kind in ("date", "time", "number"):
            return _measured(control, tries)
        if control.values and (not any(control.value) or tries):
            wanted = control.required or control.kind in ("radio", "select") or tries
            real = [each for each in control.values if each]
            return [real[(tries - 1 if tries else 0) % len(real)]] if wanted and real else []
        return control.value


def _text(control: Control, pen: Pen, where: str, turn: int, tries: int) -> str:
    if not tries:
        return pen.write(where, room=control.room, turn=turn)
    if tries == 1:  # perhaps only the breaks between lines, or its length
        return f"{pen.write(where, room=min(control.room, 60), turn=0)}".replace("\r\n", " ")
    if control.kind == "email":
        return f"{pen.plain(where, room=20)}@vern.example"
    if control.kind == "url":
        return f"https://vern.example/{pen.plain(where, room=20)}"
    if tries == 2:
        return pen.plain(where, room=control.room)
    return (control.value or [""])[0] if tries == 3 else ""


def _measured(control: Control, tries: int) -> list[str]:
    today = dt.date.fromisoformat(time.strftime("%Y-%m-%d"))
    days = today + dt.timedelta(days=(7, -3, 40, 200)[tries % 4])
    made = {"date": days.isoformat(), "time": "10:00", "number": str(tries + 1)}
    return made[control.kind].split() if not any(control.value) or tries else control.value


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._templates = 0
        """What stands in a template is no form of the page until a script makes it one."""
        self._select: Control | None = None
        self._area: Control | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "template":
            self._templates += 1
        elif self._templates:
            return
        elif tag == "form":
            self._open = Form(
                urljoin(self.path, given.get("action") or self.path),
                (given.get("method") or "get").upper(),
            )
            self.forms.append(self._open)
        elif self._open is not None:
            self._begin(self._open, tag, given)

    def _begin(self, form: Form, tag: str, given: Given) -> None:
        name = given.get("name") or ""
        if tag == "option" and self._select is not None:
            value = given.get("value") or ""
            self._select.values.append(value)
            if "selected" in given:
                self._select.value.append(value)
        if not name or name in NOT_WRITTEN or "disabled" in given:
            return
        if tag == "button":
            form.buttons[name] = given.get("value") or ""
        elif tag == "input":
            _put(form, name, given)
        elif tag == "select":
            self._select = form.controls[name] = Control(
                name, "select", required="required" in given
            )
        elif tag == "textarea":
            self._area = form.controls[name] = Control(name, "textarea", [""], room=_room(given))

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value[0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._templates -= 1
        elif self._templates:
            return
        elif tag == "form":
            self._open = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None


def _put(form: Form, name: str, given: Given) -> None:
    kind, value = given.get("type") or "text", given.get("value") or ""
    if kind in ("file", "submit", "button", "image", "reset"):
        return
    required = "required" in given
    if kind in ("radio", "checkbox"):
        control = form.controls.setdefault(name, Control(name, kind, required=required))
        control.values.append(value or "on")
        if "checked" in given:
            control.value.append(value or "on")
    else:
        form.controls[name] = Control(name, kind, [value], room=_room(given), required=required)


def _room(given: Given) -> int:
    return min(int(given.get("maxlength") or ROOM), ROOM)


def forms_of(path: str, page: str) -> list[Form]:
    """In the page's order."""
    reader = _Reader(path)
    reader.feed(page)
    return reader.forms


def wrong_in(page: str) -> set[str]:
    """The fields that the page says something about."""
    return set(_WRONG.findall(page))


def said_in(page: str) -> list[str]:
    """What the page says against what was sent."""
    return [re.sub(r"<[^>]+>|\s+", " ", each).strip() for each in _SAID.findall(page)]


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href") or ""
        if tag == "a" and href.startswith("/") and not href.startswith("//"):
            self.found.append(href.partition("#")[0])


def links_of(page: str) -> list[str]:
    """Where a page leads, in its own order."""
    reader = _Links()
    reader.feed(page)
    return list(dict.fromkeys(reader.found))
