"""Photos and files of a report: shown, added later, taken away."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from vern.control.incidents import services
from vern.control.incidents.codes import code_for, digest
from vern.control.incidents.rules import IncidentType
from vern.control.incidents.services.attachments import add_files, remove_file
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.control.incidents.tests.test_photos_and_files import (
    PDF,
    errors,
    names,
    pdf,
    photo,
    with_files,
)
from vern.core.files.models import Attachment
from vern.core.files.tasks import drop_unused_files
from vern.core.files.uploads import receive
from vern.core.history.models import HistoryLine
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.kernel.testing.client import AuditedClient
from vern.core.notices.models import Notice
from vern.core.org.actors import STRANGER, code_holder
from vern.core.org.middleware import CODE
from vern.core.records.models import Record

# Showing


def test_photos_are_shown_small_and_open_alone(world: World) -> None:
    record = with_files(world, photo("flaske.jpg"), pdf())
    pictured = Attachment.objects.get(width__isnull=False)
    for who in ("leader", "reporter"):
        page = world.client(who).get(f"/incidents/{record.pk}/").content.decode()
        assert f'src="/files/{pictured.pk}/small/"' in page
        assert f'href="/files/{pictured.pk}/"' in page
        assert "Photo 1: flaske.jpg. Open it alone." in page
        assert "Målinger fra lab.pdf" in page
    small = world.client("leader").get(f"/files/{pictured.pk}/small/")
    assert Image.open(io.BytesIO(small.getvalue())).format == "JPEG"


def test_a_photo_kept_before_there_were_little_pictures_is_shown_whole(world: World) -> None:
    with_files(world, photo())
    kept = Attachment.objects.get()
    default_storage.delete(kept.small_path)
    whole = world.client("leader").get(f"/files/{kept.pk}/").getvalue()
    assert world.client("leader").get(f"/files/{kept.pk}/small/").getvalue() == whole


def test_other_files_are_only_ever_saved(world: World) -> None:
    with_files(world, pdf())
    kept = Attachment.objects.get()
    answer = world.client("leader").get(f"/files/{kept.pk}/")
    assert answer.getvalue() == PDF
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''M%C3%A5linger")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert world.client("leader").get(f"/files/{kept.pk}/small/").status_code == 404


def test_photos_are_our_own_pixels_in_a_sandbox(world: World) -> None:
    with_files(world, photo())
    answer = world.client("leader").get(f"/files/{Attachment.objects.get().pk}/")
    assert answer.getvalue()
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("page", ["", "small/"])
def test_it_is_seen_by_those_who_see_the_report(world: World, page: str) -> None:
    with_files(world, photo())
    url = f"/files/{Attachment.objects.get().pk}/{page}"
    seen = {}
    for who in ("reporter", "leader", "safety rep", "colleague", "leader of sibling"):
        answer = world.client(who).get(url)
        seen[who] = answer.status_code
        assert answer.getvalue()  # reads the file to its end, which closes it
    others = {"colleague": 404, "leader of sibling": 404}
    assert seen == {"reporter": 200, "leader": 200, "safety rep": 200, **others}
    assert "login" in AuditedClient().get(url)["Location"]


def nameless(world: World) -> tuple[Record, AuditedClient]:
    """A report without a name, with a photo; and the browser of whoever holds its code."""
    key = uuid4()
    draft = services.Draft("Det lukter.", world.units["CHEM"], IncidentType.HAZARDOUS_CONDITION)
    sent = [receive(photo(), name="a.jpg")]
    record = services.report(actor=STRANGER, draft=draft, key=key, attachments=sent)
    client = AuditedClient()
    session = client.session
    session[CODE] = digest(code_for(key))
    session.save()
    return record, client


def test_who_holds_the_code_sees_the_photos_of_that_report_only(world: World) -> None:
    record, client = nameless(world)
    own = Attachment.objects.get(record=record)
    assert own.added_by is None
    assert client.get(f"/files/{own.pk}/").getvalue()
    other = make.told(world)
    add_files(
        actor=world.actor("reporter"), record=other, attachments=[receive(pdf(), name="b.pdf")]
    )
    assert client.get(f"/files/{Attachment.objects.get(record=other).pk}/").status_code == 404


def test_a_file_that_is_gone_from_the_store_is_not_found(world: World) -> None:
    with_files(world, photo())
    kept = Attachment.objects.get()
    default_storage.delete(kept.path)
    assert world.client("leader").get(f"/files/{kept.pk}/").status_code == 404


# Adding


@pytest.mark.parametrize("who", ["leader", "reporter"])
def test_handlers_and_the_reporter_add_more(world: World, who: str) -> None:
    record, url = make.told(world), ""
    page = world.client(who).get(f"/incidents/{record.pk}/").content.decode()
    url = f"/incidents/{record.pk}/files/"
    assert f'href="{url}"' in page
    form = {"key": str(uuid4()), "attached": [photo(), pdf()]}
    assert world.client(who).get(url).status_code == 200
    assert world.client(who).post(url, form)["Location"] == f"/incidents/{record.pk}/"
    assert names(record) == ["IMG_1.jpg", "Målinger fra lab.pdf"]
    assert {each.added_by for each in Attachment.objects.all()} == {world.people[who]}
    line = HistoryLine.objects.get(verb="incident.files_added")
    assert line.facts == {"files": 2}
    told = Notice.objects.filter(kind="incident.reporter_wrote").values_list("person", flat=True)
    assert list(told) == ([world.people["leader"].pk] if who == "reporter" else [])
    assert "2 photos and files" in (
        world.client("leader").get(f"/incidents/{record.pk}/").content.decode()
    )


def test_who_holds_the_code_adds_more(world: World) -> None:
    record, client = nameless(world)
    client.post(
        f"/incidents/{record.pk}/files/", {"key": str(uuid4()), "attached": [photo("b.jpg", 65)]}
    )
    assert names(record) == ["a.jpg", "b.jpg"]


def test_adding_the_same_twice_adds_it_once(world: World) -> None:
    record, client = make.told(world), world.client("leader")
    for _each in range(2):
        client.post(f"/incidents/{record.pk}/files/", {"key": str(uuid4()), "attached": [photo()]})
    assert names(record) == ["IMG_1.jpg"]
    assert HistoryLine.objects.filter(verb="incident.files_added").count() == 1


def test_adding_nothing_is_refused_beside_the_field(world: World) -> None:
    record = make.told(world)
    answer = world.client("leader").post(f"/incidents/{record.pk}/files/", {"key": str(uuid4())})
    assert errors(answer) == ["Choose at least one photo or file."]


@pytest.mark.parametrize(
    ("who", "status"),
    [("safety rep", 403), ("colleague", 404), ("leader of sibling", 404)],
)
def test_others_add_and_remove_nothing(world: World, who: str, status: int) -> None:
    record = with_files(world, photo())
    kept = Attachment.objects.get()
    form = {"key": str(uuid4()), "attached": [pdf()]}
    client = world.client(who)
    assert client.post(f"/incidents/{record.pk}/files/", form).status_code == status
    assert client.post(f"/incidents/{record.pk}/files/{kept.pk}/remove/").status_code == status
    with pytest.raises(PermissionDenied):
        add_files(actor=world.actor(who), record=record, attachments=[receive(pdf(), name="b.pdf")])
    with pytest.raises(PermissionDenied):
        remove_file(actor=world.actor(who), record=record, attachment=kept)
    assert names(record) == ["IMG_1.jpg"]


def test_nothing_is_added_to_a_closed_report(world: World) -> None:
    record = make.told(world)
    services.close(
        actor=world.actor("leader"), record=record, message="Takk.", no_measures_reason="Nei."
    )
    assert world.client("leader").get(f"/incidents/{record.pk}/files/").status_code == 403
    with pytest.raises(Refused, match="closed"):
        add_files(
            actor=world.actor("leader"), record=record, attachments=[receive(pdf(), name="b.pdf")]
        )


# Removing


def test_the_handler_removes_what_should_not_be_there(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    record = with_files(world, photo("Ola Nordmann.jpg"), pdf())
    kept = Attachment.objects.get(width__isnull=False)
    client, url = world.client("leader"), f"/incidents/{record.pk}/files/{kept.pk}/remove/"
    assert f'href="{url}"' in client.get(f"/incidents/{record.pk}/").content.decode()
    assert "Ola Nordmann.jpg" in client.get(url).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url)
    assert names(record) == ["Målinger fra lab.pdf"]
    assert not default_storage.exists(kept.path)
    assert not default_storage.exists(kept.small_path)
    kept.refresh_from_db()
    assert (kept.name, kept.removed_by) == ("", world.people["leader"])
    line = HistoryLine.objects.get(verb="incident.file_removed")
    assert line.facts == {"file": kept.pk, "photo": True}
    assert client.get(f"/files/{kept.pk}/").status_code == 404
    assert client.post(url).status_code == 404, "it is gone already"
    assert "Ola Nordmann" not in client.get(f"/incidents/{record.pk}/").content.decode()


def test_the_reporter_removes_nothing(world: World) -> None:
    record = with_files(world, photo())
    url = f"/incidents/{record.pk}/files/{Attachment.objects.get().pk}/remove/"
    assert world.client("reporter").post(url).status_code == 403


def test_a_file_of_another_report_is_not_found(world: World) -> None:
    kept = Attachment.objects.get(record=with_files(world, photo()))
    other = make.told(world)
    url = f"/incidents/{other.pk}/files/{kept.pk}/remove/"
    assert world.client("leader").post(url).status_code == 404
    with pytest.raises(PermissionDenied):
        remove_file(actor=world.actor("leader"), record=other, attachment=kept)


def test_removing_twice_leaves_one_line(world: World) -> None:
    record = with_files(world, photo())
    kept = Attachment.objects.get()
    for _each in range(2):
        remove_file(actor=world.actor("leader"), record=record, attachment=kept)
    assert HistoryLine.objects.filter(verb="incident.file_removed").count() == 1


def test_bytes_that_a_process_died_before_deleting_are_swept(world: World) -> None:
    with_files(world, photo(), pdf())
    gone = Attachment.objects.get(width__isnull=False)
    remove_file(actor=world.actor("leader"), record=gone.record, attachment=gone)
    assert default_storage.exists(gone.path), "until it is certain"
    drop_unused_files(0)
    assert not default_storage.exists(gone.path)
    assert not default_storage.exists(gone.small_path)
    assert default_storage.exists(Attachment.objects.get(width__isnull=True).path)


def test_bytes_that_were_never_attached_are_swept_after_two_weeks(world: World) -> None:
    digest = "ab" * 32
    path = Attachment(digest=digest).path
    default_storage.save(path, ContentFile(b"x"))
    for days, there in ((13, True), (15, False)):
        with clock.at(clock.now() + dt.timedelta(days=days)):
            drop_unused_files(0)
        assert default_storage.exists(path) is there


def test_bytes_that_another_report_has_are_left(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    first, second = make.told(world), make.told(world, "En annen gang.")
    for record in (first, second):
        add_files(
            actor=world.actor("leader"), record=record, attachments=[receive(pdf(), name="b.pdf")]
        )
    kept = Attachment.objects.get(record=second)
    with django_capture_on_commit_callbacks(execute=True):
        remove_file(
            actor=world.actor("leader"),
            record=first,
            attachment=Attachment.objects.get(record=first),
        )
    drop_unused_files(0)
    assert world.client("leader").get(f"/files/{kept.pk}/").getvalue() == PDF


def test_a_report_with_many_photos_costs_no_more_queries(
    world: World, django_assert_max_num_queries: Any
) -> None:
    record = make.told(world)
    files = [receive(photo(side=side), name="a.jpg") for side in range(60, 72)]
    add_files(actor=world.actor("leader"), record=record, attachments=files)
    client = world.client("reporter")
    with django_assert_max_num_queries(15):
        client.get(f"/incidents/{record.pk}/")
    with django_assert_max_num_queries(8):
        client.get(f"/files/{Attachment.objects.all()[0].pk}/small/").getvalue()


def test_code_holder_is_no_handler(world: World) -> None:
    record, _client = nameless(world)
    kept = Attachment.objects.get(record=record)
    holder = code_holder(record.parties.get().code_digest)
    with pytest.raises(PermissionDenied):
        remove_file(actor=holder, record=record, attachment=kept)
