"""Who may read a report, a name struck out, and what anyone may read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.forms.fields import TYPES, text_field
from vern.control.incidents.names import pattern_of
from vern.control.incidents.queries import committee, lists
from vern.control.incidents.queries.protecting import Candidates, candidates
from vern.core.kernel import clock
from vern.core.kernel.numbers import whole_number
from vern.core.kernel.ui.selects import Fixed, FixedSelect
from vern.core.org.actors import Actor
from vern.core.org.models import Person
from vern.core.records.models import Record


def summary_field() -> forms.CharField:
    """What happened and what came of it, for everyone."""
    return text_field(
        _("In short, for everyone"),
        limit=1000,
        rows=4,
        help_text=_(
            "What happened and what came of it. No names, no health details, nothing that shows who "
            "was involved. The working environment committee reads this, and others who can learn "
            "from it."
        ),
    )


class SummaryForm(forms.Form):
    summary = summary_field()


class HandOverForm(forms.Form):
    reason = text_field(
        _("Why is it whistleblowing?"),
        limit=1000,
        rows=4,
        required=True,
        missing=_("Write why you hand it over."),
        help_text=_("Only the whistleblowing reception reads this."),
    )


class HandBackForm(forms.Form):
    message = text_field(
        _("Why is it not whistleblowing?"),
        limit=1000,
        rows=4,
        required=True,
        missing=_("Write why, to the one who reported."),
        help_text=_("The one who reported reads this, and the leader who handles it."),
    )


class FinishForm(forms.Form):
    """The reception's answer, and for itself how it came to it."""

    message = text_field(
        _("Answer to the one who reported"),
        limit=4000,
        rows=6,
        required=True,
        missing=_("Write an answer. The one who reported reads it."),
        help_text=_(
            "Say how it was looked into and what it came to, as far as you may tell. Nobody may "
            "retaliate against the one who reported (AML § 2 A-4): say whom they can turn to."
        ),
    )
    reason = text_field(
        _("How was it looked into, and why is it finished?"),
        limit=4000,
        rows=6,
        required=True,
        missing=_("Write how it was looked into, and why it is finished."),
        help_text=_(
            "Only the whistleblowing reception reads this. It shows later that the matter was "
            "looked into well enough, and within a reasonable time (AML § 2 A-3)."
        ),
    )


class LookAgainForm(forms.Form):
    reason = text_field(
        _("What is new?"),
        limit=4000,
        rows=4,
        required=True,
        missing=_("Write why it is opened again."),
        help_text=_("Only the whistleblowing reception reads this."),
    )


class ReaderForm(forms.Form):
    """Someone to read it. Where people are many, a search narrows them: `who` and `search`."""

    who = forms.CharField(label=_("Find a person by name"), required=False, max_length=100)
    person = forms.ChoiceField(
        label=_("Who is to read it?"),
        error_messages={
            "required": _("Choose a person."),
            "invalid_choice": _("Choose a person in the list."),
        },
    )

    def __init__(self, *args: Any, record: Record, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = self.data if self.is_bound else self.initial
        self.found: Candidates = candidates(
            record,
            search=str(self.initial.get("search", "")).strip(),
            chosen=whole_number(str(given.get("person") or "")),
        )
        options = [(str(person.pk), person.name) for person in self.found.people]
        self.fields["person"].choices = [("", _("Choose a person")), *options]  # type: ignore[attr-defined]
        if self.found.searched and len(options) == 1:
            self.initial["person"] = options[0][0]
        if self.found.all_shown:
            del self.fields["who"]

    def clean_person(self) -> Person:
        chosen = self.cleaned_data["person"]
        return next(each for each in self.found.people if str(each.pk) == chosen)


class StrikeForm(forms.Form):
    words = forms.CharField(
        label=_("Name or words to strike out"),
        max_length=100,
        help_text=_(
            "Whole words are found, in capitals or not. Do it once more for another way of writing "
            "the name."
        ),
        error_messages={
            "required": _("Write the name."),
            "max_length": _("This is too long. It can have %(limit_value)d characters."),
        },
    )

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        if pattern_of(words) is None:
            raise forms.ValidationError(_("Write the whole name."))
        return words


def _number(value: str) -> int:
    return int(value)


ALL_YEARS = "all"


class ReviewFilter(forms.Form):
    """A GET form; what is not understood narrows nothing. This year, until one has chosen."""

    year = forms.ChoiceField(label=_("Year"), required=False)
    month = forms.TypedChoiceField(
        label=_("Month"),
        required=False,
        coerce=_number,
        empty_value=None,
        choices=[("", _("All")), *((str(number), name) for number, name in MONTHS.items())],
    )
    type = forms.ChoiceField(label=_("Type"), required=False, choices=[("", _("All")), *TYPES])
    unit = forms.TypedChoiceField(
        label=_("Unit"), required=False, coerce=_number, empty_value=None, widget=FixedSelect
    )

    def __init__(self, given: Any, *, actor: Actor) -> None:
        this_year = str(clock.today().year)
        super().__init__(given if "year" in given else {**given.dict(), "year": this_year})
        years = sorted({this_year, *map(str, lists.years())}, reverse=True)
        self.fields["year"].choices = [  # type: ignore[attr-defined]
            *((year, year) for year in years),
            (ALL_YEARS, _("All")),
        ]
        units = committee.unit_options(actor)
        self.fields["unit"].choices = Fixed(("", str(_("All"))), *units)  # type: ignore[attr-defined]

    @property
    def filters(self) -> lists.Filters:
        self.is_valid()
        given = self.cleaned_data
        return lists.Filters(
            type=given.get("type") or None,
            unit_id=given.get("unit"),
            year=whole_number(given.get("year") or ""),
            month=given.get("month"),
        )
