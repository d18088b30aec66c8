"""What change processes give to figures, requirements, deadlines, the search, the relay and my data."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from vern.core.kernel import clock
from vern.core.org.personal import personal_data
from vern.core.org.relays import handed_over
from vern.hub.calendar.models import Carrier, Deadline
from vern.hub.calendar.ports import Item, deadline_rules, in_words
from vern.hub.calendar.sweeping import sweep
from vern.hub.desk.turns import turns_of
from vern.hub.evidence.queries import judged, page
from vern.hub.evidence.rules import Verdict
from vern.hub.figures.services import answer
from vern.hub.search.indexing import rebuild
from vern.plan.changes import services
from vern.plan.changes.evidence import ASSESSED, TOGETHER
from vern.plan.changes.tests import make
from vern.plan.changes.tests.make import World


def decide(world: World, title: str, *, assessed: bool, together: bool) -> None:
    process = make.started(world, title)
    if together:
        make.all_took_part(world, process)
    if assessed:
        make.assessed(world, process)
    given = make.decision(no_assessment_reason="Fordi.", not_involved_reason="Fordi.")
    services.decide(actor=world.actor("leader"), record=process.record, given=given)


def test_the_figure_counts_assessments_reasons_and_early_representatives(world: World) -> None:
    decide(world, "En", assessed=True, together=True)
    decide(world, "To", assessed=False, together=False)
    make.started(world, "Tre")
    *before, row = answer("changes.by_year", year=2026).rows
    # The one that stands for an assessment was started too.
    assert row == {
        "year": 2026,
        "started": 4,
        "decided": 2,
        "with_assessment": 1,
        "with_reason": 1,
        "rep_before": 1,
    }
    by_unit = {each["unit"]: each["decided"] for each in answer("changes.by_unit", year=2026).rows}
    assert by_unit["FAC"] == 2
    kinds = {each["type"]: each["decided"] for each in answer("changes.by_type", year=2026).rows}
    assert kinds == {"organisation": 2, "work_process": 0, "it_system": 0}
    bodies = {each["body"]: each for each in answer("changes.by_body", year=2026).rows}
    assert (bodies["safety_rep"]["changes"], bodies["safety_rep"]["median_days"]) == (1, 14)
    assert bodies["sesam"]["changes"] == 0
    assert [each["year"] for each in before] == [2022, 2023, 2024, 2025]
    assert not any(each["started"] for each in before)


def test_requirements_are_judged_by_what_was_decided(world: World) -> None:
    def verdicts() -> dict[str, Verdict]:
        found = judged(world.actor("leader"), page(world.actor("leader"), code="CHEM"))
        return {each.about.key: each.found.verdict for each in found}

    assert verdicts()[ASSESSED] is Verdict.UNKNOWN
    decide(world, "En", assessed=True, together=True)
    assert (verdicts()[ASSESSED], verdicts()[TOGETHER]) == (Verdict.MET, Verdict.MET)
    decide(world, "To", assessed=False, together=True)
    assert (verdicts()[ASSESSED], verdicts()[TOGETHER]) == (Verdict.PARTLY, Verdict.MET)


def test_steps_meetings_decision_and_looking_back_fall_due_for_the_leader(world: World) -> None:
    process = make.started(world)
    sweep()
    rules = set(Deadline.objects.values_list("rule", flat=True))
    assert rules == {"changes.step", "changes.meet", "changes.decide"}
    people = {each.person for each in Carrier.objects.select_related("person")}
    assert people == {world.people["leader"]}
    make.all_took_part(world, process)
    given = make.decision(no_assessment_reason="Fordi.")
    services.decide(actor=world.actor("leader"), record=process.record, given=given)
    sweep()
    rules = set(Deadline.objects.values_list("rule", flat=True))
    assert rules == {"changes.step", "changes.look_back"}
    services.assign(
        actor=world.actor("leader"),
        record=process.record,
        person_id=world.people["coordinator"].pk,
    )
    sweep()
    people = {each.person for each in Carrier.objects.select_related("person")}
    assert people == {world.people["coordinator"]}


def test_a_deadline_says_what_it_is_to_those_who_read_the_change(world: World) -> None:
    process = make.started(world)
    one = make.involvement(process, "safety_rep")
    item = Item("changes.meet", one.pk, process.pk)
    words = in_words([item], world.actor("leader"))[item]
    assert words.title == "Safety representative – Slå sammen to seksjoner"
    assert words.number == process.record.number
    assert in_words([item], world.actor("colleague")) == {}
    assert deadline_rules["changes.meet"].paragraph


def test_it_lies_on_the_desk_of_who_goes_on_with_it(world: World) -> None:
    process = make.started(world)

    def numbers(who: str) -> list[str]:
        found = {group.key: tasks for group, tasks in turns_of(world.actor(who), 10)}
        return [each.number for each in found["changes"].first]

    assert numbers("leader") == [process.record.number]
    assert numbers("coordinator") == numbers("dean") == []
    services.assign(
        actor=world.actor("leader"),
        record=process.record,
        person_id=world.people["coordinator"].pk,
    )
    assert (numbers("leader"), numbers("coordinator")) == ([], [process.record.number])


def test_it_is_found_by_its_words_by_those_who_read_it(world: World) -> None:
    process = make.started(world)
    make.took_part(world, process, "safety_rep", words="Ventilasjonen i fløy B.")
    rebuild()

    def found(who: str, word: str) -> bool:
        text = world.client(who).get(f"{reverse('search:find')}?q={word}").content.decode()
        return process.record.number in text

    assert found("employee", "seksjoner")
    assert found("rep", "Ventilasjonen")
    assert not found("colleague", "Ventilasjonen")


def test_what_goes_on_is_handed_over_when_a_leader_leaves(world: World) -> None:
    process = make.started(world)
    relay = handed_over["changes"]
    lying = relay.lying(world.actor("leader"), [world.units["CHEM"].pk])
    assert list(lying) == [process.pk]
    assert relay.described(world.actor("leader"), lying)[process.pk].due == process.decide_by
    assert relay.described(world.actor("colleague"), lying) == {}


def test_my_data_says_where_one_speaks_for_someone(world: World) -> None:
    process = make.started(world)
    one = make.took_part(world, process, "safety_rep")
    services.answer(actor=world.actor("rep"), involvement=one, right=True)
    rows = list(personal_data["changes"].rows(world.actor("rep")))
    assert len(rows) == 1
    assert rows[0][2] == clock.today() - dt.timedelta(days=14)
    assert list(personal_data["changes"].rows(world.actor("employee"))) == []
