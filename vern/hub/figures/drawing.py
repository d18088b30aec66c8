"""How a figure is drawn: bars of its rows, as a Vega-Lite specification of a known size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

WIDE: Final = 720
NARROW: Final = 354
_BAR: Final = 28
_AXIS: Final = 64


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
    """One bar: whose it is, what it counts, how many."""

    label: str
    series: str
    value: float


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
        height = 260 + (30 if len(series) > 1 else 0)
        layers = _upright(series)
    elif narrow:
        height = len(bars) * 44 + 8
        layers = _lying_narrow()
    else:
        height = len(bars) * _BAR + 8
        layers = _lying()
    spec = {
        "width": width,
        "height": max(height, _AXIS),
        "autosize": {"type": "fit", "contains": "padding"},
        "data": {
            "values": [
                {"label": bar.label, "series": bar.series, "value": bar.value} for bar in bars
            ]
        },
        **layers,
    }
    return Picture(spec, width, max(height, _AXIS))


def _scale() -> dict[str, Any]:
    return {"domainMin": 0, "nice": True}


def _label(**more: Any) -> dict[str, Any]:
    return {"field": "label", "type": "nominal", "sort": None, "title": None, **more}


def _value(**more: Any) -> dict[str, Any]:
    return {"field": "value", "type": "quantitative", "title": None, **more}


def _lying() -> dict[str, Any]:
    """Names to the left, numbers at the bars' ends: no axis to read off."""
    place = {
        "x": _value(axis=None, scale={"domainMin": 0, "padding": 30}),
        "y": _label(axis={"domain": False, "ticks": False, "labelLimit": 330, "labelPadding": 8}),
    }
    return {
        "encoding": place,
        "layer": [
            {"mark": {"type": "bar", "height": {"band": 0.7}}},
            {
                "mark": {"type": "text", "align": "left", "dx": 6},
                "encoding": {"text": _value(format=",")},
            },
        ],
    }


def _lying_narrow() -> dict[str, Any]:
    """On a phone the name stands above its bar."""
    place = {
        "x": _value(axis=None, scale={"domainMin": 0, "padding": 30}),
        "y": _label(axis=None),
    }
    return {
        "encoding": place,
        "layer": [
            {"mark": {"type": "bar", "height": {"band": 0.36}, "yOffset": 9}},
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "dy": 9},
                "encoding": {"text": _value(format=",")},
            },
            {
                "mark": {"type": "text", "align": "left", "dy": -10, "limit": NARROW - 12},
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
            "y": _value(axis=None, scale=_scale()),
            **(beside if many else {}),
        },
        "layer": [
            {"mark": {"type": "bar", "width": {"band": 0.8}}},
            {
                "mark": {"type": "text", "baseline": "bottom", "dy": -4},
                "encoding": {"text": _value(format=","), "color": {"value": "#1E2B3C"}},
            },
        ],
    }
