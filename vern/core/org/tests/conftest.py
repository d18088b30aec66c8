from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from vern.core.org.tests import world


@pytest.fixture
def units(db: None) -> None:
    """The small institution of `world`."""
    world.make_units()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Refusals in the words of the code, whatever is translated."""
    with override("en"):
        yield
