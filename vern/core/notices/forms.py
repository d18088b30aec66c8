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
        for each in choosable:
            self.fields[each.topic.key] = forms.ChoiceField(
                label=each.topic.label,
                help_text=each.topic.about,
                choices=Way.choices,
                widget=forms.RadioSelect,
                initial=each.way,
                error_messages={"required": _("Choose one.")},
            )


class ResolveForm(forms.Form):
    """How the person was told instead."""

    how = forms.CharField(
        label=_("How have you told them?"),
        help_text=_("Such as: by telephone, in a meeting, by letter."),
        max_length=300,
        error_messages={"required": _("Write how.")},
    )
