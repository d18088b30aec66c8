"""Pages that open without coverage, and whose device it is. See docs/adr/0010-offline-reporting.md."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from vern.core.kernel.ports import Port

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WRITTEN_BY = "X-Vern-Written-By"
"""Header of a form that a device kept and sends later: the device key of whoever wrote it."""


def everyone(request: HttpRequest) -> bool:  # noqa: ARG001 (the form of all that choose)
    """Whoever there is."""
    return True


@dataclass(frozen=True)
class OfflinePage:
    """A form that opens without coverage. Both are names of addresses.

    `shell` gives the page as it is kept on the device: without names, menu or anything else that
    belongs to one person; what stands after `?` in its address is for the page itself to read.
    `label` leads to it from the page that says that there is no coverage. `assets` are static files
    that its HTML does not name. `visible`: whether someone may open it.
    """

    key: str
    page: str
    shell: str
    label: str | _StrPromise
    assets: tuple[str, ...] = ()
    visible: Callable[[HttpRequest], bool] = everyone


offline_pages: Port[OfflinePage] = Port("pages without coverage")


class Someone(Protocol):
    """What the kernel needs to know of an actor here."""

    @property
    def person_id(self) -> int | None: ...


def device_key(person_id: int | None) -> str:
    """What stands for a person in what a browser keeps; empty for someone not signed in."""
    if person_id is None:
        return ""
    return salted_hmac("vern.device", str(person_id)).hexdigest()[:24]


def key_of(request: HttpRequest) -> str:
    """The device key of whoever sends the request; empty before that is known."""
    actor: Someone | None = getattr(request, "actor", None)
    return device_key(actor.person_id) if actor is not None else ""


def kept_by_a_device(request: HttpRequest) -> bool:
    """Whether a device sends a form that it kept, and reads the answer itself."""
    return WRITTEN_BY in request.headers


def sent_by_another(request: HttpRequest) -> bool:
    """Whether a device sends a form as someone else than the one who wrote it."""
    return kept_by_a_device(request) and request.headers[WRITTEN_BY] != key_of(request)
