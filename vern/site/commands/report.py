"""Write the annual report of a year to files: `vern report 2025 --pdf F --docx F`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import django

from vern.core.kernel.documents import charts
from vern.site import database

if TYPE_CHECKING:
    import argparse

LANGUAGES = ("nb", "nn", "en")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("year", type=int, metavar="YEAR", help="the report's year")
    parser.add_argument("--pdf", type=Path, metavar="F", help="write a PDF to this file")
    parser.add_argument("--docx", type=Path, metavar="F", help="write a Word file to this file")
    parser.add_argument("--language", choices=LANGUAGES, default="nb", help="default: nb")


def run(args: argparse.Namespace) -> int:
    if not (args.pdf or args.docx):
        sys.stderr.write("Say where to: --pdf FILE, --docx FILE or both.\n")
        return 2
    # Starting the chart engine takes about as long as starting Django: let them do it together.
    with charts.drawn_elsewhere():
        database.ensure()
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vern.site.settings")
        django.setup()
        return _write(args)


def _write(args: argparse.Namespace) -> int:
    from vern.core.kernel.documents.pdf import to_pdf
    from vern.core.kernel.documents.word import to_docx
    from vern.core.kernel.errors import Refused
    from vern.review.annual_report.document import compose
    from vern.review.annual_report.models import AnnualReport

    report = AnnualReport.objects.select_related("record__unit").filter(year=args.year).first()
    if report is None:
        sys.stderr.write(f"There is no report for {args.year}.\n")
        return 2
    try:
        document = compose(report, args.language)
    except Refused as refused:
        sys.stderr.write(f"{refused}\n")
        return 2
    for path, write in ((args.pdf, to_pdf), (args.docx, to_docx)):
        if path is not None:
            path.write_bytes(write(document))
    return 0
