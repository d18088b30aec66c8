"""How the demo's years are shared between processes."""

from __future__ import annotations

from io import StringIO

import pytest

from vern.site.demo.content import volumes
from vern.site.demo.loader import load_years_when_told, shares
from vern.site.demo.plan import plan_years


def test_each_year_is_played_once_and_no_process_has_much_more_than_the_other() -> None:
    found = shares(2)
    assert sorted(year for years in found for year in years) == list(plan_years())
    first, second = (sum(volumes()[year].events for year in years) for years in found)
    assert abs(first - second) < 0.1 * (first + second)


def test_without_an_organisation_no_year_is_played() -> None:
    with pytest.raises(RuntimeError, match="no organisation"):
        load_years_when_told([], StringIO(""))
