"""Errors that a person can do something about."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Refused(Exception):  # noqa: N818 (a refusal is no error in the system)
    """A verb that cannot be done as asked. The message is shown to the person, by the field."""

    def __init__(self, message: str | _StrPromise, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


class ChangedMeanwhile(Refused):
    """Someone else has saved the same since this person opened it: neither may undo the other
    unseen."""
