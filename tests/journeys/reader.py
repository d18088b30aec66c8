"""Ways to use a page by what it says: the words that are read, or heard from a screen reader.

What stands on a page is given as its msgid, and looked for as a Norwegian reads it.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal

from playwright.sync_api import Locator, expect

from tests.journeys.conftest import Opening
from tests.journeys.hands import Hands, nb
from tests.journeys.looking import accessible_once

Role = Literal["button", "checkbox", "combobox", "group", "heading", "link", "radio", "textbox"]


def on_a_phone(opening: Opening) -> Reader:
    """Someone with a phone of their own; every page that they come to is looked through."""
    return Reader(opening(has_touch=True, is_mobile=True), look=accessible_once)


class Reader(Hands):
    """Finds everything by its role and its words."""

    def part(self, role: Role, words: str, within: Locator | None = None) -> Locator:
        """What can be seen and has these words first in its name: a field's name tells also if it
        must be filled in, a link's perhaps where it stands."""
        begins = re.compile("^" + re.sub(r"%\\\(\w+\\\)s", ".*", re.escape(nb(words))))
        place = within if within is not None else self.page.locator("main")
        return place.get_by_role(role, name=begins).locator("visible=true")

    def sees(self, text: str) -> None:
        """Not what is folded away."""
        found = self.page.locator("main").get_by_text(text).locator("visible=true")
        expect(found.first).to_be_visible()

    def heading(self, words: str) -> None:
        expect(self.part("heading", words).first).to_be_visible()

    def reads(self, words: str) -> None:
        """A sentence of the interface."""
        self.sees(nb(words))

    def does_not_see(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("main")).not_to_contain_text(text)

    def opens(self, words: str) -> None:
        """What is folded away."""
        self.page.locator("main summary").filter(has_text=nb(words)).first.click()

    def write(self, label: str, text: str) -> None:
        self.part("textbox", label).fill(text)

    def tick(self, label: str) -> None:
        self.part("checkbox", label).check()

    def day(self, label: str, day: dt.date) -> None:
        self.page.locator("main").get_by_label(nb(label)).fill(day.isoformat())

    def answer(self, question: str, answer: str) -> None:
        """One of several, each of which may have an explanation behind its name."""
        self.part("radio", answer, within=self.part("group", question)).first.check()

    def select(self, label: str, option: str) -> None:
        box = self.part("combobox", label)
        if box.evaluate("box => box.localName") == "input":  # a list that one searches
            box.fill(option)
            box.press("Enter")
            expect(box).to_have_value(option)
            return
        value = box.locator("option").filter(has_text=option).first.get_attribute("value")
        box.select_option(value)

    def push(self, words: str) -> None:
        """A button that leads on."""
        self._leave(self.part("button", words).first)

    def goes(self, words: str) -> None:
        """A link of the interface."""
        self._leave(self.part("link", words).first)

    def header(self, words: str) -> None:
        """A link that stands above every page."""
        self._leave(self.part("link", words, within=self.page.locator("header")).first)

    def menu(self, words: str) -> None:
        """What is folded into the phone's menu."""
        self.page.locator("header [data-panel] > summary").click()
        self.header(words)

    def is_refused(self, *addresses: str) -> None:
        """As if nothing were there."""
        for address in addresses:
            answer = self.page.request.get(address)
            assert answer.status == 404, f"{address} answered {answer.status}"
