"""Reporting without an account, and following the report with a code."""

from __future__ import annotations

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from pytest_django import Settings

from vern.control.incidents import services
from vern.control.incidents.codes import code_for, digest
from vern.control.incidents.models import ReportingPolicy
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.kernel import clock
from vern.core.kernel.testing.client import AuditedClient
from vern.core.notices.models import Notice
from vern.core.records.models import Party, Record

URL = "/report/"
FORM = "/report/?channel=hse"
CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}")


def filled(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "description": "Det lukter gass i trappen.",
        "unit": str(world.units["CHEM"].pk),
        "type": "hazardous_condition",
        "key": str(uuid4()),
        **changes,
    }


def told(world: World, **changes: Any) -> tuple[Record, str]:
    """A report from a browser of its own, and the code on its receipt."""
    client = AuditedClient()
    receipt = client.get(client.post(URL, filled(world, **changes))["Location"])
    found = CODE.search(receipt.content.decode())
    assert found
    return Record.objects.latest("pk"), found.group()


def test_a_stranger_gets_a_receipt_with_a_code(world: World) -> None:
    record, code = told(world)
    party = Party.objects.get(record=record, part="reporter")
    assert party.person is None
    assert party.code_digest == digest(code)
    assert Notice.objects.get(kind="incident.to_handle").person == world.people["leader"]


def test_the_code_is_kept_nowhere(world: World) -> None:
    _record, code = told(world)
    with connection.cursor() as cursor:
        cursor.execute("select row_to_json(p)::text from records_party p")
        rows = " ".join(row for (row,) in cursor.fetchall())
        cursor.execute("select row_to_json(p)::text from records_submission p")
        rows += " ".join(row for (row,) in cursor.fetchall())
    assert digest(code) in rows
    assert code not in rows
    assert code.replace("-", "") not in rows


def test_the_code_opens_the_report_elsewhere_however_it_is_typed(world: World) -> None:
    record, code = told(world)
    for typed in (code, code.lower(), code.replace("-", " "), code.replace("-", "")):
        client = AuditedClient()
        answer = client.post("/code/", {"code": typed})
        assert answer["Location"] == f"/incidents/{record.pk}/"
        page = client.get(answer["Location"]).content.decode()
        assert "Det lukter gass i trappen." in page
        assert "Leader Prøve, leader of Institutt for kjemi" in page


def test_the_answer_is_read_with_the_code(world: World) -> None:
    record, code = told(world)
    leader = world.actor("leader")
    services.take_up(actor=leader, record=record)
    services.close(
        actor=leader, record=record, message="Pakningen er byttet.", no_measures_reason="Gjort"
    )
    client = AuditedClient()
    page = client.get(client.post("/code/", {"code": code})["Location"]).content.decode()
    assert "Pakningen er byttet." in page
    assert "Gjort" not in page


def test_a_code_opens_its_own_report_and_nothing_else(world: World) -> None:
    record, code = told(world)
    other, _code = told(world, description="Noe annet")
    named = make.told(world)
    client = AuditedClient()
    client.post("/code/", {"code": code})
    assert client.get(f"/incidents/{record.pk}/").status_code == 200
    for pk in (other.pk, named.pk):
        assert client.get(f"/incidents/{pk}/").status_code == 404
        assert client.get(f"/report/sent/{pk}/").status_code == 404
    for url in ("/", "/incidents/", "/incidents/mine/", f"/incidents/{record.pk}/assess/"):
        answer = client.get(url)
        assert answer.status_code == 302, url
        assert "/accounts/login/" in answer["Location"]


def test_without_a_code_one_is_asked_to_sign_in(world: World) -> None:
    record, _code = told(world)
    for url in (f"/incidents/{record.pk}/", f"/report/sent/{record.pk}/"):
        assert "/accounts/login/" in AuditedClient().get(url)["Location"]


def test_leaving_forgets_the_code(world: World) -> None:
    record, code = told(world)
    client = AuditedClient()
    client.post("/code/", {"code": code})
    assert client.post("/code/leave/")["Location"] == "/code/"
    assert "/accounts/login/" in client.get(f"/incidents/{record.pk}/")["Location"]


def test_nothing_of_it_stays_in_the_browser(world: World) -> None:
    record, code = told(world)
    client = AuditedClient()
    client.post("/code/", {"code": code})
    for url in (f"/incidents/{record.pk}/", f"/report/sent/{record.pk}/"):
        assert "no-store" in client.get(url)["Cache-Control"]
    assert client.session.get_expire_at_browser_close()


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Write the code that you got"),
        ("7K2M", "This has 4."),
        ("7K2M-9QRS-4TVW-XY12-0", "This has 17."),
        ("7K2M-9QRS-4TVW-XY12", "No report has this code."),
    ],
)
def test_what_is_wrong_with_a_code_is_said(world: World, typed: str, message: str) -> None:
    answer = AuditedClient().post("/code/", {"code": typed})
    assert message in answer.context["form"].errors["code"][0]


def test_who_is_signed_in_is_asked_to_sign_out_first(world: World) -> None:
    record, code = told(world)
    client = world.client("colleague")
    assert "You are signed in" in client.post("/code/", {"code": code}).content.decode()
    assert client.get(f"/incidents/{record.pk}/").status_code == 404


def test_nobody_is_named_where_there_was_no_account(world: World) -> None:
    record, _code = told(world)
    page = world.client("leader").get(f"/incidents/{record.pk}/").content.decode()
    assert page.count("Someone without an account") == 2  # among the facts, and in the history


def test_the_same_form_gives_the_same_report_and_the_same_code(world: World) -> None:
    form, clients = filled(world), [AuditedClient(), AuditedClient()]
    first, second = (client.post(URL, form)["Location"] for client in clients)
    assert first == second
    assert Record.objects.count() == 1
    for client in clients:
        receipt = client.get(first).content.decode()
        assert code_for(UUID(form["key"])) in receipt


@pytest.mark.django_db(transaction=True)
def test_the_same_form_twice_at_once_makes_one_report() -> None:
    form, ready = filled(make.world()), Barrier(3)

    def send(_number: int) -> str:
        ready.wait(timeout=10)
        try:
            return AuditedClient().post(URL, form)["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        receipts = set(pool.map(send, range(3)))
    assert receipts == {f"/report/sent/{Record.objects.get().pk}/"}


def test_the_way_back_to_a_fresh_form_with_the_same_words_is_the_same_report(
    world: World,
) -> None:
    client = AuditedClient()
    first = client.post(URL, filled(world))["Location"]
    assert client.post(URL, filled(world))["Location"] == first
    assert Record.objects.count() == 1
    AuditedClient().post(URL, filled(world))  # someone else who says the same
    assert Record.objects.count() == 2


def test_a_name_cannot_be_asked_to_be_hidden_where_there_is_none(world: World) -> None:
    assert "name_for_handlers_only" not in AuditedClient().get(FORM).context["form"].fields


def test_where_the_institution_wants_names_nothing_comes_in_without(world: World) -> None:
    ReportingPolicy.objects.create(pk=1, nameless_allowed=False)
    answer = AuditedClient().post(URL, filled(world))
    assert "/accounts/login/" in answer["Location"]
    assert not Record.objects.exists()


def test_a_stranger_finds_the_form_and_the_code_from_the_sign_in_page(world: World) -> None:
    page = AuditedClient().get("/accounts/login/").content.decode()
    assert 'href="/report/"' in page
    assert 'href="/code/"' in page
    ReportingPolicy.objects.create(pk=1, nameless_allowed=False)
    page = AuditedClient().get("/accounts/login/").content.decode()
    assert 'href="/report/"' not in page


# Very many from one address


@pytest.fixture
def low(settings: Settings) -> None:
    """Limits that a test can reach."""
    cache.clear()
    settings.VERN_LIMITS = {
        "nameless_report": {"ask": 2, "stop": 4, "seconds": 3600},
        "wrong_code": {"ask": 2, "stop": 4, "seconds": 600},
    }


def from_(address: str) -> AuditedClient:
    return AuditedClient(REMOTE_ADDR=address)


def answered(answer: Any) -> dict[str, str]:
    """The fields of the question that a page asks, with the right answer."""
    form = answer.context["form"]
    left, right = re.findall(r"\d+", str(form.fields["answer"].label))
    return {"asked": form["asked"].value(), "answer": str(int(left) + int(right))}


def test_after_some_from_one_address_a_question_is_asked_and_nothing_is_lost(
    world: World, low: None
) -> None:
    for _each in range(2):
        from_("10.1.1.1").post(URL, filled(world))
    client, form = from_("10.1.1.1"), filled(world)
    asked = client.post(URL, form)
    assert "Write the sum" in asked.context["form"].errors["answer"][0]
    assert asked.context["form"]["description"].value() == form["description"]
    assert Record.objects.count() == 2
    wrong = client.post(URL, {**form, **answered(asked), "answer": "99"})
    assert Record.objects.count() == 2
    assert client.post(URL, {**form, **answered(wrong)}).status_code == 302
    assert Record.objects.count() == 3


def test_an_answer_serves_once(world: World, low: None) -> None:
    for _each in range(2):
        from_("10.1.1.1").post(URL, filled(world))
    answer = answered(from_("10.1.1.1").post(URL, filled(world)))
    assert from_("10.1.1.1").post(URL, filled(world, **answer)).status_code == 302
    again = from_("10.1.1.1").post(URL, filled(world, **answer))
    assert "Write the sum" in again.context["form"].errors["answer"][0]
    assert Record.objects.count() == 3


def test_after_very_many_one_must_wait_and_is_told_what_to_do(world: World, low: None) -> None:
    address = "10.1.1.1"
    with clock.at(dt.datetime(2026, 3, 2, 11, 0, tzinfo=dt.UTC)):
        for _each in range(4):
            form = filled(world)
            answer = from_(address).post(URL, form)
            if answer.status_code == 200:
                from_(address).post(URL, {**form, **answered(answer)})
        assert Record.objects.count() == 4
        form = filled(world)
        stopped = from_(address).post(URL, form)
        assert "Send it again in 60 minutes" in stopped.context["form"].errors["__all__"][0]
        assert stopped.context["form"]["description"].value() == form["description"]
        assert from_("10.1.1.2").post(URL, filled(world)).status_code == 302
        assert world.client("reporter").post(URL, filled(world)).status_code == 302
    with clock.at(dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)):
        assert from_(address).post(URL, form).status_code == 302


def test_what_was_sent_already_is_never_stopped(world: World, low: None) -> None:
    form = filled(world)
    first = from_("10.1.1.1").post(URL, form)
    for _each in range(3):
        from_("10.1.1.1").post(URL, filled(world))
    assert from_("10.1.1.1").post(URL, form)["Location"] == first["Location"]


def test_wrong_codes_are_counted_and_right_ones_are_not(world: World, low: None) -> None:
    record, code = told(world)
    cache.clear()
    wrong = {"code": "7K2M-9QRS-4TVW-XY12"}
    for _each in range(5):
        assert from_("10.1.1.1").post("/code/", {"code": code}).status_code == 302
    for _each in range(2):
        from_("10.1.1.1").post("/code/", wrong)
    asked = from_("10.1.1.1").post("/code/", {"code": code})
    assert "answer" in asked.context["form"].errors
    opened = from_("10.1.1.1").post("/code/", {"code": code, **answered(asked)})
    assert opened["Location"] == f"/incidents/{record.pk}/"
    for _each in range(2):
        asked = from_("10.1.1.1").post("/code/", wrong)
        from_("10.1.1.1").post("/code/", {**wrong, **answered(asked)})
    stopped = from_("10.1.1.1").post("/code/", {"code": code})
    assert "try again in 10 minutes" in stopped.context["form"].errors["__all__"][0]
    assert from_("10.1.1.2").post("/code/", {"code": code}).status_code == 302


def test_the_browser_keeps_neither_the_form_nor_what_stood_in_it(world: World) -> None:
    for page in (
        AuditedClient().get(FORM),
        AuditedClient().post(URL, filled(world, type="")),
        AuditedClient().post("/report/recipient/", filled(world)),
    ):
        assert "no-store" in page["Cache-Control"]
        assert 'action="/report/" autocomplete="off"' in page.content.decode()
    own = world.client("reporter").get(FORM)
    assert 'action="/report/" autocomplete' not in own.content.decode()


def test_the_way_back_to_a_form_that_was_put_right_and_sent_shows_an_empty_one(
    world: World,
) -> None:
    client = AuditedClient()
    first = filled(world, type="")
    assert first["description"] in client.post(URL, first).content.decode()
    client.post(URL, {**first, "type": "accident"})
    again = client.post(URL, first, follow=True)  # the browser asks, and someone says yes
    asked = client.post("/report/recipient/", first, follow=True)
    for page in (again.content.decode(), asked.content.decode()):
        assert "You have sent this form already. Here is an empty one." in page
        assert first["description"] not in page
    assert Record.objects.count() == 1


def test_another_text_in_a_form_that_was_sent_is_not_lost(world: World) -> None:
    client = AuditedClient()
    first = filled(world)
    client.post(URL, first)
    other = {**first, "description": "Noe helt annet."}
    page = client.post(URL, other).content.decode()
    assert "You have sent this form already: it became" in page
    assert "Noe helt annet." in page
