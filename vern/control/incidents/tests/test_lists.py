"""Lists of reports: those one may see, and one's own."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from vern.control.incidents import services
from vern.control.incidents.models import KIND, Incident
from vern.control.incidents.queries import lists
from vern.control.incidents.rules import IncidentType, Level, Severity
from vern.control.incidents.services import dialogue
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.kernel import clock
from vern.core.org.actors import SYSTEM
from vern.core.org.models import Unit
from vern.core.org.services.units import Names, NewUnit, create_unit
from vern.core.records.models import NumberSeries, Record, Sensitivity

URL = "/incidents/"
MOST_QUERIES = 15


def shown(response: Any) -> list[str]:
    assert response.status_code == 200
    return [row.title for row in response.context["rows"]]


def many(world: World, count: int) -> None:
    """Reports in bulk: what they say does not matter."""
    now = clock.now()
    NumberSeries.objects.update_or_create(prefix="AVV", year=now.year, defaults={"last": count})
    units = [world.units["CHEM"], world.units["LAB"], world.units["PHYS"]]
    records = Record.objects.bulk_create(
        Record(
            kind=KIND,
            number=f"X-{number}",
            unit=units[number % 3],
            handling_unit=units[number % 3],
            title=f"Nummer {number}",
            opened_at=now - dt.timedelta(minutes=number // 2),
        )
        for number in range(count)
    )
    Incident.objects.bulk_create(
        Incident(record=record, type="accident", description=".", human_actual=number % 5)
        for number, record in enumerate(records)
    )


@pytest.mark.parametrize(
    ("who", "titles"),
    [
        ("leader", ["lab", "kjemi"]),
        ("safety rep", ["lab", "kjemi"]),
        ("leader of lab", ["lab"]),
        ("leader of sibling", ["fysikk"]),
        ("leader above", ["fysikk", "lab", "kjemi"]),
        ("rector", ["kunst", "fysikk", "lab", "kjemi"]),
        ("hse", ["kunst", "fysikk", "lab", "kjemi"]),
    ],
)
def test_one_sees_what_one_answers_for_newest_first(
    world: World, who: str, titles: list[str]
) -> None:
    for unit, title in (("CHEM", "kjemi"), ("LAB", "lab"), ("PHYS", "fysikk"), ("ARTS", "kunst")):
        make.told(world, title, unit=unit)
    assert shown(world.client(who).get(URL)) == titles


@pytest.mark.parametrize("who", ["reporter", "colleague"])
def test_those_who_answer_for_nobody_have_no_list(world: World, who: str) -> None:
    assert world.client(who).get(URL).status_code == 403


def test_what_is_for_its_parties_only_is_not_listed(world: World) -> None:
    record = make.told(world, "hemmelig")
    Record.objects.filter(pk=record.pk).update(sensitivity=Sensitivity.PARTIES)
    for who in ("leader", "hse"):
        assert shown(world.client(who).get(URL)) == []


def test_filters_narrow_the_list(world: World) -> None:
    leader = world.actor("leader above")
    with clock.at(dt.datetime(2024, 12, 31, 22, 30, tzinfo=dt.UTC)):
        make.told(world, "gammel", unit="PHYS")
    taken = make.told(world, "tatt", unit="LAB", type_=IncidentType.SUGGESTION)
    services.take_up(actor=leader, record=taken)
    make.told(world, "ny", unit="CHEM")
    client = world.client("leader above")

    def of(**query: str) -> list[str]:
        return shown(client.get(URL, query))

    assert of(state="in_work") == ["tatt"]
    assert of(state="received") == ["ny", "gammel"]
    assert of(type="suggestion") == ["tatt"]
    assert of(unit=str(world.units["CHEM"].pk)) == ["ny", "tatt"]
    assert of(unit=str(world.units["PHYS"].pk), year="2024") == ["gammel"]
    assert of(year=str(clock.today().year)) == ["ny", "tatt"]
    assert of(state="closed") == []
    services.close(actor=leader, record=taken, message="Takk", no_measures_reason="Ingen")
    assert of(state="open") == ["ny", "gammel"]
    assert of(state="open", year="2024") == ["gammel"]


def test_a_filter_that_is_not_understood_narrows_nothing(world: World) -> None:
    make.told(world, "en")
    client = world.client("leader")
    assert shown(client.get(URL, {"year": "x", "unit": "' or 1", "before": "zzz"})) == ["en"]
    for place in ("9" * 5000 + "-1", "1-" + "9" * 30, "²-1"):
        assert shown(client.get(URL, {"before": place})) == ["en"]


def test_units_to_filter_by_are_those_one_answers_for(world: World) -> None:
    form = world.client("leader").get(URL).context["filter"]
    assert [name.strip("\u00a0") for _value, name in form.fields["unit"].choices[1][1]] == [
        "Institutt for kjemi",
        "Seksjon for syntese",
    ]


def test_pages_lead_to_older_and_back_to_newer(world: World) -> None:
    many(world, 70)
    client = world.client("leader above")
    first = client.get(URL)
    second = client.get(first.context["older"])
    third = client.get(second.context["older"])
    pages = [shown(page) for page in (first, second, third)]
    assert [len(page) for page in pages] == [25, 25, 20]
    assert len({title for page in pages for title in page}) == 70
    assert first.context["newer"] == ""
    assert third.context["older"] == ""
    assert shown(client.get(third.context["newer"])) == pages[1]
    assert shown(client.get(second.context["newer"])) == pages[0]
    assert client.get(second.context["newer"]).context["newer"] == ""


def test_pages_keep_the_filters(world: World) -> None:
    many(world, 70)
    first = world.client("leader above").get(URL, {"type": "accident"})
    assert "type=accident" in first.context["older"]


def test_the_worst_that_could_have_happened_is_said(world: World) -> None:
    record = make.told(world)
    services.assess(
        actor=world.actor("leader"),
        record=record,
        assessment=services.Assessment(
            IncidentType.ACCIDENT,
            Severity(human_actual=Level.SOME, material_potential=Level.CRITICAL),
        ),
    )
    (row,) = world.client("leader").get(URL).context["rows"]
    assert row.tags[0] == ("Potential: Critical", "danger")


@pytest.mark.parametrize("count", [20, 2000])
def test_the_list_costs_at_most_fifteen_queries(world: World, count: int) -> None:
    many(world, count)
    for who in ("leader", "leader above", "safety rep", "hse"):
        client = world.client(who)
        with CaptureQueriesContext(connection) as asked:
            found = shown(client.get(URL))
        assert len(found) in (14, 20, 25), who
        assert len(asked) <= MOST_QUERIES, who


def test_a_leader_of_many_units_pays_no_query_for_each(world: World) -> None:
    for number in range(15):
        new = NewUnit(f"S{number}", "section", Names(f"Seksjon {number}"))
        create_unit(
            actor=SYSTEM,
            new=new,
            parent=world.units["CHEM"],
            on=make.BEGAN,
            refresh=number == 14,
        )
    assert Unit.objects.filter(path__startswith=world.units["CHEM"].path).count() == 17
    many(world, 30)
    client = world.client("leader")
    with CaptureQueriesContext(connection) as asked:
        client.get(URL)
    assert len(asked) <= MOST_QUERIES


def test_my_reports_are_mine_alone_with_their_state_in_words(world: World) -> None:
    mine, _other = make.told(world, "min"), make.told(world, "annens", who="colleague")
    services.take_up(actor=world.actor("leader"), record=mine)
    page = world.client("reporter").get(f"{URL}mine/")
    assert shown(page) == ["min"]
    assert "Being worked on" in page.content.decode()


def tags(world: World) -> dict[str, list[str]]:
    rows = world.client("reporter").get("/incidents/mine/").context["rows"]
    return {row.title: [tag.text for tag in row.tags] for row in rows}


def test_a_question_to_the_reporter_is_marked_until_they_answer(world: World) -> None:
    record = make.told(world, "Spurt")
    make.told(world, "Ikke spurt")
    dialogue.write_to_reporter(actor=world.actor("leader"), record=record, text="Hvor?", asks=True)
    assert tags(world) == {
        "Spurt": ["Question to you", "Being worked on"],
        "Ikke spurt": ["Received"],
    }
    world.client("reporter").post(f"/incidents/{record.pk}/answer/", {"text": "Der."})
    assert tags(world)["Spurt"] == ["Being worked on"]


def test_a_message_to_the_reporter_is_marked_until_they_write_back(world: World) -> None:
    record = make.told(world, "Fortalt")
    leader = world.actor("leader")
    dialogue.write_to_reporter(actor=leader, record=record, text="Vi retter.", asks=False)
    assert tags(world)["Fortalt"] == ["New message", "Being worked on"]
    with clock.at(clock.now() + dt.timedelta(days=31)):
        assert tags(world)["Fortalt"] == ["Being worked on"]
    world.client("reporter").post(f"/incidents/{record.pk}/answer/", {"text": "Takk."})
    assert tags(world)["Fortalt"] == ["Being worked on"]


def test_a_new_answer_is_marked_until_the_reporter_has_judged_it(world: World) -> None:
    record = make.told(world, "Besvart")
    leader, reporter = world.actor("leader"), world.client("reporter")
    services.reject(actor=leader, record=record, reason="Nei, fordi.")
    assert tags(world) == {"Besvart": ["New answer", "Not taken further"]}
    assert "New answer" in reporter.get("/").content.decode()
    reporter.post(f"/incidents/{record.pk}/good-enough/")
    assert tags(world) == {"Besvart": ["Not taken further"]}
    assert "New answer" not in reporter.get("/").content.decode()


def test_an_old_answer_is_not_new(world: World) -> None:
    record = make.told(world, "Gammel")
    with clock.at(clock.now() - dt.timedelta(days=31)):
        services.reject(actor=world.actor("leader"), record=record, reason="Nei, fordi.")
    assert tags(world) == {"Gammel": ["Not taken further"]}


def test_an_answer_to_what_is_handled_with_another_is_new_too(world: World) -> None:
    first, second = make.told(world, "Den ene"), make.told(world, "Den andre", who="colleague")
    leader = world.actor("leader")
    services.merge(actor=leader, record=first, into=second)
    assert "New answer" not in tags(world)["Den ene"]
    services.reject(actor=leader, record=second, reason="Nei, fordi.")
    assert tags(world)["Den ene"][0] == "New answer"


def test_my_reports_stand_in_the_menu_of_everyone_signed_in(world: World) -> None:
    for who in ("reporter", "leader", "hse"):
        page = world.client(who).get("/").content.decode()
        header = page[: page.index("</header>")]
        assert 'href="/incidents/mine/"' in header, who


def test_a_leader_finds_only_their_own_among_my_reports(world: World) -> None:
    make.told(world, "annens")
    make.told(world, "lederens", who="leader", unit="ARTS")
    assert shown(world.client("leader").get(f"{URL}mine/")) == ["lederens"]


def test_where_nothing_is_reported_it_says_how_to(world: World) -> None:
    page = world.client("colleague").get(f"{URL}mine/").content.decode()
    assert "You have not reported anything yet" in page
    assert 'href="/report/"' in page


def test_the_desk_has_what_the_leader_is_to_handle_newest_first(world: World) -> None:
    with clock.at(clock.now() - dt.timedelta(days=3)):
        make.told(world, "eldst")
    make.told(world, "yngst")
    make.told(world, "fysikk", unit="PHYS")
    make.told(world, "lab", unit="LAB")
    done = make.told(world, "ferdig")
    services.close(
        actor=world.actor("leader"), record=done, message="Takk", no_measures_reason="Ingen"
    )

    def awaits(who: str, limit: int = 10) -> list[str]:
        return [each.title for each in lists.to_answer_for(world.actor(who), limit, 100).first]

    assert awaits("leader") == ["yngst", "eldst"]
    assert awaits("leader", 1) == ["yngst"]
    assert awaits("leader of sibling") == ["fysikk"]
    assert awaits("leader above") == []
    assert awaits("safety rep") == []
    assert awaits("hse") == []
    page = world.client("leader").get("/").content.decode()
    assert "eldst" in page


def test_the_desk_leads_to_the_open_reports_only(world: World) -> None:
    for number in range(11):
        make.told(world, f"nummer {number}")
    assert 'href="/incidents/?state=open"' in world.client("leader").get("/").content.decode()


def test_what_nobody_has_touched_stands_before_what_is_in_work(world: World) -> None:
    with clock.at(clock.now() - dt.timedelta(days=10)):
        begun = make.told(world, "begynt")
    make.told(world, "ny")
    services.take_up(actor=world.actor("leader"), record=begun)
    awaiting = lists.to_answer_for(world.actor("leader"), 10, 100).first
    assert [each.title for each in awaiting] == ["ny", "begynt"]


def test_the_leader_above_has_what_a_vacant_post_leaves(world: World) -> None:
    make.told(world, "uten leder", unit="ARTS")
    awaiting = lists.to_answer_for(world.actor("rector"), 10, 100).first
    assert [each.title for each in awaiting] == ["uten leder"]


def test_where_more_are_late_than_the_desk_shows_all_are_counted_in_one_question(
    world: World,
) -> None:
    told = [make.told(world, f"nummer {number}") for number in range(5)]
    late = [each.pk for each in told[:3]]
    Record.objects.filter(pk__in=late).update(due_on=clock.today() - dt.timedelta(days=1))
    actor = world.actor("leader")
    lists.to_answer_for(actor, 2, 100)  # what is asked once only
    with CaptureQueriesContext(connection) as asked:
        awaiting = lists.to_answer_for(actor, 2, 100)
    assert (len(awaiting.first), awaiting.count, awaiting.late) == (2, 5, 3)
    assert len(asked) == 2
    with_few_late = lists.to_answer_for(actor, 4, 100)
    assert (len(with_few_late.first), with_few_late.count, with_few_late.late) == (4, 5, 3)
