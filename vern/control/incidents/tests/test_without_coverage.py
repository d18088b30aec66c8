"""A report that a device kept, and sends when there is coverage."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from vern.control.incidents.capabilities import REPORT
from vern.control.incidents.models import Incident, ReportingPolicy
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.kernel.offline import device_key
from vern.core.kernel.testing.client import AuditedClient
from vern.core.org.models import RoleCapability
from vern.core.records.models import Record

URL = "/report/"
SHELL = "/report/shell/"


def filled(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "description": "Isen på dekk var glatt.",
        "unit": str(world.units["CHEM"].pk),
        "type": "accident",
        "key": str(uuid4()),
        **changes,
    }


def by(world: World, who: str, **more: str) -> dict[str, str]:
    return {"X-Vern-Written-By": device_key(world.people[who].pk), **more}


def test_it_answers_with_number_and_receipt(world: World) -> None:
    client = world.client("reporter")
    answer = client.post(URL, filled(world), headers=by(world, "reporter"))
    record = Record.objects.get()
    assert answer.json() == {
        "outcome": "sent",
        "number": record.number,
        "url": f"/report/sent/{record.pk}/",
        "code": "",
    }


def test_sent_again_it_is_the_same_report(world: World) -> None:
    client, form = world.client("reporter"), filled(world)
    first = client.post(URL, form, headers=by(world, "reporter")).json()
    assert client.post(URL, form, headers=by(world, "reporter")).json() == first
    assert client.post(URL, form)["Location"] == first["url"]
    assert Record.objects.count() == 1


def test_it_is_not_received_in_another_name(world: World) -> None:
    answer = world.client("colleague").post(URL, filled(world), headers=by(world, "reporter"))
    assert answer.json() == {"outcome": "another"}
    nameless = AuditedClient().post(URL, filled(world), headers=by(world, "reporter"))
    assert nameless.status_code == 302 or nameless.json() == {"outcome": "another"}
    named = world.client("reporter").post(URL, filled(world), headers={"X-Vern-Written-By": ""})
    assert named.json() == {"outcome": "another"}
    assert not Record.objects.exists()


def test_what_is_wrong_is_said_with_its_question(world: World) -> None:
    answer = world.client("reporter").post(
        URL, filled(world, description=""), headers=by(world, "reporter")
    )
    assert answer.json() == {
        "outcome": "refused",
        "errors": ["What happened? – Write what happened."],
    }


@pytest.mark.parametrize(
    ("measured", "kept"), [("47", 47), ("0", 1), ("999999", None), ("-5", None), ("x", None)]
)
def test_the_time_is_what_the_device_measured(
    world: World, measured: str, kept: int | None
) -> None:
    headers = by(world, "reporter", **{"X-Vern-Seconds": measured})
    world.client("reporter").post(URL, filled(world), headers=headers)
    assert Incident.objects.get().seconds_to_send == kept


def test_the_form_for_the_device_names_nobody_and_takes_no_messages(world: World) -> None:
    client = world.client("reporter")
    page = client.get(SHELL)
    html = page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert world.people["reporter"].name not in html
    assert 'name="description"' in html
    assert 'action="/report/"' in html
    assert page.context["form"]["opened"].value() == ""


def test_without_names_the_answer_has_the_code(world: World) -> None:
    make_nameless_allowed(allowed=True)
    answer = AuditedClient().post(URL, filled(world), headers={"X-Vern-Written-By": ""}).json()
    assert answer["outcome"] == "sent"
    assert len(answer["code"].replace("-", "")) == 16


def test_where_names_are_wanted_strangers_have_no_form_on_the_device(world: World) -> None:
    make_nameless_allowed(allowed=False)
    assert AuditedClient().get(SHELL).status_code == 302
    make_nameless_allowed(allowed=True)
    assert AuditedClient().get(SHELL).status_code == 200


def make_nameless_allowed(*, allowed: bool) -> None:
    ReportingPolicy.objects.update_or_create(pk=1, defaults={"nameless_allowed": allowed})


def test_it_costs_few_queries(world: World, django_assert_max_num_queries: Any) -> None:
    client = world.client("reporter")
    make.building()
    with django_assert_max_num_queries(15):
        client.get(SHELL)


def test_a_device_fetches_no_form_that_its_user_would_be_refused(world: World) -> None:
    def kept() -> bool:
        page = world.client("reporter").get("/").content.decode()
        return "/report/shell/" in page.partition('data-shells="')[2].partition('"')[0]

    assert kept()
    RoleCapability.objects.filter(capability=REPORT).delete()
    assert world.client("reporter").get("/report/shell/").status_code == 403
    assert not kept()
