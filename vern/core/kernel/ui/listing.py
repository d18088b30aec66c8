"""Lists of things one may open. A page has them by the dozen: they are written without a template."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

TONES = {
    "neutral": "neutral",
    "info": "info",
    "success": "success",
    "warning": "warning",
    "danger": "danger",
    "accent": "brand2",
}
"""Designsystemet's colour for each tone."""

_STATUS = '<span class="ds-tag vern-status" data-color="{}">{}</span>'
_ROW = (
    '<li class="vern-row"><div class="vern-row-text">{}<a class="ds-link" href="{}">{}</a>{}'
    '</div><div class="vern-row-side">{}</div></li>'
)
_NOTHING = SafeString("")


class Tag(NamedTuple):
    """A word with a tone: a state, a type, a severity."""

    text: str
    tone: str = "neutral"


@dataclass(frozen=True)
class Item:
    """One thing in a list: the title leads to it, small text stands above and below."""

    title: str
    url: str
    kicker: str = ""
    meta: str = ""
    tags: tuple[Tag, ...] = ()


def status_html(text: object, tone: str) -> SafeString:
    """A state or a type in words. A tone that does not exist raises KeyError."""
    return format_html(_STATUS, TONES[tone], text)


def row_html(title: str, url: str, kicker: str, meta: str, side: object) -> SafeString:
    """One row of a list, with statuses beside it."""
    above = format_html('<span class="vern-row-kicker">{}</span>', kicker) if kicker else _NOTHING
    below = format_html('<span class="vern-row-meta">{}</span>', meta) if meta else _NOTHING
    return format_html(_ROW, above, url, title, below, side)


def item_html(item: Item) -> SafeString:
    tags = format_html_join("\n", _STATUS, ((TONES[tone], text) for text, tone in item.tags))
    return row_html(item.title, item.url, item.kicker, item.meta, tags)


def rows_html(content: object) -> SafeString:
    return format_html('<ul class="vern-rows">{}</ul>', content)


def list_html(items: Iterable[Item]) -> SafeString:
    """The whole list."""
    return rows_html(format_html_join("\n", "{}", ((item_html(item),) for item in items)))


def addresses(url_name: str) -> Callable[[int], str]:
    """Addresses of many pages that differ in a whole number only: one look-up for all of them."""
    before, after = reverse(url_name, args=[0]).rsplit("0", 1)
    return lambda number: f"{before}{number}{after}"
