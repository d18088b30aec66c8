"""Approving, sending back, disagreeing, answering."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vern.core.kernel import clock
from vern.core.kernel.ui.forms import DayField
from vern.plan.risk import rules
from vern.plan.risk.queries.show import Sheet


def needed(label: Any, missing: Any, help_text: Any = "", *, limit: int = 2000) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=limit,
        widget=forms.Textarea({"rows": 4}),
        error_messages={
            "required": missing,
            "max_length": _("This is too long. It can have %(limit_value)d characters."),
        },
    )


class ApproveForm(forms.Form):
    """Until when it holds, and who reads it."""

    valid_until = DayField(
        label=_("Valid until"),
        help_text=_("You are reminded before that day."),
        error_messages={"required": _("Choose a day.")},
    )
    keep_private = forms.BooleanField(
        label=_("Still only those who take part read it"),
        help_text=_("Otherwise everyone at the unit reads it from now on."),
        required=False,
    )

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not sheet.risk.private:
            del self.fields["keep_private"]

    @classmethod
    def beginning(cls, sheet: Sheet) -> dict[str, dt.date]:
        years = sheet.risk.type.years_valid
        return {"valid_until": rules.years_before(clock.today(), -years)}


class ReturnForm(forms.Form):
    """What must be done before it can be approved."""

    why = needed(
        _("What must be changed?"),
        _("Write what must be changed."),
        _("Whoever asked for approval reads it."),
        limit=1000,
    )


class DisagreeForm(forms.Form):
    """What one does not agree with."""

    text = needed(
        _("What do you not agree with?"),
        _("Write what you do not agree with."),
        _("The leader a level up answers. The safety representative is told."),
    )


class AnswerForm(forms.Form):
    """The leader's answer from a level up."""

    text = needed(
        _("Your answer"),
        _("Write an answer."),
        _("Whoever did not agree, the safety representative and those who write it read it."),
    )
