"""`python -m faults [number …]`: each fault, first without its protection, then with it."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
import traceback
from pathlib import Path

from faults.house import House
from faults.programme import FAULTS, Fault


def run(house: House, fault: Fault) -> bool:
    """Do it and say how it went; whether it could hurt, and did not."""
    began = time.monotonic()
    harm = fault.do(house, protected=False)
    if harm.harmless:
        sys.stdout.write(f"{fault.number:>2} {fault.title}: THE CONTROL DID NO HARM: {harm}\n")
        return False
    outcome = fault.do(house, protected=True)
    verdict = "" if outcome.harmless else "FAILED: "
    took = time.monotonic() - began
    sys.stdout.write(
        f"{fault.number:>2} {fault.title}: {verdict}{outcome}; without "
        f"{fault.protection}: {harm.lost} lost, {harm.doubled} doubled. {took:.0f} s\n"
    )
    sys.stdout.flush()
    return outcome.harmless


def _tried(house: House, fault: Fault) -> bool:
    """One that cannot be done to its end does not keep the others from being done."""
    try:
        return run(house, fault)
    except Exception as error:  # noqa: BLE001 (whatever it is, it has failed)
        sys.stdout.write(f"{fault.number:>2} {fault.title}: NOT DONE: {error!r}\n")
        traceback.print_exc()
        house.stop_all()
        house.cluster.start()
        return False


def main(numbers: list[int]) -> int:
    chosen = [each for each in FAULTS if not numbers or each.number in numbers]
    home = Path(tempfile.mkdtemp(prefix="vern-faults-"))
    with House.built(home) as house:
        results = [_tried(house, each) for each in chosen]
    if not all(results):
        sys.stdout.write(f"Logs, files and database are kept in {home}\n")
        return 1
    for each in (home, *(inner for inner in home.iterdir() if inner.is_dir())):
        shutil.rmtree(House(each).cluster.place, ignore_errors=True)
    shutil.rmtree(home, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main([int(each) for each in sys.argv[1:]]))
