"""Who a report is about, where it is a leader: named before it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.queries.leading import Leader, chosen_or_own, leaders_of
from vern.core.kernel.numbers import whole_number
from vern.core.org.actors import Actor
from vern.core.org.models import Unit

LEADERS = "leaders"
"""The id of where the leaders stand that one chooses among."""


class AboutField(forms.MultipleChoiceField):
    """Which leaders. One who does not lead the unit that is chosen now is nobody one has named."""

    def valid_value(self, value: Any) -> bool:  # noqa: ARG002 (Django's form)
        return True


class AboutLeader(forms.Form):
    """A form that names the leaders it may be about. Its `clean` calls `name_leaders`."""

    about = AboutField(
        label=_("Who must not read it?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Those you tick can neither read nor handle it. Is it another leader? Choose the unit "
            "that they lead, under Where."
        ),
    )

    leaders: Sequence[Leader] = ()
    """Whom one can choose among."""

    def offer_leaders(self, unit: Unit, actor: Actor) -> None:
        senders = [actor.person_id] if actor.person_id else []
        self.leaders = leaders_of(unit, senders)
        self.fields["about"].choices = [  # type: ignore[attr-defined]
            (
                str(each.person.pk),
                _("%(name)s, leader of %(leads)s")
                % {"name": each.person.name, "leads": each.leads},
            )
            for each in self.leaders
        ]
        self.initial["about"] = [str(each.person.pk) for each in self.leaders if each.assumed]

    def name_leaders(self, actor: Actor, *, asks: bool) -> None:
        """Leave those named among the leaders of the unit. Where nobody is, `asks` to be told: the
        nearest are ticked, and the form comes back."""
        given = self.cleaned_data
        unit = (
            chosen_or_own(given.get("unit"), actor.home_unit_id)
            if given.get("about_leader")
            else None
        )
        if unit is None:
            given["about"] = frozenset()
            return
        self.offer_leaders(unit, actor)
        known = {each.person.pk for each in self.leaders}
        given["about"] = frozenset(map(whole_number, given.get("about", []))) & known
        if self.leaders and not given["about"] and asks:
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data.setlist("about", self.initial["about"])  # type: ignore[attr-defined]
            self.add_error("about", _("Check who it is about, and press Send again."))


class LeadersForm(AboutLeader):
    """The leaders of a unit alone, for a page that asks for them while one writes."""

    def __init__(self, unit: Unit | None, actor: Actor) -> None:
        super().__init__()
        if unit is not None:
            self.offer_leaders(unit, actor)


def asking() -> dict[str, str]:
    """What a control has that brings the leaders to the page: the unit goes along, and no text."""
    return {
        "hx-get": reverse("incidents:leaders"),
        "hx-target": f"#{LEADERS}",
        "hx-include": "[name='unit'], [name='unit_unknown']",
        "hx-params": "unit,unit_unknown,about_leader",
    }
