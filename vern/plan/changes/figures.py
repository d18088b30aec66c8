"""The figures about change processes. Each is defined here and nowhere else."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from vern.core.org.tree import Level
from vern.hub.figures.drawing import Bars
from vern.hub.figures.ports import Column, Figure, Question, figures
from vern.plan.changes import counts
from vern.plan.changes.models import TYPE_LABELS

COLUMNS: Final = (
    Column("started", _("Started")),
    Column("decided", _("Decided")),
    Column("with_assessment", _("With an approved assessment")),
    Column("with_reason", _("Without, with a reason")),
    Column("rep_before", _("Safety representative took part before")),
)
DEFINITION: Final = _(
    "Change processes that were started, and those that were decided, in the year. Of those decided:"
    " how many had an approved risk assessment then, how many had a written reason for none, and in"
    " how many the safety representative took part on an earlier day than the decision."
)


def _types(_question: Question) -> dict[str, str]:
    return {key.value: str(label) for key, label in TYPE_LABELS.items()}


ALL: Final = (
    Figure(
        key="changes.by_year",
        title=_("Change processes by year"),
        definition=DEFINITION,
        columns=(Column("year", _("Year"), numeric=False), *COLUMNS),
        rows=counts.by_year,
        chart=Bars(("decided", "with_assessment"), upright=True),
    ),
    Figure(
        key="changes.by_unit",
        title=_("Change processes by unit"),
        definition=DEFINITION,
        columns=(
            Column("unit", _("Unit"), numeric=False),
            Column("name", _("Name"), numeric=False, files_only=True),
            *COLUMNS,
        ),
        rows=counts.by_unit,
        labels=counts.unit_names,
        levels=(Level.FACULTY, Level.REPORTING),
        chart=Bars(("decided", "with_assessment")),
    ),
    Figure(
        key="changes.by_type",
        title=_("Change processes by type"),
        definition=DEFINITION,
        columns=(Column("type", _("Type"), numeric=False), *COLUMNS),
        rows=counts.by_type,
        labels=_types,
    ),
    Figure(
        key="changes.by_body",
        title=_("Who took part in changes"),
        definition=_(
            "Change processes decided in the year: in how many each took part on an earlier day than"
            " the decision, and how many days before it the first time was, at the median."
        ),
        columns=(
            Column("body", _("Who"), numeric=False),
            Column("changes", _("Changes")),
            Column("median_days", _("Median, days before"), decimals=1),
        ),
        rows=counts.by_body,
        labels=counts.body_names,
    ),
)


def register() -> None:
    figures.add(*ALL)
