"""A change is not decided without an approved assessment, or it says why (C7)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from vern.core.history.models import HistoryLine
from vern.core.kernel import clock
from vern.core.kernel.editable import content_kinds
from vern.core.kernel.errors import Refused
from vern.core.notices.models import Notice
from vern.core.records.models import State
from vern.hub.content.services import change
from vern.plan.changes import services
from vern.plan.changes.editable import BODIES
from vern.plan.changes.models import Body, ChangeProcess
from vern.plan.changes.rules import ChangeState, Lack
from vern.plan.changes.services import Lacking
from vern.plan.changes.tests import make
from vern.plan.changes.tests.make import DAY, World


def decide(world: World, process: ChangeProcess, **more: object) -> ChangeProcess:
    return services.decide(
        actor=world.actor("leader"), record=process.record, given=make.decision(**more)
    )


def test_for_want_of_an_assessment_it_is_stopped(world: World) -> None:
    process = make.started(world)
    make.all_took_part(world, process)
    with pytest.raises(Lacking) as lacking:
        decide(world, process)
    assert lacking.value.found == {Lack.ASSESSMENT}
    process.refresh_from_db()
    assert process.state == ChangeState.PREPARING
    assert not HistoryLine.objects.filter(verb="change.decided").exists()


def test_an_assessment_that_is_not_approved_does_not_help(world: World) -> None:
    process = make.started(world)
    make.all_took_part(world, process)
    make.assessed(world, process, approved=False)
    with pytest.raises(Lacking):
        decide(world, process)


def test_with_an_approved_one_it_is_decided(world: World) -> None:
    process = make.started(world)
    make.all_took_part(world, process)
    make.assessed(world, process)
    found = decide(world, process, no_assessment_reason="Trengs ikke.")
    assert (found.state, found.assessments) == (ChangeState.DECIDED, 1)
    assert found.no_assessment_reason == ""
    people = {n.person.given_name for n in Notice.objects.filter(kind="change.decided")}
    assert "Rep" in people


def test_an_approved_assessment_of_another_change_does_not_help(world: World) -> None:
    process, other = make.started(world), make.started(world, "En annen")
    make.all_took_part(world, process)
    make.assessed(world, other)
    with pytest.raises(Lacking):
        decide(world, process)


def test_with_a_written_reason_it_is_decided_and_the_reason_stands(world: World) -> None:
    process = make.started(world)
    make.all_took_part(world, process)
    decide(world, process, no_assessment_reason="Pålegg med frist i morgen.")
    page = world.client("employee").get(reverse("changes:show", args=[process.pk]))
    assert "Pålegg med frist i morgen." in page.content.decode()


def test_the_database_refuses_a_decision_without_either(world: World) -> None:
    process = make.started(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        ChangeProcess.objects.filter(pk=process.pk).update(
            state=ChangeState.DECIDED, decided_on=clock.today()
        )


def test_who_must_take_part_before_counts_from_the_day_before(world: World) -> None:
    process = make.started(world)
    make.assessed(world, process)
    make.all_took_part(world, process)
    make.took_part(world, process, "safety_rep", days_ago=0)
    with pytest.raises(Lacking) as lacking:
        decide(world, process)
    assert lacking.value.found == {Lack.INVOLVEMENT}
    found = decide(world, process, not_involved_reason="Verneombudet var syk, vara var ikke valgt.")
    assert found.not_involved_reason


def test_the_page_asks_why_and_keeps_what_was_typed(world: World) -> None:
    process = make.started(world)
    make.all_took_part(world, process)
    client, address = world.client("leader"), reverse("changes:decide", args=[process.pk])
    sent = {
        "decided_on": "2026-06-10",
        "decision": "Vi gjør det.",
        "evaluate_on": "2026-12-10",
        "no_assessment_reason": "",
    }
    assert "A risk assessment is lacking" in client.get(address).content.decode()
    answer = client.post(address, sent)
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"no_assessment_reason"}
    assert "Vi gjør det." in answer.content.decode()
    assert client.post(address, {**sent, "no_assessment_reason": "Fordi."}).status_code == 302
    process.refresh_from_db()
    assert process.state == ChangeState.DECIDED


def test_deciding_is_the_main_button_only_when_nothing_lacks(world: World) -> None:
    process = make.started(world)
    make.assessed(world, process)
    address = reverse("changes:show", args=[process.pk])
    button = 'class="ds-button" data-variant="{}" href="{}"'
    decide_url = reverse("changes:decide", args=[process.pk])

    def shown(variant: str) -> bool:
        page = world.client("leader").get(address)
        return button.format(variant, decide_url) in page.content.decode()

    assert shown("secondary")
    make.all_took_part(world, process)
    assert shown("primary")


def test_only_the_leader_decides(world: World) -> None:
    process = make.started(world)
    address = reverse("changes:decide", args=[process.pk])
    for who in ("coordinator", "rep", "employee", "hse"):
        assert world.client(who).get(address).status_code == 403, who
    assert world.client("dean").get(address).status_code == 200
    assert world.client("leader of physics").get(address).status_code == 404


def test_what_only_those_named_read_is_opened_first(world: World) -> None:
    process = make.started(world, named_only=True)
    make.all_took_part(world, process)
    make.assessed(world, process)
    with pytest.raises(Refused, match="Open it"):
        decide(world, process)


def test_a_decision_is_not_of_tomorrow(world: World) -> None:
    process = make.started(world)
    with pytest.raises(Refused):
        decide(world, process, decided_on=clock.today() + DAY)
    with pytest.raises(Refused):
        decide(world, process, evaluate_on=clock.today())


def test_decided_twice_is_decided_once(world: World) -> None:
    process = make.started(world)
    make.all_took_part(world, process)
    decide(world, process, no_assessment_reason="Fordi.")
    with pytest.raises(Refused, match="already"):
        decide(world, process, no_assessment_reason="Fordi.")
    assert HistoryLine.objects.filter(verb="change.decided").count() == 1


def test_a_decision_taken_back_stands_in_the_history(world: World) -> None:
    process = make.started(world)
    make.all_took_part(world, process)
    decide(world, process, no_assessment_reason="Fordi.")
    client = world.client("leader")
    client.post(reverse("changes:take_back", args=[process.pk]), {"words": "Nye opplysninger."})
    process.refresh_from_db()
    assert (process.state, process.decided_on) == (ChangeState.PREPARING, None)
    page = client.get(reverse("changes:show", args=[process.pk])).content.decode()
    assert "Seksjonene slås sammen fra nyttår." in page
    assert "Nye opplysninger." in page


def test_looking_back_ends_it(world: World) -> None:
    process = make.started(world)
    make.all_took_part(world, process)
    decide(world, process, no_assessment_reason="Fordi.")
    with clock.at(make.NOON + dt.timedelta(days=200)):
        client = world.client("coordinator")
        client.post(reverse("changes:evaluate", args=[process.pk]), {"words": "Bedre enn ventet."})
    process.refresh_from_db()
    assert (process.state, process.record.state) == (ChangeState.EVALUATED, State.CLOSED)
    with pytest.raises(Refused):
        make.took_part(world, process, "amu")


def test_a_dropped_change_says_why_and_can_be_taken_up_again(world: World) -> None:
    process = make.started(world)
    client = world.client("leader")
    client.post(reverse("changes:drop", args=[process.pk]), {"words": "Ingen penger."})
    page = client.get(reverse("changes:show", args=[process.pk])).content.decode()
    assert "Ingen penger." in page
    client.post(reverse("changes:take_up_again", args=[process.pk]))
    process.refresh_from_db()
    process.record.refresh_from_db()
    assert (process.state, process.record.state) == (ChangeState.PREPARING, State.OPEN)


def test_a_decided_change_keeps_the_words_it_was_decided_with(world: World) -> None:
    process = make.started(world)
    make.all_took_part(world, process)
    decide(world, process, no_assessment_reason="Fordi.")
    with clock.at(make.NOON + dt.timedelta(days=30)):
        kind = content_kinds[BODIES]
        values = kind.values_of(Body.objects.get(pk="losam"))
        renamed = {f"name_{language}": "Et annet utvalg" for language in ("nb", "nn", "en")}
        change(actor=world.actor("hse"), kind=kind, key="losam", values={**values, **renamed})
        page = world.client("employee").get(reverse("changes:show", args=[process.pk]))
        new = make.started(world, "En annen")
        other = world.client("employee").get(reverse("changes:show", args=[new.pk]))
    assert "Et annet utvalg" not in page.content.decode()
    assert "Et annet utvalg" in other.content.decode()
