"""Vega-Lite charts as pictures, in the documents' font, with the language's way of writing numbers.

The first chart of a process takes about a second, since the chart engine starts; later ones take
50-100 ms and the same chart again nothing. `warm_up` lets a server pay the second when it starts;
`drawn_elsewhere` lets a command do other things meanwhile.
"""

import json
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from multiprocessing import get_context
from typing import Any, Final

import vl_convert

from vern.core.kernel.documents.labels import LABELS, Language
from vern.core.kernel.documents.text import FONT_FAMILY, FONTS, printable

VEGA_LITE_VERSION: Final = "6.4"

# Each has a contrast of at least 3:1 to white. Dark and light take turns, so that neighbours
# differ in lightness too: in grey print and to those who see colours differently.
PALETTE: Final = ("#12395B", "#E07000", "#00796B", "#7A1F5C", "#3D8FD1", "#3F4650")
_SHAPES: Final = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"]
_SIGNS: Final[Mapping[str, list[Any]]] = {
    "strokeDash": [[1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4], [4, 2, 1, 2]],
    "shape": _SHAPES,
}
_LINE_LEGEND: Final[Mapping[str, Any]] = {
    "symbolType": "stroke",
    "symbolSize": 700,
    "symbolStrokeWidth": 2.5,
}
_INK: Final = "#1E2B3C"
_GRID: Final = "#D5D9DE"
_FIXED_SPACE: Final = "\u00a0"

THEME: Final[Mapping[str, Any]] = {
    "font": FONT_FAMILY,
    "background": "white",
    "padding": 4,
    "view": {"continuousWidth": 520, "continuousHeight": 260, "discreteWidth": 520, "stroke": None},
    "title": {"anchor": "start", "fontSize": 15, "fontWeight": "bold", "color": _INK, "offset": 12},
    "axis": {
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelColor": _INK,
        "titleColor": _INK,
        "domainColor": "#6B7480",
        "tickColor": "#6B7480",
        "gridColor": _GRID,
        "labelLimit": 260,
        "labelOverlap": "parity",
    },
    "axisX": {"grid": False},
    "axisXDiscrete": {"labelAngle": 0},
    "legend": {
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelColor": _INK,
        "titleColor": _INK,
        "orient": "bottom",
        "labelLimit": 300,
        "symbolSize": 120,
    },
    "header": {"labelFontSize": 12, "titleFontSize": 12, "labelColor": _INK, "titleColor": _INK},
    "mark": {"color": PALETTE[0]},
    # The white edge parts stacked pieces that touch.
    "bar": {"stroke": "white", "strokeWidth": 1},
    "arc": {"stroke": "white", "strokeWidth": 1.5},
    "area": {"stroke": "white", "strokeWidth": 1.5},
    "line": {"strokeWidth": 2.5},
    "point": {"filled": True, "size": 70, "opacity": 1},
    "text": {"fontSize": 12, "color": _INK},
    "rule": {"color": _INK},
    "range": {
        "category": list(PALETTE),
        "symbol": _SHAPES,
        "ordinal": {"scheme": "blues"},
        "ramp": {"scheme": "blues"},
    },
}

_SIZE: Final = re.compile(r"<svg[^>]*?\swidth=\"([\d.]+)\"[^>]*?\sheight=\"([\d.]+)\"")


class ChartError(ValueError):
    """The chart's specification cannot be drawn."""


def to_svg(spec: Mapping[str, Any], language: Language) -> str:
    """The chart as SVG text. Raises ChartError when the specification is wrong.

    No address in the specification is fetched: the numbers must stand in it.
    """
    return _svg(_canonical(spec), language)


def to_png(spec: Mapping[str, Any], language: Language, scale: float = 2.0) -> bytes:
    """The chart as a PNG picture, `scale` times its own size in pixels."""
    return _png(_canonical(spec), language, scale)


def size(svg: str) -> tuple[float, float]:
    """Width and height of a chart's SVG in CSS pixels."""
    found = _SIZE.search(svg)
    if not found:
        raise ChartError("the picture has no size")
    return float(found[1]), float(found[2])


def warm_up() -> None:
    """Start the chart engine, so that the first reader does not wait for it."""
    to_svg({"data": {"values": []}, "mark": "bar"}, "nb")


_elsewhere: Final[ContextVar[Executor | None]] = ContextVar("drawn_elsewhere", default=None)


@contextmanager
def drawn_elsewhere() -> Iterator[None]:
    """Let a process of its own draw, whose engine starts at once.

    A thread would not do: the engine holds Python's lock while it starts and draws. Nor would a
    fork: an engine that already runs here would stand still there.
    """
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as drawer:
        drawer.submit(warm_up)
        token = _elsewhere.set(drawer)
        try:
            yield
        finally:
            _elsewhere.reset(token)


def distinguishable(spec: Any) -> Any:
    """`spec` with a second sign beside colour: dashes for lines, shapes for points.

    Reaches into layers and panels; leaves a specification alone that has its own second sign.
    """
    if isinstance(spec, list):
        return [distinguishable(part) for part in spec]
    if not isinstance(spec, Mapping):
        return spec
    changed = dict(spec)
    for key in ("layer", "hconcat", "vconcat", "concat", "spec"):
        if key in changed:
            changed[key] = distinguishable(changed[key])
    encoding = changed.get("encoding")
    if isinstance(encoding, Mapping):
        changed["encoding"] = _with_second_sign(encoding, changed.get("mark"))
    return changed


def _second_channel(mark: Any) -> str | None:
    kind = mark.get("type") if isinstance(mark, Mapping) else mark
    return {"line": "strokeDash", "point": "shape"}.get(str(kind))


def _with_second_sign(encoding: Mapping[str, Any], mark: Any) -> dict[str, Any]:
    colour, channel = encoding.get("color"), _second_channel(mark)
    if (
        not channel
        or channel in encoding
        or not isinstance(colour, Mapping)
        or "field" not in colour
    ):
        return dict(encoding)
    if channel == "strokeDash" and colour.get("legend", True) is not None:
        # The legend shows a piece of each line; its usual dots would not tell dashes apart.
        colour = {**colour, "legend": {**_LINE_LEGEND, **colour.get("legend", {})}}
    kept = {key: value for key, value in colour.items() if key not in {"scale", "condition"}}
    scale = colour.get("scale")
    # The same order of values in both, so that the legends become one.
    own = {"domain": scale["domain"]} if isinstance(scale, Mapping) and "domain" in scale else {}
    return {
        **encoding,
        "color": colour,
        channel: {**kept, "scale": {**own, "range": _SIGNS[channel]}},
    }


def _printable_texts(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {printable(str(key)): _printable_texts(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_printable_texts(inner) for inner in value]
    return value


def _canonical(spec: Mapping[str, Any]) -> str:
    # Key order decides the drawing order of nothing, so sorted keys make equal charts equal.
    return json.dumps(
        _printable_texts(distinguishable(spec)), sort_keys=True, ensure_ascii=False, default=str
    )


@lru_cache(maxsize=256)
def _svg(canonical: str, language: Language) -> str:
    drawer = _elsewhere.get()
    return (
        drawer.submit(_draw, canonical, language).result() if drawer else _draw(canonical, language)
    )


def _draw(canonical: str, language: Language) -> str:
    _register_font()
    try:
        return vl_convert.vegalite_to_svg(
            json.loads(canonical),
            vl_version=VEGA_LITE_VERSION,
            config=dict(THEME),
            show_warnings=False,
            allowed_base_urls=[],
            format_locale=_number_format(language),
            time_format_locale=_time_format(language),
        )
    except ValueError as error:
        raise ChartError(str(error)) from error


@lru_cache(maxsize=32)
def _png(canonical: str, language: Language, scale: float) -> bytes:
    picture = _svg(canonical, language)
    _register_font()
    return vl_convert.svg_to_png(picture, scale=scale)


@cache
def _register_font() -> None:
    vl_convert.register_font_directory(str(FONTS))


def _number_format(language: Language) -> Any:
    english = language == "en"
    return {
        "decimal": "." if english else ",",
        "thousands": "," if english else _FIXED_SPACE,
        "grouping": [3],
        "currency": ["NOK\u00a0", ""] if english else ["", "\u00a0kr"],
        "percent": "%" if english else "\u00a0%",
        "minus": "\u2212",
    }


def _time_format(language: Language) -> Any:
    labels = LABELS[language]
    date = "%-d %B %Y" if language == "en" else "%-d. %B %Y"
    return {
        "dateTime": f"{date} %H:%M",
        "date": date,
        "time": "%H:%M",
        "periods": ["AM", "PM"],
        "days": list(labels.days),
        "shortDays": [day[:3] for day in labels.days],
        "months": list(labels.months),
        "shortMonths": [month[:3] for month in labels.months],
    }
