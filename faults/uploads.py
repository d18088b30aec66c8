"""Fault 11: hostile files. Each gets a clear answer, and nothing of them runs anywhere."""

from __future__ import annotations

import re
import time
from pathlib import Path

from faults import hostile, reports
from faults.house import House
from faults.ledger import Outcome
from faults.visitor import Answer, File, Visitor

MOST_MEMORY = 512
"""Megabytes that a web process may ever have held."""

_FILE = re.compile(r'(?:href|src)="(/files/\d+/[^"]*)"')


def hostile_files(house: House, *, protected: bool = True) -> Outcome:
    """Sent with reports, refused or taken; what is taken is fetched again as its readers would."""
    lost, taken, slowest = [], 0, 0.0
    every = hostile.files()
    with house.serving(without="" if protected else "looking into files"):
        unit = reports.unit_of(house)
        sender = house.visitor(reports.SENDER)
        for each in every:
            began = time.monotonic()
            answer, pk = _sent(sender, unit, each)
            slowest = max(slowest, time.monotonic() - began)
            taken += pk is not None
            if not _is_clear(answer, pk) or (pk is not None and _harms(sender, pk)):
                lost.append(each.name)
        memory = max(map(_most_memory, house.children_of("web")))
    also = f"{taken} taken, slowest {slowest:.1f} s, {memory} MB{''.join(f', {n[:30]!r}' for n in lost)}"
    return Outcome(len(every), len(lost) + (memory > MOST_MEMORY), 0, None, also)


def _sent(sender: Visitor, unit: str, file: File) -> tuple[Answer, int | None]:
    form = reports.write(sender, unit, files=(file,))
    try:
        answer = sender.post("/report/", form.fields, form.files)
    except OSError:
        return Answer(500, {}, b""), None
    return answer, reports.number_of(answer)


def _is_clear(answer: Answer, pk: int | None) -> bool:
    """Taken, or the form again with what is wrong."""
    return pk is not None or (answer.status == 200 and "ds-validation-message" in answer.text)


def _harms(reader: Visitor, pk: int) -> bool:
    """Whether anything of it could run for who reads the report."""
    page = reader.get(f"/incidents/{pk}/")
    wrong = page.status != 200 or b"<img src=x" in page.body or b"<script>window" in page.body
    return wrong or any(_could_run(reader.get(path)) for path in set(_FILE.findall(page.text)))


def _could_run(answer: Answer) -> bool:
    given = answer.headers
    if given.get("x-content-type-options") != "nosniff" or "sandbox" not in given.get(
        "content-security-policy", ""
    ):
        return True
    if "set-cookie" in given and "x=1" in given["set-cookie"]:
        return True
    if given.get("content-disposition", "").startswith("attachment"):
        return given.get("content-type") != "application/octet-stream"
    ours = given.get("content-type") == "image/jpeg" and answer.body[:2] == b"\xff\xd8"
    return not ours or b"window.hostile" in answer.body


def _most_memory(pid: int) -> int:
    """Megabytes of real memory at the most, since the process began."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) // 1024 if found else 0
