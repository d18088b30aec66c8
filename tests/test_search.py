"""One box for everything that one may see: what is found, by whom, and by which words."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.test import Client
from django.urls import reverse

from tests import cast as casting
from tests.cast import Cast, make_cast
from vern.control.incidents import services as incidents
from vern.control.incidents.rules import IncidentType
from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.core.measures.models import Measure
from vern.core.measures import services as measures
from vern.core.org.actors import for_person
from vern.core.records.models import Record
from vern.hub.search.indexing import catch_up_for, rebuild
from vern.hub.search.models import Changed
from vern.hub.search.queries import Question, find


def make_world() -> Cast:
    cast = make_cast()
    rebuild()
    return cast


shared_world = once_per_module(make_world)


@pytest.fixture
def cast(shared_world: Shared[Cast], db: None) -> Cast:
    return shared_world.copy()


def tell(cast: Cast, text: str, *, unit: str = "INST", by: str = "reporter", **more: object) -> Record:
    draft = incidents.Draft(description=text, unit=cast.units[unit], type=IncidentType.NEAR_MISS, **more)  # type: ignore[arg-type]
    record = incidents.report(actor=for_person(cast.people[by]), draft=draft)
    catch_up_for(10)
    return record


def found(cast: Cast, who: str, typed: str, **narrowed: object) -> list[tuple[str, int]]:
    actor = for_person(cast.people[who])
    hits = find(actor, Question(typed, **narrowed)).hits  # type: ignore[arg-type]
    return [(hit.kind.key, hit.text.thing) for hit in hits]


def numbers(cast: Cast, who: str, typed: str, **narrowed: object) -> set[int]:
    return {thing for kind, thing in found(cast, who, typed, **narrowed) if kind == "incident"}


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
    client.force_login(cast.people["leader"].user)
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
    *("", " ", "'", '"', "' | '*", "søl & ! (", "søl:*", "<->", "\\", "%", "$$", "#l:incident.whole"),
    *("søl' || 'x", "a" * 5_000, "søl " * 500, "\x00søl", "\ud800", "٣٤٥", "AVV--", "-", "!!!"),
]


@pytest.mark.parametrize("typed", ODD)
def test_whatever_someone_types_is_answered(cast: Cast, client: Client, typed: str) -> None:
    actor = for_person(cast.people["leader"])
    find(actor, Question(typed))
    client.force_login(cast.people["leader"].user)
    for name in ("search:find", "search:quick"):
        answer = client.get(reverse(name), {"q": typed.encode("utf-8", "replace")})
        assert answer.status_code == 200


def test_what_is_too_long_is_said_beside_the_field_and_kept(cast: Cast, client: Client) -> None:
    client.force_login(cast.people["leader"].user)
    page = client.get(reverse("search:find"), {"q": "søl " * 60}).content.decode()
    assert 'aria-invalid="true"' in page
    assert "søl søl søl" in page


def test_a_tag_cannot_be_typed(cast: Cast) -> None:
    tell(cast, "Søl")
    for tag in ("#k:incident", "k:incident", "#d:incidents.see:*", "u:1"):
        assert numbers(cast, "leader", tag) == set()
