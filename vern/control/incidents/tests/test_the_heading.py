"""What stands over a report: whole, though lists show its beginning; and nothing is told twice or lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vern.control.incidents.rules import HEADING_LENGTHS, beyond, heading
from vern.control.incidents.services.reporting import TITLE_LENGTH, headline
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.records.models import Record

LONG = (
    "Avtrekket i hele fløyen er for svakt etter ombyggingen, og det har vi meldt til driften "
    "flere ganger uten at noe har skjedd."
)
SENTENCE = "Det lukter løsemiddel i hele gangen utenfor laben. "


def test_a_long_first_line_stands_whole_over_the_report_and_short_in_lists(world: World) -> None:
    record = make.told(world, f"{LONG}\nVi har åpnet vinduene.")
    assert record.title.endswith(" …")
    for who in ("leader", "reporter"):
        page = world.client(who).get(f"/incidents/{record.pk}/").content.decode()
        assert f">{LONG}</h1>" in page, who
        assert page.count(LONG.partition(",")[2]) == 2, "in the title and in the heading alone"
        assert "Vi har åpnet vinduene." in page
    assert record.title in world.client("leader").get("/incidents/").content.decode()


@pytest.mark.parametrize(
    ("told", "over", "rest"),
    [
        ("Kort.", "Kort.", ""),
        ("Kort.\nMer.", "Kort.", "Mer."),
        (LONG, LONG, ""),
        (SENTENCE * 9, (SENTENCE * 5).strip(), (SENTENCE * 4).strip()),
    ],
)
def test_as_many_whole_sentences_as_a_heading_holds(told: str, over: str, rest: str) -> None:
    assert heading(headline(told), told) == over
    assert beyond(over, told) == rest


@pytest.mark.parametrize("told", ["ord " * 200, "Hei! " + "ord " * 200])
def test_one_endless_sentence_stays_cut_and_is_told_whole_below(told: str) -> None:
    title = headline(told)
    assert heading(title, told) == title
    assert beyond(title, told) == told


def test_a_title_that_is_not_the_beginning_stands_as_it_is() -> None:
    assert heading("Noe annet …", LONG) == "Noe annet …"
    assert beyond("Brann", "Brannfarlig væske") == "Brannfarlig væske"


words = st.text(alphabet=st.sampled_from("abæ.!? \n"), max_size=900)


@given(words)
def test_heading_and_the_rest_tell_all_that_was_told(told: str) -> None:
    title = headline(told)
    over = heading(title, told)
    rest = beyond(over, told)
    assert len(over) <= max(HEADING_LENGTHS[-1], TITLE_LENGTH + 2)
    if over.endswith("…"):
        assert rest == told
    else:
        assert f"{over} {rest}".split() == told.split()


def test_a_name_that_is_struck_out_stands_in_no_heading(world: World) -> None:
    record = make.told(world, f"Kari Holm sier at {LONG}")
    leader = world.client("leader")
    leader.post(f"/incidents/{record.pk}/strike/", {"words": "Kari Holm", "strike": "1"})
    assert "Kari" not in Record.objects.get(pk=record.pk).title
    assert "Kari" not in leader.get(f"/incidents/{record.pk}/").content.decode()
