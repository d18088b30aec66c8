"""Starting and writing an assessment, by its doors, saved as one types."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from vern.core.history.models import HistoryLine
from vern.core.kernel.errors import ChangedMeanwhile, Refused
from vern.core.notices.models import Notice
from vern.core.records.models import Record, Sensitivity
from vern.plan.risk import services
from vern.plan.risk.models import KIND, ConsequenceLevel, Participant, RiskAssessment
from vern.plan.risk.rules import Colour, Method
from vern.plan.risk.services import RowDraft
from vern.plan.risk.tests import make
from vern.plan.risk.tests.make import World


def url(name: str, record: Record, *more: object) -> str:
    return reverse(f"risk:{name}", args=[record.pk, *more])


def start_by_form(world: World, who: str = "leader", **given: str) -> Record:
    key = str(uuid.uuid4())
    posted = {
        "key": key,
        "type": "violence",
        "title": "Skranken",
        "unit": str(world.units["CHEM"].pk),
        **given,
    }
    client = world.client(who)
    for _time in range(2):  # a double click
        response = client.post(reverse("risk:start"), posted)
        assert response.status_code == 302, response.content.decode()
    return Record.objects.get(kind=KIND, number=Record.objects.latest("pk").number)


def test_starting_twice_with_the_same_form_makes_one_with_the_rows_of_its_template(
    world: World,
) -> None:
    record = start_by_form(world)
    assert Record.objects.filter(kind=KIND).count() == 1
    sheet = make.look(record)
    assert sheet.method is Method.SIMPLE
    assert len(sheet.rows) == 6
    assert all(each.before is Colour.NONE for each in sheet.rows)
    assert record.number.startswith("RV-")


def test_one_may_choose_the_full_door_for_any_kind_but_the_psychosocial(world: World) -> None:
    assert make.look(start_by_form(world, method="full")).method is Method.FULL
    record = start_by_form(world, type="psychosocial", method="simple")
    assert make.look(record).method is Method.FACTORS


def test_an_employee_starts_one_at_the_own_unit_and_nowhere_else(world: World) -> None:
    record = start_by_form(world, "worker")
    page = world.client("worker").get(url("people", record))
    assert page.status_code == 200
    form = {"key": str(uuid.uuid4()), "type": "event", "title": "Fest"}
    response = world.client("worker").post(
        reverse("risk:start"), {**form, "unit": str(world.units["ARTS"].pk)}
    )
    assert response.status_code == 200
    assert b"Select a valid choice" in response.content


def test_colours_follow_the_scale_that_it_was_started_with(world: World) -> None:
    record = make.started(world)
    ConsequenceLevel.objects.filter(level=3).update(yellow_from=1, red_from=1)
    row = make.row(world, record, before=make.FULL_YELLOW)
    assert row.colour_before == Colour.YELLOW
    other = make.started(world, title="Etterpå")
    assert make.row(world, other, before=make.FULL_YELLOW).colour_before == Colour.RED
    again = make.started(world, title="Enda en")
    risks = RiskAssessment.objects.in_bulk([record.pk, other.pk, again.pk])
    assert risks[other.pk].scale_id == risks[again.pk].scale_id != risks[record.pk].scale_id


def test_a_row_is_saved_as_one_types_and_once(world: World) -> None:
    record = make.started(world, "violence")
    client, key = world.client("leader"), str(uuid.uuid4())
    typed = {"hazard": "Trusler", "key": key, "seen": ""}
    response = client.post(url("row_new", record), typed, headers={"HX-Request": "true"})
    assert b"Saved at" in response.content
    assert b'value="1"' in response.content
    more = {**typed, "cause": "Alene", "seen": "1"}
    client.post(url("row_new", record), more, headers={"HX-Request": "true"})
    client.post(url("row_new", record), {**more, "seen": "2", "before_colour": "2"})
    (view,) = make.look(record).rows
    assert (view.row.hazard, view.row.cause, view.before) == ("Trusler", "Alene", Colour.YELLOW)


def test_typing_that_lacks_something_says_so_and_loses_nothing(world: World) -> None:
    record = make.started(world, "violence")
    client = world.client("leader")
    typed = {"hazard": "", "cause": "Alene på kveldstid", "key": str(uuid.uuid4())}
    response = client.post(url("row_new", record), typed, headers={"HX-Request": "true"})
    assert b"Not saved yet" in response.content
    page = client.post(url("row_new", record), typed).content.decode()
    assert "Alene på kveldstid" in page
    assert "Write what can go wrong." in page


def test_nobody_writes_over_what_another_has_written_unseen(world: World) -> None:
    record = make.started(world, "violence")
    row = make.row(world, record)
    seen = row.version
    make.row(world, record)
    services.save_row(
        actor=world.actor("leader"),
        record=record,
        row=row,
        draft=RowDraft(hazard="Det ene", before={"colour": 2}),
        seen=seen,
    )
    with pytest.raises(ChangedMeanwhile):
        services.save_row(
            actor=world.actor("leader"),
            record=record,
            row=row,
            draft=RowDraft(hazard="Det andre", before={"colour": 2}),
            seen=seen,
        )
    client = world.client("leader")
    posted = {"hazard": "Det andre", "before_colour": "2", "seen": str(seen)}
    page = client.post(url("row", record, row.pk), posted).content.decode()
    assert "Someone else has changed this" in page
    assert "Det andre" in page
    client.post(url("row", record, row.pk), {**posted, "seen": ""})
    assert make.look(record).rows[0].row.hazard == "Det andre"


def test_much_writing_by_one_person_is_one_line_in_the_history(world: World) -> None:
    record = make.started(world, "violence")
    for text in ("En", "To", "Tre"):
        make.row(world, record, hazard=text)
    lines = HistoryLine.objects.filter(record=record).values_list("verb", flat=True)
    assert list(lines) == ["risk.started", "risk.written"]


def test_a_hint_that_is_not_relevant_is_taken_out(world: World) -> None:
    record = make.started(world, "violence", hints=True)
    rows = make.look(record).rows
    client = world.client("leader")
    for _time in range(2):
        client.post(url("remove_row", record, rows[0].row.pk))
    assert len(make.look(record).rows) == len(rows) - 1


def test_what_nobody_looked_at_is_taken_out_at_once_and_what_was_written_stays(
    world: World,
) -> None:
    record = make.started(world, "violence", hints=True)
    judged, planned, *rest = make.look(record).rows
    assert len(rest) > 1
    actor = world.actor("leader")
    draft = services.RowDraft(hazard=judged.row.hazard, before={"colour": 1})
    services.save_row(actor=actor, record=record, draft=draft, row=judged.row)
    make.measure(world, record, row=planned.row)
    client = world.client("leader")
    said = "Take out the proposals that are left"
    assert said in client.get(url("show", record)).content.decode()
    for _time in range(2):
        client.post(url("remove_untouched", record))
    assert [each.row for each in make.look(record).rows] == [judged.row, planned.row]
    assert said not in client.get(url("show", record)).content.decode()


def test_who_takes_part_is_told_and_reads_it(world: World) -> None:
    record = make.started(world, "psychosocial")
    assert record.sensitivity == Sensitivity.PARTIES
    assert world.client("worker").get(url("show", record)).status_code == 404
    rep, worker = world.people["safety rep"], world.people["worker"]
    posted = {"representatives": [str(rep.pk)], "workers": [str(worker.pk)], "seen": "0"}
    response = world.client("leader").post(url("people", record), posted)
    assert response.status_code == 302
    assert world.client("worker").get(url("show", record)).status_code == 200
    told = Notice.objects.filter(kind="risk.invited").values_list("person", flat=True)
    assert set(told) == {rep.pk, worker.pk}
    parts = dict(Participant.objects.values_list("person", "part"))
    assert parts == {rep.pk: "rep", worker.pk: "worker"}


def test_who_is_taken_out_reads_it_no_more(world: World) -> None:
    record = make.started(world, "psychosocial")
    make.took_part(world, record)
    rep = str(world.people["safety rep"].pk)
    world.client("leader").post(
        url("people", record),
        {"representatives": [rep], "workers": [], "others": "Alle", "seen": ""},
    )
    assert world.client("worker").get(url("show", record)).status_code == 404
    assert world.client("safety rep").get(url("show", record)).status_code == 200


def test_a_search_for_people_keeps_what_was_chosen(world: World) -> None:
    record = make.started(world, "violence")
    worker = str(world.people["worker"].pk)
    posted = {
        "workers": [worker],
        "others": "Alle",
        "who": "Outsider",
        "search": "yes",
        "seen": "0",
    }
    page = world.client("leader").post(url("people", record), posted).content.decode()
    assert f"Outsider Prøve, employee, {world.units['ARTS'].name}" in page
    assert 'value="Alle"' in page
    assert f'value="{worker}"' in page


def test_factors_are_saved_two_on_a_page_in_the_short_and_the_long_term(world: World) -> None:
    record = make.started(world, "psychosocial")
    first, second = (each.key for each in make.look(record).said.factors[:2])
    client = world.client("leader")
    posted = {f"{first}-hazard": "Uklart hvem som gjør hva", f"{first}-short": "2"}
    response = client.post(url("factors", record, 1), posted, headers={"HX-Request": "true"})
    assert b"Saved at" in response.content
    whole = {
        **posted,
        f"{first}-long": "3",
        f"{first}-seen": "1",
        f"{second}-short": "1",
        f"{second}-long": "1",
    }
    response = client.post(url("factors", record, 1), whole)
    assert response.headers["Location"] == url("factors", record, 2)
    rows = {each.row.factor: each for each in make.look(record).rows}
    assert rows[first].before is Colour.RED
    assert rows[second].before is Colour.GREEN


def test_an_approved_assessment_is_not_written_in(world: World) -> None:
    record = make.approved(world)
    with pytest.raises(Refused):
        make.row(world, record)
    response = world.client("leader").get(url("row_new", record))
    assert response.status_code == 302
    assert response.headers["Location"] == url("show", record)
