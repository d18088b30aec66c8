"""Forms of the meeting before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vern.core.history.queries import newest
from vern.core.kernel import clock
from vern.core.kernel.ui.forms import DayField
from vern.core.kernel.ui.meanwhile import OpenedForm
from vern.core.org.models import Unit
from vern.plan.rounds.models import Participant, Round, Theme
from vern.plan.rounds.services.planning import Plan

LONGEST_NAME = 100
TOO_LONG = {"max_length": _("This is too long. It can have %(limit_value)d characters.")}
CHOOSE_DAY = {"required": _("Choose a day."), "invalid": _("Choose a day.")}


class NewRoundForm(forms.Form):
    """Where and when: the rest is proposed."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Where is the round?"),
        widget=forms.Select(attrs={"data-find": _("Search by name or code")}),
        error_messages={
            "required": _("Choose a unit."),
            "invalid_choice": _("Choose a unit where you may hold rounds."),
        },
    )
    day = DayField(
        label=_("When do you walk?"),
        help_text=_("You can change it later."),
        error_messages=CHOOSE_DAY,
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["unit"]
        field.queryset = Unit.objects.filter(pk__in=[each.pk for each in units])
        field.choices = [(each.pk, each.name) for each in units]
        if len(units) != 1:
            field.choices = [("", _("Choose a unit")), *field.choices]

    def clean_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["day"]
        if day < clock.today():
            raise forms.ValidationError(_("This day has passed. Choose today or later."))
        return day


class PlanForm(OpenedForm):
    """All that is decided before the walk. It is saved as one fills it in."""

    day = DayField(label=_("When do you walk?"), error_messages=CHOOSE_DAY)
    meet = forms.CharField(
        label=_("Where do you meet?"), required=False, max_length=200, error_messages=TOO_LONG
    )
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.none(),
        label=_("What do you look at?"),
        help_text=_("Choose what fits what you do. Few themes give a good walk."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one theme.")},
    )
    areas = forms.CharField(
        label=_("Which rooms or areas?"),
        help_text=_("One on each line, in the order of the walk. You can add more on the way."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    students = forms.BooleanField(label=_("It concerns students too"), required=False)
    notes = forms.CharField(
        label=_("What else do you agree on?"),
        help_text=_("What to look at in particular, who walks where, what to ask people about."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        error_messages=TOO_LONG,
    )
    pre_meeting_on = DayField(label=_("The meeting before"), required=False)
    post_meeting_on = DayField(label=_("The meeting after"), required=False)

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        kwargs.setdefault("initial", as_initial(round_))
        super().__init__(*args, **kwargs)
        chosen = [each.pk for each in round_.themes.all()]
        offered = Theme.objects.filter(offered=True) | Theme.objects.filter(pk__in=chosen)
        field: Any = self.fields["themes"]
        field.queryset = offered.order_by("order", "pk")

    def clean_areas(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["areas"].splitlines()]
        names = [line for line in lines if line]
        long = next((name for name in names if len(name) > LONGEST_NAME), None)
        if long is not None:
            raise forms.ValidationError(
                _("“%(name)s …” is too long. A room's name can have %(limit)d characters."),
                params={"name": long[:30], "limit": LONGEST_NAME},
            )
        return names

    @property
    def plan(self) -> Plan:
        """What was filled in, for the services. Call on a valid form."""
        given = self.cleaned_data
        return Plan(
            day=given["day"],
            themes=list(given["themes"]),
            areas=given["areas"],
            meet=given["meet"],
            pre_meeting_on=given["pre_meeting_on"],
            post_meeting_on=given["post_meeting_on"],
            notes=given["notes"],
            students=given["students"],
        )


def as_initial(round_: Round) -> dict[str, Any]:
    """A round's plan as the form's starting point."""
    names = ("day", "meet", "students", "notes", "pre_meeting_on", "post_meeting_on")
    return {
        **{name: getattr(round_, name) for name in names},
        "themes": [each.pk for each in round_.themes.all()],
        "areas": "\n".join(each.name for each in round_.areas.all()),
        "seen": newest(round_.record, "round.changed"),
    }


class AskForm(forms.Form):
    """Until when people may say what to look at."""

    until = DayField(label=_("Answer by"), error_messages=CHOOSE_DAY)


class CallOffForm(forms.Form):
    """Why it is not held."""

    reason = forms.CharField(
        label=_("Why is it called off?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why."), **TOO_LONG},
    )


class TakePartForm(forms.Form):
    """Someone by key, and as what."""

    person = forms.IntegerField(widget=forms.HiddenInput)
    part = forms.TypedChoiceField(
        choices=Participant.As.choices, coerce=Participant.As, widget=forms.HiddenInput
    )


class WishForm(forms.Form):
    """One minute: what should be looked at."""

    text = forms.CharField(
        label=_("What should the round look at?"),
        help_text=_(
            "Something that is unsafe, uncomfortable or could be better where you work. Not about"
            " single persons: tell your leader or the safety representative about that."
        ),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what should be looked at."), **TOO_LONG},
    )
    place = forms.CharField(
        label=_("Where?"), required=False, max_length=100, error_messages=TOO_LONG
    )
    nameless = forms.BooleanField(
        label=_("Leave out my name"),
        help_text=_("Then nobody can ask you about it, and it cannot be found out later."),
        required=False,
    )
    key = forms.UUIDField(widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """What became of a wish."""

    taken_up = forms.TypedChoiceField(
        label=_("Is it taken up?"),
        choices=[("yes", _("Yes, we look at it")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )
    words = forms.CharField(
        label=_("In a few words"),
        help_text=_("Must be filled in if it is not taken up. Everyone at the unit reads it."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=TOO_LONG,
    )
