"""A large round: 300 answers in ten rooms, 40 photos."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from vern.core.files.uploads import receive
from vern.core.kernel import clock
from vern.core.org.actors import for_person
from vern.core.org.models import Person, Unit, User
from vern.core.records.models import Record
from vern.hub.figures.services import answer
from vern.plan.rounds.models import Checkpoint, Theme
from vern.plan.rounds.rules import Verdict
from vern.plan.rounds.services import mapping, planning

ROOMS, POINTS, PHOTOS = 10, 30, 40
_KEYS = 0x7E57_0000
"""Keys of the answers follow one another from here."""


def large_round(head: User, unit: Unit) -> Record:
    """Planned and walked by the head of a department; every third answer is a finding."""
    leader = for_person(Person.objects.get(user=head))
    record = planning.plan_round(actor=leader, unit=unit, day=clock.today())
    rooms = [f"Rom {number}" for number in range(ROOMS)]
    plan = planning.Plan(clock.today(), themes=list(Theme.objects.all()), areas=rooms)
    planning.change_plan(actor=leader, record=record, plan=plan)
    points = list(Checkpoint.objects.all()[:POINTS])
    marks = [
        mapping.NewMark(
            key=UUID(int=_KEYS + room * POINTS + number),
            area=UUID(int=_KEYS + 10_000 + room),
            area_name=name,
            point=point.pk,
            verdict=Verdict.IMPROVE if number % 3 == 0 else Verdict.FINE,
            device="bench",
            comment="Kasser i rømningsveien" if number % 3 == 0 else "",
        )
        for room, name in enumerate(rooms)
        for number, point in enumerate(points)
    ]
    mapping.receive(actor=leader, record=record, marks=marks)
    for number in range(PHOTOS):
        mapping.photograph(
            actor=leader,
            record=record,
            key=uuid4(),
            mark_key=marks[number * 3].key,
            new=receive(ContentFile(_jpeg(number)), name=f"{number}.jpg"),
        )
    return record


def _jpeg(number: int) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (1200, 900), (number * 6, 120, 110)).save(kept, "JPEG")
    return kept.getvalue()


def works(
    client: Client, record: Record, year: int, get: Callable[[Client, str], Callable[[], Any]]
) -> Iterator[tuple[str, Callable[[], Any]]]:
    """What is measured of it, by name."""
    page = f"/rounds/{record.pk}/"
    yield "round of 300 answers, its page", get(client, page)
    yield "round of 300 answers, what a phone takes along", get(client, f"{page}walk/data/")
    yield "round of 300 answers, its report", get(client, f"{page}report/")
    yield "round of 300 answers, its report as PDF", get(client, f"{page}report/pdf/")
    yield "round of 300 answers, its report in Word", get(client, f"{page}report/word/")
    yield "rounds, head of department", get(client, "/rounds/")
    yield "an answer from a phone", _send(client, record)
    yield "rounds held, by unit", lambda: answer("rounds.held", year=year)


def _send(client: Client, record: Record) -> Callable[[], Any]:
    point = Checkpoint.objects.all()[POINTS]

    def run() -> None:
        given = {
            "key": str(uuid4()),
            "area": str(UUID(int=_KEYS + 10_000)),
            "area_name": "Rom 0",
            "point": point.pk,
            "verdict": "fine",
            "device": "bench",
            "edition": 1,
        }
        answered = client.post(f"/rounds/{record.pk}/mark/", given).json()
        if answered["outcome"] != "sent":
            raise SystemExit(str(answered))

    return run
