"""Who takes part, when, and whether they say so too."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.notices.models import Notice
from vern.core.org.models import Assignment, RoleKey
from vern.core.records.models import Record
from vern.hub.desk.ports import task_sources
from vern.plan.changes import services
from vern.plan.changes.models import Body, Involvement
from vern.plan.changes.queries.deciding import left_out
from vern.plan.changes.tests import make
from vern.plan.changes.tests.make import DAY, World


def told(kind: str) -> set[str]:
    rows = Notice.objects.filter(kind=kind).select_related("person")
    return {each.person.given_name.lower() for each in rows}


def on_desk(world: World, who: str) -> list[str]:
    tasks = task_sources["changes_to_answer"].tasks(world.actor(who), clock.today(), 10)
    return [each.status for each in tasks]  # type: ignore[union-attr]


def test_what_the_leader_writes_the_representative_says_is_right(world: World) -> None:
    process = make.started(world)
    one = make.took_part(world, process, "safety_rep", words="Vil ha med verneområde B.")
    assert told("change.is_it_right") == {"rep"}
    assert on_desk(world, "rep")[0] == "Is it right?"
    client = world.client("rep")
    page = client.get(reverse("changes:show", args=[process.pk])).content.decode()
    assert "Safety representative took part. Is it right?" in page
    client.post(reverse("changes:right", args=[process.pk, one.pk]))
    one.refresh_from_db()
    assert one.right is True
    assert on_desk(world, "rep") == []


def test_if_it_was_not_so_their_words_stand_beside_it(world: World) -> None:
    process = make.started(world)
    one = make.took_part(world, process, "safety_rep")
    client = world.client("rep")
    address = reverse("changes:contest", args=[process.pk, one.pk])
    assert "words" in client.post(address, {"words": " "}).context["form"].errors
    client.post(address, {"words": "Jeg fikk en e-post kvelden før."})
    one.refresh_from_db()
    assert one.right is False
    assert told("change.contested") == {"leader"}
    page = world.client("employee").get(reverse("changes:show", args=[process.pk]))
    assert "Jeg fikk en e-post kvelden før." in page.content.decode()


def test_what_is_changed_afterwards_is_asked_anew(world: World) -> None:
    process = make.started(world)
    one = make.took_part(world, process, "safety_rep")
    services.answer(actor=world.actor("rep"), involvement=one, right=True)
    make.took_part(world, process, "safety_rep", days_ago=3)
    one.refresh_from_db()
    assert one.right is None


def test_nobody_but_who_speaks_for_them_says_that_it_is_right(world: World) -> None:
    process = make.started(world)
    one = make.took_part(world, process, "safety_rep")
    for who in ("leader", "employee", "dean"):
        with pytest.raises(PermissionDenied):
            services.answer(actor=world.actor(who), involvement=one, right=True)
        address = reverse("changes:right", args=[process.pk, one.pk])
        assert world.client(who).post(address).status_code == 403


def test_a_day_to_come_is_no_involvement(world: World) -> None:
    process = make.started(world)
    one = make.involvement(process, "safety_rep")
    held = services.Held(clock.today() + DAY, Involvement.Manner.HEARD)
    with pytest.raises(Refused):
        services.hold(actor=world.actor("leader"), involvement=one, given=held)


def test_a_secretary_named_for_losam_is_told_reads_it_and_answers(world: World) -> None:
    process = make.started(world, named_only=True)
    client = world.client("leader")
    address = reverse("changes:plan", args=[process.pk])
    found = client.post(address, {"body": "losam", "who": "secretary", "search": "yes"})
    assert "Secretary Prøve" in found.content.decode()
    secretary = world.people["secretary"].pk
    client.post(address, {"body": "losam", "planned_on": "2026-08-20", "person": secretary})
    assert told("change.take_part") == {"secretary"}
    reader = world.client("secretary")
    shown = reader.get(reverse("changes:show", args=[process.pk]))
    assert shown.status_code == 200
    listed = reader.get(reverse("changes:list") + "?body=losam").content.decode()
    assert process.record.number in listed
    lines = reader.get(reverse("changes:csv") + "?body=losam").getvalue()
    assert b"losam,2026-08-20" in lines
    assert on_desk(world, "secretary") == ["You are to take part"]


def test_who_was_not_asked_can_ask(world: World) -> None:
    process = make.started(world)
    client = world.client("health")
    address = reverse("changes:ask", args=[process.pk])
    client.post(address, {"body": "occupational_health", "planned_on": "2026-07-01"})
    one = make.involvement(process, "occupational_health")
    assert one.asked_by == world.people["health"]
    assert told("change.asked") == {"leader"}
    with pytest.raises(Refused):  # it cannot be taken away
        services.leave_out(actor=world.actor("leader"), involvement=one)
    make.all_took_part(world, process)
    assert left_out(process, clock.today()) == []


def test_who_has_asked_and_was_not_met_stands_in_the_way(world: World) -> None:
    process = make.started(world)
    make.all_took_part(world, process)
    plan = services.Plan(Body.objects.get(pk="occupational_health"), clock.today())
    services.plan(actor=world.actor("health"), record=process.record, given=plan, asks=True)
    assert [each.key for each in left_out(process, clock.today())] == ["occupational_health"]


def test_an_employee_cannot_ask_for_the_representatives(world: World) -> None:
    process = make.started(world)
    address = reverse("changes:ask", args=[process.pk])
    assert world.client("employee").get(address).status_code == 403


def test_what_was_planned_and_is_not_needed_goes_away(world: World) -> None:
    process = make.started(world)
    one = make.involvement(process, "losam")
    world.client("leader").post(reverse("changes:leave_out", args=[process.pk, one.pk]))
    assert not process.involvements.filter(body="losam").exists()
    held = make.took_part(world, process, "safety_rep")
    with pytest.raises(Refused):
        services.leave_out(actor=world.actor("leader"), involvement=held)


def test_an_involvement_of_another_process_is_not_found(world: World) -> None:
    process, other = make.started(world), make.started(world, "En annen")
    one = make.involvement(other, "safety_rep")
    address = reverse("changes:hold", args=[process.pk, one.pk])
    assert world.client("leader").get(address).status_code == 404


def test_the_same_words_twice_are_one_comment(world: World) -> None:
    process = make.started(world)
    client = world.client("employee")
    for _ in range(2):
        client.post(reverse("changes:comment", args=[process.pk]), {"words": "Hva med laben?"})
    assert process.record.comments.count() == 1
    assert told("change.commented") == {"leader"}
    assert (
        "Hva med laben?" in client.get(reverse("changes:show", args=[process.pk])).content.decode()
    )


def test_who_speaks_for_a_body_may_write_it_themselves_and_it_is_right(world: World) -> None:
    process = make.started(world)
    one = make.involvement(process, "safety_rep")
    client = world.client("rep")
    sent = {"held_on": "2026-06-02", "manner": "took_part", "words": "To møter i gruppen."}
    client.post(reverse("changes:hold", args=[process.pk, one.pk]), sent)
    one.refresh_from_db()
    assert (one.right, one.right_by) == (True, world.people["rep"])
    assert told("change.they_wrote") == {"leader"}
    other = make.involvement(process, "losam")
    assert client.get(reverse("changes:hold", args=[process.pk, other.pk])).status_code == 403


def test_those_who_take_part_are_told_when_the_decision_is_brought_forward(world: World) -> None:
    process = make.started(world)
    given = services.Description("x", "y", "", process.decide_by - DAY)
    services.describe(actor=world.actor("leader"), record=process.record, given=given)
    assert told("change.brought_forward") == {"rep"}
    later = services.Description("x", "y", "", process.decide_by + DAY)
    services.describe(actor=world.actor("leader"), record=process.record, given=later)
    assert Notice.objects.filter(kind="change.brought_forward").count() == 1


def test_a_body_gets_papers_of_all_that_await_it(world: World) -> None:
    make.started(world)
    make.started(world, "En annen")
    client = world.client("employee")
    assert (
        "Papers for LOSAM" in client.get(reverse("changes:list") + "?body=losam").content.decode()
    )
    paper = client.get(reverse("changes:papers") + "?body=losam")
    assert paper.content.startswith(b"%PDF")
    assert world.client("colleague").get(reverse("changes:papers")).content.startswith(b"%PDF")


def test_a_name_that_was_not_searched_for_is_looked_up_not_forgotten(world: World) -> None:
    process = make.started(world)
    client, address = world.client("leader"), reverse("changes:assign", args=[process.pk])
    answer = client.post(address, {"who": "coordinator"})
    assert "Coordinator Prøve" in answer.content.decode()
    owned = Record.objects.filter(pk=process.pk, owner=world.people["coordinator"])
    assert not owned.exists()
    client.post(address, {"person": world.people["coordinator"].pk})
    assert owned.exists()
    nonsense = client.post(address, {"person": "9" * 40})
    assert "person" in nonsense.context["form"].errors


def test_who_speaks_for_another_unit_and_works_here_does_not_speak_here(world: World) -> None:
    process = make.started(world)
    one = make.took_part(world, process, "safety_rep")
    make.put(world, "rep of physics", RoleKey.EMPLOYEE, "CHEM")
    client = world.client("rep of physics")
    page = client.get(reverse("changes:show", args=[process.pk]))
    assert page.status_code == 200
    assert "Is it right?" not in page.content.decode()
    for name, args in (("right", [process.pk, one.pk]), ("ask", [process.pk])):
        assert client.post(reverse(f"changes:{name}", args=args)).status_code == 403, name


def test_who_speaks_now_is_not_told_of_what_only_those_named_read(world: World) -> None:
    make.took_part(world, make.started(world, named_only=True), "safety_rep")
    assert on_desk(world, "rep")[0] == "Is it right?"
    held = Assignment.objects.filter(person=world.people["rep"], role=RoleKey.SAFETY_REP)
    held.update(person=world.people["colleague"])
    assert on_desk(world, "colleague") == []
