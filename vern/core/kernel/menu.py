"""The menu: each module adds its entries, each entry says who sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.http import HttpRequest
from django.urls import reverse

from vern.core.kernel.ports import Port

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def nothing(request: HttpRequest) -> int:  # noqa: ARG001 (the form of all that count)
    return 0


@dataclass(frozen=True)
class MenuItem:
    """One entry. `order` sorts (low first); the one `prominent` entry becomes a button. What is
    `personal` stands with one's name where the window is wide. `count`: how many things there are
    new to the reader."""

    key: str
    label: str | _StrPromise
    url_name: str
    order: int
    visible: Callable[[HttpRequest], bool]
    prominent: bool = False
    personal: bool = False
    count: Callable[[HttpRequest], int] = nothing


@dataclass(frozen=True)
class Entry:
    """A menu item as one reader sees it on one page. What is `further` stands under "More" where the
    menu is one row."""

    label: str
    url: str
    current: bool
    prominent: bool
    personal: bool
    further: bool = False
    count: int = 0


menu: Port[MenuItem] = Port("menu")

ROOM: Final = 6
"""So many entries a row holds beside the name, in all three languages, on a window of 1280 pixels."""


def entries(request: HttpRequest) -> list[Entry]:
    """The entries that this reader sees, in order. `current` marks the section one is in."""
    seen = sorted((item for item in menu if item.visible(request)), key=lambda item: item.order)
    urls = {item.key: reverse(item.url_name) for item in seen}
    here = _closest(request.path, list(urls.values()))
    further = _further(seen)
    return [
        Entry(
            label=str(item.label),
            url=urls[item.key],
            current=urls[item.key] == here,
            prominent=item.prominent,
            personal=item.personal,
            further=item.key in further,
            count=item.count(request),
        )
        for item in seen
    ]


def _further(seen: list[MenuItem]) -> set[str]:
    """What does not fit in one row. "More" takes a place itself."""
    row = [item.key for item in seen if not item.prominent and not item.personal]
    return set(row[ROOM - 1 :]) if len(row) > ROOM else set()


def _closest(path: str, urls: list[str]) -> str | None:
    """The longest of the URLs that the path lies under; the front page only by itself."""
    under = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(under, key=len, default=None)
