"""Deciding when people are reminded of what falls due by a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from vern.hub.calendar.rules import Timing

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def _days(
    label: _StrPromise, help_text: _StrPromise, *, least: int, most: int
) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        required=False,
        min_value=least,
        max_value=most,
        error_messages={
            "invalid": _("Write a number of days."),
            "min_value": _("At least %(limit_value)d."),
            "max_value": _("At most %(limit_value)d."),
        },
    )


class TimingForm(forms.Form):
    """Two numbers of days; an empty one means never."""

    remind_before = _days(
        _("Days before: remind those who are to do it"),
        _("0 is on the day itself. Leave it empty, and nobody is reminded before it."),
        least=0,
        most=90,
    )
    escalate_after = _days(
        _("Days late: tell the leader above"),
        _("Once. Leave it empty, and the leader above is not told."),
        least=1,
        most=180,
    )

    @property
    def timing(self) -> Timing:
        """What was decided. Call on a valid form."""
        return Timing(self.cleaned_data["remind_before"], self.cleaned_data["escalate_after"])
