"""What people are told, on their own page and by mail, across modules."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import cast as casting
from tests.cast import Cast
from vern.control.incidents import services as incidents
from vern.control.incidents.services.protecting import restrict
from vern.core.kernel import clock
from vern.core.kernel.testing.client import AuditedClient
from vern.core.notices import choices
from vern.core.notices.delivery import send
from vern.core.notices.kinds import Way, notice_kinds, topics
from vern.core.notices.models import Notice
from vern.core.notices.oversight import unreached
from vern.core.notices.services import tell
from vern.core.org.actors import for_person
from vern.core.records.models import Party, Record

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return casting.make_cast()


@pytest.fixture
def record(cast: Cast) -> Record:
    return casting.report(cast, "INST")


def become(client: AuditedClient, cast: Cast, who: str) -> None:
    user = cast.people[who].user
    assert user is not None
    client.force_login(user)


def page(client: AuditedClient, url: str = "/notices/") -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def own(cast: Cast, who: str) -> list[Notice]:
    return list(Notice.objects.filter(person=cast.people[who]))


def test_every_kind_stands_under_a_topic() -> None:
    assert {kind.topic for kind in notice_kinds} - {topic.key for topic in topics} == set()


def test_what_one_is_told_stands_on_the_page_until_it_is_read(
    client: AuditedClient, cast: Cast, record: Record
) -> None:
    become(client, cast, "leader")
    assert record.number in page(client)
    assert "1<span" in page(client, "/"), "the count in the header"
    page(client, reverse("incidents:show", args=[record.pk]))
    assert own(cast, "leader")[0].read_at is not None
    assert "1<span" not in page(client)
    assert record.number in page(client), "it stands there still"


def test_the_page_of_another_case_leaves_it_unread(
    client: AuditedClient, cast: Cast, record: Record
) -> None:
    other = casting.report(cast, "INST")
    become(client, cast, "leader")
    page(client, reverse("incidents:show", args=[other.pk]))
    unread = [each for each in own(cast, "leader") if each.read_at is None]
    assert [each.record_id for each in unread] == [record.pk]


def test_following_one_marks_it_and_leads_to_its_page(
    client: AuditedClient, cast: Cast, record: Record
) -> None:
    become(client, cast, "leader")
    [notice] = own(cast, "leader")
    answer = client.get(reverse("notices:follow", args=[notice.pk]))
    assert answer["Location"] == reverse("incidents:show", args=[record.pk])
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_all_are_marked_with_one_button_and_only_ones_own(
    client: AuditedClient, cast: Cast, record: Record
) -> None:
    become(client, cast, "leader")
    client.post("/notices/read/")
    assert all(each.read_at for each in own(cast, "leader"))
    assert not any(each.read_at for each in own(cast, "safety_rep"))


def test_what_one_may_no_longer_see_keeps_no_word_of_the_case(
    client: AuditedClient, cast: Cast, record: Record
) -> None:
    become(client, cast, "safety_rep")
    assert record.number in page(client)
    restrict(actor=for_person(cast.people["leader"]), record=record)
    Record.objects.filter(pk=record.pk).update(sensitivity=3)
    assert record.number not in page(client)
    [copy] = own(cast, "safety_rep")
    answer = client.get(reverse("notices:follow", args=[copy.pk]))
    assert answer["Location"] == "/notices/"
    send(copy.pk)
    assert mail.outbox == []


def test_the_page_asks_few_questions_however_much_it_shows(
    client: AuditedClient, cast: Cast
) -> None:
    leader = for_person(cast.people["leader"])
    for number in range(4):
        record = casting.report(cast, "INST")
        casting.measure(cast, record, responsible="leader_above")
        incidents.bring_up(actor=leader, record=record, reason=f"Grunn {number}")
    assert len(own(cast, "leader_above")) >= 8
    become(client, cast, "leader_above")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page(client)
    assert len(asked) <= 12
    for _more in range(3):
        again = casting.report(cast, "INST")
        incidents.bring_up(actor=leader, record=again, reason="Enda en")
    with CaptureQueriesContext(connection) as more:
        page(client)
    assert len(more) == len(asked)


def test_the_count_costs_no_question(client: AuditedClient, cast: Cast, record: Record) -> None:
    become(client, cast, "leader")
    with CaptureQueriesContext(connection) as with_one:
        page(client, reverse("directory:index"))
    Notice.objects.all().delete()
    with CaptureQueriesContext(connection) as with_none:
        page(client, reverse("directory:index"))
    assert len(with_one) == len(with_none)
    asked = [each["sql"] for each in with_one if "notices_notice" in each["sql"]]
    assert len(asked) == 1
    assert "org_person" in asked[0]


def test_older_ones_stand_on_the_next_page_each_once(client: AuditedClient, cast: Cast) -> None:
    record = casting.report(cast, "INST")
    Notice.objects.all().delete()
    leader = cast.people["leader"]
    moment = clock.now()
    for number in range(65):
        with clock.at(moment - dt.timedelta(minutes=number // 3)):  # several at the same moment
            tell("incident.commented", [leader], record=record)
    become(client, cast, "leader")
    found: list[int] = []
    url = "/notices/"
    for _page in range(3):
        answer = client.get(url)
        shown = answer.context["page"]
        found += [line.pk for line in shown.lines]
        url = f"/notices/?before={shown.older}"
    assert sorted(found) == sorted(Notice.objects.values_list("pk", flat=True))
    assert client.get("/notices/?before=nonsense").context["page"].lines[0].pk == found[0]


def test_one_chooses_how_to_be_told_and_it_is_done_so(
    client: AuditedClient, cast: Cast, record: Record
) -> None:
    become(client, cast, "leader")
    page(client, "/notices/settings/")
    topic = choices.choosable(for_person(cast.people["leader"]))
    ways = {
        each.topic.key.replace(".", "_"): Way.APP.value for each in topic if not each.all_required
    }
    answer = client.post("/notices/settings/", {**ways, "measures": "digest"})
    assert answer.status_code == 302
    chosen = choices.choosable(for_person(cast.people["leader"]))
    assert {each.topic.key: each.way for each in chosen}["measures"] == Way.DIGEST
    for notice in own(cast, "leader"):
        send(notice.pk)
    assert len(mail.outbox) == 1, "a report to handle comes in any case"


def test_without_an_answer_to_each_nothing_is_kept_and_the_page_says_why(
    client: AuditedClient, cast: Cast
) -> None:
    become(client, cast, "employee")
    answer = client.post("/notices/settings/", {"measures": "always"})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not cast.people["employee"].mail_choices.exists()


def came_back(cast: Cast, record: Record, kind: str = "incident.work_stopped") -> Notice:
    tell(kind, [cast.people["leader"]], record=record)
    notice = Notice.objects.filter(kind=kind).latest("pk")
    Notice.objects.filter(pk=notice.pk).update(sent_at=clock.now(), bounced_at=clock.now())
    return notice


def test_what_the_law_requires_and_came_back_lies_on_a_desk_until_someone_has_told_them(
    client: AuditedClient, cast: Cast, record: Record
) -> None:
    notice = came_back(cast, record)
    url = reverse("notices:unreached", args=[notice.pk])
    become(client, cast, "hse_department")
    assert url in page(client, "/")
    assert record.number in page(client, url)
    assert client.post(url, {"how": ""}).context["form"].errors
    assert client.post(url, {"how": "På telefon"}).status_code == 302
    notice.refresh_from_db()
    assert notice.resolved_how == "På telefon"
    assert notice.resolved_by == cast.people["hse_department"]
    assert url not in page(client, "/")
    assert client.get(url).status_code == 404


def test_it_lies_on_the_desk_of_whoever_was_asked_to_handle_it_and_of_no_other(
    client: AuditedClient, cast: Cast, record: Record
) -> None:
    leader, coordinator = (for_person(cast.people[key]) for key in ("leader", "coordinator"))
    incidents.assign(actor=leader, record=record, person=cast.people["coordinator"])
    notice = came_back(cast, record)
    assert [each.notice for each in unreached(coordinator, 10)] == [notice]
    become(client, cast, "coordinator")
    assert reverse("notices:unreached", args=[notice.pk]) in page(client, "/")
    for other in ("leader", "leader_above", "safety_rep", "employee"):
        assert unreached(for_person(cast.people[other]), 10) == []


def test_what_the_law_does_not_require_only_stands_on_the_administrators_page(
    client: AuditedClient, cast: Cast, record: Record
) -> None:
    came_back(cast, record, "incident.commented")
    assert unreached(for_person(cast.people["hse_department"]), 10) == []
    become(client, cast, "hse_department")
    shown = page(client, "/notices/mail/")
    assert cast.people["leader"].name in shown
    assert record.number not in shown


def test_who_was_not_reached_says_nothing_of_a_case_that_one_does_not_see(
    client: AuditedClient, cast: Cast, record: Record
) -> None:
    notice = came_back(cast, record)
    Record.objects.filter(pk=record.pk).update(sensitivity=2)
    become(client, cast, "hse_department")
    shown = page(client, reverse("notices:unreached", args=[notice.pk]))
    assert record.number not in shown
    assert record.title not in shown
    assert "AML" not in shown


def test_of_a_whistleblowing_matter_only_the_reception_hears_who_was_not_reached(
    client: AuditedClient, cast: Cast, record: Record
) -> None:
    incidents.hand_over(actor=for_person(cast.people["leader"]), record=record, reason="Lovbrudd")
    [notice] = Notice.objects.filter(person=cast.people["reporter"], kind="incident.handed_over")
    Notice.objects.filter(pk=notice.pk).update(sent_at=clock.now(), bounced_at=clock.now())
    url = reverse("notices:unreached", args=[notice.pk])
    for other in ("hse_department", "hse_at_faculty", "leader", "rector"):
        assert unreached(for_person(cast.people[other]), 10) == []
    become(client, cast, "hse_department")
    assert client.get(url).status_code == 404
    assert url not in page(client, "/notices/mail/")
    become(client, cast, "whistleblowing_reception")
    assert "AML" in page(client, url)


def test_the_reception_does_not_hear_it_of_a_matter_about_themselves(
    cast: Cast, record: Record
) -> None:
    incidents.hand_over(actor=for_person(cast.people["leader"]), record=record, reason="Lovbrudd")
    rows = Notice.objects.filter(person=cast.people["reporter"], kind="incident.handed_over")
    rows.update(sent_at=clock.now(), bounced_at=clock.now())
    reception = cast.people["whistleblowing_reception"]
    assert len(unreached(for_person(reception), 10)) == 1
    Party.objects.create(record=record, person=reception, part=Party.Part.SUBJECT)
    assert unreached(for_person(reception), 10) == []


def test_what_was_set_aside_is_tried_again_with_one_button(
    client: AuditedClient, cast: Cast, record: Record
) -> None:
    Notice.objects.update(
        aside_at=clock.now(), problem="refused", problem_detail="550 No such user"
    )
    become(client, cast, "hse_department")
    assert "550 No such user" in page(client, "/notices/mail/")
    [notice] = own(cast, "leader")
    client.post("/notices/mail/again/", {"key": f"notice-{notice.pk}"})
    assert Notice.objects.filter(aside_at__isnull=True).get() == notice
    client.post("/notices/mail/again/")
    assert not Notice.objects.filter(aside_at__isnull=False).exists()
    assert client.post("/notices/mail/again/", {"key": "notice-x"}).status_code == 404
