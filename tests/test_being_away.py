"""Saying that one is away, who stands in, and taking over."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.cast import Cast, make_cast
from tests.doors import Doors
from vern.core.history.models import HistoryLine
from vern.core.kernel import clock
from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.core.org.actors import SYSTEM, for_person
from vern.core.org.models import Absence
from vern.core.org.services.absences import say_away
from vern.organise.absences.queries import colleagues

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


def days(first: int = 0, last: int = 3, **more: str) -> dict[str, str]:
    today = clock.today()
    return {
        "first": (today + first * DAY).isoformat(),
        "last": (today + last * DAY).isoformat(),
        "cover": "",
        **more,
    }


def test_a_leader_says_when_and_sees_that_the_deputy_stands_in(cast: Cast, sign_in: Doors) -> None:
    answer = sign_in("leader").post("/away/new/", days())
    assert answer.status_code == 302
    page = sign_in("leader").get("/away/").content.decode()
    assert "Deputy Leader stands in" in page
    assert "You stand in today" in sign_in("deputy_leader").get("/away/").content.decode()
    posts = [(p.role, p.instead_of) for p in for_person(cast.people["deputy_leader"]).posts]
    assert ("leader", cast.people["leader"].pk) in posts


def test_where_no_deputy_is_appointed_it_says_so(cast: Cast, sign_in: Doors) -> None:
    sign_in("leader_sibling").post("/away/new/", days())
    page = sign_in("leader_sibling").get("/away/").content.decode()
    assert "No deputy is appointed: nobody stands in." in page


def test_the_elected_deputy_stands_in_for_the_safety_representative(
    cast: Cast, sign_in: Doors
) -> None:
    sign_in("safety_rep").post("/away/new/", days())
    deputy = for_person(cast.people["deputy_safety_rep"])
    assert deputy.scope("incidents.represent") == for_person(cast.people["safety_rep"]).scope(
        "incidents.represent"
    )
    with clock.at(clock.now() + 4 * DAY):
        assert not for_person(cast.people["deputy_safety_rep"]).standing_in


def test_the_same_form_twice_is_one_absence_and_overlapping_days_are_refused(
    cast: Cast, sign_in: Doors
) -> None:
    client = sign_in("leader")
    for _time in range(2):
        assert client.post("/away/new/", days()).status_code == 302
    assert Absence.objects.count() == 1
    answer = client.post("/away/new/", days(2, 9))
    assert "You have already said so for some of these days." in answer.content.decode()
    wrong = client.post("/away/new/", days(8, 7, cover="employee@vern.example")).content.decode()
    assert "The last day is before the first." in wrong
    assert "employee@vern.example" in wrong
    assert Absence.objects.count() == 1


def test_who_is_asked_accepts_and_can_give_it_back(cast: Cast, sign_in: Doors) -> None:
    sign_in("case_handler").post("/away/new/", days(cover="employee@vern.example"))
    absence = Absence.objects.get()
    employee = cast.people["employee"]
    assert "Asked to take over for someone" in sign_in("employee").get("/").content.decode()
    assert not for_person(employee).standing_in
    sign_in("employee").post(f"/away/{absence.pk}/answer/", {"answer": "yes"})
    assert for_person(employee).scope("incidents.handle").covers(cast.units["INST"].path)
    sign_in("employee").post(f"/away/{absence.pk}/answer/", {"answer": "no"})
    assert not for_person(employee).standing_in
    verbs = list(
        HistoryLine.objects.filter(verb__startswith="person.").values_list("verb", flat=True)
    )
    assert verbs[-4:] == [
        "person.away",
        "person.cover_asked",
        "person.cover_accepted",
        "person.cover_declined",
    ]


def test_nobody_accepts_for_another(cast: Cast, sign_in: Doors) -> None:
    sign_in("case_handler").post("/away/new/", days(cover="employee@vern.example"))
    absence = Absence.objects.get()
    for who in ("leader", "case_handler", "student"):
        answer = sign_in(who).post(f"/away/{absence.pk}/answer/", {"answer": "yes"})
        assert answer.status_code == 404
    assert not Absence.objects.get().accepted


def test_the_leader_above_and_the_hse_department_can_say_it_but_no_leader_of_a_representative(
    cast: Cast, sign_in: Doors
) -> None:
    leader, rep = cast.people["leader"].pk, cast.people["safety_rep"].pk
    for who, whom, status in (
        ("leader_above", leader, 302),
        ("leader_above", rep, 200),
        ("leader_sibling", leader, 200),
        ("hse_department", rep, 302),
    ):
        answer = sign_in(who).post("/away/others/new/", days(person=str(whom)))
        assert answer.status_code == status, (who, whom)
    assert set(Absence.objects.values_list("person", flat=True)) == {leader, rep}


def test_a_stand_in_says_of_nobody_that_they_are_away(cast: Cast, sign_in: Doors) -> None:
    sign_in("leader").post("/away/new/", days())
    assert sign_in("deputy_leader").get("/away/others/new/").status_code == 403


def test_who_is_who_says_who_stands_in(cast: Cast, sign_in: Doors) -> None:
    sign_in("leader").post("/away/new/", days())
    page = sign_in("student").get("/units/INST/").content.decode()
    assert "Away now: Deputy Leader stands in" in page


def test_back_again_everything_has_returned(cast: Cast, sign_in: Doors) -> None:
    absence = say_away(
        actor=SYSTEM, person=cast.people["leader"], first=clock.today(), last=clock.today() + DAY
    )
    assert sign_in("leader").post(f"/away/{absence.pk}/back/").status_code == 302
    assert not for_person(cast.people["deputy_leader"]).standing_in


def test_the_form_says_who_stands_in_before_anything_is_saved(cast: Cast, sign_in: Doors) -> None:
    for who, said in (
        ("leader", "Deputy Leader stands in"),
        ("safety_rep", "Deputy Safety_rep stands in"),
        ("leader_sibling", "No deputy is appointed: nobody stands in."),
        ("employee", "Only posts as leader and safety representative have a deputy"),
    ):
        assert said in sign_in(who).get("/away/new/").content.decode(), who


def test_a_name_that_fits_many_gives_a_list_and_nothing_typed_is_lost(
    cast: Cast, sign_in: Doors
) -> None:
    client = sign_in("leader")
    page = client.post("/away/new/", days(cover="Prøve")).content.decode()
    assert page.count('type="radio"') == len(colleagues("Prøve")) > 1
    assert "Several people fit. Choose the right one." in page
    assert 'value="Prøve"' in page
    assert not Absence.objects.exists()
    sent = days(cover="Deputy", which=str(cast.people["deputy_safety_rep"].pk))
    assert client.post("/away/new/", sent).status_code == 302
    assert Absence.objects.get().cover == cast.people["deputy_safety_rep"]


def test_all_that_is_wrong_is_said_at_once(cast: Cast, sign_in: Doors) -> None:
    page = sign_in("leader").post("/away/new/", days(-2, -3, cover="Finnesikke")).content.decode()
    for said in (
        "Choose today or a later day.",
        "The last day is before the first.",
        "Nobody who works here has this name or address.",
    ):
        assert said in page, said
    oneself = sign_in("leader").post("/away/new/", days(-2, cover="leader@vern.example"))
    assert "This is the one who is away." in oneself.content.decode()


def test_an_absence_ends_only_once_one_says_that_one_means_it(cast: Cast, sign_in: Doors) -> None:
    sign_in("leader").post("/away/new/", days())
    absence = Absence.objects.get()
    page = sign_in("leader").get(f"/away/{absence.pk}/back/").content.decode()
    assert "End your absence?" in page
    assert for_person(cast.people["deputy_leader"]).standing_in
    sign_in("leader").post(f"/away/{absence.pk}/back/")
    assert not for_person(cast.people["deputy_leader"]).standing_in


def test_nobody_else_is_asked_while_someone_has_not_declined(cast: Cast, sign_in: Doors) -> None:
    sign_in("case_handler").post("/away/new/", days(cover="employee@vern.example"))
    absence = Absence.objects.get()
    offered = f"/away/{absence.pk}/cover/"
    for answer, there in (("", False), ("yes", False), ("no", True)):
        if answer:
            sign_in("employee").post(f"/away/{absence.pk}/answer/", {"answer": answer})
        assert (offered in sign_in("case_handler").get("/away/").content.decode()) is there


def test_the_page_asks_as_many_questions_for_many_as_for_one(
    cast: Cast, sign_in: Doors, django_assert_max_num_queries: object
) -> None:
    for who in ("leader", "leader_below", "coordinator", "case_handler", "deputy_leader"):
        say_away(
            actor=SYSTEM,
            person=cast.people[who],
            first=clock.today(),
            last=clock.today(),
            cover=cast.people["employee"],
        )
    client = sign_in("leader_above")
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        client.get("/away/")
