"""Domain events: a lower layer tells what happened, a higher one acts on it in the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from vern.core.kernel.ports import Port


class Event:
    """Base of the frozen dataclasses that say what happened."""


@dataclass(frozen=True)
class Handler:
    """What is done, and in which layer, when an event of a type is published."""

    key: str
    event: type[Event]
    handle: Callable[[Any], None]


handlers: Port[Handler] = Port("event handlers")


def publish(event: Event) -> None:
    """Run every handler of the event's type now; an error undoes the whole transaction."""
    for handler in handlers:
        if isinstance(event, handler.event):
            handler.handle(event)
