"""A change process on paper: what a body gets before its meeting, and what is kept afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vern.core.kernel.documents.blocks import (
    Block,
    BulletList,
    Callout,
    Column,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Run,
    Table,
    text_to_blocks,
)
from vern.core.kernel.documents.labels import Language
from vern.core.kernel.ui.dates import day, short_day
from vern.core.measures.queries import Line
from vern.core.records.models import Record
from vern.plan.changes.models import TYPE_LABELS, Consequence
from vern.plan.changes.queries.show import OnTheWay, Page, TakesPart
from vern.plan.changes.rules import ChangeType
from vern.plan.changes.wording import state_tag

LANGUAGES: dict[str, Language] = {"nb": "nb", "nn": "nn", "en": "en"}


def document(page: Page) -> Document:
    """As far as its reader may know of it."""
    record = page.record
    return Document(
        title=record.title,
        language=LANGUAGES.get(get_language() or "nb", "nb"),
        blocks=tuple(_blocks(page)),
        subtitle=_("Change process %(number)s, %(unit)s")
        % {"number": record.number, "unit": record.unit.name},
        date=page.today,
        notice=_("Demo: invented people and events") if settings.VERN_DEMO else None,
        contents=False,
    )


def meeting(pages: Sequence[Page], *, body: str, day: dt.date) -> Document:
    """Several processes together: what a body gets before its meeting, each as its reader may know it."""
    blocks: list[Block] = []
    for number, page in enumerate(pages):
        blocks += [PageBreak()] if number else []
        blocks.append(Heading(1, f"{page.record.number} {page.record.title}"))
        blocks += _blocks(page)
    return Document(
        title=_("Changes for %(body)s") % {"body": body} if body else _("Changes"),
        language=LANGUAGES.get(get_language() or "nb", "nb"),
        blocks=tuple(blocks),
        date=day,
        notice=_("Demo: invented people and events") if settings.VERN_DEMO else None,
        contents=len(pages) > 1,
    )


def _blocks(page: Page) -> Iterator[Block]:
    yield Table(
        caption=_("In short"),
        columns=(Column(_("What")), Column("")),
        rows=tuple(_facts(page)),
        row_headers=True,
    )
    if page.preparing and page.lacks_assessment:
        yield Callout("warning", _("No approved risk assessment is linked with this change yet."))
    yield from _text(_("Why"), page.process.why)
    yield from _text(_("What will be different"), page.process.what)
    yield from _takes_part(page)
    yield from _consequences(page)
    yield from _assessments(page)
    yield from _measures(page)
    yield from _steps(page)
    yield from _decision(page)
    yield from _text(_("How it went"), page.process.evaluation)
    yield from _text(_("Why it was dropped"), page.process.dropped_reason)


def _facts(page: Page) -> Iterator[tuple[str, str]]:
    process = page.process
    yield _("Type"), str(TYPE_LABELS[ChangeType(process.type)])
    yield _("State"), state_tag(process).text
    yield _("Unit"), page.record.unit.name
    if page.touched:
        yield _("Touches too"), ", ".join(each.name for each in page.touched)
    if process.people is not None:
        yield _("Employees who will notice it"), str(process.people)
    yield _("Goes on with it"), page.goes_on or "–"
    yield _("To be decided by"), day(process.decide_by)
    for label, value in (
        (_("To be carried out"), process.in_force_on),
        (_("Decided"), process.decided_on),
        (_("To look back on by"), process.evaluate_on),
    ):
        if value is not None:
            yield label, day(value)


def _text(heading: str, text: str) -> Iterator[Block]:
    if text:
        yield Heading(2, heading)
        yield from text_to_blocks(text)


def _takes_part(page: Page) -> Iterator[Block]:
    yield Heading(2, _("Who takes part"))
    if page.takes_part:
        yield Table(
            caption=_("Who takes part, and when"),
            columns=tuple(
                Column(each)
                for each in (_("Who"), _("When"), _("How"), _("Case"), _("Is it right?"))
            ),
            rows=tuple(_body(each) for each in page.takes_part),
            row_headers=True,
        )
    for each in page.takes_part:
        for who, words in (
            (each.body.name, each.involvement.words),
            (_("%(body)s says") % {"body": each.body.name}, each.involvement.right_words),
        ):
            if words:
                yield Paragraph((Run(f"{who}: ", bold=True), Run(words)))
    if page.left_out and page.open:
        names = ", ".join(each.name for each in page.left_out)
        yield Callout("info", _("Have not taken part yet: %(names)s") % {"names": names})


def _body(each: TakesPart) -> tuple[str, ...]:
    one = each.involvement
    if one.held_on is not None:
        when, how = short_day(one.held_on), str(one.get_manner_display())
    else:
        when, how = _("Planned: %(day)s") % {"day": short_day(one.planned_on)}, "–"
    answers = {True: _("Yes"), False: _("No"), None: _("Not said")}
    right = answers[one.right] if one.held else "–"
    return each.body.name, when, how, one.reference or "–", right


def _consequences(page: Page) -> Iterator[Block]:
    if not page.judged:
        return
    yield Heading(2, _("What it does to the work environment"))
    yield Table(
        caption=_("What it does to the work environment"),
        columns=(Column(_("What")), Column(_("How")), Column(_("In a few words"))),
        rows=tuple(
            (
                each.aspect.name,
                str(Consequence.Judgement(each.judgement).label),
                each.words or "–",
            )
            for each in page.judged
        ),
        row_headers=True,
    )


def _assessments(page: Page) -> Iterator[Block]:
    if page.links:
        approved = _("approved")
        yield Heading(2, _("What belongs with it"))
        yield BulletList(
            tuple(
                f"{each.record.number} {each.record.title}"
                + (f" ({approved})" if each.record.pk in page.approved else "")
                for each in page.links
            )
        )


def _measures(page: Page) -> Iterator[Block]:
    if page.measures:
        yield Heading(2, _("Measures"))
        yield Table(
            caption=_("Measures"),
            columns=(Column(_("What")), Column(_("Who")), Column(_("By")), Column(_("Done"))),
            rows=tuple(
                (
                    _what(each, page.record),
                    each.measure.who,
                    each.measure.deadline,
                    _("Yes") if each.done else _("No"),
                )
                for each in page.measures
            ),
            row_headers=True,
        )


def _what(line: Line, record: Record) -> str:
    origin = line.measure.origin
    return line.words if origin.pk == record.pk else f"{line.words} ({origin.number})"


def _done(step: OnTheWay) -> str:
    if step.met_by is not None:
        return step.met_by.number
    done_on = step.milestone.done_on
    return short_day(done_on) if done_on else "–"


def _steps(page: Page) -> Iterator[Block]:
    if page.steps:
        yield Heading(2, _("Steps"))
        yield Table(
            caption=_("Steps"),
            columns=(Column(_("What")), Column(_("By")), Column(_("Done"))),
            rows=tuple(
                (
                    each.milestone.title,
                    short_day(each.milestone.due_on),
                    _done(each),
                )
                for each in page.steps
            ),
            row_headers=True,
        )


def _decision(page: Page) -> Iterator[Block]:
    process = page.process
    yield from _text(_("The decision"), process.decision)
    yield from _text(_("Why there was no approved risk assessment"), process.no_assessment_reason)
    yield from _text(_("Why not all had taken part"), process.not_involved_reason)
