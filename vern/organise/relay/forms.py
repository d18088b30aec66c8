"""Words of the one who leaves: of the whole, and of each thing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vern.organise.relay.queries import Item, Key, Page


class RelayForm(forms.Form):
    """One field for each thing."""

    whole = forms.CharField(
        label=_("A word to the one who takes over"),
        required=False,
        max_length=5000,
        widget=forms.Textarea,
        help_text=_("What matters most, whom to talk to, what is agreed but stands nowhere."),
    )

    def __init__(self, *args: Any, page: Page, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        self.fields["whole"].initial = page.relay.word
        for item in self._items():
            thing = f"{item.thing.number} {item.thing.title}".strip()
            named = gettext("Your word about it: %(thing)s") % {"thing": thing}
            self.fields[item.field] = forms.CharField(
                label=_("Your word about it"),
                required=False,
                max_length=1000,
                initial=item.word,
                widget=forms.Textarea(attrs={"rows": 2, "aria-label": named}),
            )

    def _items(self) -> Iterator[Item]:
        for group in self.page.groups:
            yield from group.items

    def groups(self) -> list[tuple[str, list[tuple[Item, BoundField]]]]:
        """The things with their fields, as the page shows them."""
        return [
            (group.label, [(item, self[item.field]) for item in group.items])
            for group in self.page.groups
        ]

    @property
    def word(self) -> str:
        return str(self.cleaned_data["whole"])

    @property
    def words(self) -> dict[Key, str]:
        return {item.key: str(self.cleaned_data[item.field]) for item in self._items()}
