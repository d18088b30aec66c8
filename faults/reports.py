"""Sending reports as people do, again and again until Vern says yes; and looking for them later."""

from __future__ import annotations

import io
import random
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar
from uuid import uuid4

from PIL import Image

from faults.house import House
from faults.ledger import Acknowledged, Ledger, Outcome
from faults.visitor import Answer, File, Visitor

SENDER = "reporter"
PAUSE = 0.1
T = TypeVar("T")
PATIENCE = 120.0
_SENT = re.compile(r"/report/sent/(\d+)/")


def photo(shade: int) -> File:
    """A photo of its own: no two have the same bytes."""
    image = Image.new("RGB", (240, 180), (shade % 256, shade // 256 % 256, 90))
    kept = io.BytesIO()
    image.save(kept, "JPEG")
    return File(f"bilde-{shade}.jpg", kept.getvalue(), media_type="image/jpeg")


def unit_of(house: House) -> str:
    """The key of the unit that the reports are about."""
    return str(house.one("SELECT id FROM org_unit WHERE code = 'INST'"))


@dataclass(frozen=True)
class Form:
    """A report that someone has written and not yet sent."""

    mark: str
    fields: dict[str, str]
    files: tuple[File, ...] = ()

    @property
    def key(self) -> str:
        return self.fields["key"]


def write(visitor: Visitor, unit: str, *, files: tuple[File, ...] = ()) -> Form:
    """Open the form and fill it in."""
    mark = uuid4().hex
    page = visitor.get("/report/?channel=hse")
    if page.status != 200 or "key" not in page.hidden:
        raise RuntimeError(f"the form did not open: {page.status}")
    typed = {"description": f"Søl på gulvet, merke {mark}.", "unit": unit, "type": "near_miss"}
    return Form(mark, {**page.hidden, **typed}, files)


def number_of(answer: Answer) -> int | None:
    """The report that an answer says has been received."""
    found = _SENT.search(answer.location) if answer.status == 302 else None
    return int(found[1]) if found else None


def send_until_received(visitor: Visitor, form: Form, ledger: Ledger) -> int:
    """Send until Vern says that it has it, and note that. Raises TimeoutError."""
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE:
        try:
            pk = number_of(visitor.post("/report/", form.fields, form.files))
        except OSError:
            pk = None
        if pk is not None:
            ledger.note(Acknowledged(form.mark, form.key, pk, len(form.files)))
            return pk
        time.sleep(PAUSE)
    raise TimeoutError("a report was never received")


def senders(house: House, how_many: int = 4) -> list[Visitor]:
    """Browsers in which the sender is signed in, before anything goes wrong."""
    return [house.visitor(SENDER) for _ in range(how_many)]


def send_many(
    house: House,
    visitors: Sequence[Visitor],
    ledger: Ledger,
    how_many: int,
    *,
    with_photo: bool = False,
    unit: str = "",
) -> None:
    """So many reports from several browsers at once. `unit` is known where the database may be down."""
    unit = unit or unit_of(house)
    first = random.randrange(10_000)

    def send(visitor: Visitor, shade: int) -> None:
        files = (photo(shade),) if with_photo else ()
        send_until_received(visitor, _patiently(lambda: write(visitor, unit, files=files)), ledger)

    with ThreadPoolExecutor(len(visitors)) as people:
        starts = range(first, first + len(visitors))
        shares = [range(start, first + how_many, len(visitors)) for start in starts]
        work = [people.submit(_each, send, *pair) for pair in zip(visitors, shares, strict=True)]
        for each in work:
            each.result()


def _each(send: Callable[[Visitor, int], None], visitor: Visitor, shades: range) -> None:
    for shade in shades:
        send(visitor, shade)


def _patiently(ask: Callable[[], T]) -> T:
    """Ask again while nobody answers."""
    began = time.monotonic()
    while True:
        try:
            return ask()
        except (OSError, RuntimeError):
            if time.monotonic() - began > PATIENCE:
                raise
            time.sleep(PAUSE)


def outcome(house: House, ledger: Ledger, *, recovered: float | None = None) -> Outcome:
    """Look through the pages for everything that was acknowledged."""
    reader = house.visitor(SENDER)
    found = listed(reader)
    lost = sum(not _stands(reader, line) for line in ledger.lines)
    marks = {line.mark for line in ledger.lines}
    doubled = sum(max(0, len(found.get(mark, ())) - 1) for mark in marks)
    return Outcome(len(ledger.lines), lost, doubled, recovered)


_MARK = re.compile(r"/incidents/(\d+)/[^>]*>(?:(?!</a>).)*?merke ([0-9a-f]{32})", re.DOTALL)
_OLDER = re.compile(r'href="(/incidents/mine/\?before=[^"]+)"')


def listed(reader: Visitor) -> dict[str, set[int]]:
    """Every report in one's list, page by page: mark to keys."""
    found: dict[str, set[int]] = {}
    path = "/incidents/mine/"
    while path:
        page = reader.get(path).text
        for pk, mark in _MARK.findall(page):
            found.setdefault(mark, set()).add(int(pk))
        older = _OLDER.search(page)
        path = older[1].replace("&amp;", "&") if older else ""
    return found


def _stands(reader: Visitor, line: Acknowledged) -> bool:
    """Whether the report is there, with its text and as many whole photos as were sent."""
    page = reader.get(f"/incidents/{line.pk}/")
    if page.status != 200 or line.mark not in page.text:
        return False
    photos = set(re.findall(r'href="(/files/\d+/[^"]*)"', page.text))
    whole = [each for each in photos if reader.get(each).body[:2] == b"\xff\xd8"]
    return len(whole) >= line.files


@contextmanager
def beside(work: Callable[[threading.Event], None]) -> Iterator[None]:
    """Something else goes on meanwhile, until it is told that all is done."""
    done = threading.Event()
    failed: list[BaseException] = []

    def run() -> None:
        try:
            work(done)
        except BaseException as error:  # noqa: BLE001 (handed to the one who waits)
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
    if failed:
        raise failed[0]
