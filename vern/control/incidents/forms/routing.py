"""Whose turn it is: up, down, to someone by name, by when; and together with a duplicate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.forms.fields import text_field
from vern.control.incidents.models import TYPE_LABELS
from vern.control.incidents.queries.merging import find
from vern.control.incidents.rules import IncidentType
from vern.core.kernel.ui.dates import short_day
from vern.core.kernel.ui.forms import DayField
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


class DeadlineForm(forms.Form):
    due_on = DayField(label=_("To be handled by"), error_messages={"required": _("Choose a day.")})
    reason = text_field(
        _("Why is the deadline changed?"),
        limit=LIMIT,
        rows=3,
        required=True,
        help_text=_("Is seen by those who handle the report, not by the one who sent it."),
        missing=_("Write why the deadline is changed."),
    )


class AssignForm(forms.Form):
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
    """One of those that look alike, or any other by its number."""

    which = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a report, or write its number.")},
    )
    number = forms.CharField(
        label=_("The number of the other report"),
        required=False,
        max_length=30,
        help_text=_("For example AVV-2026-00012. You must be the one to handle that report too."),
    )

    def __init__(
        self, *args: Any, actor: Actor, record: Record, alike: Sequence[Record], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._actor = actor
        self.fields["which"].label = _("Which report is %(number)s to go into?") % {
            "number": record.number
        }
        self._alike = {str(each.pk): each for each in alike}
        if alike:
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
        return given
