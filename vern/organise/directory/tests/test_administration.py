"""Those who administer change units, people and roles; every change says first what it does."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from vern.core.history.models import HistoryLine
from vern.core.kernel import clock
from vern.core.org.actors import SYSTEM, holding
from vern.core.org.models import Assignment, Building, Person, RoleKey, SafetyArea, Unit
from vern.core.org.services.people import NewPerson, end_assignment, register_person
from vern.core.org.services.units import Names, create_unit, rename_unit
from vern.core.org.tests.world import new_unit, someone, unit
from vern.organise.directory.tests.conftest import Cast
from vern.organise.directory.tests.sending import CONFIRMED, SignIn, confirm, text_of

DAY = dt.date(2024, 1, 1)


def holder(role: RoleKey, code: str, day: dt.date) -> list[Person]:
    held = Assignment.objects.filter(holding(day), role=role, unit__code=code)
    return [each.person for each in held]


def test_a_change_says_first_what_will_happen_and_waits(sign_in: SignIn) -> None:
    client = sign_in("hse")
    data = {"name_nb": "Nytt navn", "name_nn": "", "name_en": "New name", "on": "2024-01-01"}
    said = text_of(client.post("/admin/units/A/rename/", data))
    assert "From 1 January 2024 Unit A is called Nytt navn." in said
    assert "figures since then follow the new tree" in said
    assert "Nothing is changed yet." in said
    assert unit("A").name_nb == "Unit A"
    assert not HistoryLine.objects.filter(verb="unit.renamed").exists()


def test_a_confirmed_change_is_done_and_stands_in_the_history(sign_in: SignIn, cast: Cast) -> None:
    data = {"name_nb": "Nytt navn", "on": "2024-01-01"}
    _said, done = confirm(sign_in("hse"), "/admin/units/A/rename/", data)
    assert "The new name is registered." in done
    assert "Renamed the unit" in done
    assert "Before: Unit A" in done
    assert cast["hse"].name in done
    assert unit("A").name_nb == "Nytt navn"


def test_what_is_changed_after_the_preview_is_previewed_again(sign_in: SignIn) -> None:
    client = sign_in("hse")
    data = {"name_nb": "First", "on": "2024-01-01"}
    sealed = CONFIRMED.search(text_of(client.post("/admin/units/A/rename/", data)))
    assert sealed
    other = {**data, "name_nb": "Second", "confirmed": sealed[1]}
    assert "is called Second" in text_of(client.post("/admin/units/A/rename/", other))
    assert unit("A").name_nb == "Unit A"


def test_a_unit_is_created_once_however_often_the_form_is_sent(sign_in: SignIn) -> None:
    client = sign_in("hse")
    data = {
        "parent": unit("F").pk,
        "kind": "department",
        "name_nb": "Institutt for nytt",
        "code": "IFN",
        "on": "2024-01-01",
    }
    said, done = confirm(client, "/admin/units/new/", data)
    assert "there is a unit called Institutt for nytt under Unit F" in said
    assert "The unit is created." in done
    again = text_of(client.post("/admin/units/new/", data))
    assert "Another unit has this code." in again
    assert 'value="Institutt for nytt"' in again, "nothing that was typed is lost"
    assert Unit.objects.filter(code="IFN").count() == 1


def test_a_refusal_stands_by_its_field(sign_in: SignIn) -> None:
    data = {"parent": unit("S").pk, "on": "2024-01-01"}
    refused = text_of(sign_in("hse").post("/admin/units/A/move/", data))
    summary = refused[refused.index("ds-error-summary") :]
    assert "A unit cannot belong to itself or to one below it." in summary
    assert 'href="#id_parent"' in summary


def test_a_unit_is_moved(sign_in: SignIn) -> None:
    data = {"parent": unit("G").pk, "on": "2024-01-01"}
    said, done = confirm(sign_in("hse"), "/admin/units/A/move/", data)
    assert "Unit A belongs to Unit G, with all units below it" in said
    assert "Earlier under Unit F" in done
    assert unit("S").path.startswith(unit("G").path)


def test_units_are_merged_into_a_new_one(sign_in: SignIn) -> None:
    data = {
        "first": unit("A").pk,
        "second": unit("B").pk,
        "how": "new",
        "name_nb": "Sammen",
        "code": "SAM",
        "kind": "department",
        "reports": "on",
        "on": "2024-01-01",
    }
    said, done = confirm(sign_in("hse"), "/admin/units/merge/", data)
    assert "On 1 January 2024 these units end: Unit A, Unit B." in said
    assert "From then on they are Sammen." in said
    assert "2 employees and students belong to it" in said
    assert "These units below move along: Unit S." in said
    assert "The units are merged." in done
    assert "Took over from Unit A" in done
    assert not unit("A").active


def test_a_unit_is_merged_into_a_standing_one(sign_in: SignIn) -> None:
    data = {
        "first": unit("A").pk,
        "how": "standing",
        "into": unit("B").pk,
        "on": "2024-01-01",
    }
    confirm(sign_in("hse"), "/admin/units/merge/", data)
    assert unit("A").path.startswith(unit("B").path)


def test_a_merger_asks_for_what_it_needs(sign_in: SignIn) -> None:
    client = sign_in("hse")
    empty = text_of(client.get("/admin/units/merge/"))
    assert empty.index("What do they become?") < empty.index("First unit")
    for name in ("name_nb", "code", "kind", "into"):
        label = empty.partition(f'for="id_{name}"')[2].partition("</label>")[0]
        assert "Must be filled in if" in label
        assert "Optional" not in label
    data = {"first": unit("A").pk, "how": "new", "on": "2024-01-01"}
    lacking = text_of(client.post("/admin/units/merge/", data))
    assert all(f'href="#id_{name}"' in lacking for name in ("name_nb", "code", "kind"))
    alone = {**data, "name_nb": "X", "code": "X", "kind": "department"}
    refused = text_of(client.post("/admin/units/merge/", alone))
    assert "Choose at least two units to merge." in refused
    assert 'href="#id_second"' in refused


def test_a_unit_is_split(sign_in: SignIn) -> None:
    data = {
        "name_nb_1": "Ene",
        "code_1": "ENE",
        "name_nb_2": "Andre",
        "code_2": "ANDRE",
        "on": "2024-01-01",
    }
    said, done = confirm(sign_in("hse"), "/admin/units/A/split/", data)
    assert "Unit A ends. In its place come: Ene, Andre." in said
    assert "2 belong to the old one" in said
    assert "2 people still belong to it and need a new unit." in done
    assert unit("ENE").active


def test_a_taken_code_in_a_split_is_shown_by_its_field(sign_in: SignIn) -> None:
    data = {"name_nb_1": "Ene", "code_1": "ENE", "name_nb_2": "To", "code_2": "B", "on": DAY}
    refused = text_of(sign_in("hse").post("/admin/units/A/split/", data))
    assert 'href="#id_code_2"' in refused


def test_a_person_is_registered_once_and_gets_one_account(sign_in: SignIn) -> None:
    client = sign_in("hse")
    data = {
        "given_name": "Åse",
        "family_name": "Ny",
        "email": "ase@example.org",
        "language": "nn",
    }
    done = text_of(client.post("/admin/people/new/", data, follow=True))
    assert "The person is registered." in done
    again = text_of(client.post("/admin/people/new/", data))
    assert "Someone is registered with this e-mail address." in again
    person = Person.objects.get(email="ase@example.org")
    for said in ("The account is open.", "There is already an account"):
        answer = client.post(f"/admin/people/{person.pk}/account/", follow=True)
        assert said in text_of(answer)
    person.refresh_from_db()
    assert person.user
    assert not person.user.has_usable_password()


def test_a_persons_details_are_changed(sign_in: SignIn, cast: Cast) -> None:
    head = cast["head"]
    url = f"/admin/people/{head.pk}/change/"
    data = {"given_name": "Kim", "family_name": "Annen", "email": head.email, "language": "nb"}
    done = text_of(sign_in("hse").post(url, data, follow=True))
    assert "Kim Annen" in done
    assert "Before: Ledersen" in done


def test_a_new_leader_replaces_the_old_one_only_if_one_says_so(sign_in: SignIn, cast: Cast) -> None:
    client, new = sign_in("hse"), someone("Ny", "Sjef")
    url = "/admin/assignments/new/"
    data = {"person": "ny sjef", "role": "leader", "unit": unit("A").pk, "on": "2024-01-01"}
    refused = text_of(client.post(url, data))
    assert f"{cast['head'].name} has this post." in refused
    assert 'href="#id_replace"' in refused
    said, done = confirm(client, url, {**data, "replace": "on"})
    assert f"{cast['head'].name} has the post until the day before." in said
    assert "The role is given." in done
    assert holder(RoleKey.LEADER, "A", DAY) == [new]
    assert holder(RoleKey.LEADER, "A", DAY - dt.timedelta(days=1)) == [cast["head"]]


def test_of_several_who_fit_one_chooses_the_right_one(sign_in: SignIn) -> None:
    client = sign_in("hse")
    _one, other = someone("Per", "Lik"), someone("Per", "Lik")
    url = "/admin/assignments/new/"
    data = {"person": "Per Lik", "role": "leader", "unit": unit("B").pk, "on": "2024-01-01"}
    asked = text_of(client.post(url, data))
    assert "Several people fit. Choose the right one." in asked
    confirm(client, url, {**data, "which": other.pk})
    assert holder(RoleKey.LEADER, "B", DAY) == [other]


def test_a_name_that_fits_nobody_or_too_many_is_said(sign_in: SignIn) -> None:
    client = sign_in("hse")
    data = {"role": "leader", "unit": unit("B").pk, "on": "2024-01-01"}
    nobody = text_of(client.post("/admin/assignments/new/", {**data, "person": "Qwerty"}))
    assert "Nobody with this name" in nobody
    many = text_of(client.post("/admin/assignments/new/", {**data, "person": "Kim"}))
    assert "Many people fit" in many


@pytest.mark.parametrize(
    ("role", "lacks"), [("safety_rep", "area"), ("auditor", "until"), ("coordinator", "unit")]
)
def test_a_role_asks_for_what_it_needs(sign_in: SignIn, role: str, lacks: str) -> None:
    data = {"person": someone("En", "Ny").email, "role": role, "on": "2024-01-01"}
    if role == "auditor":
        data["unit"] = str(unit("A").pk)
    refused = text_of(sign_in("hse").post("/admin/assignments/new/", data))
    assert f'href="#id_{lacks}"' in refused


@pytest.mark.parametrize("role", [role for role in RoleKey if role != RoleKey.LEADER])
def test_every_role_can_be_given(sign_in: SignIn, cast: Cast, role: RoleKey) -> None:
    assert cast.area
    url, new = "/admin/assignments/new/", someone("En", "Ny")
    data = {
        "person": new.email,
        "role": str(role),
        "unit": unit("A").pk,
        "area": cast.area.pk,
        "on": "2024-01-01",
        "until": "2030-12-31",
        "scope": "The laboratories",
        "replace": "on",
    }
    confirm(sign_in("hse"), url, data)
    assert new in holder(role, "A", DAY)


@pytest.mark.parametrize("wrong", ["abc", "²", "-1", "9" * 30, "9" * 5000, "%00"])
@pytest.mark.parametrize(
    "url",
    [
        "/admin/assignments/new/?person={}&unit={}&role={}&area={}",
        "/admin/units/new/?under={}",
        "/admin/units/merge/?first={}",
        "/admin/people/?after={}|5",
    ],
)
def test_a_proposal_in_the_address_that_means_nothing_is_ignored(
    sign_in: SignIn, url: str, wrong: str
) -> None:
    assert sign_in("hse").get(url.replace("{}", wrong)).status_code == 200


def test_a_role_is_ended_once(sign_in: SignIn, cast: Cast) -> None:
    client, held = sign_in("hse"), cast["head"].assignments.get()
    url = f"/admin/assignments/{held.pk}/end/"
    said, done = confirm(client, url, {"last_day": "2024-06-30"})
    assert "The post is then vacant, and the leader above answers." in said
    assert "The end is registered." in done
    again = text_of(client.post(url, {"last_day": "2024-06-30"}))
    assert "The role has already ended, or ends then." in again


def test_an_area_is_drawn_redrawn_and_ended(sign_in: SignIn) -> None:
    client = sign_in("hse")
    house = Building.objects.create(code="REA", name="Realfagbygget")
    data = {
        "name_nb": "Verneområde B",
        "code": "VB",
        "unit": unit("B").pk,
        "unit_1": unit("B").pk,
        "part_1": "verkstedet",
        "buildings": [house.pk],
    }
    drawn = text_of(client.post("/admin/areas/new/", data, follow=True))
    assert "Unit B: verkstedet, Realfagbygget" in drawn
    assert "Another area has this code." in text_of(client.post("/admin/areas/new/", data))
    shown = text_of(client.get("/admin/areas/VB/"))
    assert 'value="verkstedet"' in shown
    changed = {**data, "part_1": "", "buildings": []}
    client.post("/admin/areas/VB/", changed)
    area = SafetyArea.objects.get(code="VB")
    assert [(part.unit, part.part_of_unit) for part in area.parts.all()] == [(unit("B"), "")]
    confirm(client, "/admin/areas/VB/end/", {"on": "2024-01-01"})
    assert "Verneområde B" not in text_of(client.get("/admin/areas/"))


def test_an_area_without_parts_is_refused_by_its_field(sign_in: SignIn) -> None:
    data = {"name_nb": "Tomt", "code": "TOM", "unit": unit("B").pk}
    refused = text_of(sign_in("hse").post("/admin/areas/new/", data))
    assert 'href="#id_unit_1"' in refused


def test_a_building_is_added_once(sign_in: SignIn) -> None:
    client, data = sign_in("hse"), {"name": "Realfagbygget", "code": "REA", "campus": "Nord"}
    assert "The building is added." in text_of(client.post("/admin/buildings/", data, follow=True))
    again = text_of(client.post("/admin/buildings/", data))
    assert "Another building has this code." in again
    assert "Nord" in again


def test_units_to_come_can_get_a_leader_before_their_first_day(sign_in: SignIn) -> None:
    ahead = clock.today() + dt.timedelta(days=30)
    create_unit(actor=SYSTEM, new=new_unit("COMING"), parent=unit("F"), on=ahead)
    client, new = sign_in("faculty_hse"), someone("Ny", "Sjef")
    assert "This unit has not begun yet." in text_of(client.get("/admin/units/COMING/"))
    data = {"person": new.email, "role": "leader", "unit": unit("COMING").pk, "on": ahead}
    confirm(client, "/admin/assignments/new/", data)
    assert holder(RoleKey.LEADER, "COMING", ahead) == [new]


def test_key_numbers_say_one_and_many_in_their_own_words(sign_in: SignIn, cast: Cast) -> None:
    client, held = sign_in("hse"), cast["rep"].assignments.get()
    assert "areas without a safety representative" in text_of(client.get("/admin/"))
    end_assignment(actor=SYSTEM, held=held, last_day=clock.today() - dt.timedelta(days=1))
    assert "area without a safety representative" in text_of(client.get("/admin/"))


def test_the_system_has_a_name_in_the_trail(sign_in: SignIn) -> None:
    rename_unit(actor=SYSTEM, unit=unit("A"), names=Names("Nytt"), on=DAY)
    assert "The system, " in text_of(sign_in("hse").get("/admin/units/A/"))


def test_people_are_listed_page_by_page_without_loss(sign_in: SignIn) -> None:
    for number in range(130):
        new = NewPerson("Lik", f"Navn {number % 3}", f"p{number}@lik.example.org")
        register_person(actor=SYSTEM, new=new)
    client, seen, url = sign_in("hse"), [], "/admin/people/?q=lik"
    while url:
        answer = text_of(client.get(url))
        seen += re.findall(r"p(\d+)@lik", answer)
        following = re.search(r'rel="next" href="(\?[^"]+)"', answer)
        url = "/admin/people/" + following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) == 130
