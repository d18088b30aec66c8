"""Two reports of the same thing: one answer, everyone answered, nobody's words shown to the other."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from vern.control.incidents import services
from vern.control.incidents.counts import counted, counted_whether_closed_or_not
from vern.control.incidents.models import Incident
from vern.control.incidents.queries.merging import alike, likeness
from vern.control.incidents.rules import IncidentState
from vern.control.incidents.services import Wishes
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.notices.models import Notice
from vern.core.org.tree import tree_on
from vern.core.records.models import Record
from vern.hub.figures.ports import Question


def at(record: Record, verb: str = "") -> str:
    return f"/incidents/{record.pk}/{verb + '/' if verb else ''}"


def state(record: Record) -> str:
    return Incident.objects.get(pk=record.pk).state


def two(world: World) -> tuple[Record, Record]:
    """The main one by the reporter, the duplicate by the colleague."""
    main = make.told(world, "Gulvet ved inngangen er glatt.")
    return main, make.told(world, "Noen skled i inngangen, med hemmelig navn.", who="colleague")


def merged(world: World) -> tuple[Record, Record]:
    main, other = two(world)
    services.merge(actor=world.actor("leader"), record=other, into=main)
    return main, other


def told(record: Record, who: str) -> list[str]:
    found = Notice.objects.filter(record=record, person__given_name=who.capitalize())
    return list(found.order_by("pk").values_list("kind", flat=True))


def close(world: World, record: Record, message: str = "Gulvet er tørket.") -> None:
    services.close(
        actor=world.actor("leader"), record=record, message=message, no_measures_reason="x"
    )


def send(world: World, record: Record, **typed: str) -> Any:
    return world.client("leader").post(at(record, "merge"), typed)


def test_it_is_merged_with_one_that_looks_alike(world: World) -> None:
    main, other = two(world)
    near = make.told(world, "Sprinkleren i kjelleren lekker.")
    client = world.client("leader")
    form = client.get(at(other, "merge")).context["form"]
    keys = [key for key, _label in form.fields["which"].choices]
    assert keys == [str(main.pk), str(near.pk), "other"]
    assert client.post(at(other, "merge"), {"which": str(main.pk)})["Location"] == at(other)
    assert Incident.objects.get(pk=other.pk).merged_into_id == main.pk
    assert state(other) == IncidentState.MERGED
    assert state(main) == IncidentState.RECEIVED


def test_it_is_merged_by_number(world: World) -> None:
    main, other = two(world)
    send(world, other, which="other", number=f" {main.number.lower()} ")
    assert Incident.objects.get(pk=other.pk).merged_into_id == main.pk


def test_a_number_that_one_does_not_handle_is_as_unknown_as_none(world: World) -> None:
    _main, other = two(world)
    theirs = make.told(world, "annet", unit="PHYS")
    for number in (theirs.number, "AVV-1999-1", ""):
        answer = send(world, other, which="other", number=number)
        errors = answer.context["form"].errors
        assert errors == {"number": ["You handle no report with this number."]}
    assert list(send(world, other).context["form"].errors) == ["which"]


def test_merging_twice_is_merging_once(world: World) -> None:
    main, other = merged(world)
    services.merge(actor=world.actor("leader"), record=other, into=main)
    assert told(other, "colleague").count("incident.merged") == 1


def test_a_report_is_no_duplicate_of_itself(world: World) -> None:
    main, _other = two(world)
    answer = send(world, main, which="other", number=main.number)
    assert list(answer.context["form"].errors) == ["number"]


def test_each_reporter_is_told_and_led_to_their_own(world: World) -> None:
    main, other = merged(world)
    services.take_up(actor=world.actor("leader"), record=main)
    close(world, main)
    services.reopen(actor=world.actor("leader"), record=main, reason="Mer")
    news = [kind for kind in told(other, "colleague") if kind != "incident.received"]
    assert news == [
        "incident.merged",
        "incident.taken_up",
        "incident.closed",
        "incident.reopened",
    ]
    assert "incident.closed" in told(main, "reporter")
    assert "incident.closed" not in told(main, "colleague")


def test_the_duplicates_reporter_reads_the_answer_and_nothing_of_the_other(world: World) -> None:
    main, other = merged(world)
    make.decided(world, main, "Hemmelig tiltak")
    close(world, main)
    client = world.client("colleague")
    page = client.get(at(other)).content.decode()
    assert "Gulvet er tørket." in page
    assert "Plan: Hemmelig tiltak" in page
    assert "It has been handled. Read the answer." in page
    assert "Leader Prøve, leader of Institutt for kjemi" in page
    for hidden in ("glatt", main.number, "Reporter Prøve", "Decided: Hemmelig"):
        assert hidden not in page
    assert client.get(at(main)).status_code == 404
    mine = client.get("/incidents/mine/").content.decode()
    assert "Handled" in mine
    other_page = world.client("reporter").get(at(main)).content.decode()
    assert "hemmelig navn" not in other_page


def test_who_reads_both_is_led_from_one_to_the_other(world: World) -> None:
    main, other = merged(world)
    client = world.client("leader")
    assert at(main) in client.get(at(other)).content.decode()
    assert at(other) in client.get(at(main)).content.decode()


def test_who_reads_only_one_is_not_told_of_the_others_words(world: World) -> None:
    main = make.told(world, "Åpen")
    other = make.told(world, "Skjult sak", who="colleague", wishes=Wishes(restricted=True))
    services.merge(actor=world.actor("leader"), record=other, into=main)
    page = world.client("safety rep").get(at(main)).content.decode()
    assert "A report that you do not read." in page
    assert "Skjult" not in page
    assert other.number not in page


def test_chains_are_flat(world: World) -> None:
    main, other = merged(world)
    third = make.told(world, "Tredje")
    services.merge(actor=world.actor("leader"), record=main, into=third)
    found = Incident.objects.filter(pk__in=(main.pk, other.pk))
    assert {each.merged_into_id for each in found} == {third.pk}
    close(world, third, "Felles svar")
    assert "incident.closed" in told(other, "colleague")
    assert "incident.closed" in told(main, "reporter")
    assert "Felles svar" in world.client("colleague").get(at(other)).content.decode()


def test_it_is_split_off_again_while_the_other_is_open(world: World) -> None:
    main, other = merged(world)
    client = world.client("leader")
    for _twice in range(2):
        assert client.post(at(other, "split"))["Location"] == at(other)
    assert state(other) == IncidentState.IN_WORK
    assert told(other, "colleague").count("incident.split_off") == 1
    close(world, main)
    assert "incident.closed" not in told(other, "colleague")
    close(world, other, "Eget svar")
    page = world.client("colleague").get(at(other)).content.decode()
    assert "Eget svar" in page
    assert "Gulvet er tørket." not in page


def test_it_is_not_split_off_once_the_other_is_answered(world: World) -> None:
    main, other = merged(world)
    close(world, main)
    world.client("leader").post(at(other, "split"))
    assert state(other) == IncidentState.MERGED


def test_a_closed_report_is_neither_merged_nor_merged_into(world: World) -> None:
    main, other = two(world)
    close(world, main)
    with pytest.raises(Refused):
        services.merge(actor=world.actor("leader"), record=other, into=main)
    with pytest.raises(Refused):
        services.merge(actor=world.actor("leader"), record=main, into=other)


def test_a_report_about_a_leader_is_not_decided_on_in_another(world: World) -> None:
    main = make.told(world)
    about = make.told(world, "Lederen", wishes=Wishes(about_leader=True))
    with pytest.raises(Refused):
        services.merge(actor=world.actor("leader above"), record=about, into=main)


def test_a_leader_does_not_come_to_handle_what_they_reported(world: World) -> None:
    main = make.told(world)
    own = make.told(world, "Det samme", who="leader")
    actor = world.actor("leader above")
    with pytest.raises(Refused):
        services.merge(actor=actor, record=own, into=main)
    services.merge(actor=actor, record=main, into=own)
    assert state(main) == IncidentState.MERGED


def test_measures_stay_where_they_were_decided(world: World) -> None:
    main, other = two(world)
    measure = make.decided(world, other)
    services.merge(actor=world.actor("leader"), record=other, into=main)
    measure.refresh_from_db()
    assert measure.origin_id == other.pk


def test_figures_count_it_once_from_the_day_it_was_merged(world: World) -> None:
    day = dt.timedelta(days=1)
    began = dt.datetime(2025, 3, 10, 12, tzinfo=dt.UTC)
    with clock.at(began):
        main, other = two(world)
    with clock.at(began + 10 * day):
        services.merge(actor=world.actor("leader"), record=other, into=main)
    with clock.at(began + 20 * day):
        services.split_off(actor=world.actor("leader"), record=other)

    def count(days: int) -> tuple[int, int]:
        on = (began + days * day).date()
        question = Question(2025, on, tree_on(on))
        return counted(question).count(), counted_whether_closed_or_not(question).count()

    assert count(9) == (2, 2)
    assert count(12) == (1, 1)
    assert count(21) == (2, 2)


def test_similar_ones_are_recent_open_and_handled_by_the_same(world: World) -> None:
    main, other = two(world)
    with clock.at(clock.now() - dt.timedelta(days=90)):
        make.told(world, "Gulvet var glatt i vinter også")
    closed = make.told(world, "Gulvet er glatt")
    close(world, closed)
    make.told(world, "Gulvet er glatt hos oss", unit="PHYS")
    own = make.told(world, "Gulvet er glatt, sier lederen", who="leader")
    assert alike(world.actor("leader"), other) == [main]
    assert own not in alike(world.actor("leader"), main)


def test_likeness_counts_words_and_places(world: World) -> None:
    house = make.building()
    one = make.told(world, "Glatt gulv", building=house, room="101")
    same = make.told(world, "Gulv som er glatt", building=house, room="101", who="colleague")
    other = make.told(world, "Lekkasje i taket", who="colleague")
    assert likeness(one, same) > likeness(one, other)
    assert likeness(one, other) == 0


@pytest.mark.parametrize("who", ["leader", "colleague"])
@pytest.mark.parametrize("which", ["main", "duplicate"])
def test_the_page_costs_the_same_however_many_are_merged(
    world: World, who: str, which: str
) -> None:
    main = make.told(world, who="colleague")
    others = [make.told(world, f"nr {number}", who="colleague") for number in range(4)]
    client = world.client(who)

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(at(main if which == "main" else others[0])).status_code == 200
        return len(seen)

    services.merge(actor=world.actor("leader"), record=others[0], into=main)
    few = cost()
    for other in others[1:]:
        services.merge(actor=world.actor("leader"), record=other, into=main)
    assert cost() <= few
