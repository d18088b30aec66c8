"""What every page of the interface needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from vern.core.kernel.menu import Entry, entries
from vern.core.kernel.offline import key_of, offline_pages


@dataclass(frozen=True)
class Language:
    """A language one may choose, named in itself."""

    code: str
    name: str
    chosen: bool


NAMES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: menu, languages, demo flag, institution, what the device needs to know.
    Lazy: parts of pages ask less."""
    menu = SimpleLazyObject(lambda: _menu(request))
    return {
        "menu": menu,
        "menu_further": SimpleLazyObject(lambda: [each for each in menu if each.further]),
        "languages": SimpleLazyObject(_languages),
        "demo": getattr(settings, "VERN_DEMO", False),
        "device_key": SimpleLazyObject(lambda: key_of(request)),
        "offline_shells": SimpleLazyObject(lambda: _shells(request)),
        "institution": getattr(settings, "VERN_INSTITUTION", ""),
    }


def _menu(request: HttpRequest) -> list[Entry]:
    return entries(request) if hasattr(request, "actor") else []  # refused before anyone is known


def _shells(request: HttpRequest) -> str:
    """What a device keeps for its user: no page that they would be refused."""
    return " ".join(reverse(each.shell) for each in offline_pages if each.visible(request))


def _languages() -> list[Language]:
    now = (get_language() or settings.LANGUAGE_CODE)[:2]
    return [
        Language(code, NAMES.get(code, code), code == now) for code, _name in settings.LANGUAGES
    ]
