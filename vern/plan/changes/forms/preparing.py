"""Starting a change process and saying what it is."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vern.core.kernel import clock
from vern.core.kernel.ui.forms import DayField, ExplainedChoice
from vern.core.kernel.ui.meanwhile import OpenedForm
from vern.core.org.actors import Actor, Scope
from vern.core.org.models import Unit
from vern.core.org.sorting import sort_key
from vern.core.org.tree import tree_on
from vern.plan.changes.capabilities import HANDLE
from vern.plan.changes.models import TYPES, ChangeProcess
from vern.plan.changes.rules import ChangeType
from vern.plan.changes.services import Description, Start

LONG = 10_000
TOO_LONG = {"max_length": _("This is too long. It can have %(limit_value)d characters.")}
SOUGHT = 15
"""Among more units one searches."""


def area(**attrs: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 4, **attrs})


def title_field() -> forms.CharField:
    return forms.CharField(
        label=_("What is to be changed? In a few words"),
        max_length=200,
        error_messages={"required": _("Write what is to be changed."), **TOO_LONG},
    )


def why_field() -> forms.CharField:
    return forms.CharField(
        label=_("Why?"),
        max_length=LONG,
        widget=area(),
        help_text=_("What is not good enough today, and what one wants."),
        error_messages={"required": _("Write why."), **TOO_LONG},
    )


def decide_field() -> DayField:
    return DayField(
        label=_("When is it to be decided?"),
        help_text=_("About. Steps and meetings get their days from it, and you can change them."),
        error_messages={"required": _("Choose a day.")},
    )


class UnitChoices:
    """Active units, in a field that one searches where they are many."""

    def __init__(self, scope: Scope | None) -> None:
        tree = tree_on(clock.today())
        units = Unit.objects.filter(active=True)
        found = [each for each in units if scope is None or scope.covers(each.path)]
        self.places = sorted(
            (tree.places[each.pk] for each in found if each.pk in tree.places),
            key=lambda place: sort_key(place.name),
        )

    def put_in(self, field: forms.Field, *, empty: Any = None) -> None:
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (tells mypy)
        first = [("", empty)] if empty is not None else []
        field.choices = [*first, *((str(each.unit_id), each.name) for each in self.places)]
        if len(self.places) > SOUGHT:
            field.widget.attrs |= {
                "data-find": str(_("Search by name or code")),
                "data-find-none": str(_("No unit has this name. Try fewer letters.")),
                "data-find-words": json.dumps({each.unit_id: each.code for each in self.places}),
            }


class StartForm(forms.Form):
    """Five questions; the rest comes when it is known."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    title = title_field()
    type = forms.TypedChoiceField(
        label=_("What kind of change is it?"),
        choices=TYPES,
        coerce=ChangeType,
        widget=ExplainedChoice(
            explanations={
                ChangeType.ORGANISATION: _(
                    "Units that merge, move, close; new roles, new leaders."
                ),
                ChangeType.WORK_PROCESS: _("How work is done: methods, shifts, who does what."),
                ChangeType.IT_SYSTEM: _("A new system, or one that is used in a new way."),
            }
        ),
        error_messages={"required": _("Choose what kind of change it is.")},
    )
    unit = forms.TypedChoiceField(
        label=_("Which unit answers for it?"),
        help_text=_("The one that decides. Other units that it touches are added afterwards."),
        coerce=int,
        error_messages={"required": _("Choose a unit."), "invalid_choice": _("Choose a unit.")},
    )
    why = why_field()
    decide_by = decide_field()
    named_only = forms.BooleanField(
        label=_("Only those named in it read it for now"),
        help_text=_(
            "The leader, the safety representative and those you add. Open it to everyone at the"
            " unit as soon as you can."
        ),
        required=False,
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = UnitChoices(actor.scope(HANDLE))
        choices.put_in(self.fields["unit"], empty=_("Choose a unit"))
        own = {each.unit_id for each in choices.places}
        homes = [post.unit_id for post in actor.posts if post.unit_id in own]
        if len(own) == 1 or homes:
            self.initial.setdefault("unit", homes[0] if homes else next(iter(own)))
        self.initial.setdefault("key", uuid.uuid4())

    def clean_decide_by(self) -> Any:
        day = self.cleaned_data["decide_by"]
        if day < clock.today():
            raise forms.ValidationError(_("This day has passed. Choose today or later."))
        return day

    @property
    def given(self) -> Start:
        given = self.cleaned_data
        return Start(
            title=given["title"],
            unit=Unit.objects.get(pk=given["unit"]),
            type=given["type"],
            why=given["why"],
            decide_by=given["decide_by"],
            named_only=given["named_only"],
        )


class DescribeForm(OpenedForm):
    """What the change is, and when."""

    title = title_field()
    why = why_field()
    what = forms.CharField(
        label=_("What will be different?"),
        max_length=LONG,
        required=False,
        widget=area(),
        help_text=_("For those who work there: tasks, colleagues, place, tools, working time."),
        error_messages=TOO_LONG,
    )
    people = forms.IntegerField(
        label=_("How many employees will notice it in their work?"),
        required=False,
        min_value=0,
        max_value=100_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": _("Write a number, only digits."),
            "min_value": _("Write a number, only digits."),
            "max_value": _("At most %(limit_value)d."),
        },
    )
    decide_by = decide_field()
    in_force_on = DayField(label=_("When is it to be carried out?"), required=False)

    @property
    def given(self) -> Description:
        given = self.cleaned_data
        names = ("title", "why", "what", "decide_by", "in_force_on", "people")
        return Description(**{name: given[name] for name in names})


def described(process: ChangeProcess) -> dict[str, Any]:
    """The process as the form's starting point."""
    names = ("why", "what", "people", "decide_by", "in_force_on")
    return {"title": process.record.title, **{name: getattr(process, name) for name in names}}


class TouchForm(forms.Form):
    """One more unit that it touches."""

    unit = forms.TypedChoiceField(
        label=_("Which unit does it touch too?"),
        coerce=int,
        help_text=_(
            "Its leader and safety representatives can read it from then on, and are told."
        ),
        error_messages={"required": _("Choose a unit."), "invalid_choice": _("Choose a unit.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        UnitChoices(None).put_in(self.fields["unit"], empty=_("Choose a unit"))
