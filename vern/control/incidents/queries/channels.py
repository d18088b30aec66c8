"""Where things are told that are not told here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from vern.control.incidents.models import Channel
from vern.core.kernel.texts import localized

MAINTENANCE = "building"
"""The key of the channel for faults in buildings and rooms."""


def maintenance_url() -> str:
    """The address of building maintenance's form; empty where the institution has set none."""
    found = Channel.objects.filter(key=MAINTENANCE, offered=True).values_list("url", flat=True)
    return found.first() or ""


@dataclass(frozen=True)
class Way:
    """A channel in the reader's language. `about`: the first line of what the institution says of
    it; `more`: the rest, for who is about to go there. `host`: whose page it is."""

    key: str
    name: str
    about: str
    more: Sequence[str]
    url: str
    host: str


def way(channel: Channel) -> Way:
    first, *more = localized(channel, "help").splitlines() or [""]
    host = urlsplit(channel.url).hostname or ""
    return Way(channel.key, channel.name, first, more, channel.url, host)


def elsewhere(key: str) -> Way | None:
    """A channel that leads out of this system, if the institution offers it."""
    found = Channel.objects.filter(key=key, offered=True).exclude(url="").first()
    return way(found) if found else None
