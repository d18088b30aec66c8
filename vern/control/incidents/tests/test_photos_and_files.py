"""Photos and files: sent with a report, and kept while it is put right."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.files import pending
from vern.core.files.limits import MOST_BYTES_TOGETHER, MOST_FILES
from vern.core.files.models import Attachment, WaitingFile
from vern.core.files.tasks import drop_old_waiting_files
from vern.core.files.uploads import receive
from vern.core.history.models import HistoryLine
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.kernel.testing.client import AuditedClient
from vern.core.records.models import Record

URL = "/report/"
PDF = b"%PDF-1.7\nwith the name of its author"


def filled(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "description": "En flaske falt og knuste.",
        "unit": str(world.units["CHEM"].pk),
        "type": "accident",
        "key": str(uuid4()),
        **changes,
    }


def photo(name: str = "IMG_1.jpg", side: int = 64) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, make.photo(size=(side, 48)), "image/jpeg")


def pdf(name: str = "Målinger fra lab.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, "text/html")


def errors(response: Any) -> list[str]:
    assert response.status_code == 200
    found: list[str] = response.context["form"].errors.get("attached", [])
    return found


def stored() -> list[str]:
    """Everything that lies in the store."""
    root = Path(default_storage.path(""))
    return sorted(str(each.relative_to(root)) for each in root.rglob("*") if each.is_file())


def names(record: Record) -> list[str]:
    return [each.name for each in Attachment.objects.kept().filter(record=record)]


def with_files(world: World, *uploads: Any) -> Record:
    answer = world.client("reporter").post(URL, filled(world, attached=list(uploads)))
    assert answer.status_code == 302
    found: Record = Record.objects.get()
    return found


# Sending


def test_several_photos_and_files_go_with_a_report(world: World) -> None:
    record = with_files(world, photo("a.jpg"), photo("b.png", 65), pdf())
    assert names(record) == ["a.jpg", "b.jpg", "Målinger fra lab.pdf"]
    assert [each.is_photo for each in Attachment.objects.all()] == [True, True, False]
    kept = [each for each in stored() if not each.startswith("pending/")]
    assert len(kept) == 5  # two photos with their little pictures, and a file
    assert HistoryLine.objects.get(verb="incident.reported").facts["files"] == 3


def test_the_input_takes_many_and_lets_a_phone_use_its_camera(world: World) -> None:
    page = world.client("reporter").get(f"{URL}?channel=hse").content.decode()
    field = page[page.index('name="attached"') - 100 :][:600]
    assert " multiple" in field
    assert "image/*" in field
    assert "capture" not in field  # it would take away the choice of a photo that one has
    assert 'enctype="multipart/form-data"' in page


def test_position_camera_and_comment_are_removed(world: World) -> None:
    with_files(world, photo())
    with default_storage.open(Attachment.objects.get().path) as file:
        kept = file.read()
    assert make.COMMENT not in kept
    assert b"Secret Camera" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()


def test_what_is_wrong_with_one_is_said_by_name_and_the_others_are_kept(world: World) -> None:
    client, form = world.client("reporter"), filled(world)
    page = SimpleUploadedFile("side.html", b"<html>", "image/jpeg")
    broken = SimpleUploadedFile("half.jpg", make.photo()[:200], "image/jpeg")
    answer = client.post(URL, {**form, "attached": [photo("god.jpg"), page, broken]})
    messages = errors(answer)
    assert len(messages) == 2
    assert "“side.html”" in messages[0]
    assert "“half.jpg”" in messages[1]
    assert Record.objects.count() == 0
    assert "god.jpg" in answer.content.decode()
    client.post(URL, form)
    assert names(Record.objects.get()) == ["god.jpg"]


def test_more_than_ten_are_named_and_left_out(world: World) -> None:
    many = [photo(f"{side}.jpg", side) for side in range(20, 20 + MOST_FILES + 2)]
    answer = world.client("reporter").post(URL, filled(world, attached=many))
    assert ["“30.jpg” was left out" in errors(answer)[0], len(errors(answer))] == [True, 2]
    assert WaitingFile.objects.count() == MOST_FILES


def test_together_they_have_a_limit(world: World) -> None:
    owner = pending.Owner(world.people["reporter"].pk, uuid4())
    pending.keep(owner, receive(photo(), name="a.jpg"))
    WaitingFile.objects.update(size=MOST_BYTES_TOGETHER)
    with pytest.raises(
        Refused, match=r"“b\.jpg” was left out: together they can be at most 100 MB"
    ):
        pending.keep(owner, receive(photo(side=65), name="b.jpg"))


# Waiting


def test_all_are_kept_while_the_rest_is_put_right(world: World) -> None:
    client, form = world.client("reporter"), filled(world)
    wrong = client.post(URL, {**form, "description": "", "attached": [photo("a.jpg"), pdf()]})
    page = wrong.content.decode()
    assert "Remove a.jpg" in page
    client.post(URL, {**form, "description": "", "attached": [photo("b.jpg", 65)]})
    client.post(URL, form)
    assert names(Record.objects.get()) == ["a.jpg", "Målinger fra lab.pdf", "b.jpg"]
    assert WaitingFile.objects.count() == 0


def test_what_waits_is_deleted_once_it_is_sent(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    client, form = world.client("reporter"), filled(world)
    client.post(URL, {**form, "description": "", "attached": [photo()]})
    assert len([each for each in stored() if each.startswith("pending/")]) == 2
    with django_capture_on_commit_callbacks(execute=True):
        client.post(URL, form)
    assert [each for each in stored() if each.startswith("pending/")] == []
    assert len(stored()) == 2


def test_the_same_photo_chosen_again_is_sent_once(world: World) -> None:
    client, form = world.client("reporter"), filled(world)
    client.post(URL, {**form, "description": "", "attached": [photo()]})
    client.post(URL, {**form, "attached": [photo()]})
    assert names(Record.objects.get()) == ["IMG_1.jpg"]


def test_each_can_be_left_out(world: World) -> None:
    client, form = world.client("reporter"), filled(world)
    client.post(URL, {**form, "description": "", "attached": [photo("a.jpg"), photo("b.jpg", 65)]})
    first = WaitingFile.objects.get(name="a.jpg")
    client.post(URL, {**form, "left_out": [str(first.pk)]})
    assert names(Record.objects.get()) == ["b.jpg"]


@pytest.mark.parametrize("nonsense", ["999999", "x", "-1", "٣"])
def test_leaving_out_what_is_not_there_changes_nothing(world: World, nonsense: str) -> None:
    client, form = world.client("reporter"), filled(world)
    client.post(URL, {**form, "description": "", "attached": [photo()]})
    client.post(URL, {**form, "left_out": [nonsense]})
    assert names(Record.objects.get()) == ["IMG_1.jpg"]


def test_what_waits_is_only_its_senders(world: World) -> None:
    form = filled(world)
    world.client("reporter").post(URL, {**form, "description": "", "attached": [photo()]})
    waiting = WaitingFile.objects.get()
    other = world.client("colleague").post(
        URL, {**form, "description": "", "left_out": [str(waiting.pk)]}
    )
    assert "IMG_1.jpg" not in other.content.decode()
    url = f"/files/waiting/{form['key']}/{waiting.pk}/"
    assert world.client("colleague").get(url).status_code == 404
    assert AuditedClient().get(url).status_code == 404
    mine = world.client("reporter").get(url)
    assert mine["Content-Type"] == "image/jpeg"
    assert mine.getvalue()
    assert (
        world.client("reporter").get(f"/files/waiting/{uuid4()}/{waiting.pk}/").status_code == 404
    )


def test_what_a_stranger_sent_waits_for_the_forms_key(world: World) -> None:
    key = uuid4()
    stranger = pending.Owner(None, key)
    waiting = pending.keep(stranger, receive(photo(), name="a.jpg"))
    url = f"/files/waiting/{key}/{waiting.pk}/"
    assert AuditedClient().get(url).getvalue()
    assert AuditedClient().get(f"/files/waiting/{uuid4()}/{waiting.pk}/").status_code == 404
    signed_in = pending.Owner(world.people["reporter"].pk, key)
    assert pending.waiting(signed_in) == [waiting], "they signed in with the form before them"
    pending.keep(signed_in, receive(photo(side=65), name="b.jpg"))
    assert pending.waiting(stranger) == [waiting]


def test_strangers_cannot_fill_the_disk(world: World) -> None:
    waiting = pending.keep(pending.Owner(None, uuid4()), receive(photo(), name="a.jpg"))
    WaitingFile.objects.filter(pk=waiting.pk).update(size=pending.MOST_BYTES_OF_STRANGERS)
    with pytest.raises(Refused, match=r"“b\.jpg” cannot be received just now"):
        pending.keep(pending.Owner(None, uuid4()), receive(photo(side=65), name="b.jpg"))
    pending.keep(
        pending.Owner(world.people["reporter"].pk, uuid4()), receive(photo(), name="b.jpg")
    )


def test_what_nobody_sent_is_dropped_after_a_day(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    form = filled(world)
    world.client("reporter").post(URL, {**form, "description": "", "attached": [photo()]})
    with clock.at(clock.now() + dt.timedelta(hours=23)):
        drop_old_waiting_files(0)
        assert WaitingFile.objects.count() == 1
    with clock.at(clock.now() + dt.timedelta(hours=25)):
        late = world.client("reporter").post(URL, {**form, "description": ""})
        assert "IMG_1.jpg" not in late.content.decode()
        with django_capture_on_commit_callbacks(execute=True):
            drop_old_waiting_files(0)
    assert WaitingFile.objects.count() == 0


def test_files_without_a_row_are_swept_after_two_days(world: World) -> None:
    kept = pending.keep(pending.Owner(None, uuid4()), receive(photo(), name="a.jpg"))
    default_storage.save("pending/leftover", ContentFile(b"x"))
    pending.sweep_the_store()
    assert "pending/leftover" in stored()
    with clock.at(clock.now() + dt.timedelta(days=3)):
        pending.sweep_the_store()
    assert stored() == sorted([kept.path, kept.small_path])
