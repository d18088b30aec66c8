"""Who reads a report: what the form promises, what the receipt and the reporter's page say, and who
does."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.utils.html import strip_tags

from vern.control.incidents import services
from vern.control.incidents.models import ReportingPolicy
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.kernel import clock
from vern.core.kernel.testing.client import AuditedClient
from vern.core.kernel.ui.dates import day
from vern.core.org.models import RoleKey
from vern.core.records.models import Record

URL = "/report/"
FORM = "/report/?channel=hse"
ROLES = (
    "Leader, Safety representative, Local chief safety representative, Main chief safety "
    "representative, HSE department, Case handler of HSE reports"
)
OTHERS = ROLES.removeprefix("Leader, ")


@pytest.fixture
def chief(world: World) -> World:
    """With a local chief safety representative at the faculty and a case handler at chemistry."""
    for who, role, unit in (
        ("chief", RoleKey.LOCAL_CHIEF_REP, "FAC"),
        ("case handler", RoleKey.CASE_HANDLER, "CHEM"),
    ):
        world.people[who] = make.person(who)
        make.put(world, who, role, unit)
    return world


def filled(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "description": "Stigen glipper.",
        "unit": str(world.units["CHEM"].pk),
        "type": "accident",
        "key": str(uuid4()),
        **({"about": [str(world.people["leader"].pk)]} if "about_leader" in changes else {}),
        **changes,
    }


def sent(world: World, **changes: Any) -> Record:
    answer = world.client("reporter").post(URL, filled(world, **changes))
    assert answer.status_code == 302, answer.context["form"].errors
    return Record.objects.latest("pk")


def words(page: Any) -> str:
    return " ".join(strip_tags(page.content.decode()).split())


def promised(page: Any) -> dict[str, str]:
    found = re.findall(r'data-readers="([^"]+)">(.*?)</p>', page.content.decode(), re.DOTALL)
    return {key: " ".join(strip_tags(text).split()) for key, text in found}


def reading(world: World, record: Record) -> set[str]:
    at = f"/incidents/{record.pk}/"
    everyone = set(world.people) - {"reporter"}
    return {who for who in everyone if world.client(who).get(at).status_code == 200}


BY_ROLE = {"leader", "leader above", "rector", "safety rep", "chief", "hse", "case handler"}


@pytest.mark.parametrize(
    ("ticked", "key", "read"),
    [
        ({}, "open", BY_ROLE),
        ({"about_leader": "on"}, "past-leader", BY_ROLE - {"leader"}),
        ({"restricted": "on"}, "named", {"leader"}),
        ({"concerns": ["violence_threats"]}, "named", {"leader"}),
        (
            {"restricted": "on", "about_leader": "on"},
            "named-past-leader",
            {"leader above", "chief"},
        ),
    ],
)
def test_what_is_promised_above_send_is_what_happens(
    chief: World, ticked: dict[str, Any], key: str, read: set[str]
) -> None:
    text = promised(chief.client("reporter").get(FORM))[key]
    assert (OTHERS in text) == (read >= {"hse"})
    assert (ROLES in text) == (read >= {"hse", "leader"})
    assert ("hose it is about" in text) == ("leader" not in read and "leader above" in read)
    assert ("local chief safety representative and those" in text) == (
        read == {"leader above", "chief"}
    )
    assert reading(chief, sent(chief, **ticked)) == read


def test_without_a_name_nothing_is_promised_of_the_name(world: World) -> None:
    assert "name" in promised(world.client("reporter").get(FORM))
    found = promised(AuditedClient().get(FORM))
    assert "name" not in found
    assert "Nobody sees who sent it." in found["nameless"]


def part(page: Any) -> str:
    text = words(page)
    return text[text.index("Who can read this") :]


@pytest.mark.parametrize("ticked", [{}, {"restricted": "on", "about_leader": "on"}])
def test_reporter_and_handler_read_the_same_of_who_reads(
    chief: World, ticked: dict[str, str]
) -> None:
    record = sent(chief, **ticked)
    handler = chief.client("leader above").get(f"/incidents/{record.pk}/")
    panels = handler.context["panels"]["aside"]
    theirs = next(each["readers"] for each in panels if "readers" in each)
    for address in (f"/incidents/{record.pk}/", f"/report/sent/{record.pk}/"):
        page = chief.client("reporter").get(address)
        assert page.context["readers"] == theirs
        for name in (*theirs.roles, *(each.person.name for each in theirs.people)):
            assert name in part(page)
    if ticked:
        assert {each.person.given_name for each in theirs.people} == {"Leader above", "Chief"}


def test_someone_who_was_asked_by_name_is_named_to_the_reporter(chief: World) -> None:
    record = sent(chief)
    services.assign(actor=chief.actor("leader"), record=record, person=chief.people["case handler"])
    page = words(chief.client("reporter").get(f"/incidents/{record.pk}/"))
    assert "Case handler Prøve, who has been asked to handle it at Institutt for kjemi" in page


# The receipt


def receipt(world: World, record: Record) -> str:
    return words(world.client("reporter").get(f"/report/sent/{record.pk}/"))


def test_the_receipt_says_that_the_leader_above_has_it(world: World) -> None:
    text = receipt(world, sent(world, about_leader="on"))
    assert "Leader above Prøve, leader of Fakultet for naturvitenskap" in text
    assert "It did not go to Leader Prøve" in text


def test_receipt_and_page_say_the_same_of_what_comes_and_when(world: World) -> None:
    ReportingPolicy.objects.update_or_create(pk=1, defaults={"days_to_close": 12})
    record = sent(world)
    assert record.due_on is not None
    last = " ".join(day(record.due_on).split())
    page = words(world.client("reporter").get(f"/incidents/{record.pk}/"))
    for text in (receipt(world, record), page):
        assert "Nobody has started on it yet" in text
        assert f"By {last} at the latest." in text
    services.take_up(actor=world.actor("leader"), record=record)
    page = words(world.client("reporter").get(f"/incidents/{record.pk}/"))
    for text in (receipt(world, record), page):
        assert "Nobody has started" not in text
        assert f"By {last} at the latest." in text


def test_an_answer_that_is_late_is_not_promised_for_a_day_that_has_passed(world: World) -> None:
    record = sent(world)
    Record.objects.update(due_on=clock.today().replace(year=2020))
    assert "and is late." in receipt(world, record)
    assert "at the latest" not in receipt(world, record)


def test_what_was_solved_on_the_spot_is_counted_and_nothing_more_is_asked(world: World) -> None:
    text = receipt(world, sent(world, solved_at_once="on"))
    assert "It is counted, and nothing more is asked of you." in text
    assert "Nobody has started" not in text


# With or without a name


def test_one_sees_under_which_name_one_reports_and_how_to_do_without(world: World) -> None:
    client = world.client("reporter")
    page = client.get(FORM).content.decode()
    assert "You report as <strong>Reporter Prøve</strong>" in page
    assert 'formaction="/report/nameless/"' in page


def test_where_the_institution_wants_names_no_way_without_is_shown(world: World) -> None:
    ReportingPolicy.objects.update_or_create(pk=1, defaults={"nameless_allowed": False})
    page = words(world.client("reporter").get(FORM))
    assert "You report as Reporter Prøve" in page
    assert "Go on without your name" not in page


def test_what_a_device_keeps_names_nobody(world: World) -> None:
    page = words(world.client("reporter").get("/report/shell/"))
    assert "Reporter Prøve" not in page


def test_who_holds_a_code_can_let_only_named_people_read_it(world: World) -> None:
    stranger = AuditedClient()
    stranger.post(URL, filled(world))
    record = Record.objects.get()
    address = f"/incidents/{record.pk}/restrict/"
    assert address in stranger.get(f"/incidents/{record.pk}/").content.decode()
    assert "/incidents/mine/" not in stranger.get(address).content.decode()
    shown = stranger.post(address, follow=True)
    assert "Leader Prøve, handles it" in part(shown)
    assert address not in shown.content.decode()
    assert world.client("safety rep").get(f"/incidents/{record.pk}/").status_code == 404
