"""Faults 5 and 11: a full disk, and hostile files."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from faults import hostile, reports
from faults.house import House
from faults.ledger import Acknowledged, Ledger, Outcome
from faults.visitor import Answer, File, Visitor

MOST_MEMORY = 512
"""Megabytes that a web process may ever have held."""

MOST_PHOTOS, MOST_REFUSED = 40, 3

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


def disk_full(house: House, *, protected: bool = True) -> Outcome:
    """The store has no room: who sends a photo is told, loses no word, and can send the text without
    it; when there is room again, the photo goes too."""
    ledger = Ledger(house.home / f"full-{time.monotonic_ns()}.jsonl")
    lost, refused = 0, []
    with (
        _small_disk(house),
        house.serving(without="" if protected else "saying that there is no room"),
    ):
        unit = reports.unit_of(house)
        sender = house.visitor(reports.SENDER)
        for _ in range(MOST_PHOTOS):
            form = reports.write(sender, unit, files=(_noise(),))
            answer = sender.post("/report/", form.fields, form.files)
            pk = reports.number_of(answer)
            if pk is not None:
                ledger.note(Acknowledged(form.mark, form.key, pk, 1))
                continue
            lost += not (_is_clear(answer, pk) and form.mark in "".join(answer.typed.values()))
            refused.append(form)
            if len(refused) == MOST_REFUSED:
                break
        plain = reports.write(sender, unit)
        reports.send_until_received(sender, plain, ledger)
        _more_room(house)
        for form in refused:
            reports.send_until_received(sender, form, ledger)
        found = reports.outcome(house, ledger)
    also = f"{len(refused)} refused and sent again"
    return Outcome(found.acknowledged, found.lost + lost, found.doubled, None, also)


def _noise() -> File:
    """A photo of half a megabyte, which cannot be made smaller."""
    image = Image.frombytes("RGB", (500, 400), os.urandom(500 * 400 * 3))
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=92)
    return File("bilde.jpg", kept.getvalue(), media_type="image/jpeg")


@contextmanager
def _small_disk(house: House) -> Iterator[None]:
    """The store on a disk of its own, of four megabytes. Needs root."""
    house.files.mkdir(exist_ok=True)
    kept = house.home / f"kept-{time.monotonic_ns()}"
    house.files.rename(kept)
    house.files.mkdir()
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m,mode=755", "tmpfs", house.files], check=True
    )
    try:
        yield
    finally:
        shutil.copytree(house.files, kept, dirs_exist_ok=True)
        subprocess.run(["umount", house.files], check=True)
        house.files.rmdir()
        kept.rename(house.files)


def _more_room(house: House) -> None:
    subprocess.run(["mount", "-o", "remount,size=64m", house.files], check=True)


def _most_memory(pid: int) -> int:
    """Megabytes of real memory at the most, since the process began."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) // 1024 if found else 0
