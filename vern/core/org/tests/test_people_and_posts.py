"""Register, change, appoint, succeed, end."""

from __future__ import annotations

import datetime as dt

import pytest
from allauth.account.models import EmailAddress

from vern.core.history.models import HistoryLine
from vern.core.kernel.errors import Refused
from vern.core.org.actors import SYSTEM, holding
from vern.core.org.models import Assignment, Person, RoleKey, User
from vern.core.org.queries import find_people
from vern.core.org.services.areas import AreaPart, create_building, draw_area, end_area, redraw_area
from vern.core.org.services.people import (
    NewPerson,
    appoint,
    change_person,
    end_assignment,
    open_account,
    register_person,
    succeed,
)
from vern.core.org.services.units import Names, merge_units
from vern.core.org.tests.world import BEGAN, area_of, give, someone, unit

pytestmark = pytest.mark.usefixtures("units")
DAY = dt.date(2024, 1, 1)
BEFORE = dt.date(2023, 12, 31)


def holders(role: RoleKey, code: str, day: dt.date) -> list[Person]:
    held = Assignment.objects.filter(holding(day), role=role, unit__code=code)
    return [each.person for each in held]


def test_names_stand_in_norwegian_order() -> None:
    for family in ("Åsen", "Ås", "Aas", "Ærlig", "Østby", "Zahl", "Öberg", "Äng", "Adolf", "Ek"):
        someone("Kari", family)
    listed = [person.family_name for person in Person.objects.all()]
    assert listed[:3] == ["Adolf", "Ek", "Zahl"]
    assert set(listed[3:5]) == {"Ærlig", "Äng"}
    assert set(listed[5:7]) == {"Østby", "Öberg"}
    assert set(listed[7:9]) == {"Ås", "Aas"}
    assert listed[9] == "Åsen"


def test_people_are_found_by_parts_of_their_names() -> None:
    found = someone("Kari Anne", "Holm-Åsen")
    someone("Kari", "Berg")
    assert list(find_people("kari åsen")) == [found]


def test_the_same_person_registered_twice_is_one() -> None:
    register_person(actor=SYSTEM, new=NewPerson("Kari", "Holm", "Kari@example.org"))
    with pytest.raises(Refused) as refused:
        register_person(actor=SYSTEM, new=NewPerson("Kari", "Holm", "kari@EXAMPLE.org"))
    assert refused.value.field == "email"


def test_an_account_follows_its_person_to_a_new_address() -> None:
    person = someone()
    user = open_account(actor=SYSTEM, person=person)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    person.refresh_from_db()
    change_person(actor=SYSTEM, person=person, new=NewPerson("Kari", "Holm", "new@example.org"))
    user.refresh_from_db()
    assert user.email == "new@example.org"
    assert not EmailAddress.objects.filter(user=user).exists(), (
        "the former address signs in no more"
    )


def test_a_second_account_is_refused() -> None:
    person = someone()
    open_account(actor=SYSTEM, person=person)
    with pytest.raises(Refused, match="already an account"):
        open_account(actor=SYSTEM, person=person)
    assert User.objects.count() == 1


def test_a_unit_has_one_leader_at_a_time() -> None:
    give(RoleKey.LEADER, "A")
    with pytest.raises(Refused, match="another leader"):
        give(RoleKey.LEADER, "A", on=DAY)


@pytest.mark.parametrize(
    "role", [role for role in RoleKey if role not in (RoleKey.AUDITOR, RoleKey.LEADER)]
)
def test_the_same_appointment_twice_is_one(role: RoleKey) -> None:
    person, area = someone(), area_of("A")
    chosen = area if role in (RoleKey.SAFETY_REP, RoleKey.DEPUTY_SAFETY_REP) else None
    give(role, "A", person, area=chosen)
    with pytest.raises(Refused):
        give(role, "A", person, area=chosen, on=DAY)
    assert Assignment.objects.filter(person=person).count() == 1


def test_a_successor_takes_over_the_day_the_former_leader_has_ended() -> None:
    former = give(RoleKey.LEADER, "A").person
    new = someone()
    succeed(actor=SYSTEM, person=new, role=RoleKey.LEADER, unit=unit("A"), on=DAY)
    assert holders(RoleKey.LEADER, "A", BEFORE) == [former]
    assert holders(RoleKey.LEADER, "A", DAY) == [new]
    assert HistoryLine.objects.filter(verb="person.assignment_ended", person=former).count() == 1


def test_a_refused_succession_leaves_the_former_leader_in_office() -> None:
    former = give(RoleKey.LEADER, "A").person
    with pytest.raises(Refused):
        succeed(
            actor=SYSTEM,
            person=someone(),
            role=RoleKey.LEADER,
            unit=unit("A"),
            on=DAY,
            until=BEFORE,
        )
    assert holders(RoleKey.LEADER, "A", DAY) == [former]


def test_a_representative_succeeds_in_the_area() -> None:
    area = area_of("A")
    give(RoleKey.SAFETY_REP, "A", area=area)
    new = someone()
    succeed(actor=SYSTEM, person=new, role=RoleKey.SAFETY_REP, unit=unit("A"), on=DAY, area=area)
    assert holders(RoleKey.SAFETY_REP, "A", DAY) == [new]


def test_who_leads_already_does_not_succeed_themselves() -> None:
    leader = give(RoleKey.LEADER, "A").person
    with pytest.raises(Refused, match="already"):
        succeed(actor=SYSTEM, person=leader, role=RoleKey.LEADER, unit=unit("A"), on=DAY)


def test_nobody_is_appointed_before_a_unit_begins_or_beyond_its_end() -> None:
    with pytest.raises(Refused, match="does not exist"):
        give(RoleKey.LEADER, "A", on=BEGAN - dt.timedelta(days=1))
    merge_units(actor=SYSTEM, units=[unit("A")], into=unit("B"), on=DAY)
    with pytest.raises(Refused, match="does not exist"):
        give(RoleKey.LEADER, "A", on=DAY)
    with pytest.raises(Refused, match="ends before"):
        give(RoleKey.LEADER, "A", on=BEFORE)


def test_an_auditor_has_an_end_and_a_scope() -> None:
    auditor = someone()
    for missing in ({"scope": "Laboratories"}, {"until": DAY}):
        with pytest.raises(Refused):
            appoint(
                actor=SYSTEM,
                person=auditor,
                role=RoleKey.AUDITOR,
                unit=unit("A"),
                on=BEGAN,
                **missing,
            )


def test_a_safety_representative_has_an_area_that_stands() -> None:
    with pytest.raises(Refused) as refused:
        give(RoleKey.SAFETY_REP, "A")
    assert refused.value.field == "area"
    area = area_of("A")
    end_area(actor=SYSTEM, area=area, on=DAY)
    area.refresh_from_db()
    with pytest.raises(Refused, match="area has ended"):
        give(RoleKey.SAFETY_REP, "A", area=area)


def test_a_role_ends_once_and_never_lasts_longer_by_it() -> None:
    held = give(RoleKey.COORDINATOR, "A")
    end_assignment(actor=SYSTEM, held=held, last_day=BEFORE)
    for day in (BEFORE, DAY):
        with pytest.raises(Refused, match="already"):
            end_assignment(actor=SYSTEM, held=held, last_day=day)
    with pytest.raises(Refused, match="before the first"):
        end_assignment(actor=SYSTEM, held=held, last_day=dt.date(2019, 1, 1))
    held.refresh_from_db()
    assert held.valid_to == DAY


def test_an_ended_area_ends_its_representatives() -> None:
    area = area_of("A")
    held = give(RoleKey.SAFETY_REP, "A", area=area)
    end_area(actor=SYSTEM, area=area, on=DAY)
    held.refresh_from_db()
    assert held.valid_to == DAY
    with pytest.raises(Refused):
        end_area(actor=SYSTEM, area=area, on=DAY)


def test_an_area_covers_something_and_each_part_once() -> None:
    with pytest.raises(Refused) as refused:
        draw_area(actor=SYSTEM, code="X", names=Names("X"), unit=unit("A"), parts=[])
    assert refused.value.field == "parts"
    area = area_of("A")
    part = AreaPart(unit=unit("B"))
    redraw_area(actor=SYSTEM, area=area, names=Names("X"), unit=unit("A"), parts=[part, part])
    assert [each.unit for each in area.parts.all()] == [unit("B")]


def test_a_buildings_code_is_used_once() -> None:
    create_building(actor=SYSTEM, code="REA", name="Science")
    with pytest.raises(Refused) as refused:
        create_building(actor=SYSTEM, code="rea", name="Science")
    assert refused.value.field == "code"
