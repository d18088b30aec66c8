"""Whose turn it is: up, down, to someone by name, by when; and together with a duplicate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.forms.fields import text_field
from vern.control.incidents.models import TYPE_LABELS
from vern.control.incidents.queries.merging import Alike, find, unlike
from vern.control.incidents.rules import IncidentType
from vern.core.kernel.ui.dates import short_day
from vern.core.kernel.ui.forms import DayField, ExplainedChoice
from vern.core.kernel.ui.meanwhile import OpenedForm
from vern.core.org.actors import Actor
from vern.core.org.models import Person
from vern.core.org.posts import names, posts_of, with_post
from vern.core.org.queries import line_of
from vern.core.records.models import Record

LIMIT = 2000


class BringUpForm(forms.Form):
    reason = text_field(
        _("Why must the level above have it?"),
        limit=LIMIT,
        rows=4,
        required=True,
        help_text=_("Is seen by those who handle the report, not by the one who sent it."),
        missing=_("Write what the level above is needed for."),
    )


class SendBackForm(forms.Form):
    reason = text_field(
        _("What is the level below to do?"),
        limit=LIMIT,
        rows=4,
        required=True,
        help_text=_("Is seen by those who handle the report, not by the one who sent it."),
        missing=_("Write what the level below is to do."),
    )


class DeadlineForm(OpenedForm):
    """Another day, with a reason."""

    due_on = DayField(label=_("To be handled by"), error_messages={"required": _("Choose a day.")})
    reason = text_field(
        _("Why is the deadline changed?"),
        limit=LIMIT,
        rows=3,
        required=True,
        help_text=_("Is seen by those who handle the report, not by the one who sent it."),
        missing=_("Write why the deadline is changed."),
    )


class AssignForm(OpenedForm):
    """Among those who may have it; nobody: whoever answers for the unit."""

    person = forms.ChoiceField(label=_("Who is to handle it?"), required=False)

    def __init__(self, *args: Any, people: Sequence[Person], record: Record, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(each.pk): each for each in people}
        held, roles = posts_of(people, line_of(record.unit)), names()
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            ("", _("The leader who answers for it")),
            *(
                (key, with_post(each, held.get(each.pk, ()), roles))
                for key, each in self._people.items()
            ),
        ]

    @property
    def chosen(self) -> Person | None:
        """Call on a valid form."""
        return self._people.get(self.cleaned_data["person"])


def _described(record: Record) -> str:
    kind = TYPE_LABELS[IncidentType(record.incident.type)]
    return f"{record.number}, {short_day(record.opened_at)}, {kind}: {record.title}"


OTHER = "other"


class MergeForm(forms.Form):
    """One of those that look alike, or any other by its number. Of one that is unlike, one is asked
    to be sure: `doubts` are what speaks against it."""

    which = forms.ChoiceField(
        error_messages={"required": _("Choose a report, or write its number.")},
    )
    number = forms.CharField(
        label=_("The number of the other report"),
        required=False,
        max_length=30,
        help_text=_("For example AVV-2026-00012. You must be the one to handle that report too."),
    )

    sure = forms.BooleanField(label=_("Yes, they are about the same"), required=False)
    asked_of = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, actor: Actor, record: Record, alike: Sequence[Alike], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._actor, self._record = actor, record
        self.doubts: Sequence[str] = ()
        if not self.is_bound:
            self._ask_no_more()
        self.fields["which"].label = _("Which report is %(number)s to go into?") % {
            "number": record.number
        }
        self._alike = {str(each.record.pk): each.record for each in alike}
        if alike:
            self.fields["which"].widget = ExplainedChoice(
                explanations={str(each.record.pk): ". ".join(each.facts) + "." for each in alike}
            )
            self.fields["which"].choices = [  # type: ignore[attr-defined]
                *((key, _described(each)) for key, each in self._alike.items()),
                (OTHER, _("Another one, by its number")),
            ]
        else:
            del self.fields["which"]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        which = given.get("which", OTHER if "which" not in self.fields else "")
        chosen = self._alike.get(which)
        if chosen is None and which == OTHER:
            chosen = find(self._actor, given.get("number", ""))
            if chosen is None:
                self.add_error("number", _("You handle no report with this number."))
        given["into"] = chosen
        self._doubt(given, chosen)
        return given

    def _doubt(self, given: dict[str, Any], chosen: Record | None) -> None:
        """Being sure counts for the report that one was asked of, not for another one."""
        self.doubts = unlike(self._record, chosen) if chosen and chosen != self._record else ()
        if chosen is None or not self.doubts:
            self._ask_no_more()
            return
        asked = given.get("asked_of") == str(chosen.pk)
        if asked and given.get("sure"):
            return
        typed = {name: value for name, value in self.data.items() if name != "sure"}
        self.data = {**typed, "asked_of": str(chosen.pk)}
        self.add_error("sure", _("Tick that they are about the same, or choose another report."))

    def _ask_no_more(self) -> None:
        for name in ("sure", "asked_of"):
            self.fields.pop(name, None)
