"""The store of files in S3. Imported only where it is used: its library is large."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Iterator
from typing import Final

from botocore.exceptions import ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

from vern.core.files.stores import Stored

TAKEN: Final = 412
"""What S3 answers where the name is given already."""


class S3Store(S3Storage):  # type: ignore[misc] # untyped
    """A bucket of S3 or what speaks as it does; it must know `If-None-Match` for writing.

    The server compares the bytes with their digest, and shows nothing before it has all of them.
    Saving under a name that is taken raises FileExistsError.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:  # noqa: ARG002
        return str(clean_name(name))

    def _save(self, name: str, content: File[bytes]) -> str:
        cleaned = str(clean_name(name))
        digest = hashlib.sha256()
        for part in content.chunks():
            digest.update(part)
        content.seek(0)
        try:
            self.connection.meta.client.put_object(
                Bucket=self.bucket_name,
                Key=self._normalize_name(cleaned),
                Body=content,
                ContentType="application/octet-stream",
                ChecksumSHA256=base64.b64encode(digest.digest()).decode(),
                IfNoneMatch="*",
            )
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == TAKEN:
                raise FileExistsError(name) from error
            raise
        return cleaned

    def every(self, folder: str) -> Iterator[Stored]:
        """The files in a folder."""
        prefix = self._normalize_name(f"{clean_name(folder)}/")
        pages = self.connection.meta.client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self.bucket_name, Prefix=f"{prefix.rstrip('/')}/"):
            for each in page.get("Contents", ()):
                name = each["Key"].rpartition("/")[2]
                yield Stored(f"{folder}/{name}", each["Size"], each["LastModified"])

    def sweep_partial(self, before: dt.datetime) -> None:
        """Nothing is ever written in part."""
