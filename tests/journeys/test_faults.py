"""The faults that are quickly done, with real processes: `make faults` does all of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from faults.house import House
from faults.programme import FAULTS, Fault

QUICK = {6: 20, 8: 3, 10: 0}
"""The fault's number, and how many times it is done here; 0: as often as always."""

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with House.built(tmp_path_factory.mktemp("house")) as built:
        yield built


@pytest.mark.parametrize(
    "fault", [each for each in FAULTS if each.number in QUICK], ids=lambda each: each.title
)
def test_nothing_is_lost_or_doubled(house: House, fault: Fault) -> None:
    times = QUICK[fault.number]
    more = {"how_many": times} if times else {}
    assert not fault.do(house, protected=False, **more).harmless, "the control did no harm"
    outcome = fault.do(house, protected=True, **more)
    assert outcome.harmless, str(outcome)
