"""Publishing: everyone reads it, and the day of its numbers is fixed."""

from __future__ import annotations

import datetime as dt

import pytest

from vern.core.history.models import HistoryLine
from vern.core.kernel.errors import Refused
from vern.core.org.models import Person
from vern.core.records.models import State
from vern.hub.figures.services import question
from vern.review.annual_report import services
from vern.review.annual_report.models import AnnualReport
from vern.review.annual_report.tests import make

People = dict[str, Person]


def written(people: People, year: int = 2025) -> AnnualReport:
    report = make.draft(people, year)
    for section in make.SECTIONS:
        make.write(people["writer"], report, "Tekst.", section=section)
    return report


def test_publishing_fixes_the_day_of_the_figures_and_opens_the_report(people: People) -> None:
    report = written(people)
    browser = make.browser(people["writer"])
    answer = browser.post("/reports/2025/publish/", {"extract_on": "2026-01-31"})
    assert answer["Location"] == "/reports/2025/"
    report.refresh_from_db()
    assert report.extract_on == dt.date(2026, 1, 31)
    assert report.published_by == people["writer"]
    assert report.record.state == State.CLOSED
    assert question(year=2025).as_of == dt.date(2026, 1, 31)
    line = HistoryLine.objects.get(record=report.record, verb="report.published")
    assert line.facts == {"extract_on": "2026-01-31"}
    page = make.browser(people["reader"]).get("/reports/2025/").content.decode()
    assert "31\u00a0January 2026" in page


def test_a_report_with_an_empty_section_is_not_published(people: People) -> None:
    report = written(people)
    make.write(people["writer"], report, "", section=make.SECTIONS[1])
    answer = make.browser(people["writer"]).post(
        "/reports/2025/publish/", {"extract_on": "2026-01-31"}
    )
    assert "Nothing is written in this section yet: Assessment." in answer.content.decode()
    report.refresh_from_db()
    assert report.published_at is None


@pytest.mark.parametrize("day", ["2025-06-30", "2999-01-01"])
def test_the_figures_cannot_stand_as_of_a_day_within_the_year_or_to_come(
    people: People, day: str
) -> None:
    report = written(people)
    answer = make.browser(people["writer"]).post("/reports/2025/publish/", {"extract_on": day})
    assert answer.status_code == 200
    assert 'aria-invalid="true"' in answer.content.decode()
    report.refresh_from_db()
    assert report.published_at is None
    assert question(year=2025).extracts == {}


def test_a_report_is_published_once(people: People) -> None:
    report = make.published(people)
    with pytest.raises(Refused, match="already published"):
        services.publish(actor=make.actor(people["writer"]), report=report)
    page = make.browser(people["writer"]).get("/reports/2025/publish/").content.decode()
    assert "The report is already published." in page


def test_the_text_of_a_published_report_can_be_corrected_and_the_trail_shows_it(
    people: People,
) -> None:
    report = make.published(people)
    make.write(people["colleague"], report, "Rettet.")
    verbs = HistoryLine.objects.filter(record=report.record).values_list("verb", flat=True)
    assert list(verbs)[-1] == "report.section_written"
    page = make.browser(people["writer"]).get("/reports/2025/edit/").content.decode()
    assert "every version is kept" in page
    assert "Colleague Prøve" in page


def test_a_whole_report_can_come_at_once(people: People) -> None:
    report = services.publish_written(
        actor=make.actor(people["writer"]),
        year=2025,
        texts={(section, "nb"): f"Om {section}." for section in make.SECTIONS},
        extract_on=dt.date(2026, 1, 31),
    )
    assert report.published_at is not None
    assert report.texts.count() == len(make.SECTIONS)
