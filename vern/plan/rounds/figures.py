"""The figures about rounds. Each is defined here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vern.core.org.tree import Level
from vern.hub.figures.drawing import Bars
from vern.hub.figures.ports import Column, Figure, Question, figures
from vern.plan.rounds.models import OUTCOME_LABELS
from vern.plan.rounds.queries import counts
from vern.plan.rounds.rules import Outcome

OUTCOMES: Final = tuple(Column(str(each), OUTCOME_LABELS[each]) for each in Outcome)


def theme_labels(_question: Question) -> Mapping[str, str]:
    return {**counts.theme_names(), counts.REMARK: gettext("Remarks of their own")}


ALL: Final = (
    Figure(
        key="rounds.held",
        title=_("HSE rounds held"),
        definition=_(
            "HSE rounds whose walk was in the year and was over on the day stated, by the units that "
            "report, as they stood at the end of the year. A unit has held one if it, or a unit "
            "below it, has. Findings are what must improve; those fixed on the spot count too."
        ),
        columns=(
            Column("unit", _("Unit"), numeric=False),
            Column("name", _("Name"), numeric=False, files_only=True),
            Column("units", _("Units")),
            Column("units_held", _("Units with a round")),
            Column("rounds", _("Rounds held")),
            Column("signed", _("Signed by both")),
            Column("findings", _("Findings")),
            Column("came_back", _("Came back")),
        ),
        rows=counts.held,
        labels=counts.unit_names,
        levels=(Level.REPORTING, Level.FACULTY, Level.INSTITUTION),
        chart=Bars(("findings",)),
    ),
    Figure(
        key="rounds.findings",
        title=_("Findings of HSE rounds by theme"),
        definition=_(
            "Findings of the HSE rounds whose walk was in the year, by theme, and what has become of "
            "them on the day the figure is read. A finding came back if the same was found at the "
            "same place within 18 months before."
        ),
        columns=(
            Column("theme", _("Theme"), numeric=False),
            Column("findings", _("Findings")),
            *OUTCOMES,
            Column("undecided", _("Not decided")),
            Column("came_back", _("Came back")),
        ),
        rows=counts.by_theme,
        labels=theme_labels,
        chart=Bars(("findings",)),
    ),
)


def register() -> None:
    figures.add(*ALL)
