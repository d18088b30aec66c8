"""Reading reports: which there are, who may read them, what is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from vern.core.kernel import clock
from vern.core.org.actors import Actor
from vern.core.org.models import Unit
from vern.core.records.access import may
from vern.review.annual_report.capabilities import WRITE
from vern.review.annual_report.models import AnnualReport, SectionText
from vern.review.annual_report.outline import Section, outline
from vern.review.annual_report.rules import nearest

LANGUAGE_NAMES = dict(settings.LANGUAGES)
YEARS_BACK = 5


def institution() -> Unit:
    """The unit that the report is about. Raises Http404 before there is an organisation."""
    root = Unit.objects.filter(path__regex=r"^\d+\.$").first()
    if root is None:
        raise Http404
    return root


def may_write_at(actor: Actor, unit: Unit) -> bool:
    """Whether the actor may start the institution's report."""
    return actor.scope(WRITE).covers(unit.path)


def may_write(actor: Actor, report: AnnualReport) -> bool:
    return may(actor, WRITE, report.record)


def _reports() -> QuerySet[AnnualReport]:
    return AnnualReport.objects.select_related("record__unit", "published_by").prefetch_related(
        "record__parties"
    )


def reports_for(actor: Actor) -> list[AnnualReport]:
    """The published ones, and the drafts that the actor writes; the newest year first."""
    return [each for each in _reports() if each.published_at or may_write(actor, each)]


def readable(actor: Actor, year: int) -> AnnualReport:
    """The year's report. Raises Http404 for a draft that the actor does not write."""
    report = _reports().filter(year=year).first()
    if report is None or not (report.published_at or may_write(actor, report)):
        raise Http404
    return report


def writable(actor: Actor, year: int) -> AnnualReport:
    """The year's report, to be changed. Raises Http404 if unseen, PermissionDenied if only read."""
    report = readable(actor, year)
    if not may_write(actor, report):
        raise PermissionDenied
    return report


def year_of_record(pk: int) -> int:
    """The year of the report that a record is. Raises Http404 if it is none."""
    year = AnnualReport.objects.filter(pk=pk).values_list("year", flat=True).first()
    if year is None:
        raise Http404
    return year


def years_without_report() -> list[int]:
    """The years that a report can be started for, the latest first."""
    taken = set(AnnualReport.objects.values_list("year", flat=True))
    this = clock.today().year
    return [year for year in range(this, this - YEARS_BACK - 1, -1) if year not in taken]


def latest_texts(report: AnnualReport) -> dict[tuple[str, str], SectionText]:
    """The newest version of every section and language that something is written in."""
    rows = (
        SectionText.objects.filter(report=report)
        .select_related("written_by")
        .order_by("section", "language", "-version")
        .distinct("section", "language")
    )
    return {(row.section, row.language): row for row in rows}


def versions(report: AnnualReport, section: str, language: str) -> list[SectionText]:
    """Every version of a section in a language, the newest first."""
    rows = SectionText.objects.filter(report=report, section=section, language=language)
    return list(rows.select_related("written_by").order_by("-version"))


def latest(report: AnnualReport, section: str, language: str) -> SectionText | None:
    """The text as it is now; None before anything is written."""
    return next(iter(versions(report, section, language)[:1]), None)


@dataclass(frozen=True)
class Passage:
    """A section as a reader of a language gets it. `language` is None where nothing is written."""

    text: str = ""
    language: str | None = None


def passage(texts: dict[tuple[str, str], SectionText], section: Section, language: str) -> Passage:
    """The section in the reader's language, or the nearest that something is written in."""
    written = {key[1] for key, row in texts.items() if key[0] == section.key and row.text.strip()}
    found = nearest(language, written)
    return Passage(texts[section.key, found].text, found) if found else Passage()


@dataclass(frozen=True)
class Slot:
    """One text of the report in one language, as the overview shows it."""

    section: Section
    language: str
    row: SectionText | None

    @property
    def language_name(self) -> str:
        return str(LANGUAGE_NAMES[self.language])

    @property
    def written(self) -> bool:
        return self.row is not None and bool(self.row.text.strip())


@dataclass(frozen=True)
class SectionSlots:
    """A section and its text in each language."""

    section: Section
    name: str
    slots: list[Slot]


def overview(report: AnnualReport, language: str) -> list[SectionSlots]:
    """What there is to write, and what is written, named in the reader's language."""
    texts = latest_texts(report)
    return [
        SectionSlots(
            section,
            f"{section.chapter} {section.name(language)}",
            [Slot(section, each, texts.get((section.key, each))) for each in _languages()],
        )
        for section in outline().sections
    ]


def _languages() -> Iterable[str]:
    return cast("Iterable[str]", LANGUAGE_NAMES)


def unwritten(report: AnnualReport) -> list[Section]:
    """The sections that nothing is written in, in any language."""
    texts = latest_texts(report)
    return [each for each in outline().sections if passage(texts, each, "nb").language is None]
