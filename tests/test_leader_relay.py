"""When a leader's term ends, what lies there is handed over, with a word to each, signed by both."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from pytest_django import Settings

from tests import cast as casting
from tests.cast import Cast, make_cast
from tests.doors import Doors
from vern.control.incidents import services
from vern.control.incidents.services import dialogue
from vern.control.incidents.services.stopping import stop_work
from vern.core.history.models import HistoryLine
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.core.kernel.ui.dates import day
from vern.core.measures.contributions import readable
from vern.core.notices.models import Notice
from vern.core.org.actors import SYSTEM, for_person
from vern.core.org.models import Assignment, RoleKey
from vern.core.org.relays import handed_over
from vern.core.org.services.absences import say_away
from vern.core.org.services.people import end_assignment, succeed
from vern.core.records.models import Record, Sensitivity
from vern.organise.relay.models import Relay
from vern.organise.relay.services import cancel

DAY = dt.timedelta(days=1)


shared_cast = once_per_module(make_cast)


@pytest.fixture
def cast(shared_cast: Shared[Cast], db: None, settings: Settings, tmp_path: Path) -> Cast:
    settings.MEDIA_ROOT = tmp_path
    settings.LANGUAGE_CODE = "en"
    return shared_cast.copy()


@pytest.fixture
def sign_in(cast: Cast) -> Doors:
    return Doors(cast)


def begun(cast: Cast, sign_in: Doors) -> tuple[Relay, Record]:
    record = casting.report(cast, "INST")
    casting.measure(cast, record, responsible="leader")
    answer = sign_in("leader").post("/relay/begin/", {"unit": "INST"})
    assert answer.status_code == 302
    return Relay.objects.get(), record


def signed(cast: Cast, sign_in: Doors) -> tuple[Relay, Record]:
    relay, record = begun(cast, sign_in)
    said = {
        "whole": "Snakk med verneombudet først.",
        f"word-incidents-{record.pk}": "Delen er bestilt.",
        "sign": "yes",
    }
    assert sign_in("leader").post(f"/relay/{relay.pk}/", said).status_code == 302
    relay.refresh_from_db()
    return relay, record


def test_a_leader_whose_term_ends_is_asked_to_hand_over(cast: Cast, sign_in: Doors) -> None:
    assert "Hand over Institutt for måling" not in sign_in("leader").get("/").content.decode()
    held = Assignment.objects.get(person=cast.people["leader"], role=RoleKey.LEADER)
    end_assignment(actor=SYSTEM, held=held, last_day=clock.today() + 20 * DAY)
    assert "Hand over Institutt for måling" in sign_in("leader").get("/").content.decode()


def test_the_list_has_what_lies_there_and_a_field_for_a_word_to_each(
    cast: Cast, sign_in: Doors
) -> None:
    relay, record = begun(cast, sign_in)
    stop_work(actor=for_person(cast.people["safety_rep"]), record=record, what="Hyllen.")
    page = sign_in("leader").get(f"/relay/{relay.pk}/").content.decode()
    for said in (
        "Dangerous work is stopped",
        "Reports to handle",
        record.number,
        "Measures to carry out",
        "Feste hyllen som falt ned",
        "What others have been given to do",
        "Coordinator Prøve, ",
    ):
        assert said in page, said


def test_what_only_named_people_read_is_not_in_the_list(cast: Cast, sign_in: Doors) -> None:
    relay, record = begun(cast, sign_in)
    Record.objects.filter(pk=record.pk).update(sensitivity=Sensitivity.PARTIES)
    page = sign_in("leader").get(f"/relay/{relay.pk}/").content.decode()
    assert record.number not in page


def test_once_signed_the_one_who_comes_reads_it_and_signs(cast: Cast, sign_in: Doors) -> None:
    relay, record = signed(cast, sign_in)
    succeed(
        actor=SYSTEM,
        person=cast.people["employee"],
        role=RoleKey.LEADER,
        unit=cast.units["INST"],
        on=clock.today(),
    )
    assert "Take over from Leader Prøve" in sign_in("employee").get("/").content.decode()
    page = sign_in("employee").get(f"/relay/{relay.pk}/").content.decode()
    assert "Snakk med verneombudet først." in page
    assert "Delen er bestilt." in page
    assert record.number in page
    assert sign_in("leader_above").post(f"/relay/{relay.pk}/take/").status_code in (403, 404)
    for _time in range(2):
        assert sign_in("employee").post(f"/relay/{relay.pk}/take/").status_code == 302
    relay.refresh_from_db()
    assert relay.taken_by == cast.people["employee"]
    assert "Take over from" not in sign_in("employee").get("/").content.decode()
    verbs = HistoryLine.objects.filter(verb__startswith="relay.").values_list("verb", flat=True)
    assert list(verbs) == ["relay.begun", "relay.left", "relay.taken"]


def test_while_nobody_has_come_the_leader_above_signs(cast: Cast, sign_in: Doors) -> None:
    relay, _record = signed(cast, sign_in)
    assert "Take over from Leader" in sign_in("leader_above").get("/").content.decode()
    assert sign_in("leader_above").post(f"/relay/{relay.pk}/take/").status_code == 302
    relay.refresh_from_db()
    assert relay.taken_by == cast.people["leader_above"]


def test_the_safety_representative_is_informed(cast: Cast, sign_in: Doors) -> None:
    relay, _record = signed(cast, sign_in)
    told = Notice.objects.filter(kind="relay.left").values_list("person__given_name", flat=True)
    assert set(told) == {"Safety", "Leader"}  # the representative, and the leader above
    assert sign_in("safety_rep").get(f"/relay/{relay.pk}/").status_code == 200
    assert sign_in("rep_sibling").get(f"/relay/{relay.pk}/").status_code == 404


def test_what_is_signed_is_not_changed(cast: Cast, sign_in: Doors) -> None:
    relay, _record = signed(cast, sign_in)
    sign_in("leader").post(f"/relay/{relay.pk}/", {"whole": "Noe annet.", "sign": "yes"})
    relay.refresh_from_db()
    assert relay.word == "Snakk med verneombudet først."


def test_a_stand_in_hands_nothing_over(cast: Cast, sign_in: Doors) -> None:
    today = clock.today()
    say_away(actor=SYSTEM, person=cast.people["leader"], first=today, last=today)
    answer = sign_in("deputy_leader").post("/relay/begin/", {"unit": "INST"})
    assert answer.status_code == 403


def test_nobody_reads_in_it_what_they_may_not_read_where_it_stands(
    cast: Cast, sign_in: Doors
) -> None:
    relay, record = signed(cast, sign_in)
    Record.objects.filter(pk=record.pk).update(sensitivity=Sensitivity.PARTIES)
    page = sign_in("safety_rep").get(f"/relay/{relay.pk}/").content.decode()
    assert record.number not in page
    assert "Delen er bestilt." not in page


def test_on_paper_too(cast: Cast, sign_in: Doors) -> None:
    relay, _record = signed(cast, sign_in)
    answer = sign_in("leader_above").get(f"/relay/{relay.pk}/pdf/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_the_page_asks_as_many_questions_for_many_as_for_one(
    cast: Cast, sign_in: Doors, django_assert_max_num_queries: object
) -> None:
    relay, _record = begun(cast, sign_in)
    for _number in range(4):
        casting.measure(cast, casting.report(cast, "INST"), responsible="leader")
    client = sign_in("leader")
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        client.get(f"/relay/{relay.pk}/")


def test_before_one_begins_it_says_who_takes_over_and_why(cast: Cast, sign_in: Doors) -> None:
    page = sign_in("leader").get("/relay/").content.decode()
    assert "so Leader Above, the leader above, signs" in page
    assert "the new one signs instead" in page
    assert "Signing appoints nobody and moves no rights." in page
    assert page.index("Signing appoints nobody") < page.index("Begin the handover")
    starts = clock.today() + 9 * DAY
    succeed(
        actor=SYSTEM,
        person=cast.people["employee"],
        role=RoleKey.LEADER,
        unit=cast.units["INST"],
        on=starts,
    )
    page = sign_in("leader").get("/relay/").content.decode()
    assert f"Employee Prøve takes over and signs: appointed as leader from {day(starts)}." in page
    assert f"Your last day as leader is {day(starts - DAY)}." in page


def test_what_is_not_signed_is_called_off_once_one_says_that_one_means_it(
    cast: Cast, sign_in: Doors
) -> None:
    relay, _record = begun(cast, sign_in)
    address = f"/relay/{relay.pk}/cancel/"
    assert sign_in("leader_above").post(address).status_code == 404
    assert "Call off the handover of" in sign_in("leader").get(address).content.decode()
    assert Relay.objects.exists()
    assert sign_in("leader").post(address).status_code == 302
    assert not Relay.objects.exists()
    assert HistoryLine.objects.filter(verb="relay.cancelled").count() == 1
    assert sign_in("leader").post(address).status_code == 404
    assert sign_in("leader").post("/relay/begin/", {"unit": "INST"}).status_code == 302


def test_what_is_signed_is_not_called_off(cast: Cast, sign_in: Doors) -> None:
    relay, _record = signed(cast, sign_in)
    assert sign_in("leader").post(f"/relay/{relay.pk}/cancel/").status_code == 404
    with pytest.raises(Refused):
        cancel(actor=for_person(cast.people["leader"]), relay=relay)
    assert Relay.objects.exists()


def test_a_closed_report_whose_answer_was_not_good_enough_is_handed_over_too(
    cast: Cast, sign_in: Doors
) -> None:
    record = casting.report(cast, "INST")
    leader = for_person(cast.people["leader"])
    services.close(actor=leader, record=record, message="Ryddet.", no_measures_reason="Nei")
    relay, _other = begun(cast, sign_in)
    assert record.number not in sign_in("leader").get(f"/relay/{relay.pk}/").content.decode()
    dialogue.judge(
        actor=for_person(cast.people["reporter"]), record=record, good_enough=False, words="Nei."
    )
    page = sign_in("leader").get(f"/relay/{relay.pk}/").content.decode()
    assert record.number in page
    assert "The answer was not good enough" in page


def test_what_is_over_its_day_says_by_how_much_and_stands_first(cast: Cast, sign_in: Doors) -> None:
    relay, record = begun(cast, sign_in)
    late = casting.report(cast, "INST")
    Record.objects.filter(pk=record.pk).update(due_on=clock.today() + 4 * DAY)
    Record.objects.filter(pk=late.pk).update(due_on=clock.today() - 4 * DAY)
    page = sign_in("leader").get(f"/relay/{relay.pk}/").content.decode()
    assert page.count("4 days late") == 1
    assert page.index(late.number) < page.index(record.number)


def test_roles_keep_their_names_as_they_are_written(
    cast: Cast, sign_in: Doors, settings: Settings
) -> None:
    relay, _record = begun(cast, sign_in)
    settings.LANGUAGE_CODE = "nb"
    client = sign_in("leader")
    page = client.get(f"/relay/{relay.pk}/", headers={"accept-language": "nb"}).content.decode()
    assert "HMS-koordinator" in page


def test_nobody_reads_in_it_a_measure_that_they_may_not_know_of(cast: Cast) -> None:
    measure = casting.measure(cast, casting.report(cast, "INST"), responsible="leader")
    described = handed_over["measures"].described
    assert described(for_person(cast.people["leader_above"]), [measure.pk])
    outside = for_person(cast.people["employee_outside"])
    assert described(outside, [measure.pk]) == {}
    assert readable([Notice(pk=1, facts={"measure": measure.pk})], outside) == set()
