"""What every page of the interface needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from vern.core.kernel.menu import Entry, entries


@dataclass(frozen=True)
class Language:
    """A language one may choose, named in itself."""

    code: str
    name: str
    chosen: bool


NAMES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: menu, languages, demo flag, institution. Lazy: parts of pages ask less."""
    return {
        "menu": SimpleLazyObject(lambda: _menu(request)),
        "languages": SimpleLazyObject(_languages),
        "demo": getattr(settings, "VERN_DEMO", False),
        "institution": getattr(settings, "VERN_INSTITUTION", ""),
    }


def _menu(request: HttpRequest) -> list[Entry]:
    return entries(request)


def _languages() -> list[Language]:
    now = (get_language() or settings.LANGUAGE_CODE)[:2]
    return [
        Language(code, NAMES.get(code, code), code == now) for code, _name in settings.LANGUAGES
    ]
