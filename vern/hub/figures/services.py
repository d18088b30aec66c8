"""Asking for a figure, fixing the day as of which a year is published, deciding what is few."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext as _

from vern.core.history.services import note_organisation
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.kernel.events import publish
from vern.core.org.actors import Actor
from vern.core.org.events import ContentSaved, OrganisationChanged
from vern.core.org.models import Unit
from vern.core.org.tree import Level, Place, Tree, tree_on
from vern.hub.figures import groups
from vern.hub.figures.editable import SMALL_GROUPS
from vern.hub.figures.models import FEWEST, MOST, Extract, SmallGroups
from vern.hub.figures.ports import Answer, Figure, Question, figures
from vern.hub.figures.rules import LEAST


def answer(
    key: str,
    *,
    year: int,
    level: Level | None = None,
    unit_code: str | None = None,
    as_of: dt.date | None = None,
    outside: bool = False,
) -> Answer:
    """A figure for a year: for the whole institution, or for a unit and all below it.

    `level` groups a figure that can be grouped (by default, its usual level). `as_of` is by
    default the day that the year's published report states, else today. `outside`: for others than
    those who may see the unit's figures. Raises Refused with the field `key`, `year`, `unit`,
    `level` or `outside` that is wrong.
    """
    figure = figures.get(key)
    if figure is None:
        raise Refused(_("There is no figure called %(key)s.") % {"key": key}, field="key")
    asked = question(year=year, unit_code=unit_code, as_of=as_of)
    return ask(figure, asked, level=level, outside=outside)


@dataclass(frozen=True)
class Decided:
    """What holds for all figures: the days as of which years were published, what is few, and whether
    there is anything from the year that runs."""

    extracts: Mapping[int, dt.date]
    least: int
    begun: bool


_DECIDED = """
SELECT (SELECT least FROM figures_smallgroups),
       EXISTS(SELECT FROM records_record WHERE opened_at >= %s), year, taken_on
FROM (SELECT 1) AS one LEFT JOIN figures_extract ON true
"""


def decided() -> Decided:
    """What has been decided so far: one query."""
    new_year = clock.start_of(dt.date(clock.today().year, 1, 1))
    with connection.cursor() as cursor:
        cursor.execute(_DECIDED, [new_year])
        rows = cursor.fetchall()
    least, begun, *_extract = rows[0]
    return Decided({year: day for *_all, year, day in rows if year}, least or LEAST, begun)


def question(
    *,
    year: int,
    unit_code: str | None = None,
    as_of: dt.date | None = None,
    known: Decided | None = None,
) -> Question:
    """What may be asked of any number of figures. Raises Refused as `answer` does.

    `known` spares a query where the caller knows what is decided.
    """
    if not 1900 < year <= clock.today().year:
        raise Refused(_("There are no figures for %(year)s.") % {"year": year}, field="year")
    known = known or decided()
    day = as_of or known.extracts.get(year) or clock.today()
    tree = tree_on(min(dt.date(year, 12, 31), day))
    if not tree.places:
        raise Refused(_("There are no figures for %(year)s.") % {"year": year}, field="year")
    return Question(
        year=year,
        as_of=day,
        tree=tree,
        unit=_standing(tree, unit_code) if unit_code else None,
        extracts=known.extracts,
        least=known.least,
    )


def ask(
    figure: Figure, asked: Question, *, level: Level | None = None, outside: bool = False
) -> Answer:
    """The figure's answer. Raises Refused for a level that the figure is not grouped by, and for
    one that is not made to leave the circle of those entitled."""
    if outside:
        shared = groups.for_others(figure)
        if shared is None:
            raise Refused(_("This figure is not made for sharing with others."), field="outside")
        figure, level = shared, None
    own = figure.levels or (Level.INSTITUTION,)
    chosen = level or own[0]
    if chosen not in own:
        names = ", ".join(own)
        raise Refused(_("Choose one of these levels: %(names)s.") % {"names": names}, field="level")
    asked = asked.at(Level(chosen))
    labels = figure.labels(asked) if figure.labels else {}
    return Answer(figure, asked, tuple(figure.rows(asked)), labels, outside)


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
                unit_id=_institution(),
                facts={"year": year, "on": taken_on.isoformat()},
            )
        )
    return extract


@transaction.atomic
def decide_small_groups(*, actor: Actor, least: int) -> None:
    """From now on a number tells of at least so many persons, in every year. Deciding the same
    again changes nothing. Raises Refused for fewer than 3 and more than 50."""
    if not FEWEST <= least <= MOST:
        words = {"fewest": FEWEST, "most": MOST}
        raise Refused(_("Choose from %(fewest)s to %(most)s.") % words, field="least")
    rule, _new = SmallGroups.objects.select_for_update().get_or_create(pk=1)
    if rule.least == least:
        return
    before, rule.least = rule.least, least
    rule.save()
    note_organisation(
        OrganisationChanged(
            "figures.small_groups_decided",
            actor,
            unit_id=_institution(),
            facts={"before": before, "least": least},
        )
    )
    publish(ContentSaved(SMALL_GROUPS, str(rule.pk), actor))


def _institution() -> int:
    return Unit.objects.filter(path__regex=r"^\d+\.$").values_list("pk", flat=True)[0]
