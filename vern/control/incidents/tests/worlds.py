"""Worlds that the tests of a module share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from vern.control.incidents.tests.make import World
from vern.core.kernel.testing.shared import Shared, made_once


def shared(make: Callable[[], World]) -> Any:
    """A fixture for a module whose every test starts from what `make` makes: assign it to
    `shared_world`."""

    @pytest.fixture(scope="module", name="shared_world")
    def fixture(
        django_db_setup: None, django_db_blocker: DjangoDbBlocker
    ) -> Iterator[Shared[World]]:
        with made_once(django_db_blocker, make) as made:
            yield made

    return fixture
