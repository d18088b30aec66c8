"""Who may read which report, and what they get."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from vern.core.kernel.testing.client import AuditedClient
from vern.core.org.models import Person
from vern.review.annual_report.tests import make

People = dict[str, Person]
FILES = ("pdf", "word")


def test_everyone_who_is_signed_in_reads_a_published_report(people: People) -> None:
    make.published(people)
    page = make.browser(people["reader"]).get("/reports/2025/")
    assert page.status_code == 200
    assert "About the work of 2025." in page.content.decode()


def test_a_stranger_is_asked_to_sign_in(people: People) -> None:
    make.published(people)
    answer = AuditedClient().get("/reports/2025/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("path", ["", "pdf/", "word/"])
@pytest.mark.parametrize("who", ["reader", "rector", "writer of the faculty"])
def test_a_draft_does_not_exist_for_those_who_do_not_write_it(
    people: People, who: str, path: str
) -> None:
    make.draft(people)
    assert make.browser(people[who]).get(f"/reports/2025/{path}").status_code == 404


def test_a_year_without_a_report_does_not_exist(people: People) -> None:
    assert make.browser(people["writer"]).get("/reports/2023/").status_code == 404


def test_the_list_shows_drafts_to_those_who_write_them_only(people: People) -> None:
    make.published(people, 2024)
    make.draft(people, 2025)
    seen = {
        who: make.browser(people[who]).get("/reports/").content.decode()
        for who in ("writer", "reader")
    }
    assert "2024" in seen["reader"]
    assert "/reports/2025/" not in seen["reader"]
    assert "Start a report" not in seen["reader"]
    assert "/reports/2025/edit/" in seen["writer"]
    assert "/reports/start/" in seen["writer"]


def test_what_is_not_translated_is_shown_in_bokmal_and_says_so(people: People) -> None:
    make.published(people)
    page = make.browser(people["reader"]).get("/reports/2025/").content.decode()
    assert "About the work of 2025." in page
    assert f"Om {make.FIRST} i 2025." not in page
    assert f"Om {make.SECTIONS[1]} i 2025." in page
    assert "This text exists in Norwegian (bokmål) only." in page


def test_the_contents_lead_to_the_headings(people: People) -> None:
    make.published(people)
    page = make.browser(people["reader"]).get("/reports/2025/").content.decode()
    assert 'href="#report-2"' in page
    assert 'id="report-2"' in page
    assert "3.5.1 Unwanted events and nonconformities" in page


def test_every_chart_of_the_page_has_a_text_alternative_and_its_numbers(people: People) -> None:
    make.published(people)
    page = make.browser(people["reader"]).get("/reports/2025/").content.decode()
    charts = page.count('<img src="data:image/svg+xml')
    assert charts >= 1
    assert charts == page.count('alt="Bar chart.')
    assert charts == page.count('<details class="ds-details"><summary>')


@pytest.mark.parametrize("path", FILES)
def test_files_are_downloaded_in_the_readers_language(people: People, path: str) -> None:
    make.published(people)
    answer = make.browser(people["reader"]).get(f"/reports/2025/{path}/")
    ending = {"pdf": "pdf", "word": "docx"}[path]
    assert answer["Content-Disposition"] == f'attachment; filename="hms-2025-en.{ending}"'
    assert answer.content.startswith({"pdf": b"%PDF-1.7", "word": b"PK"}[path])


def test_the_record_leads_to_the_report(people: People) -> None:
    report = make.published(people)
    answer = make.browser(people["reader"]).get(f"/reports/record/{report.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, "/reports/2025/")
    assert make.browser(people["reader"]).get("/reports/record/0/").status_code == 404


def test_only_a_demos_report_says_that_it_is_synthetic(people: People, settings: Settings) -> None:
    make.published(people)
    browser = make.browser(people["reader"])
    seen = {}
    for demo in (True, False):
        settings.VERN_DEMO = demo
        seen[demo] = browser.get("/reports/2025/").content.decode()
    notice = "Demo: all persons and texts are synthetic."
    assert notice in seen[True]
    assert notice not in seen[False]


def test_the_list_costs_the_same_for_one_report_and_for_four(
    people: People, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make.published(people, 2025)
    browser = make.browser(people["reader"])
    with django_assert_max_num_queries(15) as first:
        browser.get("/reports/")
    for year in (2024, 2023, 2022):
        make.published(people, year)
    with django_assert_max_num_queries(15) as second:
        browser.get("/reports/")
    assert len(first) == len(second)


def test_the_report_costs_few_queries(
    people: People, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make.published(people)
    browser = make.browser(people["reader"])
    with django_assert_max_num_queries(20):
        browser.get("/reports/2025/")
