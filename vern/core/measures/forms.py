"""The form about what a measure is to be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vern.core.history.queries import newest
from vern.core.kernel import clock
from vern.core.kernel.numbers import whole_number
from vern.core.kernel.ui.forms import DayField, says_need
from vern.core.kernel.ui.meanwhile import OpenedForm
from vern.core.measures import candidates, rules
from vern.core.measures.groups import as_choice, options
from vern.core.measures.models import Measure
from vern.core.measures.responsible import carriers
from vern.core.measures.services import Plan, Post
from vern.core.org.actors import Actor
from vern.core.org.models import Person, RoleKey, Unit
from vern.core.org.posts import names as role_names

TOO_LONG = {"max_length": _("This is too long. It can have %(limit_value)d characters.")}
MOST_KRONER = 2_000_000_000
FOLDED = ("type", "approach", "timing", "priority", "cost", "check_after")
"""What most leave as it is."""


def _as_key(value: object) -> int | None:
    return whole_number(str(value or ""))


def _post(value: str) -> Post | None:
    """The post that an option stands for; None for a person, or for what is no post."""
    role, at, key = value.partition("@")
    unit_key = _as_key(key) if at else _as_key(value[1:]) if value.startswith("u") else None
    unit = Unit.objects.filter(pk=unit_key, active=True).first() if unit_key else None
    if unit is None or (at and role not in RoleKey.values):
        return None
    return Post(unit, RoleKey(role) if at else None)


class MeasureForm(OpenedForm):
    """What a measure is to be: when it is decided, and when it is changed.

    Three things are asked: what, who and by when. What is written stands in the unit's plan, unless
    other words are; of a `private` case that someone `reported` the plan always has words of its own.
    Where people at the unit are many, or the one responsible is elsewhere, a search finds them: `who`
    and the button `search`.
    """

    template_name = "measures/fields.html"

    title = forms.CharField(
        label=_("What is to be done?"),
        max_length=200,
        help_text=_(
            "Everyone at the unit, the one who reported and the working environment committee can "
            "read this. No names, and nothing that shows who was involved."
        ),
        error_messages={"required": _("Write what is to be done."), **TOO_LONG},
    )
    plan_text = forms.CharField(
        label=_("The same in neutral words, for the unit's plan"),
        max_length=200,
        required=False,
        help_text=_(
            "Everyone at the unit, the one who reported and the working environment committee can "
            "read this. No names, and nothing that shows who was involved."
        ),
        error_messages={"required": _("Write it for everyone at the unit."), **TOO_LONG},
    )
    who = forms.CharField(
        label=_("Find a person or a unit by name"), required=False, max_length=100
    )
    responsible = forms.ChoiceField(
        label=_("Who is responsible?"),
        error_messages={
            "required": _("Choose who is responsible."),
            "invalid_choice": _("Choose someone who works here, or a unit."),
        },
    )
    due_on = DayField(label=_("To be done by"), required=False)
    type = forms.TypedChoiceField(
        label=_("What is the measure for?"),
        choices=Measure.Type.choices,
        coerce=Measure.Type,
        initial=Measure.Type.CORRECTIVE,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the measure is for.")},
    )
    approach = forms.TypedChoiceField(
        label=_("What kind of measure is it?"),
        choices=[
            (Measure.Approach.ORGANISATIONAL, _("Organisational: routines, training, planning")),
            (Measure.Approach.TECHNICAL, _("Technical: equipment, buildings, other substances")),
            (Measure.Approach.INDIVIDUAL, _("Individual: for one person or a few")),
        ],
        coerce=Measure.Approach,
        required=False,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    timing = forms.TypedChoiceField(
        label=_("How is the deadline meant?"),
        choices=Measure.Timing.choices,
        coerce=Measure.Timing,
        required=False,
        empty_value=Measure.Timing.DAY,
        initial=Measure.Timing.DAY,
        widget=forms.RadioSelect,
    )
    priority = forms.TypedChoiceField(
        label=_("Priority"),
        choices=Measure.Priority.choices,
        coerce=lambda value: Measure.Priority(int(value)),
        initial=Measure.Priority.MEDIUM,
        widget=forms.RadioSelect,
    )
    cost = forms.IntegerField(
        label=_("What will it cost, in kroner?"),
        help_text=_("Whole kroner, about."),
        required=False,
        min_value=0,
        max_value=MOST_KRONER,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": _("Write whole kroner, only digits.")},
    )
    check_after = forms.TypedChoiceField(
        label=_("Ask whether it helped"),
        help_text=_("You are asked when this time has passed since it was done."),
        choices=[("", _("Do not ask")), *Measure.CheckAfter.choices],
        coerce=lambda value: Measure.CheckAfter(int(value)),
        required=False,
        empty_value=None,
        initial=Measure.CheckAfter.THREE,
        widget=forms.RadioSelect,
    )

    before_start = forms.BooleanField(
        label=_("Must be in place before the work starts"),
        required=False,
        help_text=_("Someone then says that they have seen it. Until then the work waits."),
    )

    def __init__(
        self,
        *args: Any,
        unit: Unit,
        measure: Measure | None = None,
        private: bool = False,
        reported: bool = True,
        me: int | None = None,
        starts: bool = False,
        **kwargs: Any,
    ) -> None:
        """`unit`: where the measure stands. `measure`: the one that is changed. `private`: the case
        is for named people only. `reported`: someone told of it. `me`: who fills it in. `starts`: work
        can wait for it."""
        super().__init__(*args, **kwargs)
        if not starts:
            del self.fields["before_start"]
        self.unit = unit
        self.measure = measure
        self.me = me
        self.needs_own_words = private and reported
        self._say_who_reads(private=private, reported=reported)
        says_need(self.fields["due_on"], _("must be filled in, unless it goes on all the time"))
        given = self.data if self.is_bound else self.initial
        chosen = str(given.get("responsible") or "")
        post = _post(chosen)
        self.found = candidates.to_choose_among(
            unit,
            search=str(self.initial.get("search", "")).strip(),
            known=[key for key in (_as_key(chosen), me) if key],
            other=post.unit if post and post.role is None else None,
        )
        self._offer()
        matches = [str(each.pk) for each in self.found.people]
        matches += [f"u{each.pk}" for each in self.found.units]
        if self.found.searched and len(matches) == 1:
            self.initial["responsible"] = matches[0]

    def _say_who_reads(self, *, private: bool, reported: bool) -> None:
        title, plan_text = self.fields["title"], self.fields["plan_text"]
        plan_text.required = self.needs_own_words
        if not reported:
            title.help_text = plan_text.help_text = _(
                "Everyone at the unit and the working environment committee can read this. No names."
            )
        if private and reported:
            title.help_text = _(
                "Is seen by those who handle the case. Who is to do it reads the plan's words."
            )
        elif private:
            title.help_text = _(
                "Stands in the unit's plan, which everyone at the unit can read. Give the plan other "
                "words below if this says too much."
            )

    def _offer(self) -> None:
        groups = options(self.found, self._people(), self._posts(), me=self.me, roles=role_names())
        self.fields["responsible"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose who is responsible")),
            *groups,
        ]

    @property
    def own_words(self) -> bool:
        """Whether the plan has, or lacks, words of its own that the person should see."""
        return bool(self["plan_text"].value() or self["plan_text"].errors)

    def _posts(self) -> list[Post]:
        posts = list(self.found.posts)
        now = responsible_of(self.measure) if self.measure else None
        if isinstance(now, Post) and now.role is not None and now not in posts:
            posts.insert(0, now)
        return posts

    def _people(self) -> list[Person]:
        """Those found, and the one who has it now, wherever they work."""
        now = self.measure.responsible if self.measure else None
        people = self.found.people
        return [now, *people] if now is not None and now not in people else people

    def clean_responsible(self) -> Person | Post:
        # Asked again here: the choices shown are only some of those allowed.
        value = self.cleaned_data["responsible"]
        found = _post(value) or self._person(_as_key(value))
        if found is None:
            raise forms.ValidationError(
                self.fields["responsible"].error_messages["invalid_choice"], code="invalid_choice"
            )
        return found

    def _person(self, key: int | None) -> Person | None:
        if key is None:
            return None
        if self.measure is not None and self.measure.responsible_id == key:
            return self.measure.responsible
        return candidates.anyone().filter(pk=key).first()

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        timing = given.get("timing") or Measure.Timing.DAY
        if "due_on" in given and timing != Measure.Timing.CONTINUOUS:
            self._check_day(timing, given["due_on"])
        return given

    def _check_day(self, timing: str, day: dt.date | None) -> None:
        if day is None:
            self.add_error("due_on", _("Choose a day."))
            return
        unchanged = self.measure is not None and day == self.measure.due_on
        if not unchanged and rules.first_due(timing, day, clock.today()) < clock.today():
            self.add_error("due_on", _("This day has passed. Choose today or later."))

    @property
    def receipt(self) -> str:
        """What to say once it is decided: whether someone else has been told."""
        if self.is_valid() and not _others_are_told(self.plan, self.unit, self.me):
            return gettext("The measure is decided, and stands in the unit's plan.")
        return gettext("The measure is decided, and the one responsible has been told.")

    @property
    def plan(self) -> Plan:
        """What was filled in, for the services. Call on a valid form."""
        given = self.cleaned_data
        return Plan(
            type=given["type"],
            title=given["title"],
            plan_text=given["plan_text"] or given["title"],
            responsible=given["responsible"],
            due_on=given["due_on"],
            priority=given["priority"],
            approach=given["approach"],
            timing=given["timing"],
            cost=given["cost"],
            check_after=given["check_after"],
            before_start=given.get("before_start", False),
        )


def _others_are_told(plan: Plan, unit: Unit, me: int | None) -> bool:
    """Whether somebody but who decides it is responsible today."""
    given = plan.responsible
    if isinstance(given, Post):
        measure = Measure(unit=unit, responsible_role_id=given.role, responsible_unit=given.unit)
    else:
        measure = Measure(unit=unit, responsible=given)
    return any(each.pk != me for people in carriers([measure]).values() for each in people)


def as_initial(measure: Measure) -> dict[str, Any]:
    """A measure as the form's starting point."""
    names = ("title", "due_on", "before_start", *FOLDED)
    return {
        **{name: getattr(measure, name) for name in names},
        "seen": newest(measure.origin, "measure.changed", measure=measure.pk),
        "plan_text": "" if measure.plan_text == measure.title else measure.plan_text,
        "responsible": as_choice(responsible_of(measure)),
    }


def again(measure: Measure) -> dict[str, Any]:
    """The starting point for a measure in place of one that did not help."""
    names = ("plan_text", "type", "approach")
    return {
        **{name: getattr(measure, name) for name in names},
        "responsible": as_choice(responsible_of(measure)),
    }


def responsible_of(measure: Measure) -> Person | Post:
    """The person or the post that a measure was given to."""
    if measure.responsible is not None:
        return measure.responsible
    assert measure.responsible_unit is not None  # noqa: S101 (a constraint says so)
    role = measure.responsible_role_id
    return Post(measure.responsible_unit, RoleKey(role) if role else None)


def measure_form(
    request: HttpRequest,
    *,
    unit: Unit,
    initial: Mapping[str, Any] | None = None,
    measure: Measure | None = None,
    private: bool = False,
    reported: bool = True,
    starts: bool = False,
) -> MeasureForm:
    """The form as it was sent; not yet where the button `search` was pressed with a name: then it
    comes back unbound, with everything that was typed."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    more: dict[str, Any] = {
        "unit": unit,
        "measure": measure,
        "private": private,
        "reported": reported,
        "me": actor.person_id,
        "starts": starts,
    }
    if request.method != "POST":
        return MeasureForm(initial=initial, **more)
    name = request.POST.get("who", "").strip() if "search" in request.POST else ""
    if name:
        typed = {**request.POST.dict(), "search": name, "who": ""}
        return MeasureForm(initial=typed, **more)
    return MeasureForm(request.POST, initial=initial, **more)
