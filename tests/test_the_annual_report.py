"""The annual report with real reports in it: one set of numbers in page, PDF, Word and files."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from xml.etree.ElementTree import Element

import docx
import html5lib
import pikepdf
import pytest

from tests.cast import Cast, close, make_cast
from vern.control.incidents import services as incidents
from vern.control.incidents.models import Category, SeverityLevel
from vern.control.incidents.rules import IncidentType, Level, Severity
from vern.core.kernel import clock
from vern.core.kernel.documents.blocks import Chart, Document, Table
from vern.core.kernel.documents.html import to_html
from vern.core.kernel.documents.labels import Language
from vern.core.kernel.documents.pdf import to_pdf
from vern.core.kernel.documents.word import to_docx
from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.core.org.actors import SYSTEM, for_person
from vern.core.records.models import Record
from vern.hub.figures.services import answer
from vern.review.annual_report import services
from vern.review.annual_report.document import compose
from vern.review.annual_report.models import AnnualReport
from vern.review.annual_report.outline import Shown, outline
from vern.site import database
from vern.site.cli import main

EXTRACT = dt.date(2026, 1, 31)
TYPES = (IncidentType.ACCIDENT, IncidentType.NONCONFORMITY, IncidentType.SUGGESTION)
UNITS = ("INST", "SIDE", "FJERN")


Made = tuple[Cast, list[Record]]


def a_year() -> Made:
    """People, and twelve reports of 2025, every third closed the same year."""
    with noon(2025, 1, 2):
        cast = make_cast()
    records = []
    for number in range(12):
        with noon(2025, 1 + number, 10):
            records.append(_reported(cast, number))
        if number % 3 == 0:
            with noon(2025, 12, 20):
                close(records[-1])
    return cast, records


shared_year = once_per_module(a_year)


@pytest.fixture
def year(shared_year: Shared[Made], db: None) -> Made:
    return shared_year.copy()


@pytest.fixture
def cast(year: Made) -> Cast:
    return year[0]


@pytest.fixture
def records(year: Made) -> list[Record]:
    return year[1]


@pytest.fixture
def report(cast: Cast, records: list[Record]) -> AnnualReport:
    """The published report of 2025, in bokmål."""
    with noon(2026, 2, 20):
        return services.publish_written(
            actor=for_person(cast.people["hse_department"]),
            year=2025,
            texts={
                (each.key, "nb"): f"Om **{each.key}**.\n\n- Et punkt" for each in outline().sections
            },
            extract_on=EXTRACT,
        )


def noon(year: int, month: int, day: int) -> AbstractContextManager[None]:
    return clock.at(dt.datetime(year, month, day, 12, tzinfo=dt.UTC))


def _reported(cast: Cast, number: int) -> Record:
    type_, categories = TYPES[number % 3], list(Category.objects.all()[number % 4 : number % 4 + 1])
    draft = incidents.Draft(f"Sak {number}", cast.units[UNITS[number % 3]], type_)
    record = incidents.report(actor=for_person(cast.people["reporter"]), draft=draft)
    incidents.take_up(actor=SYSTEM, record=record)
    severity = Severity(human_actual=Level(number % 5), human_potential=Level.CATASTROPHIC)
    assessment = incidents.Assessment(type_, severity, categories)
    incidents.assess(actor=SYSTEM, record=record, assessment=assessment)
    return record


def tables(document: Document) -> list[Table]:
    """The document's tables, those of its charts included, in order."""
    found = [each.table if isinstance(each, Chart) else each for each in document.blocks]
    return [each for each in found if isinstance(each, Table)]


def numbers(cells: list[str]) -> list[int]:
    return [int(re.sub(r"\s", "", cell)) for cell in cells]


def shown() -> list[Shown]:
    return [part for part in outline().parts if isinstance(part, Shown)]


def test_the_report_states_what_the_figures_say(report: AnnualReport) -> None:
    stated = [each for each in tables(compose(report, "nb")) if each.columns[-1].align == "end"]
    assert len(stated) == len(shown())
    for part, table in zip(shown(), stated, strict=True):
        found = answer(part.figure, year=2025, level=part.level)
        keys = [column.key for column in found.shown][1:]
        assert [numbers(list(row[1:])) for row in table.rows] == [
            [row[key] for key in keys] for row in found.rows
        ]
    (total,) = answer("incidents.totals", year=2025).rows
    assert total == {
        "events": 8,
        "events_closed": 4,
        "suggestions": 4,
        "suggestions_closed": 0,
    }


def test_the_sentence_with_the_key_numbers_is_counted(report: AnnualReport) -> None:
    page = to_html(compose(report, "nb"))
    assert (
        "I 2025 ble det registrert <strong>8</strong> uønskede hendelser og avvik og "
        "<strong>4</strong> forbedringsforslag. Per 31. januar 2026 var <strong>4</strong>"
    ) in page


def test_page_pdf_and_word_have_every_cell_of_every_table(
    report: AnnualReport, tmp_path: Path
) -> None:
    document = compose(report, "nb")
    expected = [
        [[column.header for column in table.columns], *map(list, table.rows)]
        for table in tables(document)
    ]
    word = docx.Document(io.BytesIO(to_docx(document)))
    assert [
        [[cell.text for cell in row.cells] for row in table.rows] for table in word.tables
    ] == expected
    page = html5lib.parse(to_html(document), namespaceHTMLElements=False)
    assert [
        [[spoken(cell) for cell in row] for row in table.iter("tr")] for table in page.iter("table")
    ] == expected
    path = tmp_path / "report.pdf"
    path.write_bytes(to_pdf(document))
    program = shutil.which("pdftotext")
    assert program, "make setup installs poppler-utils"
    read = subprocess.run([program, "-raw", path, "-"], capture_output=True, text=True, check=True)
    paper = " ".join(read.stdout.split())
    for table in expected:
        for row in table[1:]:
            assert " ".join(" ".join(row).split()) in paper


def spoken(element: Element) -> str:
    return "".join(element.itertext())


def test_a_case_closed_after_the_extract_date_does_not_change_the_report(
    report: AnnualReport, records: list[Record]
) -> None:
    before = tables(compose(report, "nb"))
    with noon(2026, 3, 1):
        close(records[1])
        close(records[4])
    assert tables(compose(report, "nb")) == before
    (now,) = answer("incidents.totals", year=2025, as_of=dt.date(2026, 3, 1)).rows
    assert now["events_closed"] == 6


def test_a_draft_states_its_figures_as_of_today(cast: Cast, records: list[Record]) -> None:
    writer = for_person(cast.people["hse_department"])
    with noon(2026, 1, 5):
        draft = services.start(actor=writer, year=2025)
        first = tables(compose(draft, "nb"))
        close(records[1])
        assert tables(compose(draft, "nb")) != first


def test_the_criteria_are_those_that_stand_beside_the_choice(report: AnnualReport) -> None:
    criteria = next(each for each in tables(compose(report, "nb")) if "Farlig" in str(each.rows))
    level = SeverityLevel.objects.get(level=Level.DANGEROUS)
    assert criteria.rows[Level.DANGEROUS] == (
        level.name_nb,
        level.human_nb,
        level.environment_nb,
        level.material_nb,
    )


@pytest.mark.parametrize(("language", "tag"), [("nb", "nb"), ("nn", "nn"), ("en", "en")])
def test_the_pdf_can_be_read_by_everyone(
    report: AnnualReport, language: Language, tag: str
) -> None:
    with pikepdf.open(io.BytesIO(to_pdf(compose(report, language)))) as pdf:
        assert str(pdf.Root.Lang).startswith(tag)
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as about:
            assert about["pdfuaid:part"] == "1"
            assert "2025" in about["dc:title"]
        elements = list(structure(pdf.Root.StructTreeRoot))
        kinds = [str(element.S) for element in elements]
        figures = [each for each in elements if each.S == "/Figure"]
        assert len(figures) == sum(part.form == "chart" for part in shown())
        assert all(str(each.Alt) for each in figures)
        assert kinds.count("/Table") == len(tables(compose(report, language)))
        assert {"/H1", "/H2", "/H3", "/TH", "/L", "/Caption"} <= set(kinds)
        with pdf.open_outline() as contents:
            assert [each.title.split()[0] for each in contents.root[:2]] == ["3.5", "6.3"]
            assert [each.title.split()[0] for each in contents.root[0].children] == ["3.5.1"]


def structure(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Every element of a PDF's structure tree."""
    held = element.get("/K")
    children = list(held) if isinstance(held, pikepdf.Array) else [held]
    for child in children:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from structure(child)


def test_the_word_file_has_headings_captions_and_real_tables(report: AnnualReport) -> None:
    word = docx.Document(io.BytesIO(to_docx(compose(report, "nb"))))
    styles = [(each.style.name, each.text) for each in word.paragraphs if each.style]
    assert ("Heading 1", "3.5 Uønskede hendelser, avvik og varsling") in styles
    assert ("Heading 2", "6.3.1 Uønskede hendelser og avvik") in styles
    captions = [text for style, text in styles if style == "Caption"]
    under_figures = [text for text in captions if re.match(r"Figur \d+, tallene: ", text)]
    tables = [text for text in captions if text.startswith("Tabell")] + under_figures
    figures = [text for text in captions if re.match(r"Figur \d+: ", text)]
    assert tables[0].startswith("Tabell 1: ")
    assert (len(tables), len(figures)) == (len(word.tables), len(word.inline_shapes))
    assert word.core_properties.language == "nb-NO"


SOFFICE = shutil.which("soffice")


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_the_word_file_opens_in_libreoffice(report: AnnualReport, tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(to_docx(compose(report, "nb")))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    convert = ["--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run([str(SOFFICE), profile, *convert], check=True, capture_output=True, timeout=120)
    with pikepdf.open(tmp_path / "report.pdf") as pdf:
        assert len(pdf.pages) >= 3


def test_the_command_writes_both_files(
    report: AnnualReport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(database.APP_URL, "the one in use")
    pdf, word = tmp_path / "r.pdf", tmp_path / "r.docx"
    assert main(["report", "2025", "--pdf", str(pdf), "--docx", str(word)]) == 0
    assert pdf.read_bytes() == to_pdf(compose(report, "nb"))
    assert docx.Document(str(word)).tables


def test_the_command_writes_in_the_language_asked_for(
    report: AnnualReport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(database.APP_URL, "the one in use")
    word = tmp_path / "r.docx"
    assert main(["report", "2025", "--docx", str(word), "--language", "nn"]) == 0
    assert "3.5.1 Uønskte hendingar og avvik" in [
        p.text for p in docx.Document(str(word)).paragraphs
    ]


@pytest.mark.parametrize("arguments", [["2025"], ["2019", "--pdf", "r.pdf"]])
def test_the_command_says_what_is_missing(
    cast: Cast,
    arguments: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(database.APP_URL, "the one in use")
    assert main(["report", *arguments]) == 2
    assert re.search(r"Say where to|There is no report for 2019", capsys.readouterr().err)
