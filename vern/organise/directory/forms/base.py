"""Forms that change the organisation: they say first what will happen, then do it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from vern.core.kernel.errors import Refused
from vern.core.org.actors import Actor
from vern.core.org.models import Unit
from vern.organise.directory.queries.administration import units_by_branch

NOT_SEALED = ("csrfmiddlewaretoken", "confirmed")


class VerbForm(forms.Form):
    """A form that does one verb. The first time it only says what will happen.

    It is done when the very same content is sent again; whoever changes a field sees the
    sentences anew.
    """

    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)

    def act(self, actor: Actor) -> None:
        """Do it. Raises Refused."""
        raise NotImplementedError

    def sentences(self) -> list[str]:
        """What will happen. Nothing to say: it is done at once."""
        return []

    def carry_out(self, actor: Actor) -> bool:
        """Whether it is done. If not, the form shows why, or `will_happen` says what comes."""
        self.will_happen: list[str] = []
        if not self.is_valid():
            return False
        try:
            return self._try(actor)
        except Refused as refused:
            field = refused.field if refused.field in self.fields else None
            self.add_error(self.refusals().get(refused.field or "", field), str(refused))
            return False

    def refusals(self) -> dict[str, str]:
        """Where a refusal of a field is shown that this form calls something else."""
        return {}

    def _try(self, actor: Actor) -> bool:
        told = self.sentences()
        if told and self.cleaned_data["confirmed"] != self._seal():
            with transaction.atomic():
                self.act(actor)
                transaction.set_rollback(True)
            self.will_happen = told
            sealed = QueryDict(mutable=True)
            for name, values in self._lists():
                sealed.setlist(name, values)
            sealed["confirmed"] = self._seal()
            self.data = sealed
            return False
        self.act(actor)
        return True

    def _lists(self) -> list[tuple[str, list[str]]]:
        data = self.data
        if isinstance(data, QueryDict):
            return sorted((name, [str(v) for v in values]) for name, values in data.lists())
        return sorted((name, [str(value)]) for name, value in data.items())

    def _seal(self) -> str:
        content = [each for each in self._lists() if each[0] not in NOT_SEALED]
        return hashlib.sha256(repr(content).encode()).hexdigest()[:32]


class UnitField(forms.ChoiceField):
    """One of the units that the actor may choose. Gives the unit, or None."""

    def __init__(self, *, empty: Any = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.empty = empty or _("Choose a unit")
        self.units: dict[str, Unit] = {}

    def offer(self, branches: Iterable[tuple[str, list[Unit]]]) -> None:
        """Fill the list."""
        self.choices = [("", self.empty)]
        for name, units in branches:
            self.units |= {str(unit.pk): unit for unit in units}
            options = [(str(unit.pk), f"{unit.name} ({unit.code})") for unit in units]
            self.choices += [(name, options)] if name else options

    def clean(self, value: Any) -> Unit | None:
        return self.units.get(str(super().clean(value)))

    def prepare_value(self, value: Any) -> Any:
        return value.pk if isinstance(value, Unit) else value


class ActorForm(VerbForm):
    """A form whose unit fields offer what the actor may choose. One query for all of them."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields.update(self.more_fields())
        fields = [each for each in self.fields.values() if isinstance(each, UnitField)]
        branches = units_by_branch(actor) if fields else []
        for field in fields:
            field.offer(branches)

    def more_fields(self) -> dict[str, forms.Field]:
        """Fields whose number depends on what the form is about."""
        return {}
