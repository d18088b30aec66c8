"""Who may change the organisation, how far, and what the pages cost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from vern.core.kernel.testing.client import AuditedClient
from vern.core.org.actors import SYSTEM
from vern.core.org.models import RoleKey
from vern.core.org.services.units import create_unit
from vern.core.org.tests.world import give, new_unit, unit
from vern.organise.directory.tests.conftest import Cast
from vern.organise.directory.tests.sending import SignIn, text_of

DAY = dt.date(2024, 1, 1)
PAGES = (
    "/admin/",
    "/admin/units/",
    "/admin/units/?q=unit",
    "/admin/units/new/",
    "/admin/units/merge/?first=A",
    "/admin/units/A/",
    "/admin/units/A/rename/",
    "/admin/units/A/move/",
    "/admin/units/A/split/",
    "/admin/people/",
    "/admin/people/?q=kim",
    "/admin/people/new/",
    "/admin/assignments/new/?unit=A&role=leader",
    "/admin/areas/",
    "/admin/areas/new/",
    "/admin/areas/AREA-A/",
    "/admin/areas/AREA-A/end/",
    "/admin/buildings/",
)


def test_the_hse_department_sees_every_page(sign_in: SignIn) -> None:
    client = sign_in("hse")
    for url in PAGES:
        assert client.get(url).status_code == 200, url


@pytest.mark.parametrize("who", ["student", "employee", "head", "dean", "rector", "rep", "chief"])
def test_others_may_not_administer(sign_in: SignIn, cast: Cast, who: str) -> None:
    client = sign_in(who)
    person = f"/admin/people/{cast['head'].pk}/"
    for url in (*PAGES, person, f"{person}change/"):
        assert client.get(url).status_code == 403, url
    assert client.post(f"{person}account/").status_code == 403


def test_strangers_are_sent_to_sign_in(client: AuditedClient, cast: Cast) -> None:
    for url in PAGES:
        assert client.get(url).headers["Location"].startswith("/accounts/login/"), url


def test_who_administers_a_faculty_reaches_no_further(sign_in: SignIn, cast: Cast) -> None:
    client = sign_in("faculty_hse")
    assert client.get("/admin/units/A/").status_code == 200
    for url in ("/admin/units/C/", "/admin/units/U/", "/admin/units/G/rename/"):
        assert client.get(url).status_code == 403, url
    assert client.get("/admin/buildings/").status_code == 403
    data = {"parent": unit("G").pk, "on": "2024-01-01"}
    refused = text_of(client.post("/admin/units/A/move/", data))
    assert "Select a valid choice" in refused
    assert client.get(f"/admin/people/{cast['rector'].pk}/change/").status_code == 403
    assert client.post(f"/admin/people/{cast['rector'].pk}/account/").status_code == 403
    held = cast["rector"].assignments.get()
    assert client.get(f"/admin/assignments/{held.pk}/end/").status_code == 403


def test_pages_cost_the_same_with_few_and_with_many(
    sign_in: SignIn, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    client = sign_in("hse")
    for number in range(12):
        create_unit(actor=SYSTEM, new=new_unit(f"M{number}"), parent=unit("F"), on=DAY)
        give(RoleKey.LEADER, f"M{number}", on=DAY)
        give(RoleKey.COORDINATOR, "F", on=DAY)
    for url in (
        "/admin/",
        "/admin/units/",
        "/admin/units/F/",
        "/admin/units/merge/",
        "/admin/people/",
        "/admin/areas/",
        "/admin/assignments/new/",
    ):
        with django_assert_max_num_queries(15, info=url):
            assert client.get(url).status_code == 200
