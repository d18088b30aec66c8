"""Writing: every save is a version, and nobody's words are lost."""

from __future__ import annotations

import pytest

from vern.core.history.models import HistoryLine
from vern.core.kernel.errors import Refused
from vern.core.org.models import Person
from vern.review.annual_report import services
from vern.review.annual_report.models import AnnualReport, SectionText
from vern.review.annual_report.tests import make

People = dict[str, Person]
URL = f"/reports/2025/edit/{make.FIRST}/nb/"
WRITING = (
    "/reports/2025/edit/",
    "/reports/2025/publish/",
    URL,
    f"{URL}versions/",
    f"{URL}versions/1/",
)


def texts(report: AnnualReport) -> list[str]:
    rows = SectionText.objects.filter(report=report, section=make.FIRST, language="nb")
    return list(rows.order_by("version").values_list("text", flat=True))


@pytest.mark.parametrize("url", WRITING)
@pytest.mark.parametrize("who", ["reader", "rector", "writer of the faculty"])
def test_those_who_only_read_cannot_write(people: People, who: str, url: str) -> None:
    make.published(people)
    assert make.browser(people[who]).get(url).status_code == 403


@pytest.mark.parametrize("url", WRITING)
def test_a_draft_of_others_is_not_even_there(people: People, url: str) -> None:
    make.write(people["writer"], make.draft(people), "En tekst.")
    assert make.browser(people["writer of the faculty"]).get(url).status_code == 404


@pytest.mark.parametrize("url", WRITING)
def test_those_who_write_see_every_page(people: People, url: str) -> None:
    make.write(people["writer"], make.draft(people), "En tekst.")
    assert make.browser(people["writer"]).get(url).status_code == 200


def test_a_report_is_started_once_a_year(people: People) -> None:
    browser = make.browser(people["writer"])
    answer = browser.post("/reports/start/", {"year": "2025"})
    assert answer["Location"] == "/reports/2025/edit/"
    report = AnnualReport.objects.get(year=2025)
    assert report.record.number.startswith("RAP-")
    assert HistoryLine.objects.filter(record=report.record, verb="report.started").exists()
    with pytest.raises(Refused, match="already a report"):
        make.draft(people)
    assert browser.post("/reports/start/", {"year": "2025"}).status_code == 200


def test_only_those_who_write_for_the_whole_institution_start_a_report(people: People) -> None:
    for who in ("reader", "rector", "writer of the faculty"):
        answer = make.browser(people[who]).post("/reports/start/", {"year": "2025"})
        assert answer.status_code == 403
    assert not AnnualReport.objects.exists()


def test_every_save_is_a_version_with_a_line_in_the_history(people: People) -> None:
    report = make.draft(people)
    browser = make.browser(people["writer"])
    browser.post(URL, {"text": "Først.", "base": "0"})
    browser.post(URL, {"text": "Så.\r\n\r\n- Punkt", "base": "1"})
    assert texts(report) == ["Først.", "Så.\n\n- Punkt"]
    lines = HistoryLine.objects.filter(record=report.record, verb="report.section_written")
    assert [line.facts["version"] for line in lines] == [1, 2]
    assert "Arbeid" not in str([line.facts for line in lines])


def test_saving_an_unchanged_text_makes_no_version(people: People) -> None:
    report = make.draft(people)
    make.write(people["writer"], report, "Det samme.")
    make.write(people["writer"], report, "Det samme.\n")
    assert texts(report) == ["Det samme."]


def test_a_preview_shows_the_text_and_saves_nothing(people: People) -> None:
    report = make.draft(people)
    sent = {"text": "Dette er **viktig**.\n\n- ett\n- to", "base": "0", "preview": "1"}
    page = make.browser(people["writer"]).post(URL, sent).content.decode()
    assert "<strong>viktig</strong>" in page
    assert "<li>ett</li>" in page
    assert "Dette er **viktig**." in page
    assert texts(report) == []


def test_what_people_write_is_never_markup(people: People) -> None:
    make.write(people["writer"], make.draft(people), "<script>alert(1)</script> & <b>x</b>")
    page = make.browser(people["writer"]).get("/reports/2025/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;x&lt;/b&gt;" in page


def test_when_two_write_at_once_the_second_sees_both_texts_and_loses_nothing(
    people: People,
) -> None:
    report = make.draft(people)
    make.write(people["writer"], report, "Utgangspunktet.")
    make.write(people["colleague"], report, "Kollegaens tekst.")
    browser = make.browser(people["writer"])
    answer = browser.post(URL, {"text": "Min egen tekst.", "base": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Someone else has saved this text since you opened it" in page
    assert "Colleague Prøve" in page
    assert "Kollegaens tekst." in page
    assert "Min egen tekst.</textarea>" in page
    assert 'name="base" value="2"' in page
    assert texts(report) == ["Utgangspunktet.", "Kollegaens tekst."]
    browser.post(URL, {"text": "Begges tekst.", "base": "2"})
    assert texts(report)[-1] == "Begges tekst."


def test_an_older_version_can_be_read_and_used_again(people: People) -> None:
    report = make.draft(people)
    for text in ("Den gamle.", "Den nye."):
        make.write(people["writer"], report, text)
    browser = make.browser(people["writer"])
    old = browser.get(f"{URL}versions/1/").content.decode()
    assert "Den gamle." in old
    assert "Den nye." not in old
    browser.post(f"{URL}versions/1/restore/", {"base": "2"})
    assert texts(report) == ["Den gamle.", "Den nye.", "Den gamle."]


def test_using_an_older_version_does_not_hide_what_came_meanwhile(people: People) -> None:
    report = make.draft(people)
    for text in ("Den gamle.", "Den nye.", "Den nyeste."):
        make.write(people["writer"], report, text)
    answer = make.browser(people["writer"]).post(f"{URL}versions/1/restore/", {"base": "2"})
    assert answer["Location"] == f"{URL}versions/"
    assert texts(report)[-1] == "Den nyeste."


def test_a_text_can_be_restored_only_by_those_who_write(people: People) -> None:
    make.published(people)
    answer = make.browser(people["reader"]).post(f"{URL}versions/1/restore/", {"base": "1"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "url",
    [
        "/reports/2025/edit/no-such-section/nb/",
        f"/reports/2025/edit/{make.FIRST}/de/",
        f"{URL}versions/9/",
    ],
)
def test_what_the_report_does_not_have_is_not_found(people: People, url: str) -> None:
    make.write(people["writer"], make.draft(people), "En tekst.")
    assert make.browser(people["writer"]).get(url).status_code == 404


def test_a_section_that_does_not_exist_cannot_be_written(people: People) -> None:
    report = make.draft(people)
    with pytest.raises(Refused, match="no such section"):
        make.write(people["writer"], report, "Tekst", section="no-such-section")


def test_someone_who_began_before_anything_was_written_is_told_too(people: People) -> None:
    report = make.draft(people)
    make.write(people["colleague"], report, "Først ute.")
    with pytest.raises(services.WrittenMeanwhile) as raised:
        services.write_section(
            actor=make.actor(people["writer"]),
            report=report,
            section=make.FIRST,
            language="nb",
            text="Også jeg.",
            base=0,
        )
    assert raised.value.current is not None
    assert raised.value.current.text == "Først ute."
