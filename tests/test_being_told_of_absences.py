"""Whoever stands in, or is asked to, is told so, and told when it is over."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.cast import Cast, make_cast, report
from tests.doors import Doors
from vern.core.kernel import clock
from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.core.notices.delivery import send
from vern.core.notices.models import Notice
from vern.core.notices.words import in_words
from vern.core.org.actors import for_person
from vern.core.org.models import Absence, Assignment, RoleKey
from vern.core.records.models import Record

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


def go_away(sign_in: Doors, who: str, *, cover: str = "", first: int = 0) -> Absence:
    today = clock.today()
    said = {
        "first": (today + first * DAY).isoformat(),
        "last": (today + (first + 3) * DAY).isoformat(),
        "cover": f"{cover}@vern.example" if cover else "",
    }
    assert sign_in(who).post("/away/new/", said).status_code == 302
    return Absence.objects.latest("pk")


def told(cast: Cast, who: str) -> list[str]:
    """The subjects of what someone is told of absences, as they read them now."""
    person = cast.people[who]
    notices = list(Notice.objects.filter(person=person, kind__startswith="away.").order_by("pk"))
    words = in_words(notices, for_person(person))
    return [each.message.subject for each in words if each.message]


def test_who_is_asked_is_told_at_once_by_mail_with_a_way_to_answer(
    cast: Cast, sign_in: Doors, mailoutbox: list[object]
) -> None:
    go_away(sign_in, "case_handler", cover="employee")
    notice = Notice.objects.get(kind="away.asked")
    assert notice.person == cast.people["employee"]
    send(notice.pk)
    mail = mailoutbox[0]
    assert "Case Handler spør om du kan ta over" in mail.subject  # type: ignore[attr-defined]
    assert "/away/" in mail.body or f"/{notice.pk}/" in mail.body  # type: ignore[attr-defined]


def test_who_asked_is_told_the_answer(cast: Cast, sign_in: Doors) -> None:
    absence = go_away(sign_in, "case_handler", cover="employee")
    for said in ("yes", "no"):
        sign_in("employee").post(f"/away/{absence.pk}/answer/", {"answer": said})
    assert told(cast, "case_handler") == [
        "Employee Prøve takes over",
        "Employee Prøve does not take over",
    ]


@pytest.mark.parametrize(
    ("who", "deputy"), [("leader", "deputy_leader"), ("safety_rep", "deputy_safety_rep")]
)
def test_the_deputy_is_told_from_which_day_to_which(
    cast: Cast, sign_in: Doors, who: str, deputy: str
) -> None:
    absence = go_away(sign_in, who, first=5)
    notice = Notice.objects.get(kind="away.stands_in")
    assert notice.person == cast.people[deputy]
    assert notice.facts["first"] == absence.valid_from.isoformat()
    assert notice.facts["last"] == (absence.valid_to - DAY).isoformat()


def test_a_deputy_whose_own_term_ends_stands_in_no_longer_than_that(
    cast: Cast, sign_in: Doors
) -> None:
    held = Assignment.objects.filter(
        person=cast.people["deputy_leader"], role=RoleKey.DEPUTY_LEADER
    )
    held.update(valid_to=clock.today() + 2 * DAY)
    go_away(sign_in, "leader")
    notice = Notice.objects.get(kind="away.stands_in")
    assert notice.facts["last"] == (clock.today() + DAY).isoformat()


def test_the_same_form_twice_tells_once(cast: Cast, sign_in: Doors) -> None:
    for _time in range(2):
        go_away(sign_in, "leader", cover="employee")
    assert len(told(cast, "deputy_leader")) == len(told(cast, "employee")) == 1


@pytest.mark.parametrize(("first", "before"), [(0, 1), (5, 0)])
def test_when_it_is_called_off_all_who_stood_in_are_told(
    cast: Cast, sign_in: Doors, first: int, before: int
) -> None:
    """What was said of an absence that never came is gone; of one that ended early it stays."""
    absence = go_away(sign_in, "leader", cover="employee", first=first)
    now = clock.now() + DAY * before
    with clock.at(now):
        assert sign_in("leader").post(f"/away/{absence.pk}/back/").status_code == 302
        over = "You need not stand in for Leader Prøve any more"
        stood_in = ["You stand in for Leader Prøve"] * before
        assert told(cast, "deputy_leader") == [*stood_in, over]
        asked = ["Leader Prøve asks you to take over"] * before
        assert told(cast, "employee") == [*asked, over]


def test_who_has_declined_is_not_told_that_it_is_over(cast: Cast, sign_in: Doors) -> None:
    absence = go_away(sign_in, "case_handler", cover="employee")
    sign_in("employee").post(f"/away/{absence.pk}/answer/", {"answer": "no"})
    sign_in("case_handler").post(f"/away/{absence.pk}/back/")
    assert not Notice.objects.filter(kind="away.over").exists()


def test_the_request_stands_first_on_the_desk_and_its_topic_can_be_chosen(
    cast: Cast, sign_in: Doors
) -> None:
    record = report(cast, "INST")
    Record.objects.filter(pk=record.pk).update(due_on=clock.today() - DAY)
    go_away(sign_in, "case_handler", cover="leader")
    page = sign_in("leader").get("/").content.decode()
    assert page.index("Asked to take over for someone") < page.index(record.title)
    settings_page = sign_in("leader").get("/notices/settings/").content.decode()
    assert "Being away and standing in" in settings_page
