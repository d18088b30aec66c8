"""Ways to use a page: with a finger, or with nothing but a keyboard.

Fields are known by their name and links by where they lead, so that a better word on a page
breaks nothing here.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from django.utils.translation import gettext, override
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as NothingHappened

from tests.cast import PASSWORD

MOST_STEPS = 200
"""So many presses of a key, and no more, to reach something on a page."""

SUBMIT = "main form.vern-form button[type=submit]:not([name])"
DAY_IS_TYPED = ("%m%d%Y", "%d%m%Y")
"""The order of a date field is the browser's, not the page's."""

_HAS_FOCUS = "element => element === document.activeElement"
_NAME_HAS_FOCUS = "name => document.activeElement.name === name"
# What is being unfolded has come to rest.
_IS_STILL = """() => Promise.allSettled([...document.querySelectorAll('details')]
  .flatMap(each => each.getAnimations({subtree: true})).map(each => each.finished))"""
# A ring or a shadow around it or its label, inside the window.
_HIDES_FOCUS = """() => {
  const element = document.activeElement;
  if (!element || element === document.body || element.matches('main')) return '';
  // The parts of a date field show by themselves which of them has the focus.
  if (element === globalThis.before && ['date', 'time'].includes(element.type)) return '';
  globalThis.before = element;
  const ringed = each => {
    const style = each && getComputedStyle(each);
    return style && ((style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
      || style.boxShadow !== 'none');
  };
  const box = element.getBoundingClientRect();
  const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  if (!seen) return 'out of the window: ' + element.outerHTML;
  if (![element, element.closest('label')].some(ringed)) return 'no ring: ' + element.outerHTML;
  return '';
}"""


def nb(message: str) -> str:
    """A text of the interface as a Norwegian reads it."""
    with override("nb"):
        return gettext(message)


def until(reached: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for what happens without the page showing it."""
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)


class Hands:
    """A finger on a screen, or a mouse."""

    def __init__(self, page: Page, look: Callable[[Page], None] = lambda _: None) -> None:
        self.page = page
        self.look = look
        """Called on every page that one comes to."""

    def go(self, url: str) -> None:
        answer = self.page.goto(url)
        assert answer is not None
        assert answer.ok, f"{url} answered {answer.status}"
        self.look(self.page)

    def sign_in(self, email: str) -> None:
        self.fill("login", email)
        self.fill("password", PASSWORD)
        self.send()

    def sees(self, text: str) -> None:
        expect(self.page.locator("main").get_by_text(text).first).to_be_visible()

    def has_arrived(self, path: str) -> None:
        """At an address that ends so."""
        assert self.page.url.endswith(path), f"{self.page.url} does not end with {path}"

    def send(self, form: str = SUBMIT) -> None:
        """Send the page's form with its own button."""
        self._leave(self.page.locator(form).first)

    def press(self, action: str) -> None:
        """Press the button whose form goes to an address that ends so."""
        self._leave(self.page.locator(f"main form[action$='{action}'] button").first)

    def follow(self, href: str) -> None:
        """Follow a link in the page by the end of where it leads."""
        self._leave(self.page.locator(f"main a[href$='{href}']").first)

    def follow_text(self, text: str) -> None:
        self._leave(self.page.locator("main").get_by_role("link", name=text).first)

    def field(self, name: str) -> Locator:
        return self.page.locator(f"main form [name={name}]")

    def fill(self, name: str, text: str) -> None:
        self.field(name).fill(text)

    def fill_day(self, name: str, day: dt.date) -> None:
        self.field(name).fill(day.isoformat())

    def option(self, name: str, value: str) -> Locator:
        return self.page.locator(f"main form [name={name}][value='{value}']")

    def choose(self, name: str, value: str) -> None:
        """A radio button or a checkbox."""
        self.option(name, value).check()

    def pick(self, name: str, text: str) -> None:
        """An option of a drop-down list, by how its text begins."""
        box = self.field(name)
        if box.is_visible():
            value = box.locator("option").filter(has_text=text).first.get_attribute("value")
            box.select_option(value)
            return
        search = self.page.locator(f"#id_{name}")  # a list that one searches
        search.fill(text)
        search.press("Enter")
        expect(box.locator("option:checked")).to_contain_text(text)

    def unfold(self, name: str) -> None:
        """Open what is folded around a field, if it is."""
        folded = self.page.locator("main details:not([open])").filter(
            has=self.page.locator(f"[name={name}]")
        )
        for _ in range(3):  # on a busy machine the browser has dropped a key: one presses again
            left = folded.count()
            if not left:
                return
            self._activate(folded.first.locator("summary"))
            with suppress(AssertionError):
                expect(folded).to_have_count(left - 1)
                self.page.evaluate(_IS_STILL)
                return
        raise AssertionError(f"what is folded around {name} does not open")

    def attach(self, name: str, path: Path) -> None:
        self.field(name).set_input_files(path)

    def _leave(self, control: Locator) -> None:
        with self.page.expect_navigation():
            self._activate(control)
        self.look(self.page)

    def _activate(self, control: Locator) -> None:
        control.click()


class Keyboard(Hands):
    """Tab, Enter, space and arrows; what has the focus must be seen to have it."""

    def fill(self, name: str, text: str) -> None:
        self._reach(self.field(name))
        self.press_key("Control+a")
        self.page.keyboard.type(text)

    def fill_day(self, name: str, day: dt.date) -> None:
        box = self.field(name)
        for pattern in DAY_IS_TYPED:
            self._reach(box)
            self.page.keyboard.type(day.strftime(pattern))
            if box.input_value() == day.isoformat():
                return
            for _ in range(3):  # day, month, year
                self.press_key("Shift+Tab")
        raise AssertionError(f"{day} could not be typed into {name}")

    def choose(self, name: str, value: str) -> None:
        """Tab leads to a group of radio buttons, arrows from one of them to the next."""
        wanted = self.option(name, value)
        if wanted.get_attribute("type") == "checkbox":
            self._reach(wanted)
            self.press_key("Space")
        else:
            self._walk("Tab", lambda: bool(self.page.evaluate(_NAME_HAS_FOCUS, name)), name)
            self.press_key("Space")
            self._walk("ArrowDown", wanted.is_checked, name)
        expect(wanted).to_be_checked()

    def pick(self, name: str, text: str) -> None:
        box = self.field(name)
        search = self.page.locator(f"#id_{name}")  # the box itself, or what one searches it with
        self._reach(search)
        self.page.keyboard.type(text)
        if not box.is_visible():
            self.press_key("Enter")
        expect(box.locator("option:checked")).to_contain_text(text)

    def attach(self, name: str, path: Path) -> None:
        self._reach(self.field(name))
        # On a busy machine the browser has dropped the first key: a person presses again.
        for key in ("Space", "Enter", "Space"):
            try:
                with self.page.expect_file_chooser(timeout=6_000) as chooser:
                    self.press_key(key)
            except NothingHappened:
                continue
            chooser.value.set_files(path)
            return
        raise AssertionError(f"no key opens the choice of a file for {name}")

    def _activate(self, control: Locator) -> None:
        self._reach(control)
        self.press_key("Enter")

    def _reach(self, control: Locator) -> None:
        control.wait_for(state="visible")
        self._walk("Tab", lambda: bool(control.evaluate(_HAS_FOCUS)), str(control))

    def _walk(self, key: str, there: Callable[[], bool], what: str) -> None:
        for _ in range(MOST_STEPS):
            if there():
                return
            self.press_key(key)
        raise AssertionError(f"{MOST_STEPS} times {key} did not lead to {what}")

    def press_key(self, key: str) -> None:
        self.page.keyboard.press(key)
        if key.endswith(("Tab", "ArrowDown")):
            hidden = self.page.evaluate(_HIDES_FOCUS)
            assert not hidden, f"the focus cannot be seen: {hidden}"
