"""Asking for a figure, and fixing the day as of which a year is published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from vern.core.history.services import note_organisation
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.org.actors import Actor
from vern.core.org.events import OrganisationChanged
from vern.core.org.models import Unit
from vern.core.org.tree import Level, Place, Tree, tree_on
from vern.hub.figures.models import Extract
from vern.hub.figures.ports import Answer, Figure, Question, figures


def answer(
    key: str,
    *,
    year: int,
    level: Level | None = None,
    unit_code: str | None = None,
    as_of: dt.date | None = None,
) -> Answer:
    """A figure for a year: for the whole institution, or for a unit and all below it.

    `level` groups a figure that can be grouped (by default, its usual level). `as_of` is by
    default the day that the year's published report states, else today.
    Raises Refused with the field `key`, `year`, `unit` or `level` that is wrong.
    """
    figure = figures.get(key)
    if figure is None:
        raise Refused(_("There is no figure called %(key)s.") % {"key": key}, field="key")
    return ask(figure, question(year=year, unit_code=unit_code, as_of=as_of), level=level)


def extracts() -> dict[int, dt.date]:
    """The days as of which years were published, by year."""
    return dict(Extract.objects.values_list("year", "taken_on"))


def question(
    *,
    year: int,
    unit_code: str | None = None,
    as_of: dt.date | None = None,
    published: Mapping[int, dt.date] | None = None,
) -> Question:
    """What may be asked of any number of figures. Raises Refused as `answer` does.

    `published` spares a query where the caller knows the extracts.
    """
    if not 1900 < year <= clock.today().year:
        raise Refused(_("There are no figures for %(year)s.") % {"year": year}, field="year")
    published = extracts() if published is None else published
    day = as_of or published.get(year) or clock.today()
    tree = tree_on(min(dt.date(year, 12, 31), day))
    if not tree.places:
        raise Refused(_("There are no figures for %(year)s.") % {"year": year}, field="year")
    return Question(
        year=year,
        as_of=day,
        tree=tree,
        unit=_standing(tree, unit_code) if unit_code else None,
        extracts=published,
    )


def ask(figure: Figure, asked: Question, *, level: Level | None = None) -> Answer:
    """The figure's answer. Raises Refused for a level that the figure is not grouped by."""
    own = figure.levels or (Level.INSTITUTION,)
    chosen = level or own[0]
    if chosen not in own:
        names = ", ".join(own)
        raise Refused(_("Choose one of these levels: %(names)s.") % {"names": names}, field="level")
    asked = asked.at(Level(chosen))
    labels = figure.labels(asked) if figure.labels else {}
    return Answer(figure, asked, tuple(figure.rows(asked)), labels)


def _standing(tree: Tree, code: str) -> Place:
    try:
        place = tree.by_code(code)
    except KeyError:
        message = _("There was no unit %(code)s at the end of the period.") % {"code": code}
        raise Refused(message, field="unit") from None
    if not place.active:
        successor = next((p.code for p in tree.upward(place.unit_id) if p.active), "")
        words = {"code": code, "successor": successor}
        raise Refused(
            _("%(code)s had ended by the end of the period. Ask for %(successor)s.") % words,
            field="unit",
        )
    return place


@transaction.atomic
def fix_extract(*, actor: Actor, year: int, taken_on: dt.date) -> Extract:
    """From now on the year's figures are stated as of this day. Fixing it twice changes nothing.

    Raises Refused if it is fixed at another day, or if the day is before the year's end or in
    the future.
    """
    if not dt.date(year, 12, 31) <= taken_on <= clock.today():
        raise Refused(
            _("Choose a day after the year's end that is not in the future."), field="taken_on"
        )
    extract, made = Extract.objects.get_or_create(year=year, defaults={"taken_on": taken_on})
    if extract.taken_on != taken_on:
        raise Refused(
            _("The figures of %(year)s are already stated as of another day.") % {"year": year},
            field="taken_on",
        )
    if made:
        note_organisation(
            OrganisationChanged(
                "figures.extract_fixed",
                actor,
                unit_id=Unit.objects.filter(path__regex=r"^\d+\.$").values_list("pk", flat=True)[0],
                facts={"year": year, "on": taken_on.isoformat()},
            )
        )
    return extract
