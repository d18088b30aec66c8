"""The days one is away, and who is asked to take over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from vern.core.kernel import clock
from vern.core.kernel.ui.forms import DayField
from vern.core.org.models import Person
from vern.core.org.services import absences as services
from vern.organise.absences.queries import FEW, colleagues


class CoverForm(forms.Form):
    """Someone is asked to take over, found by name or address."""

    cover = forms.CharField(
        label=_("Who do you ask?"), max_length=200, help_text=_("A name or an e-mail address.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = colleagues(str(self.data.get("cover", ""))) if self.is_bound else []
        if len(self.found) > 1:
            many = _(
                "These are the first of many. Is the right one missing, write more of the name."
            )
            self.fields["which"] = forms.ChoiceField(
                label=_("Which of them?"),
                choices=[(each.pk, f"{each.name}, {each.email}") for each in self.found[:FEW]],
                widget=forms.RadioSelect,
                help_text=many if len(self.found) > FEW else "",
                error_messages={"required": _("Several people fit. Choose the right one.")},
            )

    def clean_cover(self) -> Person | None:
        """The one who fits; of several, the one chosen."""
        if not self.cleaned_data["cover"]:
            return None
        if not self.found:
            raise forms.ValidationError(_("Nobody who works here has this name or address."))
        which = str(self.data.get("which", "")) if len(self.found) > 1 else str(self.found[0].pk)
        return next((each for each in self.found if str(each.pk) == which), None)

    def which_field(self) -> BoundField | None:
        return self["which"] if "which" in self.fields else None


class AwayForm(CoverForm):
    """Someone is away."""

    first = DayField(label=_("First day away"), initial=clock.today)
    last = DayField(label=_("Last day away"))

    field_order = ("person", "first", "last", "cover", "which")

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._away = person
        cover = self.fields["cover"]
        cover.required = False
        cover.label = _("Who do you ask to take over what is yours by name?")
        cover.help_text = _(
            "That is reports and measures where you are named, and your posts as case handler or "
            "coordinator, which have no deputy. Write a name or an e-mail address, or leave it empty. "
            "It passes to them once they accept, and returns to you by itself."
        )
        self.order_fields(self.field_order)

    def away(self) -> Person | None:
        """Who is away, as far as it is said."""
        return self._away

    def clean(self) -> dict[str, Any]:
        """All that is wrong is said at once."""
        given = super().clean() or self.cleaned_data
        found = services.faults(
            person=self.away(),
            first=given.get("first"),
            last=given.get("last"),
            cover=given.get("cover") or None,
        )
        for fault in found:
            self.add_error(fault.field, str(fault))
        return given


class SomeoneAwayForm(AwayForm):
    """Someone else is."""

    person = forms.ChoiceField(
        label=_("Who is away?"),
        widget=forms.Select(attrs={"data-find": _("Search by name")}),
    )

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(each.pk): each for each in people}
        person = self.fields["person"]
        assert isinstance(person, forms.ChoiceField)  # noqa: S101 (tells the type checker)
        person.choices = [
            ("", _("Choose a person")),
            *((k, p.name) for k, p in self.people.items()),
        ]
        self.fields["cover"].label = _("Who is asked to take over what is theirs by name?")
        self.fields["cover"].help_text = _(
            "That is reports and measures where they are named, and their posts as case handler or "
            "coordinator, which have no deputy. Write a name or an e-mail address, or leave it empty. "
            "It passes to the one who is asked once they accept."
        )

    def away(self) -> Person | None:
        return self.people.get(str(self.data.get("person", "")))

    def clean_person(self) -> Person | None:
        return self.people.get(self.cleaned_data["person"])
