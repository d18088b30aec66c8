"""Content that an institution writes in three languages: rows with `_nb`, `_nn` and `_en`."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import get_language

LANGUAGES = ("nb", "nn", "en")


def localized(thing: object, field: str, language: str | None = None) -> str:
    """The field's text in the reader's language; where it is empty, the nearest that is not."""
    wanted = (language or get_language() or "nb")[:2]
    order = (wanted, *(other for other in LANGUAGES if other != wanted))
    texts: list[Any] = [getattr(thing, f"{field}_{lang}") for lang in order]
    return next((str(text) for text in texts if text), "")


class Named(models.Model):
    """A row with a name in three languages."""

    name_nb = models.CharField(max_length=200)
    name_nn = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return localized(self, "name")
