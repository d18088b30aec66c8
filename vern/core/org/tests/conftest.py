from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils.translation import override
from pytest_django import DjangoDbBlocker

from vern.core.kernel.testing.shared import Shared, made_once
from vern.core.org.tests import world


@pytest.fixture(scope="module")
def shared_units(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Shared[None]]:
    with made_once(django_db_blocker, world.make_units) as shared:
        yield shared


@pytest.fixture
def units(shared_units: Shared[None], db: None) -> None:
    """The small institution of `world`."""


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Refusals in the words of the code, whatever is translated."""
    with override("en"):
        yield
