"""One box for everything that one may see: what is found, by whom, and by which words."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import cast as casting
from tests.cast import Cast
from tests.searching import found, make_world, numbers, sign_in, tell
from vern.control.incidents import services as incidents
from vern.control.incidents.services import learning
from vern.control.incidents.services.representing import comment
from vern.core.kernel import clock
from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.core.measures.models import Measure
from vern.core.org.actors import for_person
from vern.core.org.models import Assignment
from vern.core.records.models import Party
from vern.hub.search.indexing import catch_up_for
from vern.hub.search.queries import Question, find

shared_world = once_per_module(make_world)


@pytest.fixture
def cast(shared_world: Shared[Cast], db: None) -> Cast:
    return shared_world.copy()


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Kjemikaliene sto ute", "kjemikalie"),
        ("Det var hull i hansken", "hansker"),
        ("Hansker manglet", "hanske"),
        ("Ei alvorleg hending på laboratoriet", "hendingar"),
        ("Fleire meldingar kom inn", "melding"),
        ("Several chemicals were leaking", "chemical"),
        ("He was burning the samples", "burned"),
        ("Sikkerhet først", "sikkerhe"),
        ("ØDELAGT ÅPNING", "ødelagt åpningen"),
        ("Spesialglass med H₂SO₄", "h2so4"),
        ("Møtte Andrée i gangen", "andree"),
    ],
)
def test_forms_of_a_word_are_found_in_bokmaal_nynorsk_and_english(
    cast: Cast, written: str, typed: str
) -> None:
    record = tell(cast, written)
    assert numbers(cast, "leader", typed) == {record.pk}
    assert numbers(cast, "leader", "xylofon") == set()


def test_the_search_page(cast: Cast, client: Client) -> None:
    record = tell(cast, "Søl ved avtrekket")
    sign_in(client, cast, "leader")
    page = client.get(reverse("search:find"), {"q": "avtrekk"}).content.decode()
    assert record.number in page
    assert f"/incidents/{record.pk}/" in page
    assert "<mark>avtrekket</mark>" in page or "Søl ved avtrekket" in page


@pytest.mark.parametrize("typed", ["AVV-{year}-{serial}", "avv {year} {serial}", "{year}-{serial}"])
def test_a_number_finds_its_report_first(cast: Cast, typed: str) -> None:
    first, *others = (tell(cast, "Søl") for _ in range(11))
    _prefix, year, serial = first.number.split("-")
    asked = typed.format(year=year, serial=int(serial))
    assert found(cast, "leader", asked)[0] == ("incident", first.pk)
    assert found(cast, "leader", first.number)[0] == ("incident", first.pk)
    assert numbers(cast, "leader", f"AVV-{year}-") == {first.pk, *(each.pk for each in others)}


def test_a_place_finds_what_happened_there_and_below(cast: Cast) -> None:
    here = tell(cast, "Søl på gulvet", unit="SEK")
    elsewhere = tell(cast, "Søl på gulvet", unit="SIDE")
    building = tell(cast, "Søl i kjelleren", building=cast.building)
    assert numbers(cast, "rector", "søl måling") == {here.pk, building.pk}
    assert numbers(cast, "rector", "søl finmekanikk") == {here.pk}
    assert numbers(cast, "rector", "bygg") == {building.pk}
    assert numbers(cast, "rector", "søl") == {here.pk, elsewhere.pk, building.pk}
    assert found(cast, "employee", "finmekanikk")[0] == ("unit", cast.units["SEK"].pk)


def test_people_with_posts_and_buildings_are_found_by_those_who_may_open_them(cast: Cast) -> None:
    rep = ("person", cast.people["safety_rep"].pk)
    assert rep in found(cast, "student", "safety")
    assert ("person", cast.people["employee"].pk) not in found(cast, "student", "employee")
    house = ("building", cast.building.pk)
    assert house in found(cast, "hse_department", "bygg én")
    assert house not in found(cast, "hse_at_faculty", "bygg én")


def test_a_search_is_narrowed_by_kind_unit_year_and_state(cast: Cast) -> None:
    open_one, closed = tell(cast, "Søl her", unit="SEK"), tell(cast, "Søl der")
    casting.close(closed)
    measure = casting.measure(cast, open_one)
    catch_up_for(10)
    year = open_one.opened_at.year
    both = {("incident", open_one.pk), ("incident", closed.pk)}
    assert set(found(cast, "leader", "søl", kind="incident")) == both
    assert found(cast, "leader", "hyllen", kind="measure") == [("measure", measure.pk)]
    assert found(cast, "leader", "hyllen", kind="incident") == []
    assert numbers(cast, "leader", "søl", unit="SEK") == {open_one.pk}
    assert numbers(cast, "leader", "søl", state="closed") == {closed.pk}
    assert numbers(cast, "leader", "søl", year=year, state="open") == {open_one.pk}
    assert numbers(cast, "leader", "søl", year=year - 1) == set()
    assert numbers(cast, "leader", "søl", unit="ingen") == set()


ODD = [
    *(
        "",
        " ",
        "'",
        '"',
        "' | '*",
        "søl & ! (",
        "søl:*",
        "<->",
        "\\",
        "%",
        "$$",
        "#l:incident.whole",
    ),
    *("søl' || 'x", "a" * 5_000, "søl " * 500, "\x00søl", "\ud800", "٣٤٥", "AVV--", "-", "!!!"),
]


@pytest.mark.parametrize("typed", ODD)
def test_whatever_someone_types_is_answered(cast: Cast, client: Client, typed: str) -> None:
    actor = for_person(cast.people["leader"])
    find(actor, Question(typed))
    sign_in(client, cast, "leader")
    for name in ("search:find", "search:quick"):
        answer = client.get(reverse(name), {"q": typed.encode("utf-8", "replace")})
        assert answer.status_code == 200


def test_what_is_too_long_is_said_beside_the_field_and_kept(cast: Cast, client: Client) -> None:
    sign_in(client, cast, "leader")
    page = client.get(reverse("search:find"), {"q": "søl " * 60}).content.decode()
    assert 'aria-invalid="true"' in page
    assert "søl søl søl" in page


def test_a_tag_cannot_be_typed(cast: Cast) -> None:
    tell(cast, "Søl")
    for tag in ("#k:incident", "k:incident", "#d:incidents.see:*", "u:1"):
        assert numbers(cast, "leader", tag) == set()


# Who finds what -----------------------------------------------------------------------------------


def test_who_sent_a_report_does_not_find_it_by_words_of_those_who_handle_it(cast: Cast) -> None:
    record = tell(cast, "Søl på gulvet")
    leader = for_person(cast.people["leader"])
    comment(actor=leader, record=record, text="Dette er slurveri")
    catch_up_for(10)
    assert numbers(cast, "leader", "slurveri") == {record.pk}
    assert numbers(cast, "reporter", "slurveri") == set()
    assert numbers(cast, "reporter", "søl") == {record.pk}
    assert numbers(cast, "employee", "søl") == set()


def test_who_sent_a_report_finds_it_by_what_they_were_told(cast: Cast) -> None:
    record = tell(cast, "Søl på gulvet")
    casting.close(record)
    catch_up_for(10)
    assert numbers(cast, "reporter", "takk meldingen") == {record.pk}
    assert numbers(cast, "reporter", "rettet") == set()
    assert numbers(cast, "leader", "rettet") == {record.pk}


def test_what_is_shown_of_a_find_is_of_the_readers_own_layer(cast: Cast, client: Client) -> None:
    record = tell(cast, "Søl på gulvet ved vinduet")
    leader = for_person(cast.people["leader"])
    comment(actor=leader, record=record, text="Søl som skyldes slurveri")
    measure = casting.measure(cast, record)
    catch_up_for(10)
    for who in ("reporter", "employee", "safety_rep"):
        sign_in(client, cast, who)
        page = client.get(reverse("search:find"), {"q": "søl"}).content.decode()
        assert ("slurveri" in page) == (who == "safety_rep"), who
        plan = client.get(reverse("search:find"), {"q": "reoler"}).content.decode()
        assert f"/measures/{measure.pk}/" in plan
        assert ("hyllen" in plan) == (who == "safety_rep"), who


def test_a_measure_is_found_by_the_plans_words_by_those_who_know_no_more_of_it(cast: Cast) -> None:
    record = tell(cast, "Søl på gulvet")
    measure = ("measure", casting.measure(cast, record).pk)
    catch_up_for(10)
    for who, own_words, plan in (
        ("leader", True, True),
        ("employee", False, True),
        ("reporter", False, True),
        ("responsible", False, True),
        ("leader_outside", False, False),
        ("nobody", False, False),
    ):
        assert (measure in found(cast, who, "hyllen")) == own_words, who
        assert (measure in found(cast, who, "reoler")) == plan, who


def test_what_is_handed_over_as_whistleblowing_is_nowhere(cast: Cast) -> None:
    record = tell(cast, "Brudd på loven")
    measure = casting.measure(cast, record)
    catch_up_for(10)
    assert numbers(cast, "leader", "brudd") == {record.pk}
    incidents.hand_over(actor=for_person(cast.people["leader"]), record=record, reason="Varsel")
    at_once = [found(cast, who, word) for who in cast.people for word in ("brudd", record.number)]
    catch_up_for(10)
    later = [
        found(cast, who, word)
        for who in cast.people
        for word in ("brudd", record.number, "hyllen", "reoler")
    ]
    everything = {each for hits in (*at_once, *later) for each in hits}
    assert ("incident", record.pk) not in everything
    assert ("measure", measure.pk) not in everything


def test_a_name_that_is_struck_is_found_by_nobody_at_once(cast: Cast) -> None:
    record = tell(cast, "Ola Nordmann sølte på gulvet")
    assert numbers(cast, "leader", "nordmann") == {record.pk}
    incidents.strike(actor=for_person(cast.people["leader"]), record=record, words="Ola Nordmann")
    assert numbers(cast, "leader", "nordmann") == set()
    catch_up_for(10)
    assert numbers(cast, "leader", "nordmann") == set()
    assert numbers(cast, "leader", "sølte") == {record.pk}


def test_a_restricted_report_is_found_by_named_people_alone(cast: Cast) -> None:
    record = tell(cast, "Søl på gulvet")
    leader = for_person(cast.people["leader"])
    incidents.restrict(actor=leader, record=record)
    incidents.let_read(actor=leader, record=record, person=cast.people["named"])
    catch_up_for(10)
    who = {each for each in cast.people if numbers(cast, each, "søl")}
    assert who == {"leader", "named", "reporter"}


def test_a_lesson_is_found_where_it_is_published_and_tells_nothing_of_its_report(
    cast: Cast,
) -> None:
    record = tell(cast, "Søl på gulvet")
    leader = for_person(cast.people["leader"])
    incidents.take_up(actor=leader, record=record)
    learning.publish_lesson(
        actor=leader,
        record=record,
        new=learning.NewLesson(
            "Tørk alltid opp", "Noen skled", "Ha kluter", units=[cast.units["SIDE"]]
        ),
    )
    catch_up_for(10)
    assert [kind for kind, _ in found(cast, "leader_sibling", "tørk kluter")] == ["lesson"]
    assert found(cast, "leader_outside", "tørk") == []
    assert found(cast, "leader_sibling", "søl") == []


def test_a_right_that_ends_ends_in_the_search_too(cast: Cast) -> None:
    record = tell(cast, "Søl på gulvet")
    held = Assignment.objects.get(person=cast.people["leader"])
    assert numbers(cast, "leader", "søl") == {record.pk}
    Assignment.objects.filter(pk=held.pk).update(valid_to=clock.today())
    assert numbers(cast, "leader", "søl") == set()


def test_pages_of_what_is_found_hold_each_thing_once_and_no_count(
    cast: Cast, client: Client
) -> None:
    told = [tell(cast, f"Søl {number}") for number in range(25)]
    actor = for_person(cast.people["leader"])
    pages = [find(actor, Question("søl"), page=page) for page in (1, 2)]
    keys = [hit.text.thing for page in pages for hit in page.hits]
    assert keys == [each.pk for each in reversed(told)]
    assert [page.more for page in pages] == [True, False]
    sign_in(client, cast, "leader")
    page = client.get(reverse("search:find"), {"q": "søl"}).content.decode()
    assert "page=2" in page


def test_words_that_all_texts_have_narrow_nothing(cast: Cast) -> None:
    record = tell(cast, "Søl på gulvet")
    assert numbers(cast, "leader", "det er søl") == {record.pk}


def test_a_search_asks_few_questions_however_much_is_found(cast: Cast, client: Client) -> None:
    for number in range(25):
        record = tell(cast, f"Søl {number} ved måling")
        casting.measure(cast, record)
    catch_up_for(10)
    for who in ("hse_department", "leader", "employee"):
        sign_in(client, cast, who)
        for words in ("søl", "måling", "hyllen reoler", "s"):
            with CaptureQueriesContext(connection) as asked:
                client.get(reverse("search:find"), {"q": words, "unit": "FAK"})
            assert len(asked) <= 15, [each["sql"][:80] for each in asked]


def test_who_has_sent_what_is_about_themselves_does_not_find_it(cast: Cast) -> None:
    record = tell(cast, "Søl ved avtrekket")
    assert numbers(cast, "reporter", "avtrekk") == {record.pk}
    Party.objects.create(record=record, person=cast.people["reporter"], part=Party.Part.SUBJECT)
    assert numbers(cast, "reporter", "avtrekk") == set()


def test_a_measure_that_was_given_to_another_is_not_found_before_the_index_knows(
    cast: Cast,
) -> None:
    measure = casting.measure(cast, tell(cast, "Søl"), responsible="leader_sibling")
    catch_up_for(10)
    assert found(cast, "leader_sibling", measure.plan_text) == [("measure", measure.pk)]
    Measure.objects.filter(pk=measure.pk).update(responsible=cast.people["leader"])
    assert found(cast, "leader_sibling", measure.plan_text) == []
