"""The HSE department changes what people choose among and what they are told, and nothing is lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from pytest_django import Settings

from tests.cast import Cast, make_cast, report
from vern.control.incidents import services as incidents
from vern.control.incidents.models import (
    Category,
    Channel,
    Notification,
    NotificationRule,
    ReportingPolicy,
    SeverityLevel,
)
from vern.control.incidents.rules import IncidentType, Level, Severity
from vern.control.incidents.services import Assessment
from vern.control.incidents.services.steering import Decision, steer
from vern.control.incidents.services.telling import mark_told
from vern.core.history.models import HistoryLine
from vern.core.kernel import clock
from vern.core.kernel.editable import content_kinds
from vern.core.kernel.errors import Refused
from vern.core.kernel.recent import SIGN_INS
from vern.core.kernel.testing.client import AuditedClient
from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.core.org.actors import SYSTEM, Actor, for_person
from vern.core.org.models import RoleCapability
from vern.hub.content import queries, services
from vern.hub.content.models import ContentVersion

CATEGORIES = content_kinds["incidents.categories"]
CHANNELS = content_kinds["incidents.channels"]
ROLES = content_kinds["org.roles"]
NAMES = {"name_nb": "Drone", "name_nn": "Drone", "name_en": "Drones"}

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


@pytest.fixture
def department(cast: Cast) -> AuditedClient:
    return client_of(cast, "hse_department")


@pytest.fixture
def hse(cast: Cast) -> Actor:
    return for_person(cast.people["hse_department"])


def url_of(name: str, *args: str) -> str:
    return reverse(f"content:{name}", args=args)


def posted(kind: str, key: str, **changed: Any) -> dict[str, Any]:
    """What a browser sends of a row that someone has opened, and changed so."""
    found = content_kinds[kind]
    row = queries.row(found, key)
    assert row is not None
    said = {**found.values_of(row), "seen": queries.newest_number(found, key), **changed}
    return {name: it for name, it in said.items() if it is not False and it is not None}


def errors_of(page: Any) -> dict[str, list[str]]:
    return {name: list(found) for name, found in page.context["form"].errors.items()}


@pytest.mark.parametrize("kind", [each.key for each in content_kinds])
def test_every_kind_opens_and_is_saved_as_it_stands(department: AuditedClient, kind: str) -> None:
    """Whatever a module describes has pages, and a form that takes what is there already."""
    found = content_kinds[kind]
    page = department.get(url_of("kind", kind))
    if found.page:
        assert page["Location"] == reverse(found.page)
        return
    assert page.status_code == 200
    key = found.key_of(queries.rows(found)[0])
    url = url_of("edit", kind, key)
    assert department.get(url).status_code == 200
    before = ContentVersion.objects.count()
    assert department.post(url, posted(kind, key)).status_code == 302
    assert ContentVersion.objects.count() == before, "nothing was changed"


def test_a_change_is_saved_noted_and_shown_with_who_made_it(
    cast: Cast, department: AuditedClient
) -> None:
    url = url_of("edit", "incidents.categories", "fire")
    department.post(url, posted("incidents.categories", "fire", name_nb="Brann"))
    assert Category.objects.get(key="fire").name_nb == "Brann"
    line = HistoryLine.objects.filter(verb="content.changed").latest("pk")
    assert line.facts == {"content": "incidents.categories/fire"}
    assert line.actor == cast.people["hse_department"]
    text = department.get(url).content.decode()
    assert "<del>Brann og rømning</del>" in text
    assert cast.people["hse_department"].name in text


def test_a_text_is_there_in_all_three_languages(department: AuditedClient) -> None:
    url = url_of("edit", "incidents.categories", "fire")
    page = department.post(url, posted("incidents.categories", "fire", name_nn="", help_en=""))
    assert errors_of(page) == {
        "name_nn": ["This must be filled in."],
        "help_en": ["Write it in all three languages, or in none."],
    }
    assert Category.objects.get(key="fire").name_nn


def test_what_is_typed_on_several_lines_is_stored_as_it_was(department: AuditedClient) -> None:
    """A browser sends another line ending: that is no change."""
    key, kind = "hse", "incidents.channels"
    sent = posted(kind, key)
    sent["help_nb"] = sent["help_nb"].replace("\n", "\r\n")
    assert "\r\n" in sent["help_nb"]
    department.post(url_of("edit", kind, key), sent)
    assert "\r" not in Channel.objects.get(key=key).help_nb
    assert queries.newest_number(CHANNELS, key) == 0


def test_adding_twice_makes_one(department: AuditedClient) -> None:
    new = {**NAMES, "order": "99"}
    url = url_of("new", "incidents.categories")
    assert department.post(url, new).status_code == 302
    again = department.post(url, new)
    assert errors_of(again) == {"name_nb": ["There is one with this name already."]}
    added = Category.objects.get(name_nb="Drone")
    assert (added.key, added.offered, added.order) == ("drone", True, 99)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Røyk & gass på Ås!", "royk_gass_pa_as"),
        ("New", "new_2"),
        ("Brann", "brann"),
        ("東", "row"),
    ],
)
def test_a_key_is_made_of_the_name_and_is_free(cast: Cast, hse: Actor, name: str, key: str) -> None:
    values = {**NAMES, "name_nb": name, "order": 1, "restricts": False}
    values |= {f"help_{each}": "" for each in ("nb", "nn", "en")}
    assert services.add(actor=hse, kind=CATEGORIES, values=values) == key


def test_what_has_ended_is_no_longer_chosen_and_stays_on_old_reports(
    cast: Cast, department: AuditedClient
) -> None:
    record = report(cast, "INST")
    fire = Category.objects.get(key="fire")
    record.incident.categories.add(fire)
    department.post(url_of("end", "incidents.categories", "fire"))
    fire.refresh_from_db()
    assert not fire.offered
    leader = client_of(cast, "leader")
    shown = leader.get(reverse("incidents:show", args=[record.pk])).content.decode()
    assert str(fire.name_en) in shown
    for case, chosen in ((record, True), (report(cast, "INST"), False)):
        form = leader.get(reverse("incidents:assess", args=[case.pk])).context["form"]
        assert ("fire" in dict(form.fields["categories"].choices)) is chosen
    department.post(url_of("offer", "incidents.categories", "fire"))
    fire.refresh_from_db()
    assert fire.offered


def test_the_last_one_on_offer_and_our_own_channel_cannot_end(cast: Cast, hse: Actor) -> None:
    Category.objects.exclude(key="fire").update(offered=False)
    with pytest.raises(Refused):
        services.end(actor=hse, kind=CATEGORIES, key="fire")
    with pytest.raises(Refused):
        services.end(actor=hse, kind=CHANNELS, key="hse")
    assert Channel.objects.get(key="hse").offered


def test_the_second_of_two_sees_what_the_first_has_changed(
    cast: Cast, department: AuditedClient
) -> None:
    kind, key = "incidents.categories", "fire"
    sent = posted(kind, key, name_en="Mine")
    services.change(actor=SYSTEM, kind=CATEGORIES, key=key, values={"name_en": "Theirs"})
    page = department.post(url_of("edit", kind, key), sent)
    assert "Theirs" in page.content.decode()
    assert Category.objects.get(key=key).name_en == "Theirs"
    again = {**sent, "seen": page.context["form"]["seen"].value()}
    department.post(url_of("edit", kind, key), again)
    assert Category.objects.get(key=key).name_en == "Mine"


@pytest.mark.parametrize(
    ("kind", "key", "changed", "field"),
    [
        ("incidents.telling", "radiation_authority", {"categories": []}, "categories"),
        ("incidents.telling", "police", {"phone": "ring oss"}, "phone"),
        ("incidents.channels", "students", {"url": ""}, "url"),
        ("incidents.channels", "hse", {"url": "https://uni.example/"}, "url"),
        ("incidents.channels", "students", {"url": "javascript:alert(1)"}, "url"),
        ("incidents.emergency_numbers", "fire", {"number": "<b>"}, "number"),
        ("incidents.categories", "fire", {"order": "-1"}, "order"),
        ("incidents.categories", "fire", {"name_nb": "x" * 201}, "name_nb"),
        ("incidents.causes", "training", {"group": "fate"}, "group"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_field(
    department: AuditedClient, kind: str, key: str, changed: dict[str, Any], field: str
) -> None:
    before = content_kinds[kind].values_of(queries.row(content_kinds[kind], key))
    page = department.post(url_of("edit", kind, key), posted(kind, key, **changed))
    assert list(errors_of(page)) == [field]
    assert content_kinds[kind].values_of(queries.row(content_kinds[kind], key)) == before


@pytest.mark.parametrize("who", ["leader", "rector", "hse_at_faculty", "safety_rep", "employee"])
def test_only_who_decides_for_the_whole_institution_changes_content(cast: Cast, who: str) -> None:
    client = client_of(cast, who)
    url = url_of("edit", "incidents.categories", "fire")
    assert client.get(url).status_code == 403
    sent = posted("incidents.categories", "fire", name_nb="Brann")
    assert client.post(url, sent).status_code == 403
    assert Category.objects.get(key="fire").name_nb != "Brann"
    assert url_of("index") not in client.get("/").content.decode()


def test_roles_ask_for_a_recent_sign_in(cast: Cast, department: AuditedClient) -> None:
    session = department.session
    long_ago = (clock.now() - dt.timedelta(days=1)).timestamp()
    session[SIGN_INS] = [{"method": "test", "at": long_ago}]
    session.save()
    answer = department.get(url_of("edit", "org.roles", "leader"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_reauthenticate"))


def test_a_right_given_to_a_role_holds_from_the_next_click(
    cast: Cast, department: AuditedClient
) -> None:
    coordinator = client_of(cast, "coordinator")
    assert coordinator.get(reverse("incidents:list")).status_code == 403
    row = queries.row(ROLES, "coordinator")
    held = [*ROLES.values_of(row)["capabilities"], "incidents.see"]
    sent = posted("org.roles", "coordinator", capabilities=held)
    department.post(url_of("edit", "org.roles", "coordinator"), sent)
    assert coordinator.get(reverse("incidents:list")).status_code == 200


def test_nobody_gives_out_the_right_to_read_what_is_sealed(
    cast: Cast, department: AuditedClient
) -> None:
    sealed = "incidents.receive_whistleblowing"
    row = queries.row(ROLES, "hse_department")
    held = [*ROLES.values_of(row)["capabilities"], sealed]
    sent = posted("org.roles", "hse_department", capabilities=held)
    page = department.post(url_of("edit", "org.roles", "hse_department"), sent)
    assert list(errors_of(page)) == ["capabilities"]
    assert not RoleCapability.objects.filter(role="hse_department", capability=sealed).exists()
    sent = posted("org.roles", "whistleblowing_reception", capabilities=[])
    department.post(url_of("edit", "org.roles", "whistleblowing_reception"), sent)
    left = RoleCapability.objects.filter(role="whistleblowing_reception")
    assert list(left.values_list("capability", flat=True)) == [sealed]


def test_the_last_role_that_changes_roles_keeps_the_right(
    cast: Cast, department: AuditedClient
) -> None:
    held = ROLES.values_of(queries.row(ROLES, "hse_department"))["capabilities"]
    left = [each for each in held if each != "org.administer"]
    sent = posted("org.roles", "hse_department", capabilities=left)
    page = department.post(url_of("edit", "org.roles", "hse_department"), sent)
    assert list(errors_of(page)) == ["capabilities"]


def assess(cast: Cast, record: Any, level: Level) -> None:
    incidents.assess(
        actor=for_person(cast.people["leader"]),
        record=record,
        assessment=Assessment(
            IncidentType.ACCIDENT,
            Severity(human_actual=level, human_potential=level),
            [Category.objects.get(key="fire")],
        ),
    )


def test_a_report_keeps_the_words_it_was_judged_by(cast: Cast, hse: Actor) -> None:
    record = report(cast, "INST")
    assess(cast, record, Level.DANGEROUS)
    before = SeverityLevel.objects.get(level=2)
    services.change(
        actor=hse,
        kind=content_kinds["incidents.severity"],
        key="2",
        values={"name_en": "Perilous", "human_en": "Blood."},
    )
    services.change(actor=hse, kind=CATEGORIES, key="fire", values={"name_en": "Flames"})
    leader = client_of(cast, "leader")
    page = leader.get(reverse("incidents:show", args=[record.pk]))
    text = page.content.decode()
    assert page.context["categories"] == ["Fire and escape routes"]
    assert {each.actual for each in page.context["severity"]} >= {before.name_en}
    assert before.human_en in text
    assert "Some have been changed since." in text
    assess(cast, record, Level.CRITICAL)
    assess(cast, record, Level.DANGEROUS)
    page = leader.get(reverse("incidents:show", args=[record.pk]))
    assert page.context["categories"] == ["Flames"]
    assert {each.actual for each in page.context["severity"]} >= {"Perilous"}
    assert not page.context["then"].changed


def test_who_was_told_stands_under_the_rule_as_it_read_then(cast: Cast, hse: Actor) -> None:
    record = report(cast, "INST")
    rule = NotificationRule.objects.get(key="police")
    leader = for_person(cast.people["leader"])
    mark_told(actor=leader, record=record, rule=rule)
    telling = content_kinds["incidents.telling"]
    services.change(
        actor=hse, kind=telling, key="police", values={"paragraph": "AML § 99", "name_en": "Guards"}
    )
    page = client_of(cast, "leader").get(reverse("incidents:show", args=[record.pk]))
    text = page.content.decode()
    assert "§ 99" not in text.replace("\u00a0", " ")
    assert "The police" in text
    Notification.objects.all().delete()
    other = report(cast, "INST")
    mark_told(actor=leader, record=other, rule=rule)
    page = client_of(cast, "leader").get(reverse("incidents:show", args=[other.pk]))
    assert "Guards" in page.content.decode()


def test_pages_of_their_own_write_versions_too(cast: Cast, hse: Actor) -> None:
    policy = ReportingPolicy.objects.first() or ReportingPolicy(pk=1)
    addresses = {each.key: each.url for each in Channel.objects.exclude(url="")}
    addresses["students"] = "https://ombud.example/"
    decision = Decision(policy.nameless_allowed, 21, policy.days_to_object, addresses)
    steer(actor=hse, decision=decision)
    said = ContentVersion.objects.filter(kind="incidents.policy").latest("number").said
    assert said["days_to_close"] == 21
    of_channel = ContentVersion.objects.filter(kind="incidents.channels", number=1)
    assert [each.key for each in of_channel] == ["students"]


def test_the_application_cannot_change_what_was_said(cast: Cast) -> None:
    version = ContentVersion.objects.all()[0]
    with pytest.raises(DatabaseError), transaction.atomic():
        ContentVersion.objects.filter(pk=version.pk).update(said={})
    with pytest.raises(DatabaseError), transaction.atomic():
        version.delete()


def test_the_pages_ask_few_queries(
    department: AuditedClient, django_assert_max_num_queries: Any
) -> None:
    for url in (
        url_of("index"),
        url_of("kind", "incidents.telling"),
        url_of("edit", "incidents.telling", "police"),
        url_of("edit", "org.roles", "leader"),
    ):
        with django_assert_max_num_queries(15, info=url):
            assert department.get(url).status_code == 200


def test_what_was_said_at_any_moment_is_found_again(cast: Cast, hse: Actor) -> None:
    noon = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
    day = dt.timedelta(days=1)
    names = ["Fire and escape routes", "One", "Two", "Three"]
    for number, name in enumerate(names[1:], 1):
        with clock.at(noon + number * day):
            services.change(actor=hse, kind=CATEGORIES, key="fire", values={"name_en": name})
    fire = (CATEGORIES.key, "fire")
    for number, name in enumerate(names):
        for later in (dt.timedelta(), day / 2):
            moment = noon + number * day + later
            found = queries.said_then(queries.changed_since([CATEGORIES.key], moment), moment)
            shown = (
                found[fire]["name_en"]
                if fire in found
                else Category.objects.get(key="fire").name_en
            )
            assert shown == name
            assert set(found) <= {fire}, "only what has changed since is told"
