"""From a report to its answer: on a phone, with a keyboard only, and without JavaScript."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cast import Cast
from tests.journeys.conftest import DESK, Opening, Site
from tests.journeys.hands import Hands, Keyboard
from tests.journeys.looking import accessible
from tests.journeys.story import Story

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_on_a_phone_every_page_can_be_used_by_everyone(
    site: Site, cast: Cast, opening: Opening, photo: Path
) -> None:
    def with_a_phone() -> Hands:
        return Hands(opening(has_touch=True, is_mobile=True), look=accessible)

    Story(site, cast, with_a_phone, photo).tell()


def test_with_nothing_but_a_keyboard(site: Site, cast: Cast, opening: Opening, photo: Path) -> None:
    Story(site, cast, lambda: Keyboard(opening(viewport=DESK)), photo).tell()


def test_without_javascript(site: Site, cast: Cast, opening: Opening, photo: Path) -> None:
    def without_scripts() -> Hands:
        return Hands(opening(java_script_enabled=False))

    Story(site, cast, without_scripts, photo).tell()
