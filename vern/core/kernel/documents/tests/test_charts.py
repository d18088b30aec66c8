"""Charts: the language's numbers, the shipped font, colours that can be seen and told apart."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import pytest

from vern.core.kernel.documents import charts
from vern.core.kernel.documents.tests import samples
from vern.core.kernel.documents.text import FONT_FAMILY

LINES: dict[str, Any] = {
    "data": {
        "values": [
            {"year": year, "count": year + index * 5, "kind": kind}
            for year in (2023, 2024)
            for index, kind in enumerate(("injury", "near miss"))
        ]
    },
    "mark": "line",
    "encoding": {
        "x": {"field": "year", "type": "ordinal"},
        "y": {"field": "count", "type": "quantitative"},
        "color": {"field": "kind", "type": "nominal"},
    },
}


def luminance(colour: str) -> float:
    """Relative luminance, as the Web Content Accessibility Guidelines define it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colour", charts.PALETTE)
def test_every_colour_can_be_seen_on_white(colour: str) -> None:
    assert contrast(colour, "#FFFFFF") >= 3


def test_neighbouring_colours_differ_in_lightness() -> None:
    assert min(contrast(one, other) for one, other in pairwise(charts.PALETTE)) >= 1.5


def test_norwegian_numbers_have_a_space_and_a_comma_and_english_the_reverse() -> None:
    spec = {
        "data": {"values": [{"n": 1234.5}]},
        "mark": "text",
        "encoding": {"text": {"field": "n", "type": "quantitative", "format": ",.1f"}},
    }
    assert "1\u00a0234,5" in charts.to_svg(spec, "nb")
    assert "1\u00a0234,5" in charts.to_svg(spec, "nn")
    assert "1,234.5" in charts.to_svg(spec, "en")


def test_months_are_named_in_the_language() -> None:
    spec = {
        "data": {"values": [{"d": "2024-10-15"}]},
        "mark": "text",
        "encoding": {
            "text": {"field": "d", "type": "temporal", "format": "%B"},
        },
    }
    assert "oktober" in charts.to_svg(spec, "nn")
    assert "October" in charts.to_svg(spec, "en")


def test_the_picture_uses_the_documents_font() -> None:
    assert f'font-family="{FONT_FAMILY}"' in charts.to_svg(samples.SPEC, "nb")


def test_lines_differ_by_dashes_too() -> None:
    assert "stroke-dasharray" in charts.to_svg(LINES, "nb")


def test_points_differ_by_shape_too_also_inside_a_layer() -> None:
    layered = {"layer": [{**LINES, "mark": {"type": "point"}}]}
    encoding = charts.distinguishable(layered)["layer"][0]["encoding"]
    assert encoding["shape"]["field"] == "kind"


def test_a_chart_with_its_own_second_sign_is_left_alone() -> None:
    own = {**LINES, "encoding": {**LINES["encoding"], "strokeDash": {"field": "other"}}}
    assert charts.distinguishable(own) == own


def test_the_callers_specification_is_not_changed() -> None:
    before = repr(LINES)
    charts.to_svg(LINES, "nb")
    assert repr(LINES) == before


def test_a_png_is_as_large_as_its_scale_says() -> None:
    small, large = (charts.to_png(samples.SPEC, "nb", scale) for scale in (1, 2))
    width, large_width = (int.from_bytes(png[16:20]) for png in (small, large))
    assert small.startswith(b"\x89PNG")
    assert large_width == pytest.approx(2 * width, abs=2)


def test_a_wrong_specification_says_so() -> None:
    with pytest.raises(charts.ChartError):
        charts.to_svg({"mark": "no such mark", "data": {"values": []}}, "nb")


def test_no_address_in_a_specification_is_fetched() -> None:
    spec = {**samples.SPEC, "data": {"url": "http://127.0.0.1:9/numbers.json"}}
    with pytest.raises(charts.ChartError):
        charts.to_svg(spec, "nb")


def test_markup_in_the_numbers_stays_text() -> None:
    spec = {**samples.SPEC, "title": "<script>alert(1)</script>"}
    assert "<script" not in charts.to_svg(spec, "nb")


def test_charts_can_be_drawn_by_several_threads() -> None:
    specs = [{**samples.SPEC, "title": f"Diagram {number}"} for number in range(6)]
    with ThreadPoolExecutor(3) as pool:
        drawn = list(pool.map(lambda spec: charts.to_svg(spec, "nb"), specs))
    assert all(f"Diagram {number}" in svg for number, svg in enumerate(drawn))
