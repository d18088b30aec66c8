"""Someone was hurt: whom the law says must be told, and that it is undone until it is done."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vern.control.incidents import services
from vern.control.incidents.models import Answer, Category, Incident, NotificationRule
from vern.control.incidents.queries.telling import Duties, duties, untold
from vern.control.incidents.rules import Harm, IncidentType, Level, Severity, must_tell
from vern.control.incidents.services.telling import Injury, judge_injury, mark_told, unmark_told
from vern.control.incidents.tests.make import World, building, told
from vern.core.history.queries import of_record
from vern.core.kernel.errors import Refused
from vern.core.org.models import OtherEmployer
from vern.core.records.models import Record

YES, NO = Answer.YES, Answer.NO


def keys(found: Duties) -> list[str]:
    return [duty.rule.key for duty in found.duties]


def of(record: Record) -> Duties:
    record.incident.refresh_from_db()
    return duties(record, record.incident)


def test_nobody_needs_to_be_told_where_nobody_was_hurt(world: World) -> None:
    found = of(told(world))
    assert keys(found) == []
    assert not found.to_judge


def test_an_injury_asks_at_once_whether_it_was_serious(world: World) -> None:
    found = of(told(world, injury=YES))
    assert found.to_judge
    assert keys(found) == ["safety_representative", "nav"]


def test_a_serious_injury_goes_to_the_labour_inspection_and_the_police(world: World) -> None:
    record = told(world, injury=YES, treatment=YES)
    judge_injury(actor=world.actor("leader"), record=record, injury=Injury(YES, YES, YES))
    found = of(record)
    assert keys(found)[:2] == ["labour_inspection", "police"]
    assert not found.to_judge
    assert found.open == len(found.duties)


def test_the_severity_scale_does_not_decide_what_is_serious_in_law(world: World) -> None:
    record = told(world, injury=YES)
    worst = services.Assessment(
        IncidentType.ACCIDENT, Severity(human_actual=Level(4), human_potential=Level(4))
    )
    services.assess(actor=world.actor("leader"), record=record, assessment=worst)
    assert "police" not in keys(of(record))
    assert of(record).to_judge


def test_radiation_goes_to_its_own_authority(world: World) -> None:
    radiation = Category.objects.get(key="radiation_laser")
    assert keys(of(told(world, categories=[radiation]))) == ["radiation_authority"]


@pytest.mark.parametrize(
    ("harm", "told_too"),
    [({}, False), ({"injury": YES, "treatment": NO}, False), ({"treatment": YES}, True)],
)
def test_an_electrical_accident_goes_to_its_authority_only_where_someone_was_treated(
    world: World, harm: dict[str, Any], *, told_too: bool
) -> None:
    electricity = Category.objects.get(key="electricity")
    assert (
        "civil_protection" in keys(of(told(world, categories=[electricity], **harm)))
    ) is told_too
    assert "civil_protection" not in keys(of(told(world, "Et fall", **harm)))


def test_the_other_employer_in_the_building_is_named_with_their_contact(world: World) -> None:
    house = building()
    OtherEmployer.objects.create(building=house, name="Sintra", contact="Kari Vakt", phone="99")
    found = of(told(world, building=house, injury=YES))
    assert [each.contact for duty in found.duties for each in duty.contacts] == ["Kari Vakt"]


def test_a_tick_has_a_time_and_a_name_and_twice_is_once(world: World) -> None:
    record = told(world, injury=YES)
    nav = NotificationRule.objects.get(key="nav")
    for _again in range(2):
        mark_told(actor=world.actor("leader"), record=record, rule=nav)
    done = next(duty.done for duty in of(record).duties if duty.rule == nav)
    assert done is not None
    assert done.told_by == world.people["leader"]
    assert [each.verb for each in of_record(record)].count("incident.told") == 1


def test_a_tick_taken_back_is_undone_again_and_both_stay_in_the_history(world: World) -> None:
    record = told(world, injury=YES)
    nav = NotificationRule.objects.get(key="nav")
    mark_told(actor=world.actor("leader"), record=record, rule=nav)
    unmark_told(actor=world.actor("leader"), record=record, rule=nav)
    assert of(record).open == 2
    verbs = [each.verb for each in of_record(record)]
    assert verbs[-2:] == ["incident.told", "incident.not_told"]


def test_what_was_ticked_stays_listed_when_the_facts_change(world: World) -> None:
    record = told(world, injury=YES)
    nav = NotificationRule.objects.get(key="nav")
    mark_told(actor=world.actor("leader"), record=record, rule=nav)
    judge_injury(actor=world.actor("leader"), record=record, injury=Injury(NO, NO, NO))
    assert keys(of(record)) == ["nav"]


def test_the_leader_answers_three_questions_and_ticks_on_the_page(world: World) -> None:
    record = told(world, injury=YES)
    leader = world.client("leader")
    page = leader.get(f"/incidents/{record.pk}/").content.decode()
    assert "Was it serious?" in page
    answers = {"injury": "yes", "treatment": "yes", "serious": "yes"}
    page = leader.post(f"/incidents/{record.pk}/injury/", answers, follow=True).content.decode()
    assert "The Labour Inspection Authority" in page
    assert "Not told yet" in page
    leader.post(f"/incidents/{record.pk}/told/police/")
    need_not = f"/incidents/{record.pk}/told/nav/not/"
    assert "Write why they need not be told" in leader.post(need_not, {}).content.decode()
    assert "NAV" in leader.get(need_not).content.decode()
    leader.post(need_not, {"reason": "Ingen rett til dekning"})
    page = leader.get(f"/incidents/{record.pk}/").content.decode()
    assert "Leader Prøve" in page
    assert "Need not be told" in page
    assert "Ingen rett til dekning" in page


def test_that_someone_need_not_be_told_takes_a_reason(world: World) -> None:
    record = told(world, injury=YES)
    nav = NotificationRule.objects.get(key="nav")
    with pytest.raises(Refused, match="why they need not"):
        mark_told(actor=world.actor("leader"), record=record, rule=nav, applies=False)
    assert of(record).open == 2


def test_the_desk_and_the_page_say_the_same_of_every_report(world: World) -> None:
    """One rule in two languages: what `duties` says of one, `untold` says of many."""
    alone, shared = building("Alene"), building("Delt")
    OtherEmployer.objects.create(building=shared, name="Sintra", contact="Kari", phone="99")
    ruled = Category.objects.get(key="outer_environment")
    plain = Category.objects.get(key="fire")
    narrowed = Category.objects.get(key="electricity")
    rules = list(NotificationRule.objects.order_by("order"))
    made = []
    for number, (kind, house, category, harm) in enumerate(
        itertools.product(
            (IncidentType.ACCIDENT, IncidentType.SUGGESTION),
            (alone, shared),
            (ruled, plain, narrowed),
            ((NO, NO, ""), (YES, NO, NO), (NO, YES, ""), (NO, NO, YES)),
        )
    ):
        record = told(world, f"Sak {number}", type_=kind, building=house, categories=[category])
        judged = dict(zip(("injury", "treatment", "serious"), harm, strict=True))
        Incident.objects.filter(pk=record.pk).update(**judged)
        if number % 3:
            for each in rules[number % 4 :]:
                mark_told(actor=world.actor("leader"), record=record, rule=each)
        made.append(record)
    found = set(untold(Incident.objects.all()).values_list("pk", flat=True))
    waits = {each.pk for each in made if (said := of(each)).to_judge or said.open}
    assert found == waits
    assert 0 < len(waits) < len(made)


def test_an_unanswered_question_is_marked_where_it_stands(world: World) -> None:
    record = told(world, injury=YES)
    page = world.client("leader").post(f"/incidents/{record.pk}/injury/", {"injury": "yes"})
    assert page.status_code == 200
    assert "Choose an answer" in page.content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [("safety rep", 403), ("reporter", 403), ("leader of sibling", 404)]
)
def test_only_the_handler_ticks(world: World, who: str, status: int) -> None:
    record = told(world, injury=YES)
    client = world.client(who)
    assert client.post(f"/incidents/{record.pk}/told/nav/").status_code == status
    assert client.get(f"/incidents/{record.pk}/injury/").status_code == status
    assert of(record).open == 2


@given(
    harm=st.builds(Harm, *(st.booleans() for _each in range(4))),
    about=st.booleans(),
    shared=st.booleans(),
)
def test_a_serious_injury_always_tells_whoever_a_lesser_one_tells(
    harm: Harm,
    about: bool,  # noqa: FBT001 (given by name)
    shared: bool,  # noqa: FBT001
) -> None:
    worse = Harm(injury=True, treatment=True, serious=True, judged=True)
    for when in NotificationRule.When.values:
        if must_tell(when, harm, about=about, shared=shared):
            assert must_tell(when, worse, about=about, shared=shared)
