"""Where things are told that are not told here."""

from __future__ import annotations

from vern.control.incidents.models import Channel

MAINTENANCE = "building"
"""The key of the channel for faults in buildings and rooms."""


def maintenance_url() -> str:
    """The address of building maintenance's form; empty where the institution has set none."""
    found = Channel.objects.filter(key=MAINTENANCE, offered=True).values_list("url", flat=True)
    return found.first() or ""
