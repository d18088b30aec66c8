from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.cast import Cast, make_cast
from vern.core.kernel.testing.client import AuditedClient
from vern.core.kernel.testing.shared import Shared, once_per_module

shared_cast = once_per_module(make_cast)


@pytest.fixture
def cast(shared_cast: Shared[Cast], db: None, settings: Settings, tmp_path: Path) -> Cast:
    settings.MEDIA_ROOT = tmp_path
    settings.LANGUAGE_CODE = "en"
    return shared_cast.copy()


class Doors:
    """A browser in which one of the cast is signed in."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def __call__(self, who: str) -> AuditedClient:
        client = AuditedClient()
        user = self.cast.people[who].user
        assert user is not None
        client.force_login(user)
        return client


@pytest.fixture
def sign_in(cast: Cast) -> Doors:
    return Doors(cast)
