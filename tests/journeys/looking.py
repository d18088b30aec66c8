"""What a page must be for everyone: no accessibility error, nothing that the browser refused."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Evaluated by the developer tools' protocol, which the Content-Security-Policy does not reach.
_RUN = "rules => axe.run({resultTypes: ['violations'], runOnly: rules})"
_WIDER = """() => {
  const room = document.documentElement.clientWidth, over = document.documentElement.scrollWidth - room;
  const beyond = [...document.querySelectorAll('body *')].filter(each => !each.children.length &&
    each.checkVisibility() && each.getBoundingClientRect().right > room);
  return over > 0 ? [`is ${over} pixels wider than the window`, ...beyond.map(each => each.outerHTML)] : [];
}"""


def violations(page: Page) -> list[str]:
    """What axe finds on the page, and whether it is wider than the window: a line for each, with
    the elements that it is about."""
    page.evaluate(AXE_SCRIPT)
    found: dict[str, Any] = page.evaluate(_RUN, RULES)
    where = f"{page.url} at {page.viewport_size}"
    wrong = [
        f"{where}\n  {each['id']}: {each['help']}\n    "
        + "\n    ".join(node["html"] for node in each["nodes"])
        for each in found["violations"]
    ]
    if wider := page.evaluate(_WIDER):
        wrong.append(f"{where}\n  " + "\n    ".join(wider))
    return wrong


def accessible(page: Page) -> None:
    """Fail with all that is wrong."""
    if wrong := violations(page):
        pytest.fail("\n".join(wrong))


# What axe judges by but for the words: elements, their attributes, and which of them hold text.
_BUILD = """() => [...document.querySelectorAll('html, body, body *')].map(each => [
  each.tagName, each.parentElement?.tagName, each.className,
  ...[...each.attributes].map(attribute => attribute.name), each.textContent.trim() !== '',
].join(' ')).join('|')"""
_found_accessible: set[tuple[str, str]] = set()


def accessible_once(page: Page) -> None:
    """As `accessible`, for journeys that come to the same page again and again: a page that is
    built as one that was found right, for a window of the same size, is not searched again."""
    seen = (str(page.viewport_size), page.evaluate(_BUILD))
    if seen not in _found_accessible:
        accessible(page)
        _found_accessible.add(seen)


def complaints_of(page: Page) -> list[str]:
    """A list that fills with what the browser complains of: what the Content-Security-Policy
    refused, an error in a script, a file that is not there."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(f"{page.url}: {message.text}")

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    return complaints
