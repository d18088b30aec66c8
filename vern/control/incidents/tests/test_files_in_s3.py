"""The same pages with the files in S3 instead of a folder."""

from __future__ import annotations

import io
from typing import Any
from uuid import uuid4

import boto3
import pytest
from moto import mock_aws
from PIL import Image
from pytest_django import Settings

from vern.control.incidents.services.attachments import remove_file
from vern.control.incidents.tests.make import World
from vern.control.incidents.tests.test_photos_and_files import (
    PDF,
    URL,
    filled,
    pdf,
    photo,
    with_files,
)
from vern.core.files import store
from vern.core.files.models import Attachment, WaitingFile
from vern.core.files.tasks import drop_old_waiting_files
from vern.core.files.verifying import Walk

BUCKET = "hms"


@pytest.fixture
def s3(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket=BUCKET)
        options = {"bucket_name": BUCKET, "location": "vern", "region_name": "us-east-1"}
        store = {"BACKEND": "vern.core.files.s3.S3Store", "OPTIONS": options}
        settings.STORAGES = {**settings.STORAGES, "default": store}
        yield client


def keys(s3: Any, under: str = "") -> list[str]:
    found = s3.list_objects_v2(Bucket=BUCKET, Prefix=f"vern/{under}").get("Contents", ())
    return [each["Key"] for each in found]


def test_what_is_sent_is_kept_served_verified_and_removed(
    world: World,
    s3: Any,
    django_capture_on_commit_callbacks: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    record = with_files(world, photo(), pdf())
    pictured = Attachment.objects.get(width__isnull=False)
    file = Attachment.objects.get(width__isnull=True)
    # Asking for 256 folders, each over what stands for a network, would take half a minute.
    monkeypatch.setattr(store, "FOLDERS", (file.path[:2], pictured.path[:2]))
    client = world.client("leader")
    assert client.get(f"/files/{file.pk}/").getvalue() == PDF
    for page in ("", "small/"):
        shown = client.get(f"/files/{pictured.pk}/{page}").getvalue()
        assert Image.open(io.BytesIO(shown)).format == "JPEG"
    walk = Walk()
    assert list(walk.findings()) == []
    assert walk.files == 3
    s3.put_object(Bucket=BUCKET, Key=f"vern/{file.path}", Body=PDF[:-1] + b"X")
    s3.delete_object(Bucket=BUCKET, Key=f"vern/{pictured.small_path}")
    assert {str(each) for each in Walk().findings()} == {
        f"{file.path}: changed (file {file.pk} of {record.number})",
        f"{pictured.small_path}: missing (file {pictured.pk} of {record.number})",
    }
    with django_capture_on_commit_callbacks(execute=True):
        remove_file(actor=world.actor("leader"), record=record, attachment=file)
    assert keys(s3, file.path[:2]) == []
    assert keys(s3, pictured.path[:2]) == [f"vern/{pictured.path}"]
    assert client.get(f"/files/{file.pk}/").status_code == 404


def test_what_waits_lies_there_too_and_is_swept(
    world: World, s3: Any, django_capture_on_commit_callbacks: Any
) -> None:
    client, form = world.client("reporter"), filled(world)
    client.post(URL, {**form, "key": str(uuid4()), "description": "", "attached": [photo()]})
    (waiting,) = WaitingFile.objects.all()
    assert keys(s3) == [f"vern/{waiting.path}", f"vern/{waiting.small_path}"]
    WaitingFile.objects.update(added_at=waiting.added_at.replace(year=2020))
    with django_capture_on_commit_callbacks(execute=True):
        drop_old_waiting_files(0)
    assert keys(s3) == []
