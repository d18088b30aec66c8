"""What the HSE department decides about reporting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.models import Channel, ReportingPolicy
from vern.control.incidents.services.steering import Decision

POLICY = ("nameless_allowed", "days_to_close", "days_to_object")


def _days(label: Any, help_text: Any, *, least: int, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        min_value=least,
        max_value=most,
        error_messages={
            "required": _("Write a number of days."),
            "invalid": _("Write a number of days."),
            "min_value": _("At least %(limit_value)d."),
            "max_value": _("At most %(limit_value)d."),
        },
    )


class SteeringForm(forms.Form):
    """The policy, and where the other channels are."""

    nameless_allowed = forms.BooleanField(
        label=_("Anyone may report without signing in"),
        help_text=_("They get a code to follow the report with."),
        required=False,
    )
    days_to_close = _days(
        _("Days to handle a report"),
        _("The deadline that new reports get."),
        least=1,
        most=365,
    )
    days_to_object = _days(
        _("Days to object to closing"),
        _("How long the safety representative can object after a report is closed."),
        least=0,
        most=90,
    )

    def __init__(self, *args: Any, policy: ReportingPolicy, channels: Sequence[Channel]) -> None:
        super().__init__(*args)
        self.initial = {name: getattr(policy, name) for name in POLICY}
        self._keys = [each.key for each in channels]
        for each in channels:
            self.fields[_field(each.key)] = forms.URLField(
                label=each.name,
                required=False,
                max_length=200,
                assume_scheme="https",
                error_messages={"invalid": _("Write an address that begins with https://.")},
            )
            self.initial[_field(each.key)] = each.url if each.offered else ""

    @property
    def channel_fields(self) -> list[forms.BoundField]:
        return [self[_field(key)] for key in self._keys]

    @property
    def decision(self) -> Decision:
        """What was decided. Call on a valid form."""
        given = self.cleaned_data
        return Decision(
            **{name: given[name] for name in POLICY},
            addresses={key: given[_field(key)] for key in self._keys},
        )


def _field(key: str) -> str:
    return f"url_{key}"
