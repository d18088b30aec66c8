"""Faults 7, 8 and 9: two handlers at once, a session that ends, a right that is taken away."""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import permutations
from typing import Final
from uuid import uuid4

from faults import reports
from faults.house import House
from faults.ledger import Outcome
from faults.visitor import PASSWORD, Answer, Visitor

HANDLERS: Final = ("leader", "hse_department")
PAIRS: Final = 3
OF_CONTROL: Final = 30
"""Interleavings that show whether it can hurt."""

# --- 7 ---------------------------------------------------------------------------------------


@dataclass
class Handler:
    """One of two who assess the same report, each in a browser of their own."""

    visitor: Visitor
    page: str
    words: str = ""
    form: dict[str, str | Sequence[str]] = field(default_factory=dict)
    opened_at: int = 0
    answer: Answer | None = None

    def open(self, moment: int) -> None:
        page = self.visitor.get(self.page)
        self.form = {**page.hidden, "type": "near_miss"}
        self.words, self.opened_at = uuid4().hex, moment

    def save(self) -> None:
        self.answer = self.visitor.post(self.page, {**self.form, "cause_text": self.words})

    @property
    def saved(self) -> bool:
        return self.answer is not None and self.answer.status == 302


ORDERS: Final = [
    order
    for order in permutations(("open 0", "open 1", "save 0", "save 1"))
    if order.index("open 0") < order.index("save 0")
    and order.index("open 1") < order.index("save 1")
]


def two_handlers(house: House, *, protected: bool = True, how_many: int = 500) -> Outcome:
    """Two assess one report, in every order and at the same moment: no words disappear unseen.
    Several pairs at once, each with a report of its own, as in a large institution."""
    how_many = how_many if protected else min(how_many, OF_CONTROL)
    with house.serving(without="" if protected else "what was seen"):
        pairs = [_pair(house) for _ in range(PAIRS)]
        with ThreadPoolExecutor(PAIRS) as work:
            shares = [how_many // PAIRS + (n < how_many % PAIRS) for n in range(PAIRS)]
            counted = list(work.map(_cross, pairs, shares))
    acknowledged, lost = (sum(numbers) for numbers in zip(*counted, strict=True))
    return Outcome(acknowledged, lost, 0, None, f"{how_many} interleavings")


def _pair(house: House) -> list[Handler]:
    """Two who have the same report before them."""
    sender = house.visitor(reports.SENDER)
    form = reports.write(sender, reports.unit_of(house))
    pk = reports.number_of(sender.post("/report/", form.fields))
    return [Handler(house.visitor(key), f"/incidents/{pk}/assess/") for key in HANDLERS]


def _cross(people: Sequence[Handler], how_many: int) -> tuple[int, int]:
    """How many were told that it is saved, and how many words disappeared unseen."""
    acknowledged = lost = 0
    with ThreadPoolExecutor(2) as hands:
        for _ in range(how_many):
            at_once = random.random() < 0.3
            order = random.choice(ORDERS)
            _save_both(people, hands) if at_once else _in_order(people, order)
            acknowledged += sum(each.saved for each in people)
            lost += _unseen(people, None if at_once else order)
    return acknowledged, lost


def _in_order(people: Sequence[Handler], order: Sequence[str]) -> None:
    for moment, step in enumerate(order):
        verb, _space, number = step.partition(" ")
        each = people[int(number)]
        if verb == "open":
            each.open(moment)
        else:
            each.save()


def _save_both(people: Sequence[Handler], hands: ThreadPoolExecutor) -> None:
    for each in people:
        each.open(0)
    gate = threading.Barrier(len(people))

    def save(each: Handler) -> None:
        gate.wait()
        each.save()

    list(hands.map(save, people))


def _unseen(people: Sequence[Handler], order: Sequence[str] | None) -> int:
    """How many saved over what they had not seen, or were refused without being shown it."""
    crossed = order is None or max(map(order.index, ("open 0", "open 1"))) < min(
        map(order.index, ("save 0", "save 1"))
    )
    if not crossed:
        return sum(not each.saved for each in people)
    if all(each.saved for each in people) or not any(each.saved for each in people):
        return 1
    first, second = sorted(people, key=lambda each: not each.saved)
    shown = second.answer.text if second.answer else ""
    return 0 if first.words in shown and second.words in shown else 1


# --- 8 ---------------------------------------------------------------------------------------


def session_ends(house: House, *, protected: bool = True, how_many: int = 20) -> Outcome:
    """The session is gone when a long report with a photo is sent: it stands there after signing
    in again, and is sent once."""
    acknowledged = lost = doubled = 0
    with house.serving(without="" if protected else "keeping what was typed"):
        unit = reports.unit_of(house)
        for shade in range(how_many):
            sender = house.visitor(reports.SENDER)
            form = reports.write(sender, unit, files=(reports.photo(shade + 20_000),))
            house.as_administrator("DELETE FROM django_session")
            refused = sender.post("/report/", form.fields, form.files)
            acknowledged += 1
            again = _signed_in_again(sender, refused)
            if form.mark not in "".join(again.typed.values()):
                lost += 1
                continue
            sent = sender.post("/report/", {**form.fields, **again.hidden})
            found = reports.listed(sender).get(form.mark, set())
            lost += reports.number_of(sent) not in found
            page = sender.get(f"/incidents/{max(found, default=0)}/").text
            lost += not re.search(r'href="/files/\d+/', page)
            doubled += max(0, len(found) - 1)
    return Outcome(acknowledged, lost, doubled, None, "text and photo")


def _signed_in_again(sender: Visitor, refused: Answer) -> Answer:
    """The page that one comes to by signing in where one is asked to."""
    if refused.status != 302 or "login" not in refused.location:
        return refused
    page = sender.get(refused.location)
    given = {**page.hidden, "login": f"{reports.SENDER}@vern.example"}
    answer = sender.post("/accounts/login/", {**given, "password": PASSWORD})
    return sender.follow(answer.location)


# --- 9 ---------------------------------------------------------------------------------------


def _let_in(answer: Answer) -> bool:
    """Whether it was done or shown; to be sent to the sign-in page is neither."""
    return answer.status == 200 or (answer.status == 302 and "login" not in answer.location)


AWAY: Final = {
    "leader": "the role ended",
    "case_handler": "the assignment ended",
    "hse_at_faculty": "the account closed",
    "leader_above": "the role ended",
}


def right_taken_away(house: House, *, protected: bool = True) -> Outcome:
    """A page is open when the right to it ends: the next request is refused, whatever it is."""
    acknowledged = lost = 0
    with house.serving(without="" if protected else "finding rights anew"):
        sender = house.visitor(reports.SENDER)
        form = reports.write(sender, reports.unit_of(house))
        pk = reports.number_of(sender.post("/report/", form.fields))
        for key, how in AWAY.items():
            handler = Handler(house.visitor(key), f"/incidents/{pk}/assess/")
            handler.open(0)
            if not handler.form:
                raise RuntimeError(f"{key} could not open the page")
            with _taken_away(house, key, how):
                handler.save()
                asked = [
                    handler.answer or Answer(500, {}, b""),
                    handler.visitor.get(f"/incidents/{pk}/"),
                    handler.visitor.get(handler.page),
                ]
            acknowledged += len(asked)
            lost += sum(_let_in(each) for each in asked)
    return Outcome(acknowledged, lost, 0, None, f"{len(AWAY)} people")


@contextmanager
def _taken_away(house: House, key: str, how: str) -> Iterator[None]:
    """Past the application, as another person's request would do it."""
    person = f"(SELECT id FROM org_person WHERE email = '{key}@vern.example')"
    if how == "the account closed":
        away = f"UPDATE org_user SET is_active = false WHERE id = (SELECT user_id FROM org_person WHERE id = {person})"
        back = away.replace("false", "true")
    else:
        away = f"UPDATE org_assignment SET valid_to = CURRENT_DATE WHERE person_id = {person}"
        back = f"UPDATE org_assignment SET valid_to = NULL WHERE person_id = {person}"
    house.as_administrator(away)
    try:
        yield
    finally:
        house.as_administrator(back)
