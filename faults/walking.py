"""Several people go through all pages, write hostile texts into every field of every form, and look
at everything again afterwards."""

from __future__ import annotations

import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from faults import outputs
from faults.eyes import Eyes
from faults.forms import Form, forms_of, links_of, said_in, wrong_in
from faults.texts import ROUNDS, Pen, marks_in
from faults.visitor import Answer, Visitor

Door = tuple[str, str, str]
"""Who, the address's name, the address."""

MANY, OF_MANY = 16, frozenset({"incidents:show", "measures:show"})
"""Pages on which stand the forms for many ways of standing to a thing."""
INSTANCES: Final = 3
"""Of each form, on as many pages: one that is sent changes what can be done next."""
TRIES: Final = 5
NEW_PAGES: Final = 3
"""Of each address that is found on the way, for each of the readers."""
READERS: Final = frozenset(
    {
        *("leader", "hse_department", "safety_rep", "reporter", "rector", "coordinator"),
        *("whistleblowing_reception", "committee_member", "leader_sibling", "stranger"),
    }
)
"""Who goes on from page to page afterwards."""
MOST_SECONDS: Final = 10.0

LAST: Final = re.compile(
    r"close|reject|hand_over|hand_back|finish|merge|split|retire|withdraw|end$|remove|move$"
    r"|person_change|open_up|restrict|publish|relay|not_good|good_enough|absences"
)
"""Forms after which other forms are gone."""
NOT_LEFT: Final = frozenset({"account_logout", "set_language", "incidents:leave", "demo"})


@dataclass
class Walk:
    """`shapes` are the patterns of all addresses with their names, `port` is where Vern is."""

    eyes: Eyes
    visitors: Mapping[str, Visitor]
    shapes: Mapping[str, str]
    pen: Pen = field(default_factory=Pen)
    accepted: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    harms: list[str] = field(default_factory=list)
    sent: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    refused: dict[str, str] = field(default_factory=dict)
    """What was said last where a form was not taken."""
    opened: list[tuple[str, str]] = field(default_factory=list)
    led_to: list[tuple[str, str]] = field(default_factory=list)
    shown: set[tuple[str, str]] = field(default_factory=set)
    met: set[str] = field(default_factory=set)
    """The addresses of all forms, also of those without a field for text."""
    slowest: float = 0.0
    _names: dict[str, str] = field(default_factory=dict)

    # --- asking ----------------------------------------------------------------------------

    def name_of(self, path: str) -> str:
        """The name of an address."""
        path = path.partition("?")[0]
        if path not in self._names:
            matches = (name for shape, name in self.shapes.items() if re.fullmatch(shape, path))
            self._names[path] = next(matches, "")
        return self._names[path]

    def get(self, who: str, path: str) -> Answer:
        return self._timed(path, lambda: self.visitors[who].get(path))

    def _timed(self, path: str, ask: Callable[[], Answer]) -> Answer:
        began = time.monotonic()
        try:
            answer = ask()
        except OSError:  # a worker that hangs or falls
            answer = Answer(599, {}, b"")
        took = time.monotonic() - began
        self.slowest = max(self.slowest, took)
        if took > MOST_SECONDS:
            self.harms.append(f"{path}: {took:.0f} s")
        if answer.status >= 500:
            self.harms.append(f"{path}: {answer.status}")
        return answer

    # --- writing ---------------------------------------------------------------------------

    def forms(self, doors: Iterable[Door]) -> Iterator[tuple[str, str, Form]]:
        """Who, on which page, which form: each kind of form a few times, by different people; first
        those after which the others are still there. Of each page a few are opened."""
        found: dict[tuple[str, ...], list[tuple[str, str, Form]]] = defaultdict(list)
        opened: Counter[str] = Counter()
        for who, route, path in doors:
            if opened[route] >= (MANY if route in OF_MANY else INSTANCES):
                continue
            answer = self.get(who, path)
            if answer.status != 200:
                continue
            opened[route] += 1
            self.opened.append((who, path))
            for form in forms_of(path, answer.text) if _is_page(answer) else ():
                kind = (form.method, self.name_of(form.action), *sorted(form.controls))
                self.met.add(kind[1])
                if form.texts and len(found[kind]) < INSTANCES and kind[1] not in NOT_LEFT:
                    found[kind].append((who, path, form))
        for kind in sorted(found, key=lambda kind: bool(LAST.search(kind[1]))):
            yield from found[kind]

    def write_all(self, forms: Iterable[tuple[str, str, Form]], *, rounds: int = ROUNDS) -> None:
        turns: Counter[str] = Counter()
        for who, path, form in forms:
            name = self.name_of(form.action)
            for _ in range(rounds):
                fresh = self._again(who, path, form)
                if fresh is None:
                    break
                turns[name] += 1
                self._send(who, fresh, turns[name])

    def _again(self, who: str, path: str, form: Form) -> Form | None:
        """The form as it stands now, if it still does."""
        answer = self.get(who, path)
        if answer.status != 200:
            return None
        same = (each for each in forms_of(path, answer.text) if each.action == form.action)
        return next(
            (each for each in same if set(each.texts_by_name) & set(form.texts_by_name)), None
        )

    def _send(self, who: str, form: Form, turn: int) -> None:
        name, mended = self.name_of(form.action), Counter[str]()
        for _ in range(TRIES):
            before = set(self.pen.written)
            answer = self._posted(who, form, form.filled(self.pen, turn=turn, mended=mended))
            self.sent[name] += 1
            wrong = {each for each in form.controls if each in wrong_in(answer.text)}
            if answer.status == 200 and form.method == "POST" and not wrong:
                answer = self._confirmed(who, form, answer)
            if answer.status in (301, 302):
                self._note(who, name, answer.location, before)
                return
            self.look(who, form.action, answer)
            if form.method == "GET" or answer.status != 200:
                self.taken[name] += answer.status == 200
                return
            self.refused[name] = " ".join(said_in(answer.text))[:300]
            mended.update(wrong or {each.name for each in form.controls.values() if each.values})

    def _confirmed(self, who: str, form: Form, answer: Answer) -> Answer:
        """Some pages say first what will happen, and do it when the same is sent again."""
        self.look(who, form.action, answer)
        again = [each for each in forms_of(form.action, answer.text) if each.action == form.action]
        if not again or not (again[-1].buttons or again[-1].unseen != form.unseen):
            return answer
        return self._posted(who, form, again[-1].as_it_stands)

    def _note(self, who: str, name: str, location: str, before: set[str]) -> None:
        """It was taken; unless one is asked to sign in."""
        if location.startswith("/accounts/login"):
            return
        self.accepted |= set(self.pen.written) - before
        self.taken[name] += 1
        self.led_to.append((who, location))

    def _posted(self, who: str, form: Form, given: dict[str, list[str]]) -> Answer:
        if form.method == "GET":
            query = urlencode(given, doseq=True)
            return self.get(who, f"{form.action.partition('?')[0]}?{query}")
        return self._timed(form.action, lambda: self.visitors[who].post(form.action, given))

    # --- looking ---------------------------------------------------------------------------

    def look(self, who: str, path: str, answer: Answer) -> None:
        """Whatever was answered: by what it is."""
        text = outputs.text_of(answer)
        marks = marks_in(text) & self.pen.written.keys()
        self.seen |= marks
        name = self.name_of(path)
        self.harms += [f"{name} {path}: {each}" for each in outputs.harms_in(answer)]
        if not _is_page(answer):
            return
        news = {(name, self.origin(mark)) for mark in marks} - self.shown
        if news:
            self.shown |= news
            cookies = self.visitors[who].cookies
            shown_at = path if len(path) < 300 else path.partition("?")[0]
            for each in self.eyes.harms(who, cookies, shown_at, answer):
                self.harms.append(f"{name} {path.partition('?')[0]} for {who}: {each}")

    def origin(self, mark: str) -> str:
        """The kind of form and the field that a text was written into."""
        _method, action, control = self.pen.written[mark].where.split(" ", 2)
        return f"{self.name_of(action)} {control}"

    def look_at_all(self) -> None:
        """All that was open before, all that was made, and where those pages lead."""
        waiting = [*self.opened, *(pair for pair in self.led_to if pair[1].startswith("/"))]
        asked: set[tuple[str, str]] = set()
        many: Counter[tuple[str, str]] = Counter()
        known = set(waiting)
        while waiting:
            who, path = waiting.pop(0)
            if (who, path) in asked:
                continue
            asked.add((who, path))
            answer = self.get(who, path)
            self.look(who, path, answer)
            if answer.status in (301, 302) and answer.location.startswith("/"):
                waiting.append((who, answer.location))
            if not _is_page(answer) or who not in READERS:
                continue
            for link in links_of(answer.text):
                place = (who, self.name_of(link))
                if (who, link) in known or place[1] in NOT_LEFT or not place[1]:
                    continue
                if many[place] < NEW_PAGES:
                    many[place] += 1
                    known.add((who, link))
                    waiting.append((who, link))


def _is_page(answer: Answer) -> bool:
    return answer.headers.get("content-type", "").startswith("text/html")
