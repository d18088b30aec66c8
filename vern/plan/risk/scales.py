"""The words, levels and colours that an assessment is judged by, as they were when it was started."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from vern.core.kernel import clock
from vern.core.kernel.texts import LANGUAGES
from vern.core.kernel.together import ask
from vern.plan.risk import rules
from vern.plan.risk.models import (
    ColourWord,
    ConsequenceLevel,
    Factor,
    LikelihoodLevel,
    RiskPolicy,
    Scale,
)
from vern.plan.risk.rules import Colour

COLOUR_KEYS: Final = {Colour.GREEN: "green", Colour.YELLOW: "yellow", Colour.RED: "red"}
TONES: Final = {
    Colour.NONE: "neutral",
    Colour.GREEN: "success",
    Colour.YELLOW: "warning",
    Colour.RED: "danger",
}
DIMENSION_LABELS: Final = {
    rules.PEOPLE: pgettext_lazy("harm to", "People"),
    rules.ENVIRONMENT: gettext_lazy("Outer environment"),
    rules.MATERIAL: gettext_lazy("Material"),
    rules.REPUTATION: gettext_lazy("Reputation"),
}
TERM_LABELS: Final = {
    rules.SHORT: gettext_lazy("In the short term"),
    rules.LONG: gettext_lazy("In the long term"),
}

Words = Mapping[str, str]
"""A text by language."""


def _in(words: Words | None, language: str | None = None) -> str:
    """In the reader's language; where it is empty, the nearest that is not."""
    wanted = (language or get_language() or "nb")[:2]
    order = (wanted, *(each for each in LANGUAGES if each != wanted))
    return next((words[each] for each in order if words and words.get(each)), "")


@dataclass(frozen=True)
class Level:
    """A level in words. `about`: its criteria, by what can be hurt, or one under the empty key."""

    level: int
    name: str
    about: Mapping[str, str]

    @property
    def explained(self) -> str:
        return self.about.get("", "")


@dataclass(frozen=True)
class FactorSaid:
    """A psychosocial factor, and what to talk about."""

    key: str
    name: str
    about: str

    @property
    def questions(self) -> list[str]:
        return [line.strip() for line in self.about.splitlines() if line.strip()]


class Said:
    """A scale as it was, in the reader's language."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        self._said = said

    @cached_property
    def matrix(self) -> rules.Matrix:
        return rules.Matrix(
            tuple(each["level"] for each in self._said["likelihood"]),
            tuple(
                rules.Threshold(each["level"], each["yellow_from"], each["red_from"])
                for each in self._said["consequence"]
            ),
        )

    @property
    def dimensions(self) -> Sequence[str]:
        """What can be hurt, of what the institution asks for."""
        found: list[str] = self._said["dimensions"]
        return found

    def likelihoods(self, language: str | None = None) -> list[Level]:
        return [
            Level(each["level"], _in(each["name"], language), {"": _in(each["about"], language)})
            for each in self._said["likelihood"]
        ]

    def consequences(self, language: str | None = None) -> list[Level]:
        return [
            Level(
                each["level"],
                _in(each["name"], language),
                {name: _in(each[name], language) for name in self.dimensions},
            )
            for each in self._said["consequence"]
        ]

    @cached_property
    def factors(self) -> list[FactorSaid]:
        return [
            FactorSaid(each["key"], _in(each["name"]), _in(each["about"]))
            for each in self._said["factors"]
        ]

    def factor(self, key: str) -> FactorSaid | None:
        return next((each for each in self.factors if each.key == key), None)

    def colour(self, colour: int, language: str | None = None) -> str:
        """The colour's name; empty where nothing is judged."""
        key = COLOUR_KEYS.get(Colour(colour))
        return _in(self._said["colour"][key]["name"], language) if key else ""

    def colour_means(self, colour: int, language: str | None = None) -> str:
        key = COLOUR_KEYS.get(Colour(colour))
        return _in(self._said["colour"][key]["about"], language) if key else ""


def now() -> dict[str, Any]:
    """What the institution's scales say now: one query."""
    found = ask(
        likelihood=LikelihoodLevel.objects.filter(used=True),
        consequence=ConsequenceLevel.objects.filter(used=True),
        colour=ColourWord.objects.all(),
        factors=Factor.objects.filter(offered=True),
        policy=RiskPolicy.objects.all(),
    )
    policy = next(iter(found["policy"]), None) or RiskPolicy(pk=1)
    dimensions = [
        each for each in rules.DIMENSIONS if each != rules.REPUTATION or policy.reputation
    ]
    return {
        "likelihood": [
            {"level": each.level, "name": _texts(each, "name"), "about": _texts(each, "about")}
            for each in found["likelihood"]
        ],
        "consequence": [
            {
                "level": each.level,
                "yellow_from": each.yellow_from,
                "red_from": each.red_from,
                "name": _texts(each, "name"),
                **{name: _texts(each, name) for name in dimensions},
            }
            for each in found["consequence"]
        ],
        "colour": {
            each.key: {"name": _texts(each, "name"), "about": _texts(each, "about")}
            for each in found["colour"]
        },
        "factors": [
            {"key": each.key, "name": _texts(each, "name"), "about": _texts(each, "about")}
            for each in found["factors"]
        ],
        "dimensions": dimensions,
    }


def _texts(row: object, field: str) -> dict[str, str]:
    return {language: getattr(row, f"{field}_{language}") for language in LANGUAGES}


def current() -> Scale:
    """The scale of today, kept for what is judged by it. The same words are the same row."""
    said = now()
    written = json.dumps(said, sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(written.encode()).hexdigest()
    scale: Scale
    scale, _new = Scale.objects.get_or_create(
        digest=digest, defaults={"said": said, "first_used_at": clock.now()}
    )
    return scale


def policy() -> RiskPolicy:
    """What the institution has decided, or the defaults."""
    found: RiskPolicy = RiskPolicy.objects.first() or RiskPolicy(pk=1)
    return found
