"""A report that only named people read: how it becomes so, who they are, and how it is opened."""

from __future__ import annotations

import pytest

from vern.control.incidents import services
from vern.control.incidents.models import KIND, Category
from vern.control.incidents.rules import IncidentType
from vern.control.incidents.tests import make, readers
from vern.control.incidents.tests.make import World
from vern.control.incidents.tests.readers import LINE, OTHERS
from vern.core.files.models import Attachment
from vern.core.history.models import HistoryLine
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.kernel.testing.shared import once_per_module
from vern.core.measures.models import Measure
from vern.core.notices.models import Notice
from vern.core.records.models import Party, Record, Sensitivity

shared_world = once_per_module(readers.staffed_world)


def at(record: Record, verb: str = "") -> str:
    return f"/incidents/{record.pk}/{verb + '/' if verb else ''}"


def now(record: Record) -> Record:
    found: Record = Record.objects.get(pk=record.pk)
    return found


def told_since(record: Record, kind: str) -> set[str]:
    people = Notice.objects.filter(record=record, kind=kind).select_related("person")
    return {each.person.given_name.lower() for each in people}


@pytest.mark.parametrize("key", ["violence_threats", "psychosocial"])
def test_some_kinds_are_for_named_people_from_the_start(world: World, key: str) -> None:
    record = make.told(world, categories=[Category.objects.get(key=key)])
    assert now(record).sensitivity == Sensitivity.PARTIES
    for who in (*LINE[1:], *OTHERS):
        assert world.client(who).get(at(record)).status_code == 404, who
    assert world.client("leader").get(at(record)).status_code == 200
    assert world.client("reporter").get(at(record)).status_code == 200


def test_nothing_of_it_reaches_those_who_are_not_named(world: World) -> None:
    record = readers.violent(world)
    measure = make.decided(world, record, "Snakk med Kari Holm")
    Measure.objects.filter(pk=measure.pk).update(
        plan_text="Oppfølging", responsible=world.people["responsible"]
    )
    file = Attachment.objects.create(
        record=record, name="Kari.txt", media_type="text/plain", digest="0" * 64, size=1,
        added_at=clock.now(),
    )  # fmt: skip
    for who in (*LINE[1:], *OTHERS):
        client = world.client(who)
        assert client.get(f"/files/{file.pk}/").status_code == 404, who
        assert not Record.objects.visible_to(world.actor(who)).filter(pk=record.pk), who
        for address in ("/incidents/", "/", f"/measures/{measure.pk}/"):
            page = client.get(address, follow=True).content.decode()
            assert "Holm" not in page, (who, address)
            assert f'"{at(record)}"' not in page, (who, address)


def test_a_handler_keeps_a_report_for_named_people(world: World) -> None:
    record, client = make.told(world), world.client("leader")
    assert "Let only named people read it" in client.get(at(record)).content.decode()
    assert client.get(at(record, "restrict")).status_code == 200
    page = client.post(at(record, "restrict"), follow=True).content.decode()
    assert "Only named people" in page
    client.post(at(record, "restrict"))
    assert HistoryLine.objects.filter(record=record, verb="incident.restricted").count() == 1
    for who in LINE[1:]:
        assert world.client(who).get(at(record)).status_code == 404, who


def test_whoever_does_it_goes_on_handling_it_with_the_leader(world: World) -> None:
    record = make.told(world)
    services.restrict(actor=world.actor("hse"), record=record)
    for who in ("hse", "leader"):
        assert world.client(who).get(at(record, "assess")).status_code == 200, who


def test_the_one_who_reported_may_do_it_too(world: World) -> None:
    record, client = make.told(world), world.client("reporter")
    assert "Let only named people read it" in client.get(at(record)).content.decode()
    page = client.get(at(record, "restrict")).content.decode()
    assert "the one who handles your report" in page
    shown = client.post(at(record, "restrict"), follow=True).content.decode()
    assert "You, and these:" in shown
    assert "Leader Prøve, handles it" in shown
    assert "Kept for named people" in shown
    assert world.client("safety rep").get(at(record)).status_code == 404
    assert world.client("leader").get(at(record, "assess")).status_code == 200
    assert client.get(at(record, "assess")).status_code == 403


def test_whoever_holds_a_code_may_do_it_too(world: World) -> None:
    record, client = readers.by_code(world)
    assert client.get(at(record, "restrict")).status_code == 200
    assert client.post(at(record, "restrict")).status_code == 302
    assert now(record).sensitivity == Sensitivity.PARTIES
    assert client.get(at(record)).status_code == 200
    assert world.client("safety rep").get(at(record)).status_code == 404


def test_who_got_a_copy_reads_it_no_more_and_who_was_chosen_does(world: World) -> None:
    record = make.told(world, affected_unit=world.units["PHYS"])
    leader, chosen = world.actor("leader"), world.people["doctor"]
    services.let_read(actor=leader, record=record, person=chosen)
    assert world.client("leader of sibling").get(at(record)).status_code == 200
    services.restrict(actor=leader, record=record)
    assert world.client("leader of sibling").get(at(record)).status_code == 404
    assert world.client("doctor").get(at(record)).status_code == 200


def test_those_who_only_read_it_or_do_not_see_it_may_not(world: World) -> None:
    record = make.told(world)
    for verb in ("restrict", "open", "readers", "strike", "summary", "whistleblowing"):
        assert world.client("safety rep").post(at(record, verb)).status_code == 403, verb
        for who in OTHERS:
            assert world.client(who).post(at(record, verb)).status_code == 404, (who, verb)
    for verb in ("open", "readers", "strike", "summary", "whistleblowing"):
        assert world.client("reporter").post(at(record, verb)).status_code == 403, verb
    assert now(record).sensitivity == Sensitivity.HANDLERS


def test_opening_asks_first_and_says_why_not(world: World) -> None:
    record, client = readers.violent(world), world.client("leader")
    page = client.get(at(record, "open")).content.decode()
    assert "Violence, threats and harassment" in page
    assert "has asked" not in page
    assert now(record).sensitivity == Sensitivity.PARTIES
    client.post(at(record, "open"))
    client.post(at(record, "open"))
    assert now(record).sensitivity == Sensitivity.HANDLERS
    assert HistoryLine.objects.filter(record=record, verb="incident.opened_up").count() == 1
    assert told_since(record, "incident.opened_up") == {"reporter"}
    assert "safety rep" in told_since(record, "incident.copy")
    assert world.client("safety rep").get(at(record)).status_code == 200
    assert "Opened to the leaders" in world.client("reporter").get(at(record)).content.decode()


@pytest.mark.parametrize("how", ["when sending", "afterwards"])
def test_the_wish_of_the_one_who_reported_is_said(world: World, how: str) -> None:
    wishes = services.Wishes(restricted=how == "when sending")
    record = make.told(world, wishes=wishes)
    services.restrict(actor=world.actor("reporter"), record=record)
    page = world.client("leader").get(at(record, "open")).content.decode()
    assert "The one who reported has asked that only named people read it." in page
    assert "kept for named people from the start" not in page


def test_a_handlers_own_choice_is_opened_without_such_words(world: World) -> None:
    record = make.told(world)
    services.restrict(actor=world.actor("leader"), record=record)
    page = world.client("leader").get(at(record, "open")).content.decode()
    assert "has asked" not in page


def test_whom_it_is_about_sees_it_neither_closed_nor_open(world: World) -> None:
    record = make.told(world, wishes=services.Wishes(about_leader=True, restricted=True))
    for _ in range(2):
        assert world.client("leader").get(at(record)).status_code == 404
        services.open_up(actor=world.actor("leader above"), record=record)
    page = world.client("leader above").get(at(record)).content.decode()
    assert "It is kept from Leader Prøve, who neither reads nor handles it." in page


def assessed(world: World, record: Record, *keys: str, who: str = "leader") -> bool:
    chosen = list(Category.objects.filter(key__in=keys))
    assessment = services.Assessment(IncidentType.ACCIDENT, categories=chosen)
    return services.assess(actor=world.actor(who), record=now(record), assessment=assessment)


def test_a_kind_that_is_for_named_people_makes_it_so_when_it_is_assessed(world: World) -> None:
    record, client = make.told(world), world.client("leader")
    assert "(kept for named people)" in client.get(at(record, "assess")).content.decode()
    answer = {"type": "illness", "categories": ["psychosocial"]}
    page = client.post(at(record, "assess"), answer, follow=True).content.decode()
    assert "Reports about this are kept for named people" in page
    assert now(record).sensitivity == Sensitivity.PARTIES
    assert world.client("safety rep").get(at(record)).status_code == 404


def test_who_opens_it_is_not_overruled_by_the_next_assessment(world: World) -> None:
    record = make.told(world)
    assert assessed(world, record, "psychosocial", "fire")
    services.open_up(actor=world.actor("leader"), record=record)
    assert not assessed(world, record, "psychosocial")
    assert now(record).sensitivity == Sensitivity.HANDLERS
    assert assessed(world, record, "psychosocial", "violence_threats")


def test_an_ordinary_kind_changes_nothing(world: World) -> None:
    record = make.told(world)
    assert not assessed(world, record, "fire", "other")
    assert now(record).sensitivity == Sensitivity.HANDLERS


def test_someone_is_named_reads_it_and_is_taken_away(world: World) -> None:
    record, client = readers.violent(world), world.client("leader")
    doctor = world.people["doctor"]
    assert "Doctor" in client.get(at(record, "readers")).content.decode()
    page = client.post(at(record, "readers"), {"person": doctor.pk}, follow=True)
    assert "Doctor Prøve, may read it" in page.content.decode()
    client.post(at(record, "readers"), {"person": doctor.pk})
    assert Notice.objects.filter(person=doctor, kind="incident.copy").count() == 1
    reads = world.client("doctor")
    assert "Who can read this" in reads.get(at(record)).content.decode()
    assert reads.get(at(record, "assess")).status_code == 403
    away = f"{at(record)}readers/{doctor.pk}/remove/"
    assert reads.post(away).status_code == 403
    for _ in range(2):
        assert client.post(away).status_code == 302
    assert reads.get(at(record)).status_code == 404
    assert HistoryLine.objects.filter(record=record, verb="incident.reader_removed").count() == 1


def test_who_handles_it_is_not_taken_away_as_a_reader(world: World) -> None:
    record, client = readers.violent(world), world.client("leader")
    leader = world.people["leader"]
    client.post(f"{at(record)}readers/{leader.pk}/remove/")
    assert client.get(at(record)).status_code == 200


@pytest.mark.parametrize("who", ["reporter", "leader"])
def test_who_reported_it_or_whom_it_is_about_is_never_named(world: World, who: str) -> None:
    record = make.told(world, wishes=services.Wishes(about_leader=True))
    client, person = world.client("leader above"), world.people[who]
    choices = client.get(at(record, "readers")).content.decode()
    assert f'value="{person.pk}"' not in choices
    client.post(at(record, "readers"), {"person": person.pk})
    with pytest.raises(Refused):
        services.let_read(actor=world.actor("leader above"), record=record, person=person)
    assert not Party.objects.filter(record=record, person=person, part="named").exists()


def test_people_are_searched_for_where_they_are_many(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vern.control.incidents.queries.protecting.AT_MOST", 3)
    record, client = make.told(world), world.client("leader")
    assert "Doctor" not in client.get(at(record, "readers")).content.decode()
    found = client.post(at(record, "readers"), {"search": "1", "who": "doc prø"}).content.decode()
    assert f'value="{world.people["doctor"].pk}" selected' in found
    done = client.post(at(record, "readers"), {"who": "", "person": world.people["doctor"].pk})
    assert done.status_code == 302


def test_the_page_says_who_reads_an_ordinary_report(world: World) -> None:
    record = make.told(world)
    for who in ("leader", "safety rep"):
        page = world.client(who).get(at(record)).content.decode()
        part = page[page.index("Who can read this") :]
        for role in (
            "Leader",
            "Safety representative",
            "HSE department",
            "Case handler of HSE reports",
        ):
            assert f"<li>{role}</li>" in part, (who, role)
        assert ("Strike out a name" in part) == (who == "leader")


def test_the_neutral_words_are_written_and_kept_with_their_former_ones(world: World) -> None:
    record, client = make.told(world), world.client("leader")
    client.post(at(record, "summary"), {"summary": "Lekkasje i et avtrekk."})
    client.post(at(record, "summary"), {"summary": "Lekkasje i et avtrekk."})
    assert "Lekkasje i et avtrekk." in client.get(at(record)).content.decode()
    closing = client.get(at(record, "close")).content.decode()
    assert "Lekkasje i et avtrekk." in closing
    client.post(
        at(record, "close"),
        {"message": "Takk", "no_measures_reason": "Byttet.", "summary": "Byttet pakning."},
    )
    assert now(record).incident.summary == "Byttet pakning."
    lines = HistoryLine.objects.filter(record=record, verb="incident.summed_up")
    assert [text.text for line in lines for text in line.texts.all()] == ["Lekkasje i et avtrekk."]
    assert now(record).kind == KIND
