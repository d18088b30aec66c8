"""Fault 14: the machine is gone, and all there is are a backup and a key."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

from faults import reports
from faults.house import House
from faults.ledger import Ledger, Outcome

BEFORE, MEANWHILE = 15, 8


def restored_elsewhere(house: House, *, protected: bool = True) -> Outcome:
    """A backup made while people report comes up on an empty machine: what was acknowledged before
    it began stands there, with its photos."""
    without = "" if protected else "files in the backup"
    mark = time.monotonic_ns()
    key, folder = house.home / f"key-{mark}", house.home / f"backups-{mark}"
    before = Ledger(house.home / f"before-{mark}.jsonl")
    meanwhile = Ledger(house.home / f"meanwhile-{mark}.jsonl")
    # Of its own: in the common one the controls of others have left reports without their photos.
    with House.built(house.home / f"whole-{mark}") as whole:
        recipient = whole.command("-m", "vern", "backup", "--new-key", str(key)).strip()
        with whole.serving():
            people = reports.senders(whole)
            reports.send_many(whole, people, before, BEFORE, with_photo=True)

            def go_on(_done: object) -> None:
                reports.send_many(whole, people, meanwhile, MEANWHILE, with_photo=True)

            with reports.beside(go_on):
                order = ("backup", "--to", str(folder), "--recipient", recipient)
                whole.command("-m", "faults.command", *order, FAULTS_WITHOUT=without)
    [backup] = folder.glob("vern-*")
    began = time.monotonic()
    with House.empty(house.home / f"elsewhere-{mark}") as elsewhere:
        with contextlib.suppress(*(() if protected else (RuntimeError,))):
            elsewhere.command("-m", "vern", "restore", str(backup), "--key", str(key))
        with elsewhere.serving():
            took = time.monotonic() - began
            found = reports.outcome(elsewhere, before)
    return Outcome(found.acknowledged, found.lost, found.doubled, took, _as_large(backup))


def _as_large(backup: Path) -> str:
    size = sum(each.stat().st_size for each in backup.iterdir())
    return f"{size / 1_000_000:.1f} MB, encrypted"
