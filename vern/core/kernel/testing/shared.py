"""Rows made once for all tests of a module: what a test does to them is undone after it."""

from __future__ import annotations

import contextlib
import copy
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import translation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_django import DjangoDbBlocker

T = TypeVar("T")


class Shared(Generic[T]):
    """What a module's tests start from."""

    def __init__(self, made: T) -> None:
        self._made = made

    def copy(self) -> T:
        """The objects as they were made: no test sees what another did to them in memory."""
        return copy.deepcopy(self._made)


def once_per_module(make: Callable[[], T]) -> Any:
    """A fixture of scope "module": what `make` gives, to be copied by a fixture for each test that
    asks for this one and for `db`."""

    @pytest.fixture(scope="module")
    def fixture(
        django_db_setup: None,  # noqa: ARG001 (only that it is there)
        django_db_blocker: DjangoDbBlocker,
    ) -> Iterator[Shared[T]]:
        with _made(django_db_blocker, make) as shared:
            yield shared

    return fixture


@contextlib.contextmanager
def _made(blocker: DjangoDbBlocker, make: Callable[[], T]) -> Iterator[Shared[T]]:
    """Rows that stay until the block ends, and are undone then.

    Each test that asks for `db` besides runs inside this transaction, and only its own part of it
    is undone. A test with a database of its own (`transaction=True`) cannot be in such a module.
    """
    outer = transaction.atomic()
    with blocker.unblock():
        outer.__enter__()
    try:
        with blocker.unblock(), translation.override(settings.LANGUAGE_CODE):
            shared = Shared(make())
        yield shared
    finally:
        with blocker.unblock():
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)
