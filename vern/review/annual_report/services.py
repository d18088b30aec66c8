"""Starting, writing and publishing the annual report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vern.core.history.services import note
from vern.core.kernel import clock
from vern.core.kernel.documents.text import clean
from vern.core.kernel.errors import Refused
from vern.core.org.actors import Actor
from vern.core.records import services as records
from vern.core.records.models import Sensitivity
from vern.core.records.services import NewRecord
from vern.hub.figures.services import fix_extract
from vern.review.annual_report import queries
from vern.review.annual_report.models import KIND, AnnualReport, SectionText
from vern.review.annual_report.outline import outline


class WrittenMeanwhile(Refused):
    """Someone else saved the text after this person opened it; `current` is what they saved."""

    def __init__(self, current: SectionText | None) -> None:
        super().__init__(_("Someone else has saved this text since you opened it."), field="text")
        self.current = current


@transaction.atomic
def start(*, actor: Actor, year: int) -> AnnualReport:
    """A draft of the year's report. Raises Refused if there is one, or the year has not begun."""
    if not 2000 <= year <= clock.today().year:
        raise Refused(_("Choose a year that has begun."), field="year")
    record = records.open_record(
        new=NewRecord(
            kind=KIND,
            title=outline().words["title"](settings.LANGUAGE_CODE, year=year),
            unit=queries.institution(),
            sensitivity=Sensitivity.HANDLERS,
        )
    )
    try:
        with transaction.atomic():
            report = AnnualReport.objects.create(record=record, year=year)
    except IntegrityError as error:
        raise Refused(_("There is already a report for this year."), field="year") from error
    note("report.started", actor=actor, record=record, facts={"year": year})
    return report


@transaction.atomic
def write_section(
    *, actor: Actor, report: AnnualReport, section: str, language: str, text: str, base: int
) -> SectionText:
    """Save a new version of a section. `base` is the version that the writer began with, 0 if none.

    An unchanged text makes no version. Raises WrittenMeanwhile if `base` is no longer the newest,
    Refused for a section or language that there is none of.
    """
    if outline().section(section) is None or language not in queries.LANGUAGE_NAMES:
        raise Refused(_("The report has no such section."))
    record = records.lock(report.record)
    current = queries.latest(report, section, language)
    if (current.version if current else 0) != base:
        raise WrittenMeanwhile(current)
    text = clean(text).strip()
    if current and current.text == text:
        return current
    saved = SectionText.objects.create(
        report=report,
        section=section,
        language=language,
        version=base + 1,
        text=text,
        written_by_id=actor.person_id,
        written_at=clock.now(),
    )
    note(
        "report.section_written",
        actor=actor,
        record=record,
        facts={"section": section, "language": language, "version": saved.version},
    )
    return saved


@transaction.atomic
def restore_version(
    *, actor: Actor, report: AnnualReport, older: SectionText, base: int
) -> SectionText:
    """Let an older version be the text again, as a new version. Raises as `write_section`."""
    return write_section(
        actor=actor,
        report=report,
        section=older.section,
        language=older.language,
        text=older.text,
        base=base,
    )


@transaction.atomic
def publish(*, actor: Actor, report: AnnualReport, extract_on: dt.date | None = None) -> None:
    """Everyone may read the report; its figures stand as of `extract_on` (today) for good.

    Raises Refused if it is published, a section is empty, or the day cannot be chosen.
    """
    record = records.lock(report.record)
    report.refresh_from_db(fields=["published_at", "extract_on"])
    if report.published_at:
        raise Refused(_("The report is already published."))
    if empty := queries.unwritten(report):
        raise Refused(
            _("Nothing is written in this section yet: %(section)s.")
            % {"section": empty[0].name((get_language() or "nb")[:2])}
        )
    day = extract_on or clock.today()
    try:
        fix_extract(actor=actor, year=report.year, taken_on=day)
    except Refused as refused:
        raise Refused(refused.message, field="extract_on") from refused
    report.extract_on = day
    report.published_at = clock.now()
    report.published_by_id = actor.person_id
    report.save(update_fields=["extract_on", "published_at", "published_by"])
    records.close(record)
    facts = {"extract_on": day.isoformat()}
    note("report.published", actor=actor, record=record, facts=facts)


@transaction.atomic
def publish_written(
    *,
    actor: Actor,
    year: int,
    texts: Mapping[tuple[str, str], str],
    extract_on: dt.date,
) -> AnnualReport:
    """A whole report at once, from texts by section and language: for a demo or an import.

    Raises Refused as `start`, `write_section` and `publish`.
    """
    report = start(actor=actor, year=year)
    for (section, language), text in texts.items():
        write_section(
            actor=actor, report=report, section=section, language=language, text=text, base=0
        )
    publish(actor=actor, report=report, extract_on=extract_on)
    return report
