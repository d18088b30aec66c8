"""Everyone who is signed in finds who is who, on any date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from vern.core.kernel import clock
from vern.core.kernel.testing.client import AuditedClient
from vern.core.org.actors import SYSTEM
from vern.core.org.models import RoleKey
from vern.core.org.services.people import end_assignment
from vern.core.org.services.units import Names, create_unit, merge_units, rename_unit, split_unit
from vern.core.org.tests.world import give, new_unit, someone, unit
from vern.organise.directory.tests.conftest import Cast

DAY = dt.date(2024, 1, 1)
SignIn = Callable[[str], AuditedClient]


def page(client: AuditedClient, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("url", ["/units/", "/units/A/", "/units/representatives/"])
def test_strangers_are_sent_to_sign_in(client: AuditedClient, cast: Cast, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("who", ["student", "employee", "head", "rep", "rector", "hse"])
@pytest.mark.parametrize("url", ["/units/", "/units/A/", "/units/representatives/"])
def test_everyone_signed_in_may_read(sign_in: SignIn, who: str, url: str) -> None:
    page(sign_in(who), url)


def test_a_unit_shows_all_who_answer_represent_and_help(sign_in: SignIn, cast: Cast) -> None:
    shown = page(sign_in("student"), "/units/A/")
    for key in ("head", "deputy", "rep", "chief", "main_chief", "coordinator", "student_rep"):
        assert cast[key].name in shown, key
    for key in ("health", "faculty_hse"):
        assert cast[key].name in shown, key
    assert "Head of department" in shown
    assert cast["hse"].name not in shown, "the nearest contact is enough"
    assert "Covers: Unit A" in shown


def test_leaders_have_the_title_of_their_kind_of_unit(sign_in: SignIn) -> None:
    client = sign_in("student")
    for code, title in (("U", "Rector"), ("F", "Dean"), ("A", "Head of department")):
        assert title in page(client, f"/units/{code}/")


@pytest.mark.parametrize(("code", "offered"), [("A", True), ("C", False), ("U", False)])
def test_plan_and_figures_are_offered_only_to_those_who_may_open_them(
    sign_in: SignIn, code: str, *, offered: bool
) -> None:
    main = page(sign_in("head"), f"/units/{code}/").partition("<main")[2]
    assert (f'href="/plan/{code}/' in main) is offered
    assert (f'href="/figures/?unit={code}' in main) is offered


def test_a_vacant_post_is_said_with_who_answers(sign_in: SignIn, cast: Cast) -> None:
    shown = page(sign_in("student"), "/units/B/")
    assert "The post as Head of department is vacant." in shown
    assert f"{cast['dean'].name} answers for the unit." in shown


def test_a_missing_safety_representative_is_said_plainly(sign_in: SignIn) -> None:
    client = sign_in("student")
    assert "This unit has no safety representative." in page(client, "/units/B/")
    assert "This unit has no safety representative." not in page(client, "/units/A/")
    assert "This unit has no safety representative." not in page(client, "/units/S/")


def test_the_page_shows_the_date_that_one_asks_for(sign_in: SignIn, cast: Cast) -> None:
    rename_unit(actor=SYSTEM, unit=unit("A"), names=Names("Newname"), on=DAY)
    held = cast["head"].assignments.get()
    end_assignment(actor=SYSTEM, held=held, last_day=dt.date(2023, 12, 31))
    new = give(RoleKey.LEADER, "A", someone("Ny", "Lederson"), on=DAY).person
    client = sign_in("student")
    now, then = page(client, "/units/A/"), page(client, "/units/A/?on=2023-12-31")
    assert "Newname" in now
    assert new.name in now
    assert "Unit A (until 1 Jan 2024)" in now
    assert "This is how it was on 31 December 2023." in then
    assert cast["head"].name in then
    assert new.name not in then
    assert "Newname" not in then


def test_a_merged_unit_shows_its_forerunners_and_they_lead_to_it(sign_in: SignIn) -> None:
    merge_units(actor=SYSTEM, units=[unit("A"), unit("B")], into=new_unit("N"), on=DAY)
    create_unit(actor=SYSTEM, new=new_unit("OTHER"), parent=unit("F"), on=DAY)
    client = sign_in("student")
    new = page(client, "/units/N/")
    assert "Forerunners" in new
    assert "/units/A/?on=2023-12-31" in new
    assert "/units/B/?on=2023-12-31" in new
    old = page(client, "/units/A/")
    assert "This unit does not exist any more" in old
    assert "It ended on 1 January 2024." in old
    assert 'href="/units/N/"' in old
    assert "does not exist any more" not in page(client, "/units/A/?on=2023-12-31")
    assert "Forerunners" not in page(client, "/units/OTHER/")


def test_the_parts_of_a_split_unit_show_where_they_come_from(sign_in: SignIn) -> None:
    split_unit(actor=SYSTEM, unit=unit("A"), into=[new_unit("X"), new_unit("Y")], on=DAY)
    create_unit(actor=SYSTEM, new=new_unit("OTHER"), parent=unit("F"), on=DAY)
    client = sign_in("student")
    old = page(client, "/units/A/")
    assert 'href="/units/X/"' in old
    assert 'href="/units/Y/"' in old
    assert "Forerunners" in page(client, "/units/X/")
    assert "Forerunners" not in page(client, "/units/OTHER/")


def test_a_date_before_the_unit_is_answered_in_words(sign_in: SignIn) -> None:
    shown = page(sign_in("student"), "/units/A/?on=2019-12-31")
    assert "The unit did not exist on 31 December 2019. Its first day is 1 January 2020." in shown


def test_nonsense_for_a_date_shows_today(sign_in: SignIn, cast: Cast) -> None:
    assert cast["head"].name in page(sign_in("student"), "/units/A/?on=yesterday")


def test_an_unknown_unit_is_not_found(sign_in: SignIn) -> None:
    assert sign_in("student").get("/units/NOWHERE/").status_code == 404


def test_the_overview_has_ones_own_unit_and_every_other(sign_in: SignIn) -> None:
    shown = page(sign_in("employee"), "/units/")
    assert "Your unit" in shown
    for code in "UFGABCS":
        assert f'href="/units/{code}/"' in shown


def test_the_overview_of_a_day_before_everything_is_empty(sign_in: SignIn) -> None:
    assert "No units on this date" in page(sign_in("student"), "/units/?on=2000-01-01")


def test_one_searches_for_units_and_for_people_with_a_post(sign_in: SignIn, cast: Cast) -> None:
    client = sign_in("student")
    assert 'href="/units/A/"' in page(client, "/units/?q=unit+a")
    found = page(client, "/units/?q=ledersen")
    assert cast["head"].name in found
    assert 'href="/units/A/"' in found
    assert "Nothing found" in page(client, "/units/?q=ansattsen"), "employees are not listed"


def test_a_search_on_a_date_finds_the_names_of_that_date(sign_in: SignIn) -> None:
    rename_unit(actor=SYSTEM, unit=unit("A"), names=Names("Newname"), on=DAY)
    client = sign_in("student")
    assert "Nothing found" in page(client, "/units/?q=newname&on=2023-12-31")
    assert "/units/A/?on=2024-02-01" in page(client, "/units/?q=newname&on=2024-02-01")


def test_areas_and_units_without_a_representative_stand_first(sign_in: SignIn, cast: Cast) -> None:
    held = cast["rep"].assignments.get()
    client = sign_in("rep")
    before = page(client, "/units/representatives/")
    assert cast["rep"].name in before
    assert "Areas without a representative" not in before
    assert "Units without a representative" in before
    end_assignment(actor=SYSTEM, held=held, last_day=clock.today() - dt.timedelta(days=1))
    after = page(client, "/units/representatives/")
    assert "Areas without a representative" in after


def test_chief_representatives_stand_by_role_and_in_norwegian_order(
    sign_in: SignIn, cast: Cast
) -> None:
    for code, name in (("G", "Aafakultetet"), ("C", "Årealfag"), ("B", "Zoologi")):
        rename_unit(actor=SYSTEM, unit=unit(code), names=Names(name), on=DAY)
        give(RoleKey.LOCAL_CHIEF_REP, code)
    shown = page(sign_in("rep"), "/units/representatives/")
    main, _heading, local = shown.partition("Local chief safety representatives</h2>")
    local = local.partition("</section>")[0]
    assert cast["main_chief"].name in main
    assert cast["main_chief"].name not in local
    order = [
        local.index(f"<dt>{name}</dt>")
        for name in ("Unit F", "Zoologi", "Aafakultetet", "Årealfag")
    ]
    assert order == sorted(order)


def test_who_is_who_is_a_shortcut_on_the_desk(sign_in: SignIn) -> None:
    desk = page(sign_in("student"), "/").partition("<main")[2]
    assert 'href="/units/"' in desk


def test_an_area_says_its_unit_once(sign_in: SignIn) -> None:
    rename_unit(actor=SYSTEM, unit=unit("A"), names=Names("Area A"), on=DAY)
    shown = page(sign_in("rep"), "/units/representatives/")
    assert shown.count("Area A") == 1


@pytest.mark.parametrize(
    "url", ["/units/", "/units/?q=unit", "/units/F/", "/units/representatives/"]
)
def test_pages_cost_the_same_with_few_and_with_many(
    sign_in: SignIn, django_assert_max_num_queries: Callable[..., object], url: str
) -> None:
    client = sign_in("employee")
    for number in range(12):
        create_unit(actor=SYSTEM, new=new_unit(f"M{number}"), parent=unit("F"), on=DAY)
        give(RoleKey.LEADER, f"M{number}", on=DAY)
        give(RoleKey.COORDINATOR, "F", on=DAY)
    with django_assert_max_num_queries(15):  # type: ignore[attr-defined]
        page(client, url)
