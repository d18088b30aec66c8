"""What a plan is narrowed to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vern.core.measures.plans import Which


class PlanFilter(forms.Form):
    """What a plan shows. A wrong value in the address counts as none."""

    WHICH = (
        (Which.OPEN.value, _("Open")),
        (Which.LATE.value, _("Late")),
        (Which.DONE.value, _("Done")),
        (Which.ALL.value, _("All")),
    )
    which = forms.ChoiceField(label=_("Show"), choices=WHICH, required=False)
    year = forms.ChoiceField(label=_("Deadline in"), required=False)

    def __init__(self, *args: Any, years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = self.fields["year"]
        assert isinstance(year, forms.ChoiceField)  # noqa: S101 (tells mypy)
        year.choices = [("", _("All years")), *((str(each), str(each)) for each in years)]
        self.is_valid()

    @property
    def chosen(self) -> Which:
        return Which(self.cleaned_data.get("which") or Which.OPEN)

    @property
    def chosen_year(self) -> int | None:
        year = self.cleaned_data.get("year")
        return int(year) if year else None

    @property
    def narrows(self) -> bool:
        """Whether it shows anything else than what is open."""
        return self.chosen is not Which.OPEN or self.chosen_year is not None
