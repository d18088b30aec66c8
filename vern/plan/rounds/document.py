"""The report of a round as a document: page, PDF and Word say the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from vern.core.files.store import small_picture
from vern.core.kernel.documents.blocks import (
    Block,
    Callout,
    Column,
    Document,
    Heading,
    Paragraph,
    Photo,
    Run,
    Table,
)
from vern.core.kernel.documents.labels import Language, long_date
from vern.core.kernel.texts import localized
from vern.core.kernel.ui.dates import short_day
from vern.core.kernel.ui.listing import addresses
from vern.hub.content.queries import Said
from vern.plan.rounds.models import OUTCOME_LABELS, Round
from vern.plan.rounds.queries.checklists import as_then, words_then
from vern.plan.rounds.queries.findings import Found, findings_of
from vern.plan.rounds.queries.report import Counted, counted
from vern.plan.rounds.queries.show import beside
from vern.plan.rounds.rules import Outcome, RoundState

Rows = dict[str, list[Any]]
MOST_PHOTOS: Final = 60
"""About three megabytes."""


def compose(round_: Round, language: Language, *, whole: bool = False) -> Document:
    """The report in a language. What people wrote stands in their own. `whole`: with the photos
    themselves, for a file, and not only with their addresses."""
    with translation.override(language):
        signed = RoundState(round_.state) is RoundState.SIGNED
        return Document(
            title=_("HSE round %(day)s") % {"day": long_date(round_.day, language)},
            subtitle=localized(round_.record.unit, "name", language),
            language=language,
            institution=round_.record.number,
            date=round_.day,
            notice=_notice(signed=signed),
            blocks=tuple(_blocks(round_, whole=whole)),
            contents=False,
        )


def _notice(*, signed: bool) -> str | None:
    said = [] if signed else [_("Draft: not signed by both yet.")]
    if settings.VERN_DEMO:
        said.append(_("Synthetic demo data."))
    return " ".join(said) or None


def _blocks(round_: Round, *, whole: bool) -> Iterator[Block]:
    said = words_then(round_)
    found = findings_of(round_, said=said)
    rows = beside(round_)
    yield from _about(round_, rows, said)
    yield Heading(1, _("What we found"))
    yield from _in_short(round_, found)
    yield from _table(found)
    yield from _photos(found, whole=whole)
    yield from _wishes(rows["wishes"])
    yield from _signatures(rows["signatures"])


def _about(round_: Round, rows: Rows, said: Said) -> Iterator[Block]:
    people = [f"{each.person.name} ({each.get_part_display()})" for each in rows["participants"]]
    themes = [as_then(each, said).name for each in rows["themes"]]
    areas = [each.name for each in rows["areas"]]
    for label, text in (
        (_("Took part"), ", ".join(people)),
        (_("Looked at"), ", ".join(themes)),
        (_("Where"), ", ".join(areas)),
    ):
        if text:
            yield Paragraph((Run(f"{label}: ", bold=True), Run(f"{text}.")))
    if round_.notes:
        agreed = _("Agreed on beforehand")
        yield Paragraph((Run(f"{agreed}: ", bold=True), Run(round_.notes)))


def _in_short(round_: Round, found: list[Found]) -> Iterator[Block]:
    numbers = counted(round_, found)
    yield Table(
        caption=_("The round in numbers"),
        columns=(Column(_("What")), Column(_("Number"), "end")),
        rows=tuple((label, str(number)) for label, number in _numbers(numbers)),
        row_headers=True,
    )
    again = [each for each in found if each.came_back]
    if again:
        text = _(
            "%(count)d of the findings came back: they were found on an earlier round, within 18 months."
        )
        yield Callout("warning", text % {"count": len(again)})


def _numbers(numbers: Counted) -> Iterator[tuple[str, int]]:
    yield _("Answers: fine"), numbers.fine
    yield _("Answers: not relevant"), numbers.irrelevant
    yield _("Findings"), numbers.findings
    for outcome in Outcome:
        yield str(OUTCOME_LABELS[outcome]), numbers.outcomes.get(outcome, 0)
    yield _("Came back from an earlier round"), numbers.came_back
    yield _("Photos"), numbers.photos


def _table(found: list[Found]) -> Iterator[Block]:
    if not found:
        yield Paragraph(_("Nothing was found that must improve."))
        return
    yield Table(
        caption=_("Findings, and what becomes of them"),
        columns=(
            Column(_("Where")),
            Column(_("What was found")),
            Column(_("What becomes of it")),
        ),
        rows=tuple(
            (
                each.place,
                "\n".join(_was_found(each)),
                becomes(each),
            )
            for each in found
        ),
        row_headers=True,
    )


def _was_found(found: Found) -> Iterator[str]:
    yield found.said or found.title
    if found.about:
        looked_at = _("Looked at")
        yield f"{looked_at}: {found.about}"
    if found.came_back:
        yield found.came_back


def _photos(found: list[Found], *, whole: bool) -> Iterator[Block]:
    """Those of the findings; no more than `MOST_PHOTOS`, and then it says so."""
    shown = [(each, photo) for each in found for photo in each.photos]
    if not shown:
        return
    yield Heading(1, _("Photos"))
    address = addresses("files:small")
    for each, photo in shown[:MOST_PHOTOS]:
        content = small_picture(photo) if whole else b""
        if content is None:
            yield Paragraph(_("A photo from %(place)s is missing.") % {"place": each.place})
            continue
        yield Photo(
            caption=f"{each.place}: {each.title}",
            alternative=_("Photo of the finding: %(what)s") % {"what": each.title},
            width=photo.width or 1,
            height=photo.height or 1,
            address=address(photo.pk),
            content=content,
        )
    if len(shown) > MOST_PHOTOS:
        more = _("%(some)d of %(all)d photos are shown. The others stand with the findings.")
        yield Paragraph(more % {"some": MOST_PHOTOS, "all": len(shown)})


def becomes(found: Found) -> str:
    """What becomes of a finding, with the reason, or with who and when."""
    said = [found.tag.text]
    measure = found.finding.measure
    if measure is not None:
        said.append(f"{measure.plan_text}. {measure.deadline}.")
    if found.finding.reason:
        said.append(found.finding.reason)
    return "\n".join(said)


def _wishes(wishes: list[Any]) -> Iterator[Block]:
    if not wishes:
        return
    yield Heading(1, _("What people wanted looked at"))
    yield Table(
        caption=_("What people wanted looked at, and what came of it"),
        columns=(Column(_("What")), Column(_("Taken up")), Column(_("Answer"))),
        rows=tuple(
            (
                " – ".join(filter(None, [each.place, each.text])),
                _("Not answered yet")
                if each.taken_up is None
                else _("Yes")
                if each.taken_up
                else _("No"),
                each.answer or "–",
            )
            for each in wishes
        ),
    )


def _signatures(signed: list[Any]) -> Iterator[Block]:
    yield Heading(1, _("Signed"))
    if not signed:
        yield Paragraph(_("Nobody has signed yet."))
        return
    yield Table(
        caption=_("Signatures"),
        columns=(Column(_("As")), Column(_("Name")), Column(_("Day"))),
        rows=tuple(
            (each.get_by_display(), each.person.name, short_day(timezone.localdate(each.at)))
            for each in signed
        ),
        row_headers=True,
    )
