"""What is mailed, and how someone was told instead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vern.core.notices.choices import Choosable
from vern.core.notices.kinds import Way


class WaysForm(forms.Form):
    """A way for each topic."""

    def __init__(self, *args: Any, choosable: Sequence[Choosable]) -> None:
        super().__init__(*args)
        self._topics = {_field(each.topic.key): each.topic.key for each in choosable}
        for each in choosable:
            self.fields[_field(each.topic.key)] = forms.ChoiceField(
                label=each.topic.label,
                help_text=each.topic.about,
                choices=Way.choices,
                widget=forms.RadioSelect,
                initial=each.way,
                error_messages={"required": _("Choose one.")},
            )

    @property
    def ways(self) -> dict[str, str]:
        """By topic. Call on a valid form."""
        return {self._topics[name]: way for name, way in self.cleaned_data.items()}


def _field(topic: str) -> str:
    return topic.replace(".", "_")


class ResolveForm(forms.Form):
    """How the person was told instead."""

    how = forms.CharField(
        label=_("How have you told them?"),
        help_text=_("Such as: by telephone, in a meeting, by letter."),
        max_length=300,
        error_messages={"required": _("Write how.")},
    )
