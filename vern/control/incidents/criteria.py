"""The acceptance criteria as a table: what each level of severity means."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from vern.control.incidents.models import SeverityLevel
from vern.core.kernel.documents.blocks import Column, Table
from vern.core.kernel.texts import localized
from vern.hub.figures.reference import ReferenceTable, references


def table() -> Table:
    """A row per level, in the words that stand beside the choice when a report is assessed."""
    return Table(
        caption=_("Acceptance criteria used when events and nonconformities are handled"),
        columns=(
            Column(_("Consequence")),
            Column(pgettext("harm to", "People")),
            Column(_("Outer environment")),
            Column(_("Material")),
        ),
        rows=tuple(
            (level.name, *(localized(level, each) for each in ("human", "environment", "material")))
            for level in SeverityLevel.objects.all()
        ),
        row_headers=True,
    )


def register() -> None:
    references.add(ReferenceTable("incidents.severity_criteria", table))
