"""What all tests of rounds start from."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.plan.rounds.tests import make

shared_world = once_per_module(make.world)


@pytest.fixture
def world(
    shared_world: Shared[make.World], db: None, settings: Settings, tmp_path: Path
) -> make.World:
    """The institution; its files lie in a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path
    settings.WHITENOISE_AUTOREFRESH = True
    settings.LANGUAGE_CODE = "en"
    return shared_world.copy()
