"""Bytes are written once, whole or not at all, on disk and in S3 alike."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from django.utils import timezone
from moto import mock_aws
from pytest_django import Settings

from vern.core.files import store
from vern.core.files.s3 import S3Store
from vern.core.files.store import DigestError, put
from vern.core.files.stores import PARTIAL, DiskStore
from vern.core.kernel import clock

if TYPE_CHECKING:
    Content = ContentFile[bytes]
else:
    Content = ContentFile

BUCKET = "hms-files"
CONTENT = b"What was attached."
DIGEST = hashlib.sha256(CONTENT).hexdigest()
PATH = f"{DIGEST[:2]}/{DIGEST}"


@pytest.fixture
def disk(tmp_path: Path) -> DiskStore:
    return DiskStore(location=tmp_path)


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Store]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket=BUCKET)
        yield S3Store(bucket_name=BUCKET, location="vern", region_name="us-east-1")


@pytest.fixture(params=["disk", "s3"])
def kept_in(request: pytest.FixtureRequest, settings: Settings) -> Storage:
    """The store that the application uses, in each of its two forms."""
    form: Any = request.getfixturevalue(request.param)
    if request.param == "disk":
        options = {"location": form.location}
    else:
        options = {"bucket_name": BUCKET, "location": "vern", "region_name": "us-east-1"}
    backend = f"{type(form).__module__}.{type(form).__name__}"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": backend, "OPTIONS": options},
    }
    found: Storage = form
    return found


def given(content: bytes = CONTENT) -> Callable[[], File[bytes]]:
    return lambda: ContentFile(content)


def read(kept: Storage, path: str = PATH) -> bytes:
    with kept.open(path) as file:
        return bytes(file.read())


def test_what_is_put_is_read_again(kept_in: Storage) -> None:
    put(PATH, given(), digest=DIGEST, size=len(CONTENT))
    assert read(kept_in) == CONTENT
    (found,) = store.every(PATH[:2])
    assert (found.path, found.size) == (PATH, len(CONTENT))
    assert abs((found.modified - timezone.now()).total_seconds()) < 60  # noqa: TID251
    assert list(store.every("00")) == []


def test_a_name_is_given_once(kept_in: Storage) -> None:
    kept_in.save(PATH, ContentFile(CONTENT))
    with pytest.raises(FileExistsError):
        kept_in.save(PATH, ContentFile(b"Something else."))
    assert read(kept_in) == CONTENT
    put(PATH, given(), digest=DIGEST, size=len(CONTENT))
    assert read(kept_in) == CONTENT


def test_what_is_not_what_was_announced_is_not_kept(kept_in: Storage) -> None:
    with pytest.raises(DigestError):
        put(PATH, given(b"Something else."), digest=DIGEST, size=len(CONTENT))
    assert not kept_in.exists(PATH)


def test_half_a_file_gives_way_to_the_whole(kept_in: Storage) -> None:
    """As a process left it that died while it wrote, before files were written whole."""
    kept_in.save(PATH, ContentFile(CONTENT[:5]))
    put(PATH, given(), digest=DIGEST, size=len(CONTENT))
    assert read(kept_in) == CONTENT


def test_what_is_not_there_is_not_found(kept_in: Storage) -> None:
    with pytest.raises(FileNotFoundError):
        kept_in.open(PATH)
    kept_in.delete(PATH)


class Breaking(Content):
    """The disk is full, or the sender is gone, after the first part."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield CONTENT[:5]
        raise OSError(28, "No space left on device")


def test_a_file_that_breaks_off_leaves_nothing(disk: DiskStore) -> None:
    with pytest.raises(OSError, match="No space left"):
        disk.save(PATH, Breaking(CONTENT))
    assert not disk.exists(PATH)
    assert [path for path in Path(disk.location).rglob("*") if path.is_file()] == []


def test_nobody_sees_a_file_that_grows(disk: DiskStore) -> None:
    seen: list[bool] = []

    class Growing(Content):
        def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
            for part in (CONTENT[:5], CONTENT[5:]):
                yield part
                seen.append(disk.exists(PATH))

    disk.save(PATH, Growing(CONTENT))
    assert seen == [False, False]
    assert disk.exists(PATH)
    assert (Path(disk.path(PATH)).stat().st_mode & 0o777) == 0o640


def test_what_a_dead_process_left_is_swept_after_a_day(disk: DiskStore) -> None:
    old, new = (Path(disk.location) / PARTIAL / name for name in ("old", "new"))
    old.parent.mkdir()
    for path in (old, new):
        path.write_bytes(b"x")
    os.utime(old, (0, 0))
    disk.sweep_partial(clock.now().replace(year=2000))
    assert not old.exists()
    assert new.exists()
