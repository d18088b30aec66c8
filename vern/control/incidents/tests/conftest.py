"""What all tests of reports start from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker, Settings

from vern.control.incidents.tests import make
from vern.core.kernel.testing.shared import Shared, made_once


@pytest.fixture(scope="module")
def shared_world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Shared[make.World]]:
    with made_once(django_db_blocker, make.world) as shared:
        yield shared


@pytest.fixture
def world(
    shared_world: Shared[make.World], db: None, settings: Settings, tmp_path: Path
) -> make.World:
    """The institution; its files lie in a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path
    settings.WHITENOISE_AUTOREFRESH = True  # or every client of every person walks all static files
    settings.LANGUAGE_CODE = "en"
    return shared_world.copy()
