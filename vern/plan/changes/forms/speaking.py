"""Naming someone who speaks for a body."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vern.core.org.actors import Actor
from vern.plan.changes.capabilities import HANDLE
from vern.plan.changes.forms.preparing import UnitChoices
from vern.plan.changes.forms.taking_part import PersonField
from vern.plan.changes.models import Body


class SpeakerForm(PersonField):
    """For whom, where, and who."""

    body = forms.ModelChoiceField(
        label=_("For whom?"),
        queryset=Body.objects.none(),
        empty_label=_("Choose"),
        error_messages={"required": _("Choose for whom."), "invalid_choice": _("Choose for whom.")},
    )
    unit = forms.TypedChoiceField(
        label=_("At which unit?"),
        help_text=_("It holds for those below too."),
        coerce=int,
        error_messages={"required": _("Choose a unit."), "invalid_choice": _("Choose a unit.")},
    )
    field_order = ("body", "unit", "who", "person")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, needed=True, **kwargs)
        self.fields["body"].queryset = Body.objects.filter(offered=True, role="")  # type: ignore[attr-defined]
        UnitChoices(actor.scope(HANDLE)).put_in(self.fields["unit"], empty=_("Choose a unit"))
