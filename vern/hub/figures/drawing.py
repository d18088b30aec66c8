"""How a figure is drawn: bars of its rows, as a Vega-Lite specification of a known size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

WIDE: Final = 560
NARROW: Final = 354
_ROW: Final = 42
_UPRIGHT: Final = 280
_LEGEND: Final = 30
_ROOM: Final = 1.12  # beside the longest bar, for its number
# A picture on a page cannot use the page's fonts; these are narrower than the one that the texts
# were measured with, so that nothing is cut off where it is missing.
_FONT: Final = 'font-family="Inter"'
_FONTS: Final = "font-family=\"Inter, Arial, Helvetica, 'Liberation Sans', sans-serif\""


@dataclass(frozen=True)
class Bars:
    """Bars of the columns named in `series`, one group per row.

    Upright bars keep the rows' order (years); lying ones are sorted, largest first, without the
    empty ones, at most `most`.
    """

    series: tuple[str, ...]
    upright: bool = False
    most: int = 15


@dataclass(frozen=True)
class Bar:
    """One bar: whose it is, what it counts, how many; or what is said in place of a number."""

    label: str
    series: str
    value: float
    said: str = ""


@dataclass(frozen=True)
class Picture:
    """A specification, and the size that it is drawn in (CSS pixels)."""

    spec: Mapping[str, Any]
    width: int
    height: int


def picture(bars: Sequence[Bar], *, upright: bool, narrow: bool = False) -> Picture:
    """The bars, in the order given. `narrow` is for a phone."""
    width = NARROW if narrow else WIDE
    series = list(dict.fromkeys(bar.series for bar in bars))
    if upright:
        height = _UPRIGHT + (_LEGEND if len(series) > 1 else 0)
        drawn = _upright(series)
    else:
        height = len(bars) * _ROW + 8
        drawn = _lying(width, max((bar.value for bar in bars), default=0))
    spec = {
        "width": width,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "data": {
            "values": [
                {
                    "label": bar.label,
                    "series": bar.series,
                    "value": bar.value,
                    **({"said": bar.said} if bar.said else {}),
                }
                for bar in bars
            ]
        },
        **drawn,
    }
    return Picture(spec, width, height)


def on_a_page(svg: str) -> str:
    """A chart's SVG with fonts to fall back on."""
    return svg.replace(_FONT, _FONTS)


def _label(**more: Any) -> dict[str, Any]:
    return {"field": "label", "type": "nominal", "sort": None, "title": None, **more}


def _value(**more: Any) -> dict[str, Any]:
    return {"field": "value", "type": "quantitative", "title": None, **more}


def _number() -> dict[str, Any]:
    """The number at a bar's end, or what is said in its place."""
    instead = {"test": "isValid(datum.said)", "value": {"expr": "datum.said"}}
    return _value(format=",", condition=instead)


def _lying(width: int, largest: float) -> dict[str, Any]:
    """Each name above its bar, so that it has the whole width; the number at the bar's end."""
    return {
        "encoding": {
            "x": _value(axis=None, scale={"domain": [0, (largest or 1) * _ROOM], "nice": False}),
            "y": _label(axis=None),
        },
        "layer": [
            {"mark": {"type": "bar", "height": {"band": 0.36}, "yOffset": 9}},
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "dy": 9},
                "encoding": {"text": _number()},
            },
            {
                "mark": {"type": "text", "align": "left", "dy": -9, "limit": width - 12},
                "encoding": {"x": {"value": 0}, "text": {"field": "label"}},
            },
        ],
    }


def _upright(series: list[str]) -> dict[str, Any]:
    many = len(series) > 1
    sort: dict[str, Any] = {"field": "series", "type": "nominal", "sort": series, "title": None}
    beside = {"xOffset": {**sort}, "color": {**sort, "scale": {"domain": series}}}
    return {
        "encoding": {
            "x": _label(axis={"ticks": False, "labelPadding": 6}),
            "y": _value(axis=None, scale={"domainMin": 0}),
            **(beside if many else {}),
        },
        "layer": [
            {"mark": {"type": "bar", "width": {"band": 0.8}}},
            {
                "mark": {"type": "text", "baseline": "bottom", "dy": -4},
                "encoding": {"text": _number(), "color": {"value": "#1E2B3C"}},
            },
        ],
    }
