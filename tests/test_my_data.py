"""Everyone sees what is stored about them, all of it, and nothing that is not theirs to see."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import Settings

from tests.cast import Cast, make_cast, measure, report
from vern.core.kernel.recent import SIGN_INS
from vern.core.kernel.testing.client import AuditedClient
from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.core.org.personal import personal_data
from vern.core.records.models import Party, Record, Sensitivity
from vern.core.talk.models import Comment
from vern.hub.privacy.models import Statement
from vern.hub.privacy.queries import SHOWN

PAGE, JSON, PDF = (reverse(f"privacy:my_data{each}") for each in ("", "_json", "_pdf"))

shared_cast = once_per_module(make_cast)


@pytest.fixture
def cast(shared_cast: Shared[Cast], db: None, settings: Settings) -> Cast:
    settings.LANGUAGE_CODE = "en"
    settings.WHITENOISE_AUTOREFRESH = True
    return shared_cast.copy()


def client_of(cast: Cast, who: str) -> AuditedClient:
    client = AuditedClient()
    user = cast.people[who].user
    assert user is not None
    client.force_login(user)
    return client


def data_of(cast: Cast, who: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client_of(cast, who).get(JSON).content)
    return found


def test_one_finds_oneself_and_what_one_has_sent_and_is_to_do(cast: Cast) -> None:
    record = report(cast, "INST")
    own = measure(cast, record, responsible="reporter")
    person = cast.people["reporter"]
    text = client_of(cast, "reporter").get(PAGE).content.decode()
    for each in (person.name, person.email, record.number, record.title, own.plan_text):
        assert each in text, each
    data = data_of(cast, "reporter")
    assert [row["number"] for row in data["records"]] == [record.number]
    assert [row["measure"] for row in data["measures"]] == [own.plan_text]
    assert {row["role"] for row in data["posts"]} == {"Employee"}
    assert set(data) == {"person", "made", *(each.key for each in personal_data)}


def test_another_person_is_not_in_it(cast: Cast) -> None:
    report(cast, "INST")
    data = json.dumps(data_of(cast, "student"))
    assert "reporter" not in data
    assert data_of(cast, "student")["records"] == []


def test_whom_a_record_is_about_learns_nothing_of_it(cast: Cast) -> None:
    record = report(cast, "INST")
    Party.objects.create(record=record, person=cast.people["employee"], part=Party.Part.SUBJECT)
    Comment.objects.create(
        record=record,
        author=cast.people["employee"],
        audience=Comment.Audience.READERS,
        text="Mine",
        at=record.opened_at,
    )
    data = data_of(cast, "employee")
    assert data["records"] == data["comments"] == []
    assert record.number not in client_of(cast, "employee").get(PAGE).content.decode()


def test_a_former_handler_of_what_is_sealed_now_does_not_find_it(cast: Cast) -> None:
    record = report(cast, "INST")
    Party.objects.create(record=record, person=cast.people["coordinator"], part=Party.Part.HANDLER)
    assert data_of(cast, "coordinator")["records"]
    Record.objects.filter(pk=record.pk).update(sensitivity=Sensitivity.SEALED)
    assert data_of(cast, "coordinator")["records"] == []
    assert [row["number"] for row in data_of(cast, "reporter")["records"]] == [record.number]


def test_it_asks_for_a_recent_sign_in(cast: Cast) -> None:
    client = client_of(cast, "employee")
    session = client.session
    session[SIGN_INS] = [{"method": "test", "at": 0}]
    session.save()
    for url in (PAGE, JSON, PDF):
        assert reverse("account_reauthenticate") in client.get(url)["Location"]


def test_the_files_have_all_and_stay_on_nobody_elses_disk(cast: Cast) -> None:
    person = cast.people["employee"]
    record = report(cast, "INST", by="employee")
    Comment.objects.bulk_create(
        Comment(
            record=record,
            author=person,
            audience=Comment.Audience.REPORTER,
            by_reporter=True,
            text=f"Word {number}",
            at=record.opened_at,
        )
        for number in range(SHOWN + 10)
    )
    client = client_of(cast, "employee")
    page = client.get(PAGE)
    (comments,) = (part for part in page.context["parts"] if part.source.key == "comments")
    assert (len(comments.rows), comments.more) == (SHOWN, True)
    assert len(data_of(cast, "employee")["comments"]) == SHOWN + 10
    pdf = client.get(PDF)
    assert pdf.content.startswith(b"%PDF")
    assert pdf["Content-Disposition"].startswith("attachment")
    assert "no-store" in pdf["Cache-Control"]


def test_it_asks_few_queries_however_much_there_is(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for _ in range(5):
        measure(cast, report(cast, "INST", by="leader"), responsible="leader")
    client = client_of(cast, "leader")
    for url in (PAGE, JSON):
        with django_assert_max_num_queries(15, info=url):
            assert client.get(url).status_code == 200


@pytest.mark.parametrize("key", ["privacy", "accessibility"])
def test_every_page_leads_to_the_statements_and_strangers_read_them(cast: Cast, key: str) -> None:
    url = reverse("privacy:statement", args=[key])
    stranger = AuditedClient()
    front = stranger.get(reverse("account_login")).content.decode()
    assert f'href="{url}"' in front
    page = stranger.get(url)
    assert page.status_code == 200
    assert "<h2" in page.content.decode()
    assert "Change the text" not in page.content.decode()


def test_the_hse_department_writes_them_and_no_sign_is_markup(cast: Cast) -> None:
    department = client_of(cast, "hse_department")
    url = reverse("privacy:statement", args=["privacy"])
    edit = reverse("content:edit", args=["privacy.statements", "privacy"])
    assert edit in department.get(url).content.decode()
    sent = {f"{field}_{each}": "Ord" for field in ("name", "text") for each in ("nb", "nn", "en")}
    sent["text_en"] = "## Ask <us>\r\n\r\n- <script>alert(1)</script>\r\n- two"
    assert department.post(edit, {**sent, "seen": "0"}).status_code == 302
    text = department.get(url).content.decode()
    assert "Ask &lt;us&gt;</h2>" in text
    assert "<script>alert" not in text
    assert Statement.objects.get(key="privacy").text_nb == "Ord"
