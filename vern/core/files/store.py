"""The store of what is attached: bytes under their own digest, each written once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Final, cast

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from vern.core.files.locks import alone_with
from vern.core.files.models import SMALL, Attachment
from vern.core.files.stores import Store, Stored
from vern.core.files.uploads import digest_of
from vern.core.kernel import clock

UNUSED_FOR: Final = dt.timedelta(days=14)
"""A file that nobody attached, because a process died in between, is kept for so long."""

FOLDERS: Final = tuple(f"{number:02x}" for number in range(256))


class DigestError(Exception):
    """The bytes are not those that were announced."""


def put(path: str, content: Callable[[], File[bytes]], *, digest: str, size: int) -> None:
    """Keep bytes for good. The caller is alone with the digest.

    The same bytes are stored once. What lies there with another length is no whole file, and gives
    way. Raises DigestError where the bytes are not those with this digest.
    """
    with content() as opened:
        if digest_of(opened) != digest:
            raise DigestError(path)
        opened.seek(0)
        if default_storage.exists(path):
            if default_storage.size(path) == size:
                return
            default_storage.delete(path)
        default_storage.save(path, opened)


def put_small(path: str, content: Callable[[], File[bytes]]) -> str:
    """Keep a photo's little picture beside it, where there is none. Its digest."""
    if not default_storage.exists(path):
        with content() as opened:
            digest = digest_of(opened)
            opened.seek(0)
            default_storage.save(path, opened)
            return digest
    with default_storage.open(path) as opened:
        return digest_of(opened)


def small_picture(photo: Attachment) -> bytes | None:
    """A photo's little picture, or the whole one that was kept before there were any; None where
    the store has lost both."""
    for path in (photo.small_path, photo.path):
        try:
            with default_storage.open(path) as opened:
                found: bytes = opened.read()
                return found
        except FileNotFoundError:
            continue
    return None


def forget(digest: str) -> None:
    """Delete bytes that no record has any more."""
    with transaction.atomic():
        alone_with(digest)
        if not Attachment.objects.kept().filter(digest=digest).exists():
            path = Attachment(digest=digest).path
            default_storage.delete(path)
            default_storage.delete(f"{path}{SMALL}")


def every(folder: str) -> Iterator[Stored]:
    """The files in one of the store's folders."""
    return _store().every(folder)


def sweep() -> None:
    """Delete what should have been deleted with its last record, and what was never attached."""
    now = clock.now()
    _store().sweep_partial(now - dt.timedelta(days=1))
    for folder in FOLDERS:
        for digest in _unused(folder, now - UNUSED_FOR):
            forget(digest)


def _unused(folder: str, before: dt.datetime) -> set[str]:
    lying = {
        each.path.rpartition("/")[2].removesuffix(SMALL): each.modified for each in every(folder)
    }
    rows = Attachment.objects.filter(digest__startswith=folder)
    kept = set(rows.kept().values_list("digest", flat=True))
    removed = set(rows.values_list("digest", flat=True)) - kept
    return {
        digest
        for digest, modified in lying.items()
        if digest not in kept and (digest in removed or modified < before)
    }


def _store() -> Store:
    # What Django hands out is a proxy of the one that the settings name.
    return cast("Store", default_storage)
