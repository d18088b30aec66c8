"""A form field that takes several files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _


class ManyFilesInput(forms.FileInput):
    """One input in which several files can be chosen; a phone offers its camera as well."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Gives the list of the files that were sent, empty ones too: who takes them says what is
    wrong with each, by name."""

    widget = ManyFilesInput

    def __init__(self, *, accept: str = "", **kwargs: Any) -> None:
        attrs = {"data-remove": _("Remove"), **({"accept": accept} if accept else {})}
        kwargs.setdefault("widget", ManyFilesInput(attrs))
        super().__init__(allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        given: Sequence[Any] = data if isinstance(data, (list, tuple)) else [data]
        one = super().clean
        return [found for found in (one(each, initial) for each in given) if found]
