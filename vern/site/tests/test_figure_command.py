"""`vern figure`: what it prints, and what it says when it cannot."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from vern.control.incidents import services
from vern.control.incidents.rules import IncidentType
from vern.core.kernel import clock
from vern.core.org.actors import SYSTEM
from vern.core.org.models import Unit
from vern.core.org.services.units import Names, NewUnit, create_unit
from vern.hub.figures.ports import figures
from vern.site import database
from vern.site.cli import main


@pytest.fixture(autouse=True)
def reports(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two events of 2025, one of them closed. The database is the test's."""
    monkeypatch.setenv(database.APP_URL, "the one in use")
    began = dt.date(2020, 1, 1)
    root = NewUnit("UNI", "institution", Names("Uni"))
    faculty = NewUnit("ØK", "faculty", Names('Økonomi, "drift" og annet'))
    above = create_unit(actor=SYSTEM, new=root, parent=None, on=began)
    create_unit(actor=SYSTEM, new=faculty, parent=above, on=began)
    unit = Unit.objects.get(code="ØK")
    with clock.at(dt.datetime(2025, 5, 1, 12, tzinfo=dt.UTC)):
        draft = services.Draft("Glatt gulv", unit, IncidentType.ACCIDENT)
        services.report(actor=SYSTEM, draft=draft)
        record = services.report(actor=SYSTEM, draft=draft)
        services.close(actor=SYSTEM, record=record, message="Takk.", no_measures_reason="Ingen.")


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["figure", *words]) == 0
    return capsys.readouterr().out


def test_totals_are_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "incidents.totals", "--year", "2025", "--json")
    assert text == (
        '{"events": 2, "events_closed": 1, "suggestions": 0, "suggestions_closed": 0}\n'
    )


def test_table_1_has_the_published_header(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(capsys, "incidents.severity", "--year", "2025", "--csv").split("\n")
    assert lines[:2] == [
        "row,not_chosen,none_or_minor,some,dangerous,critical,catastrophic",
        "human_actual,2,0,0,0,0,0",
    ]
    assert lines[-1] == ""
    assert len(lines) == 8


def test_texts_are_quoted_and_keep_their_letters(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "incidents.by_unit", "--year", "2025", "--level", "faculty")
    assert text.splitlines()[1] == 'ØK,"Økonomi, ""drift"" og annet",2,1,0,0'
    rows = json.loads(
        printed(capsys, "incidents.by_unit", "--year", "2025", "--level", "faculty", "--json")
    )
    assert rows == [
        {
            "unit": "ØK",
            "name": 'Økonomi, "drift" og annet',
            "events": 2,
            "events_closed": 1,
            "suggestions": 0,
            "suggestions_closed": 0,
        }
    ]


def test_what_cannot_be_counted_is_empty_or_null(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("incidents.closed_share", "--year", "2025", "--unit", "ØK")
    assert printed(capsys, *asked).splitlines()[2] == "suggestions,0,0,"
    assert json.loads(printed(capsys, *asked, "--json"))[1]["percent"] is None


def test_the_list_explains_every_figure(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "--list")
    for figure in figures:
        assert figure.key in text
        assert str(figure.definition) in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["incidents.nothing", "--year", "2025"], "incidents.nothing"),
        (["incidents.totals", "--year", "1999"], "1999"),
        (["incidents.totals", "--year", "2025", "--unit", "XYZ"], "XYZ"),
        (["incidents.by_unit", "--year", "2025", "--level", "institution"], "faculty"),
        (["incidents.totals"], "--year"),
        ([], "incidents.totals"),
    ],
)
def test_what_is_wrong_is_said_plainly(
    capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert main(["figure", *words]) == 2
    result = capsys.readouterr()
    assert said in result.err
    assert result.out == ""
