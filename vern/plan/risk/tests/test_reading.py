"""Reading: the page, the overview of a unit, figures, documents, search, deadlines, the desk."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from vern.core.kernel import clock
from vern.core.kernel.testing.client import AuditedClient
from vern.core.org.models import Assignment, RoleKey
from vern.core.org.tree import tree_on
from vern.core.records.models import Record, Sensitivity
from vern.hub.calendar.ports import deadline_rules
from vern.hub.desk.turns import turns_of
from vern.hub.evidence.assurances import approved_among
from vern.hub.evidence.ports import Asked, evidence
from vern.hub.figures.services import answer
from vern.hub.search.indexing import rebuild
from vern.plan.risk import services
from vern.plan.risk.models import AssessmentType, RiskPolicy
from vern.plan.risk.queries import coverage
from vern.plan.risk.rules import Age
from vern.plan.risk.tests import make
from vern.plan.risk.tests.make import World

MOST = 15


def url(name: str, *more: object) -> str:
    return reverse(f"risk:{name}", args=list(more))


def queries_of(client: AuditedClient, address: str) -> int:
    client.get(address)  # what is asked once only
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def full(world: World, rows: int) -> Record:
    record = make.started(world, title=f"Med {rows} rader")
    make.took_part(world, record)
    for nr in range(rows):
        row = make.row(world, record, hazard=f"Fare {nr}", before=make.FULL_YELLOW)
        plan_title = make.measure(world, record, row=row)
        plan_title.title = f"Tiltak {nr}"
        plan_title.save()
    return record


def test_pages_cost_the_same_however_much_is_in_an_assessment(world: World) -> None:
    small, large = full(world, 1), full(world, 6)
    services.disagree(actor=world.actor("worker"), record=large, text="Nei.")
    client = world.client("leader")
    for name in ("show", "people", "remaining", "finish", "about"):
        few, many = (queries_of(client, url(name, each.pk)) for each in (small, large))
        assert few == many, name
        assert many <= MOST, name


def test_lists_and_overviews_cost_the_same_however_many_there_are(world: World) -> None:
    make.approved(world)
    client = world.client("rector")
    addresses = [url("list"), url("unit", "UNI"), url("unit", "CHEM")]
    few = [queries_of(client, each) for each in addresses]
    for nr in range(3):
        make.approved(world, title=f"Nr. {nr}")
        make.approved(world, "event", unit="PHYS", who="leader of sibling", title=f"Fest {nr}")
    assert [queries_of(client, each) for each in addresses] == few
    assert max(few) <= MOST


def test_the_matrix_says_which_rows_lie_where_before_and_after(world: World) -> None:
    record = make.started(world)
    make.row(world, record, before=make.FULL_RED, after=make.FULL_GREEN)
    make.row(world, record, hazard="To", before=make.FULL_RED)
    page = world.client("leader").get(url("show", record.pk)).content.decode()
    before, after = page.split('class="risk-grid"')[1:3]
    assert "1, 2" in before
    assert "1, 2" not in after


def test_the_overview_tells_what_is_missing_and_leads_to_starting_it(world: World) -> None:
    page = world.client("leader").get(url("unit", "CHEM")).content.decode()
    assert "Missing in the last 2 years" in page
    assert "type=psychosocial" in page
    make.approved(world, "psychosocial")
    page = world.client("leader").get(url("unit", "CHEM")).content.decode()
    assert "type=psychosocial" not in page
    assert "type=violence" in page


def test_a_faculty_sees_how_many_of_its_units_have_each_kind_and_which_lack_it(
    world: World,
) -> None:
    make.approved(world, "violence")
    client = world.client("leader above")
    page = client.get(url("unit", "FAC")).content.decode()
    assert "1 of 2" in page
    lacking = client.get(url("unit", "FAC") + "?missing=violence").content.decode()
    assert "Institutt for fysikk" in lacking
    assert "Institutt for kjemi" not in lacking
    assert world.client("worker").get(url("unit", "ARTS")).status_code == 404


def test_what_is_too_old_counts_no_more_and_the_institution_decides_how_long(
    world: World,
) -> None:
    with clock.at(clock.now() - dt.timedelta(days=3 * 365)):
        make.approved(world, years=5)
    kind = AssessmentType.objects.get(key="violence")

    def age() -> Age:
        stands, _asked = coverage.today(tree_on(clock.today()))
        return stands.of(world.units["CHEM"].pk, kind.pk).age

    assert age() is Age.OLD
    RiskPolicy.objects.create(pk=1, years_covered=4)
    assert age() is Age.FRESH


def test_what_a_part_of_a_unit_has_assessed_counts_for_the_unit(world: World) -> None:
    make.approved(world, unit="LAB")
    kind = AssessmentType.objects.get(key="violence")
    stands, _asked = coverage.today(tree_on(clock.today()))
    assert stands.of(world.units["CHEM"].pk, kind.pk).age is Age.FRESH
    assert stands.of(world.units["PHYS"].pk, kind.pk).age is Age.NONE


def test_the_figures_say_who_has_what_how_old_and_the_colours_before_and_after(
    world: World,
) -> None:
    record = make.started(world)
    make.took_part(world, record)
    row = make.row(world, record, before=make.FULL_RED, after=make.FULL_GREEN)
    make.measure(world, record, row=row)
    make.row(world, record, hazard="To", before=make.FULL_YELLOW)
    until = clock.today() + dt.timedelta(days=365)
    services.approve(actor=world.actor("leader"), record=record, valid_until=until)
    year = clock.today().year
    rows = {(each["unit"], each["type"]): each for each in answer("risk.coverage", year=year).rows}
    mine = rows["CHEM", "general"]
    assert (mine["approved"], mine["months"]) == (clock.today().isoformat(), 0)
    assert rows["PHYS", "general"]["approved"] == ""
    (colours,) = answer("risk.colours", year=year).rows
    numbers = {
        name: colours[name] for name in ("red_before", "yellow_before", "red_after", "yellow_after")
    }
    assert numbers == {"red_before": 1, "yellow_before": 1, "red_after": 0, "yellow_after": 1}
    shares = {each["type"]: each for each in answer("risk.share", year=year).rows}
    assert (shares["general"]["covered"], shares["general"]["units"]) == (1, 2)


def test_a_past_year_counts_what_held_then_also_when_it_is_replaced_since(world: World) -> None:
    now = clock.now()
    with clock.at(now - dt.timedelta(days=800)):
        first = make.approved(world, years=5)
        then = clock.today()
    revised = services.revise(actor=world.actor("leader"), record=first)
    until = clock.today() + dt.timedelta(days=365)
    services.approve(actor=world.actor("leader"), record=revised, valid_until=until)
    rows = {
        (each["unit"], each["type"]): each["approved"]
        for each in answer("risk.coverage", year=then.year).rows
    }
    assert rows["CHEM", "violence"] == then.isoformat()


@pytest.mark.parametrize("key", ["general", "psychosocial"])
def test_the_document_is_a_tagged_pdf_and_a_word_file_with_the_matrix_and_its_table(
    world: World, key: str
) -> None:
    record = make.approved(world, key)
    client = world.client("leader")
    pdf = pikepdf.open(io.BytesIO(client.get(url("pdf", record.pk)).content))
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.StructTreeRoot is not None
    word = zipfile.ZipFile(io.BytesIO(client.get(url("word", record.pk)).content))
    text = word.read("word/document.xml").decode()
    assert record.title in text
    pictures = [each for each in word.namelist() if each.startswith("word/media/")]
    assert bool(pictures) == (key == "general")
    if key == "general":
        assert "Likelihood" in text or "Sannsynlighet" in text


def test_it_is_found_by_those_who_read_it_and_by_nobody_else(world: World) -> None:
    record = make.started(world, "psychosocial", title="Stemningen etter flyttinga")
    rebuild()
    find = f"{reverse('search:find')}?q=stemningen"
    assert record.number in world.client("leader").get(find).content.decode()
    assert record.number not in world.client("colleague").get(find).content.decode()


def test_deadlines_follow_the_state(world: World) -> None:
    record = make.approved(world)
    rule = deadline_rules["risk.revise"]
    (due,) = rule.falls_due(None)
    assert (due.record_id, set(due.people)) == (record.pk, {world.people["leader"].pk})
    services.revise(actor=world.actor("leader"), record=record)
    assert list(rule.falls_due(None)) == []
    sent = make.complete_one(world, who="worker")
    services.send(actor=world.actor("worker"), record=sent)
    assert [each.record_id for each in deadline_rules["risk.approve"].falls_due(None)] == [sent.pk]
    services.disagree(actor=world.actor("worker"), record=sent, text="Nei.")
    (answer_due,) = deadline_rules["risk.answer"].falls_due(None)
    assert answer_due.people == {world.people["leader above"].pk}


def test_the_desk_has_what_awaits_each(world: World) -> None:
    sent = make.complete_one(world, who="worker", title="Til godkjenning")
    services.send(actor=world.actor("worker"), record=sent)
    services.disagree(actor=world.actor("worker"), record=sent, text="Nei.")
    draft = make.started(world, "event", who="worker", title="Påbegynt")

    def on_desk(who: str) -> list[str]:
        found = {group.key: tasks for group, tasks in turns_of(world.actor(who), 10)}
        return [each.status for each in found["risk"].first]

    assert on_desk("leader") == ["To approve", "To finish writing"]
    assert on_desk("leader above") == ["Someone does not agree"]
    assert on_desk("worker") == ["To finish writing"]
    assert on_desk("colleague") == []
    assert draft.pk


def test_what_changed_since_one_that_few_read_is_shown_to_those_few(world: World) -> None:
    former = make.approved(world, "event")
    made = services.revise(actor=world.actor("leader"), record=former)
    address = url("changed", made.pk)
    assert world.client("colleague").get(address).status_code == 200
    Record.objects.filter(pk=former.pk).update(sensitivity=Sensitivity.PARTIES)
    assert world.client("colleague").get(address).status_code == 404
    assert world.client("leader").get(address).status_code == 200


def test_the_desk_says_nothing_of_what_only_others_are_named_in(world: World) -> None:
    record = make.complete_one(world, "psychosocial", title="Om oss to")
    services.send(actor=world.actor("leader"), record=record)
    services.disagree(actor=world.actor("worker"), record=record, text="Nei.")
    for who, unit in (("colleague", "CHEM"), ("outsider", "FAC")):
        held = Assignment.objects.filter(unit=world.units[unit], role=RoleKey.LEADER)
        held.update(person=world.people[who])
        assert "Om oss to" not in world.client(who).get("/").content.decode()


def test_pages_stand_on_their_own_for_every_state(world: World) -> None:
    """The audit of every page that a test fetches looks at each of them."""
    client = world.client("leader")
    draft = make.started(world, "psychosocial")
    for name in ("show", "about", "people", "together", "remaining", "finish", "measure"):
        assert client.get(url(name, draft.pk)).status_code == 200, name
    for number in range(1, 5):
        assert client.get(url("factors", draft.pk, number)).status_code == 200
    assert client.get(url("factors", draft.pk, 5)).status_code == 404
    plain = make.started(world, "violence", hints=True)
    row = make.look(plain).rows[0].row
    for address in (url("show", plain.pk), url("row", plain.pk, row.pk), url("row_new", plain.pk)):
        assert client.get(address).status_code == 200
    approved = make.approved(world)
    revised = services.revise(actor=world.actor("leader"), record=approved)
    assert client.get(url("show", approved.pk)).status_code == 200
    assert client.get(url("changed", revised.pk)).status_code == 200
    assert client.get(url("changed", approved.pk)).status_code == 404
    assert client.get(url("start")).status_code == 200


def test_evidence_says_which_kinds_the_law_asks_for_are_assessed_and_how_old_they_are(
    world: World,
) -> None:
    record = make.approved(world)
    tree = tree_on(clock.today())
    units = (tree.places[world.units["CHEM"].pk], tree.places[world.units["PHYS"].pk])

    def verdicts(year: int) -> tuple[str, str]:
        found = evidence["risk.violence"].judge(Asked(year, tree, units))
        return found[units[0].unit_id].verdict.value, found[units[1].unit_id].verdict.value

    this_year = clock.today().year
    assert verdicts(this_year) == ("met", "not")
    assert verdicts(this_year - 1) == ("not", "not")
    shown = evidence["risk.violence"].judge(Asked(this_year, tree, units))
    assert shown[units[0].unit_id].records == (record.pk,)


def test_a_change_can_be_decided_with_an_approved_assessment_that_holds(world: World) -> None:
    record, draft = make.approved(world), make.started(world, "change")
    among = [(record.pk, "risk"), (draft.pk, "risk")]
    assert approved_among(among) == {record.pk}
    with clock.at(clock.now() + dt.timedelta(days=3 * 365)):
        assert approved_among(among) == set()
