"""What the institution may change of how risks are assessed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vern.core.kernel.editable import (
    Choice,
    ContentKind,
    Number,
    Part,
    Text,
    Values,
    YesNo,
    content_kinds,
)
from vern.core.kernel.errors import Refused
from vern.hub.content.capabilities import EDIT
from vern.plan.risk.models import (
    AssessmentType,
    ColourWord,
    ConsequenceLevel,
    Factor,
    LikelihoodLevel,
    Method,
    RiskPolicy,
)

TYPES = "risk.types"
NAME = Text("name", _("Name"), needed=True, translated=True)
ORDER = Number("order", _("Place in the list"), _("The lowest number comes first."))


def _criteria(name: str, label: object, *, needed: bool = True) -> Part:
    return Text(name, label, needed=needed, translated=True, lines=3, limit=1000)  # type: ignore[arg-type]


def _check_consequence(_key: str, values: Values) -> None:
    if values["red_from"] < values["yellow_from"]:
        raise Refused(_("Red cannot begin before yellow."), field="red_from")


def _check_type(key: str, values: Values) -> None:
    if key and values["method"] == Method.FACTORS and values["hints_nb"]:
        raise Refused(
            _("The psychosocial factors are the template of this kind. Leave this empty."),
            field="hints_nb",
        )


KINDS = (
    ContentKind(
        TYPES,
        _("Kinds of risk assessment"),
        _("What can be assessed, how, and what to think of."),
        AssessmentType,
        (
            NAME,
            Text("about", _("Explanation"), translated=True, lines=2, limit=500),
            Choice("method", _("How it is assessed"), needed=True, choices=lambda: Method.choices),
            Text(
                "hints",
                _("What to think of"),
                _("One to a line: what can go wrong. They are rows to begin with."),
                translated=True,
                lines=6,
                limit=2000,
            ),
            Number("years_valid", _("Years it is valid"), least=1, most=10),
            YesNo(
                "expected",
                _("Every unit is to have one"),
                _("Units without one in the last years are shown."),
            ),
            YesNo("private", _("Only those who take part read it until it is approved")),
            ORDER,
        ),
        EDIT,
        grows=True,
        check=_check_type,
    ),
    ContentKind(
        "risk.factors",
        _("Psychosocial factors"),
        _("What is judged in a psychosocial assessment, by law and regulation (AML § 4-3)."),
        Factor,
        (
            NAME,
            Text(
                "about",
                _("What to talk about"),
                _("A question to a line."),
                translated=True,
                lines=4,
                limit=1000,
            ),
            ORDER,
        ),
        EDIT,
        grows=True,
    ),
    ContentKind(
        "risk.likelihood",
        _("Likelihood"),
        _("How often. Assessments keep the words that they were judged by."),
        LikelihoodLevel,
        (
            NAME,
            Text("about", _("How often that is"), translated=True),
            YesNo("used", _("Used in the matrix")),
        ),
        EDIT,
        by="level",
    ),
    ContentKind(
        "risk.consequences",
        _("Consequence"),
        _("How bad, and where yellow and red begin. Assessments keep what they were judged by."),
        ConsequenceLevel,
        (
            NAME,
            Number(
                "yellow_from",
                _("Yellow from this likelihood"),
                _("One more than the highest: never."),
                least=1,
                most=9,
            ),
            Number(
                "red_from",
                _("Red from this likelihood"),
                _("One more than the highest: never."),
                least=1,
                most=9,
            ),
            _criteria("people", pgettext_lazy("harm to", "People")),
            _criteria("environment", _("Outer environment")),
            _criteria("material", _("Material")),
            _criteria("reputation", _("Reputation"), needed=False),
            YesNo("used", _("Used in the matrix")),
        ),
        EDIT,
        by="level",
        check=_check_consequence,
    ),
    ContentKind(
        "risk.colours",
        _("Colours of risk"),
        _("What green, yellow and red are called, and what they mean."),
        ColourWord,
        (NAME, Text("about", _("What it means"), translated=True, lines=2, limit=300)),
        EDIT,
        by="key",
    ),
    ContentKind(
        "risk.policy",
        _("How risks are assessed"),
        _("Whether reputation is judged, and how long an assessment counts."),
        RiskPolicy,
        (
            YesNo("reputation", _("Reputation is judged too")),
            Number(
                "years_covered",
                _("Years that an assessment counts"),
                _("A unit without one in these years is told so."),
                least=1,
                most=10,
            ),
            Number(
                "days_to_answer", _("Days to answer someone who does not agree"), least=1, most=60
            ),
        ),
        EDIT,
        by="id",
        single=True,
    ),
)


def register() -> None:
    content_kinds.add(*KINDS)
