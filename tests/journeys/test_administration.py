"""The HSE department changes the organisation in the browser."""

from __future__ import annotations

import pytest

from tests.cast import Cast, report
from tests.journeys.conftest import DESK, Opening, Site
from tests.journeys.hands import Hands
from tests.journeys.looking import accessible
from vern.core.org.models import Assignment, Unit

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

NEW_NAME = "Institutt for måling og telling"


def test_two_units_become_one_and_their_people_and_cases_go_along(
    site: Site, cast: Cast, opening: Opening
) -> None:
    case = report(cast, "INST")
    department = Hands(opening(viewport=DESK), look=accessible)
    department.go("/admin/")
    department.sign_in("hse_department@vern.example")
    department.follow("/admin/units/")
    department.follow("/admin/units/merge/")
    department.pick("first", f"{cast.units['INST'].name} (INST)")
    department.pick("second", f"{cast.units['SIDE'].name} (SIDE)")
    department.choose("how", "new")
    department.fill("name_nb", NEW_NAME)
    department.fill("code", "MT")
    department.field("kind").select_option("department")
    department.send()
    assert not Unit.objects.filter(code="MT").exists(), "first it only says what will happen"
    department.sees(cast.units["INST"].name)
    department.send()
    department.sees(NEW_NAME)
    merged = Unit.objects.get(code="MT")
    assert set(Unit.objects.filter(active=False).values_list("code", flat=True)) == {"INST", "SIDE"}
    members = Assignment.objects.filter(unit=merged, role="employee", valid_to=None)
    assert cast.people["employee"].pk in members.values_list("person_id", flat=True)
    # The post as leader is vacant: the leader above has the case now.
    above = Hands(opening(), look=accessible)
    above.go("/")
    above.sign_in("leader_above@vern.example")
    above.follow_text(case.title)


def test_a_new_leader_is_appointed_and_shown_to_everyone(
    site: Site, cast: Cast, opening: Opening
) -> None:
    department = Hands(opening(viewport=DESK), look=accessible)
    department.go("/admin/assignments/new/?unit=FAK&role=safety_rep")
    department.sign_in("hse_department@vern.example")
    department.go("/admin/assignments/new/?unit=ANNET&role=leader")
    department.fill("person", "employee_outside@vern.example")
    department.send()
    if not Assignment.objects.filter(unit__code="ANNET", role="leader").exists():
        department.send()  # it first said what will happen
    held = Assignment.objects.get(unit__code="ANNET", role="leader")
    assert held.person == cast.people["employee_outside"]
    colleague = Hands(opening(), look=accessible)
    colleague.go("/units/ANNET/")
    colleague.sign_in("employee@vern.example")
    colleague.sees(held.person.name)
