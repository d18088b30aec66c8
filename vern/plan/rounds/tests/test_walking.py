"""The walk on pages: a form for each room without the script, and what devices send."""

from __future__ import annotations

from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from vern.core.records.models import Record
from vern.plan.rounds.models import Mark, Photo, Round
from vern.plan.rounds.rules import Verdict
from vern.plan.rounds.tests import make
from vern.plan.rounds.tests.make import World


def page(record: Record, name: str = "") -> str:
    return f"/rounds/{record.pk}/{name}"


def walk(record: Record, area: str = "") -> str:
    return f"/rounds/walk/?round={record.pk}" + (f"&area={area}" if area else "")


def area_key(record: Record, name: str = make.LAB) -> str:
    return str(Round.objects.get(pk=record.pk).areas.get(name=name).key)


def test_a_room_is_noted_without_the_script_with_a_photo_and_twice_is_once(world: World) -> None:
    record, client = make.planned(world), world.client("rep")
    point = make.point()
    address = walk(record, area_key(record))
    client.get(walk(record))
    client.get(address)
    for _time in range(2):
        given = {
            f"v{point.pk}": "improve",
            f"c{point.pk}": "Boxes",
            f"p{point.pk}": SimpleUploadedFile("a.jpg", make.jpeg(), "image/jpeg"),
            "remark": "",
            "remark_key": str(uuid4()),
        }
        answer = client.post(address, given)
        assert answer.status_code == 302, answer.content.decode()
    mark = Mark.objects.get(round=record.pk)
    assert (mark.verdict, mark.comment) == (Verdict.IMPROVE, "Boxes")
    assert (
        Photo.objects.filter(mark_key=mark.key).count() == 2
    )  # no script: each sending is its own
    assert "Boxes" in client.get(address).content.decode()


def test_what_is_no_photo_is_refused_by_its_point_and_nothing_typed_is_lost(world: World) -> None:
    record, client = make.planned(world), world.client("rep")
    point = make.point()
    given = {
        f"v{point.pk}": "improve",
        f"c{point.pk}": "Boxes",
        f"p{point.pk}": SimpleUploadedFile("a.jpg", b"not a photo", "image/jpeg"),
        "remark_key": str(uuid4()),
    }
    text = client.post(walk(record, area_key(record)), given).content.decode()
    assert "Boxes" in text
    assert not Mark.objects.exists()


def test_a_room_that_nobody_planned_for_is_added_on_the_way(world: World) -> None:
    record, client = make.planned(world), world.client("rep")
    answer = client.post(walk(record), {"name": "Cellar"})
    assert "area=" in answer.headers["Location"]
    assert client.get(answer.headers["Location"]).status_code == 200


def sent(record: Record, **other: object) -> dict[str, object]:
    return {
        "key": str(uuid4()),
        "area": area_key(record),
        "area_name": make.LAB,
        "point": make.point().pk,
        "verdict": "improve",
        "edition": 1,
        "comment": "Boxes",
        "device": "phone",
        **other,
    }


def test_a_device_sends_an_answer_and_a_photo_and_is_told_what_became_of_them(
    world: World,
) -> None:
    record, client = make.planned(world), world.client("rep")
    given = sent(record)
    for _time in range(2):
        answer = client.post(page(record, "mark/"), given)
        assert answer.json()["outcome"] == "sent"
    assert Mark.objects.count() == 1
    key = str(uuid4())
    for _time in range(2):
        photo = SimpleUploadedFile("a.jpg", make.jpeg(), "image/jpeg")
        taken = {"key": key, "mark": given["key"], "photo": photo}
        assert client.post(page(record, "photo/"), taken).json()["outcome"] == "sent"
    assert Photo.objects.count() == 1
    data = client.get(page(record, "walk/data/")).json()
    assert data["marks"][0]["comment"] == "Boxes"
    assert len(data["marks"][0]["photos"]) == 1


def test_a_device_sends_nothing_in_another_name_nor_where_one_takes_no_part(world: World) -> None:
    record = make.planned(world)
    answer = world.client("rep").post(
        page(record, "mark/"), sent(record), headers={"X-Vern-Written-By": "someone else"}
    )
    assert answer.json() == {"outcome": "another"}
    refused = world.client("sibling").post(page(record, "mark/"), sent(record)).json()
    assert refused["outcome"] == "refused"
    wrong = world.client("rep").post(page(record, "mark/"), sent(record, verdict="maybe")).json()
    assert wrong["outcome"] == "refused"
    assert not Mark.objects.exists()


def test_who_may_read_a_round_may_not_therefore_note_things_in_it(world: World) -> None:
    record = make.planned(world)
    assert world.client("rector").get(page(record)).status_code == 200
    chief = world.client("chief")
    assert chief.get(page(record)).status_code == 200
    assert chief.get(walk(record)).status_code == 404
    assert chief.get(page(record, "walk/data/")).status_code == 404
