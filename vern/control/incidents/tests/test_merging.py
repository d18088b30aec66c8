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
from vern.control.incidents.rules import IncidentState
from vern.control.incidents.services import Wishes
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.measures.services import complete
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


def test_its_state_says_which_one_it_is_handled_with_to_those_who_read_that_one(
    world: World,
) -> None:
    main, other = merged(world)
    words = f"Handled with {main.number}"
    leader = world.client("leader")
    assert words in leader.get("/incidents/").content.decode()
    assert leader.get(at(other)).context["row"].state.text == words
    colleague = world.client("colleague")
    for address in (at(other), "/incidents/mine/"):
        page = colleague.get(address).content.decode()
        assert "Handled with another report" in page
        assert main.number not in page
    hidden = make.told(world, "Skjult", wishes=Wishes(restricted=True))
    second = make.told(world, "Åpen", who="colleague")
    services.merge(actor=world.actor("leader"), record=second, into=hidden)
    listed = world.client("safety rep").get("/incidents/").content.decode()
    assert "Handled with another report" in listed
    assert hidden.number not in listed


def test_who_reads_the_one_that_was_merged_alone_is_not_led_to_the_other(world: World) -> None:
    hidden = make.told(world, "Skjult sak", wishes=Wishes(restricted=True))
    second = make.told(world, "Åpen", who="colleague")
    services.merge(actor=world.actor("leader"), record=second, into=hidden)
    page = world.client("safety rep").get(at(second)).content.decode()
    assert "Åpen" in page
    assert "Skjult" not in page
    assert hidden.number not in page
    assert at(hidden) not in page


def test_who_sent_both_is_told_which_one_it_is_handled_with(world: World) -> None:
    main, other = make.told(world), make.told(world, "Det samme igjen")
    services.merge(actor=world.actor("leader"), record=other, into=main)
    row = world.client("reporter").get(at(other)).context["row"]
    assert row.to_reporter.short == f"Handled with {main.number}"


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


def test_measures_go_along_and_closing_counts_with_them(world: World) -> None:
    main, other = two(world)
    measure = make.decided(world, other, "Legg matte i inngangen")
    services.merge(actor=world.actor("leader"), record=other, into=main)
    measure.refresh_from_db()
    assert measure.origin_id == main.pk
    client = world.client("leader")
    page = client.get(at(main)).content.decode()
    assert "Legg matte i inngangen" in page
    assert "1 measure came along" in page
    assert "1 measure came along" in client.get(at(other)).content.decode()
    assert f"/measures/{measure.pk}/" not in client.get(at(other)).content.decode()
    form = client.get(at(main, "close"))
    assert "no_measures_reason" not in form.context["form"].fields
    assert "Not all measures are done." in form.content.decode()
    services.close(actor=world.actor("leader"), record=main, message="Matten er bestilt.")
    assert state(main) == IncidentState.CLOSED


def test_each_reporter_reads_of_the_measure_that_went_along(world: World) -> None:
    main, other = two(world)
    measure = make.decided(world, other, "Legg matte")
    services.merge(actor=world.actor("leader"), record=other, into=main)
    for who, record in (("reporter", main), ("colleague", other)):
        page = world.client(who).get(at(record)).content.decode()
        assert page.count("Decided: Plan: Legg matte") == 1, who
    complete(actor=world.actor("leader"), measure=measure)
    assert "incident.measure_done" in told(main, "reporter")
    assert "incident.measure_done" in told(other, "colleague")


def test_measures_come_back_with_what_is_split_off(world: World) -> None:
    main, other = merged(world)
    third = make.told(world, "Tredje")
    own, theirs = make.decided(world, third, "Tredjes"), make.decided(world, main, "Felles")
    leader = world.actor("leader")
    services.merge(actor=leader, record=third, into=main)
    last = make.told(world, "Fjerde")
    services.merge(actor=leader, record=main, into=last)
    assert set(last.measures.all()) == {own, theirs}
    services.split_off(actor=leader, record=third)
    assert list(third.measures.all()) == [own]
    assert list(last.measures.all()) == [theirs]
    services.split_off(actor=leader, record=main)
    assert list(main.measures.all()) == [theirs]
    assert not last.measures.exists()
    assert not other.measures.exists()


def test_a_measure_of_a_case_for_named_people_goes_along_in_neutral_words(world: World) -> None:
    main = make.told(world, "Åpen")
    other = make.told(world, "Skjult", who="colleague", wishes=Wishes(restricted=True))
    measure = make.decided(world, other, "Snakk med Kari Holm")
    services.merge(actor=world.actor("leader"), record=other, into=main)
    for who in ("safety rep", "leader above"):
        for address in (at(main), f"/measures/{measure.pk}/"):
            page = world.client(who).get(address).content.decode()
            assert "Plan: Snakk" in page
            assert "Decided: Snakk" not in page
            assert ">Snakk med Kari" not in page
    services.split_off(actor=world.actor("leader"), record=other)
    measure.refresh_from_db()
    assert (measure.origin_id, measure.title) == (other.pk, "Snakk med Kari Holm")


def test_a_third_report_comes_along_and_one_is_told_before_and_after(world: World) -> None:
    main, other = merged(world)
    third = make.told(world, "Tredje om det samme")
    client = world.client("leader")
    form = client.get(at(main, "merge")).content.decode()
    assert "1 other report is handled with it already, and comes along." in form
    assert "comes along" not in client.get(at(third, "merge")).content.decode()
    done = client.post(at(main, "merge"), {"which": str(third.pk)}, follow=True).content.decode()
    assert "1 other report came along." in done
    page = client.get(at(third)).content.decode()
    assert main.number in page
    assert other.number in page
    assert "1 other report came along" in page
    assert "Went along when reports were merged" in client.get(at(other)).content.decode()


def test_a_third_reports_sender_does_not_come_to_handle_it(world: World) -> None:
    first, second = make.told(world, "En"), make.told(world, "To", who="leader")
    above = world.actor("leader above")
    own = make.told(world, "Tre", who="colleague")
    services.merge(actor=above, record=first, into=second)
    with pytest.raises(Refused):
        services.merge(actor=above, record=second, into=own)


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
