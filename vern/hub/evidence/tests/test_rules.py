"""What a share says, and what several units come to."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vern.hub.evidence.rules import Verdict, by_share, together

VERDICTS = st.lists(st.sampled_from(Verdict), max_size=8)


def test_the_traffic_light_is_green_above_eighty_and_red_below_fifty() -> None:
    assert [by_share(done, 100) for done in (81, 80, 50, 49, 0)] == [
        Verdict.MET,
        Verdict.PARTLY,
        Verdict.PARTLY,
        Verdict.NOT,
        Verdict.NOT,
    ]


def test_nothing_to_do_says_nothing() -> None:
    assert by_share(0, 0) is Verdict.UNKNOWN


@given(VERDICTS)
def test_units_of_which_nothing_is_known_change_nothing(verdicts: list[Verdict]) -> None:
    assert together([*verdicts, Verdict.UNKNOWN]) is together(verdicts)


@given(VERDICTS)
def test_all_together_meet_it_only_if_each_known_one_does(verdicts: list[Verdict]) -> None:
    known = [each for each in verdicts if each is not Verdict.UNKNOWN]
    meets = together(verdicts) is Verdict.MET
    assert meets == (bool(known) and all(each is Verdict.MET for each in known))
