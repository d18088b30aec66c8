"""A real browser that shows what Vern answered, and hears whatever it does beyond that."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, sync_playwright

from faults.visitor import Answer

CHROMIUM: Final = "/usr/bin/chromium"
FLAGS: Final = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run")
HARMS: Final = "__harms"

# Runs before anything of the page does. What is refused is harm too: one lock should not be the last.
_WATCH: Final = f"""
window.{HARMS} = [];
window.hostile = () => window.{HARMS}.push('a script ran');
document.addEventListener('securitypolicyviolation', event =>
  window.{HARMS}.push(`the policy refused ${{event.violatedDirective}} ${{event.blockedURI}}`));
"""

# Whatever a text has made beside text. No page of ours has such elements and attributes.
_LOOK: Final = f"""() => {{
  const found = [...window.{HARMS}];
  const wild = 'x-hostile, [x-hostile], base, iframe, object, embed, svg[onload], meta[http-equiv=refresh]';
  for (const each of document.querySelectorAll(wild)) found.push(`<${{each.localName}}> in the page`);
  for (const each of document.querySelectorAll('*')) {{
    for (const {{name, value}} of each.attributes) {{
      if (/^on/i.test(name)) found.push(`${{name}} on <${{each.localName}}>`);
      if (/^(href|src|action|formaction|data|xlink:href)$/i.test(name) &&
          /^[\\s\\0-\\x1f]*(javascript|vbscript|data:text)/i.test(value))
        found.push(`${{name}}="${{value.slice(0, 40)}}" on <${{each.localName}}>`);
    }}
    if (/^(script|style)$/i.test(each.localName) && /hostile/.test(each.textContent) &&
        each.type !== 'application/json')
      found.push(`a text in <${{each.localName}}>`);
  }}
  return found;
}}"""


@dataclass
class Eyes:
    """`port` is where Vern is; everyone else is out."""

    browser: Browser
    port: int
    contexts: dict[str, tuple[BrowserContext, Page]] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    shown: int = 0
    _answer: tuple[str, Answer] | None = None

    @classmethod
    @contextmanager
    def open(cls, port: int) -> Iterator[Eyes]:
        with sync_playwright() as player:
            browser = player.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            yield cls(browser, port)
            browser.close()

    @property
    def home(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def harms(self, who: str, cookies: dict[str, str], path: str, answer: Answer) -> list[str]:
        """Show an answer as if it had just come, under its own headers, to someone who is signed in;
        what it did that a text must not do."""
        page = self._page(who, cookies)
        self.heard.clear()
        self._answer = (self.home + path, answer)
        self.shown += 1
        try:
            page.goto(self.home + path, wait_until="load")
            self.heard += page.evaluate(_LOOK)
        except Error as error:  # such as a page that leads elsewhere by itself
            self.heard.append(str(error).partition("\n")[0])
        return list(dict.fromkeys(self.heard))

    def _page(self, who: str, cookies: dict[str, str]) -> Page:
        if who not in self.contexts:
            context = self.browser.new_context(locale="nb-NO", service_workers="block")
            context.add_init_script(_WATCH)
            context.route("**/*", self._give)
            page = context.new_page()
            page.set_default_timeout(20_000)
            page.on("dialog", self._dismiss)
            page.on("console", self._hear)
            page.on("pageerror", lambda error: self.heard.append(f"error: {str(error)[:120]}"))
            page.on("popup", lambda popup: self.heard.append(f"opened {popup.url}"))
            self.contexts[who] = context, page
        context, page = self.contexts[who]
        here = [{"name": name, "value": value, "url": self.home} for name, value in cookies.items()]
        context.add_cookies(json.loads(json.dumps(here)))
        return page

    def _dismiss(self, dialog: Any) -> None:
        self.heard.append(f"a dialog: {dialog.message[:60]}")
        dialog.dismiss()

    def _hear(self, message: Any) -> None:
        ours = "Service Worker registration blocked" in message.text
        if message.type in ("error", "warning") and not ours:
            self.heard.append(f"console: {message.text[:160]}")

    def _give(self, route: Route) -> None:
        """What is asked for: the answer itself, what the page needs of ours, and nothing else."""
        asked = route.request
        if not asked.url.startswith((self.home, "data:", "blob:")):
            self.heard.append(f"a request to {asked.url[:80]}")
            route.abort()
            return
        wanted = self._answer
        if asked.is_navigation_request() and wanted and asked.url.startswith(wanted[0]):
            self._answer = None
            answer = wanted[1]
            headers = {k: v for k, v in answer.headers.items() if k not in _OF_THE_WAY}
            # A refusal would make the browser complain, which is not the text's doing.
            route.fulfill(status=200, headers=headers, body=answer.body)
            return
        route.continue_()


_OF_THE_WAY: Final = frozenset(
    {"content-length", "content-encoding", "transfer-encoding", "connection"}
)
