from __future__ import annotations

import pytest

from vern.core.org.tests import world


@pytest.fixture
def units(db: None) -> None:
    """The small institution of `world`."""
    world.make_units()
