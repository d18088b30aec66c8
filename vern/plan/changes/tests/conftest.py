"""What all tests of change processes start from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from vern.core.kernel import clock
from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.hub.evidence.assurances import assurances
from vern.plan.changes.tests import make

shared_world = once_per_module(make.world)


@pytest.fixture
def world(shared_world: Shared[make.World], db: None, settings: Settings) -> Iterator[make.World]:
    """At noon of a day far from any change of the clock."""
    settings.LANGUAGE_CODE = "en"
    settings.WHITENOISE_AUTOREFRESH = True
    make.APPROVED.clear()
    with clock.at(make.NOON), assurances.holding(make.PLAYS_ASSESSMENT):
        yield shared_world.copy()
