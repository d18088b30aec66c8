"""Root causes, lessons, and questions to other units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.forms.fields import several_field, text_field
from vern.control.incidents.models import Inquiry, RootCause
from vern.control.incidents.queries import choices
from vern.control.incidents.queries.learning import Bone, names_in
from vern.control.incidents.services.learning import NewInquiry, NewLesson
from vern.core.kernel import clock
from vern.core.kernel.ui.forms import DayField
from vern.core.kernel.ui.meanwhile import OpenedForm
from vern.core.org.models import Unit
from vern.core.records.models import Record

CHAIN = 5
CAUSE_LENGTH = 500
LONGEST_BRANCH = 20
EVERYONE, CHOSEN = "everyone", "units"
WITHOUT_NAMES = _("Without names, and without anything that shows who it was.")
ANSWER_WITHIN = dt.timedelta(days=14)


class RootCausesForm(OpenedForm):
    """The chain of why, and the fishbone with a line for each cause. Nothing must be filled in."""

    def __init__(
        self, sent: Mapping[str, Any] | None = None, *, bones: Sequence[Bone], seen: int
    ) -> None:
        super().__init__(sent, initial={"seen": seen})
        now = {bone.branch: bone.causes for bone in bones}
        chain = now.get(RootCause.Branch.WHY, [])
        for number in range(max(CHAIN, len(chain))):
            label = _("Why did it happen?") if number == 0 else _("And why was that?")
            self.fields[f"why_{number + 1}"] = forms.CharField(
                label=label,
                required=False,
                max_length=CAUSE_LENGTH,
                initial=chain[number] if number < len(chain) else "",
            )
        for branch in self.branches:
            self.fields[branch.value] = text_field(
                branch.label, limit=4000, rows=3, help_text=_("One cause on each line.")
            )
            self.fields[branch.value].initial = "\n".join(now.get(branch, []))

    @property
    def branches(self) -> list[RootCause.Branch]:
        return [each for each in RootCause.Branch if each is not RootCause.Branch.WHY]

    @property
    def chain(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("why_")]

    @property
    def bones(self) -> list[forms.BoundField]:
        return [self[each.value] for each in self.branches]

    @property
    def opens(self) -> bool:
        """Whether the fishbone has something that the person should see."""
        return any(field.errors or field.value() for field in self.bones)

    def clean(self) -> dict[str, Any]:
        for branch in self.branches:
            lines = self._lines(branch)
            if len(lines) > LONGEST_BRANCH or any(len(line) > CAUSE_LENGTH for line in lines):
                self.add_error(branch.value, _("At most 20 lines, each of at most 500 characters."))
        return self.cleaned_data

    def _lines(self, branch: RootCause.Branch) -> list[str]:
        return [
            stripped
            for line in self.cleaned_data.get(branch.value, "").splitlines()
            if (stripped := line.strip())
        ]

    @property
    def causes(self) -> dict[RootCause.Branch, list[str]]:
        """What was written. Call on a valid form."""
        given = self.cleaned_data
        chain = [given[name] for name in self.fields if name.startswith("why_") and given[name]]
        return {RootCause.Branch.WHY: chain} | {each: self._lines(each) for each in self.branches}


class WithoutNames(forms.Form):
    """A text that others will read: the form asks once more where a name of someone in the report
    stands in it."""

    texts: tuple[str, ...] = ()

    sure = forms.BooleanField(
        label=_("I have read it through. It does not show who it was about."), required=False
    )

    def __init__(self, *args: Any, record: Record) -> None:
        super().__init__(*args)
        self.record = record
        self.names: list[str] = []

    @property
    def asks(self) -> bool:
        """Whether the tick must be shown."""
        return bool(self.names)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        self.names = names_in(self.record, [given.get(name) or "" for name in self.texts])
        if self.names and not given.get("sure"):
            self.add_error(
                "sure",
                _("These names stand in the text: %(names)s. Take them out, or confirm.")
                % {"names": ", ".join(self.names)},
            )
        return given


@dataclass(frozen=True)
class Faculty:
    """Units to tick under one heading; without a name: the institution itself."""

    name: str
    boxes: list[BoundWidget]
    opened: bool


class ToUnits(forms.Form):
    """Units to choose: those that are likely first, all of them folded away."""

    likely = several_field(_("Units that have reported of the same"))
    units = several_field(_("All units"))

    def offer(self, likely: Sequence[Unit]) -> None:
        self.fields["likely"].choices = [(str(each.pk), each.name) for each in likely]  # type: ignore[attr-defined]
        self.fields["units"].choices = choices.unit_options()  # type: ignore[attr-defined]

    @property
    def any_likely(self) -> bool:
        return bool(self.fields["likely"].choices)  # type: ignore[attr-defined]

    @property
    def opens(self) -> bool:
        return not self.any_likely or bool(self["units"].value() or self["units"].errors)

    @property
    def faculties(self) -> list[Faculty]:
        """All units, those of each faculty folded away together: open where one is chosen."""
        chosen = {str(each) for each in self["units"].value() or ()}
        found: list[Faculty] = []
        boxes = iter(self["units"].subwidgets)
        for key, options in self.fields["units"].choices:  # type: ignore[attr-defined]
            if isinstance(options, str):
                found.append(Faculty("", [next(boxes)], opened=True))
            else:
                inside = {str(value) for value, _name in options}
                taken = [next(boxes) for _option in options]
                found.append(Faculty(str(key), taken, opened=bool(chosen & inside)))
        return found

    @property
    def chosen(self) -> list[Unit]:
        keys = {*self.cleaned_data.get("likely", ()), *self.cleaned_data.get("units", ())}
        return list(Unit.objects.filter(pk__in=keys, active=True).order_by("path"))


class LessonForm(WithoutNames, ToUnits):
    """What others should know."""

    texts = ("title", "what_happened", "what_we_learned")

    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        help_text=_("What it is about, such as “Check the hose before you open the valve”."),
        error_messages={"required": _("Write a title.")},
    )
    what_happened = text_field(
        _("What happened?"),
        limit=4000,
        rows=4,
        required=True,
        help_text=WITHOUT_NAMES,
        missing=_("Write what happened."),
    )
    what_we_learned = text_field(
        _("What have we learned?"),
        limit=4000,
        rows=4,
        required=True,
        help_text=_("What should others do, or do otherwise?"),
        missing=_("Write what others should know."),
    )
    audience = forms.ChoiceField(
        label=_("Who is it for?"),
        choices=[(EVERYONE, _("Everyone")), (CHOSEN, _("The units that I choose"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who it is for.")},
    )

    def __init__(self, *args: Any, record: Record, likely: Sequence[Unit]) -> None:
        super().__init__(*args, record=record)
        self.offer([record.unit, *likely])
        self.fields["likely"].label = _("This unit, and those that have reported of the same")

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("audience") == CHOSEN and not (given.get("likely") or given.get("units")):
            self.add_error("units", _("Choose at least one unit."))
        return given

    @property
    def new(self) -> NewLesson:
        """What was written. Call on a valid form."""
        everyone = self.cleaned_data["audience"] == EVERYONE
        return NewLesson(
            **{name: self.cleaned_data[name] for name in self.texts},
            for_everyone=everyone,
            units=() if everyone else self.chosen,
        )


class InquiryForm(WithoutNames, ToUnits):
    """Does this concern you?"""

    texts = ("subject", "text")

    about = forms.ChoiceField(
        label=_("What do they have in common?"),
        choices=Inquiry.About.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is.")},
    )
    subject = forms.CharField(
        label=_("Which one?"),
        max_length=120,
        help_text=_("Such as “Centrifuges without a lid lock”. It becomes the measure's name."),
        error_messages={"required": _("Write which one.")},
    )
    text = text_field(
        _("What should they know?"),
        limit=2000,
        rows=4,
        required=True,
        help_text=_(
            "Without names, and without anything that shows who it was. The units that you ask do "
            "not see the report."
        ),
        missing=_("Write what they should know."),
    )
    answer_by = DayField(label=_("Answer by"), error_messages={"required": _("Choose a day.")})

    def __init__(self, *args: Any, record: Record, likely: Sequence[Unit]) -> None:
        super().__init__(*args, record=record)
        self.offer(likely)
        self.initial = {"answer_by": clock.today() + ANSWER_WITHIN}

    def clean_answer_by(self) -> dt.date:
        found: dt.date = self.cleaned_data["answer_by"]
        if found < clock.today():
            raise forms.ValidationError(_("This day has passed."))
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        others = {*given.get("likely", ()), *given.get("units", ())} - {str(self.record.unit_id)}
        if not others:
            self.add_error("units", _("Choose at least one other unit."))
        return given

    @property
    def new(self) -> NewInquiry:
        """What was written. Call on a valid form."""
        given = self.cleaned_data
        return NewInquiry(
            about=Inquiry.About(given["about"]),
            subject=given["subject"],
            text=given["text"],
            answer_by=given["answer_by"],
            units=self.chosen,
        )
