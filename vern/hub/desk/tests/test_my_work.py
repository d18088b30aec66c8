"""My work: what awaits one person, the most urgent first."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import pytest
from django.utils.translation import gettext_lazy

from vern.core.kernel import clock
from vern.core.kernel.testing.client import AuditedClient
from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.core.kernel.ui.dates import short_day
from vern.core.measures import services as measures
from vern.core.measures.models import Measure
from vern.core.org.actors import SYSTEM, Actor
from vern.core.org.models import Person, RoleKey, Unit
from vern.core.org.services.people import NewPerson, appoint, open_account, register_person
from vern.core.org.services.units import Names, NewUnit, create_unit
from vern.core.records.kinds import Kind, kinds
from vern.core.records.services import NewRecord, open_record
from vern.hub.desk.ports import (
    Shortcut,
    Task,
    Tasks,
    TaskSource,
    shortcuts,
    task_sources,
)

BEGAN = dt.date(2020, 1, 1)
CASE = Kind("case", gettext_lazy("Case"), "CASE", "org.administer", lambda pk: f"/cases/{pk}/")
Sources = Callable[..., TaskSource]


def make_units() -> dict[str, Unit]:
    """UNI > FAC > DEP."""
    made: dict[str, Unit] = {}
    above = None
    for code in ("UNI", "FAC", "DEP"):
        new = NewUnit(code, "department", Names(f"Unit {code}"))
        create_unit(actor=SYSTEM, new=new, parent=above, on=BEGAN)
        above = made[code] = Unit.objects.get(code=code)
    return made


shared_units = once_per_module(make_units)


@pytest.fixture
def units(shared_units: Shared[dict[str, Unit]], db: None) -> dict[str, Unit]:
    return shared_units.copy()


def someone(name: str, *posts: tuple[RoleKey, Unit]) -> Person:
    new = NewPerson(name, "Test", f"{name.lower()}@vern.example", language="en")
    person = register_person(actor=SYSTEM, new=new)
    open_account(actor=SYSTEM, person=person)
    for role, unit in posts:
        appoint(actor=SYSTEM, person=person, role=role, unit=unit, on=BEGAN)
    return Person.objects.select_related("user").get(pk=person.pk)


@pytest.fixture
def employee(units: dict[str, Unit]) -> Person:
    return someone("Ingrid", (RoleKey.EMPLOYEE, units["DEP"]))


def client_of(person: Person) -> AuditedClient:
    client = AuditedClient(headers={"accept-language": "en"})
    assert person.user is not None
    client.force_login(person.user)
    return client


def desk(person: Person) -> str:
    response = client_of(person).get("/")
    assert response.status_code == 200
    return str(response.content.decode())


def source(*tasks: Task, key: str = "things", all_url: str = "", all_query: str = "") -> TaskSource:
    def found(actor: Actor, today: dt.date, limit: int) -> Iterable[Task]:
        return tasks[:limit]

    label, empty = gettext_lazy("Things to do"), gettext_lazy("Nothing of this kind.")
    return TaskSource(key, label, found, empty, all_url=all_url, all_query=all_query)


def task(title: str, days: int | None = None) -> Task:
    due = None if days is None else clock.today() + dt.timedelta(days=days)
    return Task(title=title, url="/somewhere/", unit="Unit DEP", due=due)


@pytest.fixture
def holding() -> Iterator[Callable[..., None]]:
    """Hold only these sources."""
    with task_sources.holding():
        yield task_sources.add


def test_a_stranger_is_asked_to_sign_in(db: None) -> None:
    response = AuditedClient().get("/")
    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=/"


def test_the_late_come_first_then_the_soon_then_the_rest(
    employee: Person, holding: Callable[..., None]
) -> None:
    holding(source(task("Sometime"), task("In a month", 30), task("Soon", 2), task("Late", -1)))
    html = desk(employee)
    places = [html.index(f">{title}</a>") for title in ("Late", "Soon", "Sometime")]
    assert places == sorted(places)
    assert "One thing here is late: the nearest day of it has passed." in html


def test_late_this_week_and_later_have_headings_where_there_is_more_than_one(
    employee: Person,
) -> None:
    def headings(*tasks: Task) -> list[str]:
        with task_sources.holding(source(*tasks)):
            return re.findall(r"<h3[^>]*>([^<]+)</h3>", desk(employee))

    now = replace(task("Stop", 0), at_once=True)
    stale = replace(task("Older stop", -3), at_once=True)
    some = (task("A", -1), task("B", 3), task("C", 30), task("D"))
    assert headings(*some) == ["Late", "Within a week", "Later"]
    assert headings(now, stale, *some) == ["At once", "Late", "Within a week", "Later"]
    assert headings(task("A", 2), task("B", 7)) == []


@pytest.mark.parametrize(
    ("late", "said"), [(12, "12 things here are late"), (101, "More than 100 things here are late")]
)
def test_the_late_ones_that_are_not_shown_are_counted_too(
    employee: Person, holding: Callable[..., None], late: int, said: str
) -> None:
    first = [task(f"Number {n}", -1) for n in range(10)]
    given = Tasks(first, 101, late)
    holding(replace(source(), tasks=lambda _actor, _today, _limit: given))
    html = desk(employee)
    assert said in html
    assert html.count(">Late</span>") == 10


def test_the_nearest_day_comes_first_also_among_the_late(
    employee: Person, holding: Callable[..., None]
) -> None:
    holding(source(*(task(f"In {days}", days) for days in (30, -1, 5, -3, 12))))
    html = desk(employee)
    places = [html.index(f">In {days}</a>") for days in (-3, -1, 5, 12, 30)]
    assert places == sorted(places)


def test_the_same_case_stands_once_with_the_nearest_day_and_what_it_is(
    employee: Person, holding: Callable[..., None]
) -> None:
    case = replace(task("The case", 9), number="A-1", status="In work", until="Ready by %(day)s")
    asked = replace(task("The case", 2), number="A-1", status="Question", until="Answer by %(day)s")
    other = replace(task("Another", 4), number="A-2", status="In work")
    holding(source(case, other, key="cases"), replace(source(asked, key="asked"), first=True))
    html = desk(employee)
    assert html.count(">The case</a>") == 1
    assert f"Answer by {short_day(asked.due)}" in html
    assert "Ready by" not in html
    assert html.index("Question") < html.index("In work")
    assert html.count("Things to do (1)") == 2


def test_the_source_with_something_late_comes_first(
    employee: Person, holding: Callable[..., None]
) -> None:
    holding(source(task("Calm"), key="a"), source(task("Burning", -1), key="b"))
    html = desk(employee)
    assert html.index("Burning") < html.index("Calm")


@pytest.mark.parametrize(("days", "word"), [(-1, "Late"), (0, "Soon"), (7, "Soon"), (8, None)])
def test_a_task_says_how_urgent_it_is(
    employee: Person, holding: Callable[..., None], days: int, word: str | None
) -> None:
    holding(source(task("The thing", days)))
    html = desk(employee)
    assert [each for each in ("Late", "Soon") if f">{each}</span>" in html] == (
        [word] if word else []
    )


def test_ten_are_shown_of_many_with_a_way_to_all(
    employee: Person, holding: Callable[..., None]
) -> None:
    tasks = (task(f"Number {n:02}") for n in range(12))
    holding(source(*tasks, all_url="measures:mine", all_query="year=2024"))
    html = desk(employee)
    assert "Things to do (12)" in html
    assert "Number 09" in html
    assert "Number 10" not in html
    assert '/measures/mine/?year=2024">See all 12</a>' in html


def test_beyond_a_hundred_it_does_not_count(employee: Person, holding: Callable[..., None]) -> None:
    holding(source(*(task(f"Number {n}") for n in range(140)), all_url="measures:mine"))
    assert "Things to do (more than 100)" in desk(employee)


def test_an_empty_desk_says_what_to_expect(employee: Person, holding: Callable[..., None]) -> None:
    holding(source())
    html = desk(employee)
    assert "Nothing awaits you" in html
    assert "Nothing of this kind." in html


def test_the_plan_of_ones_unit_is_near_at_hand(employee: Person) -> None:
    assert 'href="/plan/"' in desk(employee)


def test_a_shortcut_without_an_address_is_left_out(employee: Person) -> None:
    about = gettext_lazy("About it")
    with shortcuts.holding(
        Shortcut("a", gettext_lazy("A way"), about, lambda actor: "/a/"),
        Shortcut("b", gettext_lazy("No way"), about, lambda actor: ""),
    ):
        html = desk(employee)
    assert 'href="/a/"' in html
    assert "No way" not in html


def test_a_leader_sees_what_they_answer_for_vacant_posts_too(units: dict[str, Unit]) -> None:
    dean = someone("Dean", (RoleKey.LEADER, units["FAC"]))
    html = desk(dean)
    assert "You answer for" in html
    assert "Unit FAC</a></li>" in html
    assert "Unit DEP</a> (has no leader now)" in html
    assert "Unit UNI" not in html


def test_others_answer_for_nothing(employee: Person) -> None:
    assert "You answer for" not in desk(employee)


def measure(units: dict[str, Unit], who: Person, days: int) -> Measure:
    record = open_record(new=NewRecord(kind="case", title="What happened", unit=units["DEP"]))
    plan = measures.Plan(
        type=Measure.Type.CORRECTIVE,
        title="The whole truth",
        plan_text=f"Neutral words {days}",
        responsible=who,
        due_on=clock.today() + dt.timedelta(days=days),
    )
    return measures.decide(actor=SYSTEM, record=record, plan=plan)


def test_measures_lie_on_the_desk_of_the_responsible_until_they_are_done(
    units: dict[str, Unit], employee: Person
) -> None:
    with kinds.holding(*kinds, CASE):
        late = measure(units, employee, -2)
        measure(units, employee, 3)
        measure(units, someone("Other"), 1)
        html = desk(employee)
        assert "Measures you are to carry out (2)" in html
        assert html.index("Neutral words -2") < html.index("Neutral words 3")
        assert "Neutral words 1<" not in html
        assert "The whole truth" not in html
        measures.complete(actor=SYSTEM, measure=late)
        assert "Neutral words -2" not in desk(employee)


@pytest.mark.parametrize("many", [1, 60])
def test_the_desk_costs_the_same_for_few_and_for_many(
    units: dict[str, Unit], many: int, django_assert_max_num_queries: Callable[..., object]
) -> None:
    leader = someone("Leader", (RoleKey.LEADER, units["FAC"]), (RoleKey.EMPLOYEE, units["DEP"]))
    with kinds.holding(*kinds, CASE):
        for days in range(many):
            measure(units, leader, days)
        client = client_of(leader)
        with django_assert_max_num_queries(15):  # type: ignore[attr-defined]
            assert client.get("/").status_code == 200
