"""Where things are told that are not told here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from vern.control.incidents.models import Channel
from vern.core.kernel.texts import localized

WHISTLEBLOWING = "whistleblowing"
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

    @property
    def leads_nowhere(self) -> bool:
        """Whether its address is only an example: such a name never leads anywhere (RFC 2606)."""
        return self.host.endswith(".example")


def way(channel: Channel) -> Way:
    first, *more = localized(channel, "help").splitlines() or [""]
    host = urlsplit(channel.url).hostname or ""
    return Way(channel.key, channel.name, first, more, channel.url, host)


@dataclass(frozen=True)
class Beginning:
    """What whoever reports meets first. `at_once`: what to do about what is dangerous now, as the
    institution says it; `chooses`: whether there is a choice of channel before the form."""

    at_once: Sequence[str]
    chooses: bool


def beginning() -> Beginning:
    """One query."""
    ways = [way(each) for each in Channel.objects.filter(offered=True)]
    ours = next((each for each in ways if not each.url), None)
    said = ours.more if ours else ()
    return Beginning(said or _at_once(), any(each.url for each in ways))


def _at_once() -> Sequence[str]:
    """Where the institution has said nothing of its own."""
    return (_("Warn those who are near."), _("Stop the work if you can. Everyone may."))


def elsewhere(key: str) -> Way | None:
    """A channel that leads out of this system, if the institution offers it."""
    found = Channel.objects.filter(key=key, offered=True).exclude(url="").first()
    return way(found) if found else None
