"""Writing: what it is about, rows, factors, the sum, and who takes part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vern.core.measures import candidates
from vern.core.org.models import Person
from vern.core.org.posts import names, posts_of, with_post
from vern.core.org.queries import representatives_of
from vern.plan.risk import rules
from vern.plan.risk.forms.fields import (
    TOO_LONG,
    Versioned,
    colour_choices,
    factor_choices,
    level_field,
    line,
    select_level,
    text,
)
from vern.plan.risk.models import Participant, RiskAssessment, RiskRow
from vern.plan.risk.queries.show import Sheet
from vern.plan.risk.rules import LIKELIHOOD, TERMS, Method
from vern.plan.risk.scales import DIMENSION_LABELS, TERM_LABELS, FactorSaid, Said
from vern.plan.risk.services import RowDraft

Part = Participant.Part
NEEDED_LATER = _("Before it is approved")
"""What can wait while one writes, but not longer."""


class AboutForm(Versioned):
    """What it is about."""

    title = line(_("What do you call it?"), required=True, missing=_("Write what you call it."))
    about = text(
        _("What is assessed, and what is not?"),
        _("The work, the place or the change, in a few sentences."),
    )
    place = line(_("Where?"), _("Room, building, ship or area."))
    occasion = forms.ChoiceField(
        label=_("Why now?"),
        choices=RiskAssessment.Occasion.choices,
        widget=forms.RadioSelect,
    )

    @classmethod
    def beginning(cls, sheet: Sheet) -> dict[str, Any]:
        risk = sheet.risk
        given = {name: getattr(risk, name) for name in ("about", "place", "occasion")}
        return {"title": sheet.record.title, "seen": risk.version, **given}


class RowForm(Versioned):
    """One thing that can go wrong: four plain questions, or a full row."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    activity = line(_("Which work, or which step?"))
    hazard = forms.CharField(
        label=_("What can go wrong?"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Write what can go wrong."), **TOO_LONG},
    )
    cause = text(_("How could it happen?"))
    barriers = text(_("What do we do to prevent it?"), _("What is in place today."))

    def __init__(self, *args: Any, method: Method, said: Said, row: RiskRow | None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.method, self.said, self.row = method, said, row
        if method is Method.FULL:
            self._ask_levels("before")
            self._ask_levels("after")
        else:
            del self.fields["activity"]
            self.fields["before_colour"] = level_field(
                _("Is that enough?"), _enough(said), _("As it is today."), need=NEEDED_LATER
            )
            self.fields["after_colour"] = level_field(
                _("And with the measures that you decide?"), colour_choices(said)
            )

    def _ask_levels(self, when: str) -> None:
        often = [
            (each.level, f"{each.level} {each.name}: {each.explained}")
            for each in self.said.likelihoods()
        ]
        bad = self.said.consequences()
        self.fields[f"{when}_{LIKELIHOOD}"] = select_level(_("How often?"), often)
        for name in self.said.dimensions:
            choices = [
                (each.level, f"{each.level} {each.name}: {each.about[name]}") for each in bad
            ]
            self.fields[f"{when}_{name}"] = select_level(DIMENSION_LABELS[name], choices)

    def names(self, when: str) -> list[str]:
        return [name for name in self.fields if name.startswith(f"{when}_")]

    @property
    def before(self) -> Sequence[Any]:
        """The bound fields that judge how it is today."""
        return [self[name] for name in self.names("before")]

    @property
    def after(self) -> Sequence[Any]:
        return [self[name] for name in self.names("after")]

    @property
    def judged_after(self) -> bool:
        """Whether what remains is judged, or wrong: then it is not folded away."""
        return any(each.value() or each.errors for each in self.after)

    @classmethod
    def beginning(cls, row: RiskRow) -> dict[str, Any]:
        judged = {
            f"{when}_{name}": value
            for when in ("before", "after")
            for name, value in getattr(row, when).items()
        }
        words = {name: getattr(row, name) for name in rules.TEXTS}
        return {**words, **judged, "seen": row.version}

    def _judged(self, when: str) -> Mapping[str, int]:
        given = {name: self.cleaned_data.get(name) for name in self.names(when)}
        return {name.removeprefix(f"{when}_"): int(value) for name, value in given.items() if value}

    @property
    def draft(self) -> RowDraft:
        """What was filled in. Call on a valid form."""
        words = {name: self.cleaned_data.get(name, "") for name in rules.TEXTS}
        if self.method is not Method.FULL and self.row is not None:
            words["activity"] = self.row.activity
        return RowDraft(before=self._judged("before"), after=self._judged("after"), **words)


def _enough(said: Said) -> list[tuple[int, str]]:
    """The answers to the fourth question, each with its colour."""
    answers = {
        rules.Colour.GREEN: _("Yes, it is enough"),
        rules.Colour.YELLOW: _("Not quite. We should do more"),
        rules.Colour.RED: _("No. We must do something first"),
    }
    return [
        (int(each), f"{words} ({said.colour(each).lower()})") for each, words in answers.items()
    ]


class FactorForm(Versioned):
    """One psychosocial factor: how it is with us, and how bad that is in the short and the long term."""

    hazard = text(
        _("How is it with us?"),
        _("What you have talked about. No names, and nothing about anyone's health."),
        limit=500,
    )
    barriers = text(_("What works well, or is in place?"), rows=2)

    def __init__(self, *args: Any, factor: FactorSaid, said: Said, **kwargs: Any):
        kwargs["prefix"] = factor.key
        super().__init__(*args, **kwargs)
        self.factor = factor
        for term in TERMS:
            self.fields[term] = level_field(
                TERM_LABELS[term], factor_choices(said), need=NEEDED_LATER
            )

    @classmethod
    def beginning(cls, row: RiskRow) -> dict[str, Any]:
        return {
            "hazard": row.hazard,
            "barriers": row.barriers,
            "seen": row.version,
            **{term: row.before.get(term) for term in TERMS},
        }

    def draft(self, row: RiskRow | None) -> RowDraft:
        """With what was judged of it afterwards. Call on a valid form."""
        given = self.cleaned_data
        return RowDraft(
            factor=self.factor.key,
            hazard=given["hazard"],
            barriers=given["barriers"],
            before={term: given[term] for term in TERMS if given[term]},
            after=row.after if row else {},
            cause=row.cause if row else "",
            activity=row.activity if row else "",
        )

    @property
    def empty(self) -> bool:
        """Whether nothing was said. Call on a valid form."""
        given = self.cleaned_data
        return not any(given[name] for name in ("hazard", "barriers", *TERMS))


class TogetherForm(Versioned):
    """How the factors act on one another, and the sum of them (UFA § 1A-2)."""

    interaction = text(
        _("How do they act on one another?"),
        _(
            "For example: much to do is worse where help is far away, and easier where one decides oneself."
        ),
    )
    together = text(_("And all in all?"), _("What it adds up to for those who work here."))
    sum_before = level_field(_("The sum, as it is today"), [], need=NEEDED_LATER)

    def __init__(self, *args: Any, said: Said, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["sum_before"].choices = factor_choices(said)  # type: ignore[attr-defined]

    @classmethod
    def beginning(cls, risk: RiskAssessment) -> dict[str, Any]:
        names = ("interaction", "together", "sum_before")
        return {"seen": risk.version, **{name: getattr(risk, name) or "" for name in names}}

    @property
    def given(self) -> dict[str, Any]:
        texts = {name: self.cleaned_data[name] for name in ("interaction", "together")}
        return {**texts, "sum_before": self.cleaned_data["sum_before"] or 0}


class RemainingForm(forms.Form):
    """What remains of each yellow and red with the measures: a colour each, and of the sum."""

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        choices = [(int(each), sheet.said.colour(each)) for each in rules.Colour if each]
        self.rows = {f"row_{each.row.pk}": each for each in sheet.rows if asks_more(each.before)}
        for name, view in self.rows.items():
            self.fields[name] = level_field(_("With the measures"), choices)
            self.initial.setdefault(name, view.row.after.get("colour") or int(view.after) or "")
        if sheet.method is Method.FACTORS:
            self.fields["sum_after"] = level_field(_("The sum, with the measures"), choices)
            self.initial.setdefault("sum_after", sheet.risk.sum_after or "")

    def of(self) -> list[tuple[Any, Any]]:
        """Each row with its field."""
        return [(view, self[name]) for name, view in self.rows.items()]


def asks_more(colour: rules.Colour) -> bool:
    """Whether measures are to be considered."""
    return colour in (rules.Colour.YELLOW, rules.Colour.RED)


class PeopleForm(Versioned):
    """Who takes part. Safety representatives of the place stand first; a search finds others."""

    representatives = forms.MultipleChoiceField(
        label=_("Safety representatives"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    workers = forms.MultipleChoiceField(
        label=_("Those who do the work"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    who = line(_("Find someone else by name"))
    others = line(
        _("Groups, students or others without a name here"),
        _("For example “Everyone at the staff meeting on 3 May”."),
        limit=500,
    )
    why_missing = line(
        _("If the safety representative or those who do the work do not take part: why?"),
        limit=500,
    )

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        there = {each.person_id: each for each in sheet.participants}
        unit = sheet.record.unit
        reps = representatives_of(unit)
        kept = [each.person for each in there.values() if each.part == Part.REPRESENTATIVE]
        self.reps = _each_once(reps, kept)
        self.found = candidates.people_to_choose_among(
            unit, search=str(self.initial.get("search", "")).strip(), known=list(there)
        )
        rep_keys = {each.pk for each in self.reps}
        working = [each.person for each in there.values() if each.part != Part.REPRESENTATIVE]
        chosen = self._typed("workers")
        more = candidates.anyone().filter(pk__in=chosen) if chosen else ()
        people = self.found.people if self._shows_people else []
        self.people = [
            each for each in _each_once(working, more, people) if each.pk not in rep_keys
        ]
        held, roles = posts_of([*self.reps, *self.people]), names()
        for name, people in (("representatives", self.reps), ("workers", self.people)):
            self.fields[name].choices = [  # type: ignore[attr-defined]
                (str(each.pk), with_post(each, held.get(each.pk, ()), roles)) for each in people
            ]
        if not self.reps:
            del self.fields["representatives"]

    @property
    def _shows_people(self) -> bool:
        return bool(self.found.searched) or self.found.all_shown

    def _typed(self, name: str) -> list[int]:
        """Keys that were ticked before a search."""
        given = self.data.getlist(name) if self.is_bound else self.initial.get(name, ())  # type: ignore[attr-defined]
        return [int(each) for each in given if str(each).isdigit()]

    @classmethod
    def beginning(cls, sheet: Sheet) -> dict[str, Any]:
        """The safety representatives are ticked from the start: they are to take part."""
        reps = [str(e.person_id) for e in sheet.participants if e.part == Part.REPRESENTATIVE]
        if not sheet.participants:
            reps = [str(each.pk) for each in representatives_of(sheet.record.unit)]
        return {
            "representatives": reps,
            "workers": [
                str(e.person_id) for e in sheet.participants if e.part != Part.REPRESENTATIVE
            ],
            "others": sheet.risk.others,
            "why_missing": sheet.risk.why_missing,
            "seen": sheet.risk.version,
        }

    @property
    def chosen(self) -> dict[Person, Participant.Part]:
        """Who takes part, and as what. Call on a valid form."""
        known = {str(each.pk): each for each in (*self.reps, *self.people)}
        given = self.cleaned_data
        workers = {known[key]: Part.WORKER for key in given["workers"]}
        reps = {known[key]: Part.REPRESENTATIVE for key in given.get("representatives", ())}
        return {**workers, **reps}


def _each_once(*parts: Any) -> list[Person]:
    return list({person.pk: person for part in parts for person in part}.values())
