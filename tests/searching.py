"""What tests of the search start from, and how they search."""

from __future__ import annotations

from django.test import Client

from tests.cast import Cast, make_cast
from vern.control.incidents import services as incidents
from vern.control.incidents.rules import IncidentType
from vern.core.org.actors import for_person
from vern.core.org.models import Building
from vern.core.records.models import Record
from vern.hub.search.indexing import catch_up_for, rebuild
from vern.hub.search.queries import Question, find


def make_world() -> Cast:
    cast = make_cast()
    rebuild()
    return cast


def tell(
    cast: Cast,
    text: str,
    *,
    unit: str = "INST",
    by: str = "reporter",
    building: Building | None = None,
) -> Record:
    draft = incidents.Draft(
        description=text, unit=cast.units[unit], type=IncidentType.NEAR_MISS, building=building
    )
    record = incidents.report(actor=for_person(cast.people[by]), draft=draft)
    catch_up_for(10)
    return record


def sign_in(client: Client, cast: Cast, who: str) -> None:
    user = cast.people[who].user
    assert user is not None
    client.force_login(user)


def found(cast: Cast, who: str, typed: str, **narrowed: object) -> list[tuple[str, int]]:
    actor = for_person(cast.people[who])
    hits = find(actor, Question(typed, **narrowed)).hits  # type: ignore[arg-type]
    return [(hit.kind.key, hit.text.thing) for hit in hits]


def numbers(cast: Cast, who: str, typed: str, **narrowed: object) -> set[int]:
    return {thing for kind, thing in found(cast, who, typed, **narrowed) if kind == "incident"}
