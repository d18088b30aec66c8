"""Similar earlier cases: whole within one's access, without words outside it."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from vern.control.incidents import services
from vern.control.incidents.models import Category
from vern.control.incidents.queries.similar import similar_to
from vern.control.incidents.rules import IncidentType
from vern.control.incidents.tests import make, readers
from vern.control.incidents.tests.make import World
from vern.core.records.models import Party, Record
from vern.core.records.querysets import RecordQuerySet


def sorted_as(record: Record, *, category: int = 0) -> Record:
    record.incident.categories.add(Category.objects.order_by("pk")[category])
    return record


def told(world: World, text: str, category: int = 0, **more: Any) -> Record:
    return sorted_as(make.told(world, text, **more), category=category)


def test_those_with_the_same_words_come_first_and_other_categories_not_at_all(
    world: World,
) -> None:
    told(world, "Noen snublet i trappa.")
    alike = told(world, "Lokket på sentrifugen gikk opp under drift.")
    told(world, "Sentrifugen bråker.", 1)
    record = told(world, "Sentrifugens lokk sto åpent.")
    found = similar_to(world.actor("leader"), record)
    assert found.own[0].record.pk == alike.pk
    assert len(found.own) == 2
    assert record.pk not in {case.record.pk for case in found.own}


def test_a_word_that_stands_in_very_many_reports_does_not_decide(world: World) -> None:
    alike = told(world, "Sentrifugen gikk i stykker.")
    for number in range(30):
        told(world, f"I hallen. I hallen. I hallen {number}.")
    record = told(world, "Sentrifugen i hallen, hallen, hallen bråker.")
    assert similar_to(world.actor("leader"), record).own[0].record.pk == alike.pk


def test_what_was_done_is_shown_where_one_reads_the_case(world: World) -> None:
    earlier = told(world, "Lokket gikk opp.")
    make.decided(world, earlier, "Bytt låsen")
    record = told(world, "Lokket sto åpent.")
    page = world.client("leader").get(f"/incidents/{record.pk}/similar/").content.decode()
    assert "Lokket gikk opp." in page
    assert "Bytt låsen" in page


def test_outside_ones_access_there_are_coded_values_and_no_words(world: World) -> None:
    theirs = told(world, "Hemmelig sak om Kari.", unit="PHYS", who="colleague")
    make.decided(world, theirs, "Hemmelig tiltak", who="leader of sibling")
    record = told(world, "Noe annet.")
    page = world.client("leader").get(f"/incidents/{record.pk}/similar/").content.decode()
    assert "Hazardous condition" in page
    assert "Corrective" in page
    assert "Hemmelig" not in page
    assert theirs.number not in page
    assert f"/incidents/{theirs.pk}/" not in page
    assert "fysikk" not in page


def test_words_do_not_order_what_one_may_not_read(world: World) -> None:
    """Otherwise one could find out by trying what is written in them."""
    near = told(world, "Sentrifugen spant løpsk.", unit="PHYS", who="colleague")
    told(
        world,
        "Trappa er glatt.",
        unit="PHYS",
        who="colleague",
        type_=IncidentType.NEAR_MISS,
    )
    near.incident.type = IncidentType.ACCIDENT
    near.incident.save()
    record = told(world, "Sentrifugen spant løpsk.", type_=IncidentType.NEAR_MISS)
    found = similar_to(world.actor("leader"), record)
    assert [each.type for each in found.others] == ["Near miss", "Accident"]


def test_what_is_for_named_people_only_is_never_among_the_others(world: World) -> None:
    theirs = told(world, "Trusler.", unit="PHYS", who="colleague")
    services.restrict(actor=world.actor("leader of sibling"), record=theirs)
    found = similar_to(world.actor("leader"), told(world, "Noe annet."))
    assert found.others == []
    assert found.own == []


def test_those_that_look_the_same_without_words_are_one_with_a_number(world: World) -> None:
    for number in range(3):
        told(world, f"Sak {number}", unit="PHYS", who="colleague")
    found = similar_to(world.actor("leader"), told(world, "Noe annet."))
    assert [each.count for each in found.others] == [3]


def test_without_categories_it_is_compared_by_type(world: World) -> None:
    alike = make.told(world, "Lekkasje i taket.")
    make.told(world, "Lekkasje i gulvet.", type_=IncidentType.ACCIDENT)
    found = similar_to(world.actor("leader"), make.told(world, "Lekkasje."))
    assert [case.record.pk for case in found.own] == [alike.pk]


def test_signs_in_the_text_do_no_harm(world: World) -> None:
    told(world, "Lokket gikk opp.")
    record = told(world, "':*|&!() <-> \\ lokk'et")
    assert len(similar_to(world.actor("leader"), record).own) == 1
    assert similar_to(world.actor("leader"), told(world, "?!")).own


def test_the_page_costs_at_most_fifteen_queries_however_many_cases(world: World) -> None:
    for number in range(6):
        make.decided(world, told(world, f"Lokk {number}"), f"Tiltak {number}")
        told(world, f"Andre {number}", unit="PHYS", who="colleague")
    record = told(world, "Lokket")
    client = world.client("leader")
    client.get(f"/incidents/{record.pk}/similar/")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/incidents/{record.pk}/similar/").status_code == 200
    assert len(queries) <= 15, [each["sql"][:100] for each in queries]


def test_the_newest_unit_by_unit_are_the_same_as_all_that_one_reads(world: World) -> None:
    readers.staffed(world)
    for number, unit in enumerate(("CHEM", "PHYS", "LAB", "FAC", "ARTS", "UNI")):
        make.told(world, f"Sak {number}", unit=unit, building=make.building(f"Hus {number}"))
    named = readers.violent(world)
    services.let_read(actor=world.actor("leader"), record=named, person=world.people["doctor"])
    sealed = make.told(world, "Varsel")
    services.hand_over(actor=world.actor("leader"), record=sealed, reason="Lovbrudd")
    Party.objects.create(record=named, person=world.people["rector"], part=Party.Part.SUBJECT)
    everything: RecordQuerySet = Record.objects.all()
    for who in world.people:
        actor = world.actor(who)
        one_by_one = everything.filter(
            pk__in=everything.newest_held(actor, kind="incident", limit=50)
        )
        assert set(one_by_one) == set(Record.objects.held_by(actor)), who
    first = everything.newest_held(world.actor("leader"), kind="incident", limit=1)
    assert [each.title for each in everything.filter(pk__in=first)] == [named.title]
